package enforce

import (
	"context"
	"strings"

	"github.com/gatehouse-dev/gatehouse/backend/store"
)

// apply returns the snapshot with one thing as the database has it now. Kinds that no decision reads change nothing.
func (r *reader) apply(ctx context.Context, s *Snapshot, change store.Change) (*Snapshot, error) {
	switch change.Kind {
	case store.KindToken:
		return r.applyToken(ctx, s, change.ID)
	case store.KindApp:
		return r.applyApp(ctx, s, change.ID)
	case store.KindAccount:
		return r.applyAccount(ctx, s, change.ID)
	case store.KindGrant:
		return r.applyGrant(ctx, s, change.ID)
	case store.KindAPI:
		return r.applyAPI(ctx, s, change.ID)
	case store.KindClient, store.KindDenial, store.KindRealm, store.KindSigning:
		return r.applyOAuth(ctx, s, change)
	case store.KindVersion, store.KindPlan:
		return r.applyPart(ctx, s, change)
	}
	return s, nil
}

func (r *reader) applyToken(ctx context.Context, s *Snapshot, id string) (*Snapshot, error) {
	var found *Token
	if strings.HasPrefix(id, consolePrefix) {
		err := r.eachConsole(ctx, "id = ?", []any{id}, func(t *Token) { found = t })
		if err != nil {
			return s, err
		}
		return s.withToken(id[len(consolePrefix):], found), nil
	}
	if strings.HasPrefix(id, honeyPrefix) {
		err := r.eachHoney(ctx, " AND id = ?", []any{id}, func(t *Token) { found = t })
		if err != nil {
			return s, err
		}
		return s.withToken(id[len(honeyPrefix):], found), nil
	}
	if err := r.eachToken(ctx, "id = ?", []any{id}, func(t *Token) { found = t }); err != nil {
		return s, err
	}
	if err := r.eachSecret(ctx, "token_id = ?", []any{id}, func(string) *Token { return found }); err != nil {
		return s, err
	}
	return s.withToken(strings.TrimPrefix(id, "tok_"), found), nil
}

func (r *reader) applyApp(ctx context.Context, s *Snapshot, id string) (*Snapshot, error) {
	var found *App
	if err := r.eachApp(ctx, "a.id = ?", []any{id}, func(a *App) { found = a }); err != nil {
		return s, err
	}
	return s.withApp(id, found), nil
}

// applyAccount reads the apps of a person and of their teams anew. An account that is gone leaves apps whose owner is not active.
func (r *reader) applyAccount(ctx context.Context, s *Snapshot, id string) (*Snapshot, error) {
	next := s
	err := r.eachApp(ctx, "a.owner = ? OR a.owner IN (SELECT 'g:' || team_id FROM team_members WHERE account_id = ?)", []any{"u:" + id, id}, func(a *App) { next = next.withApp(a.ID, a) })
	if err != nil {
		return s, err
	}
	return next, nil
}

// applyGrant reads whichever grant is the living one where the changed one is or was.
func (r *reader) applyGrant(ctx context.Context, s *Snapshot, id string) (*Snapshot, error) {
	key, known := s.byID.get(id)
	err := r.eachGrant(ctx, "id = ?", []any{id}, func(g *Grant) { key, known = g.key(), true })
	if err != nil || !known {
		return s, err
	}
	var living *Grant
	err = r.eachGrant(ctx, "app_id = ? AND api_id = ? AND environment = ? AND state <> 'ended'", []any{key.app, key.api, key.environment.String()},
		func(g *Grant) { living = g })
	if err != nil {
		return s, err
	}
	return s.withGrant(key, living), nil
}

func (r *reader) applyAPI(ctx context.Context, s *Snapshot, id string) (*Snapshot, error) {
	apis, err := r.apis(ctx, id)
	if err != nil {
		return s, err
	}
	return s.withAPI(id, apis[id]), nil
}

// applyPart reads the API that a version or plan belongs to; when the part is gone, the one that had it.
func (r *reader) applyPart(ctx context.Context, s *Snapshot, change store.Change) (*Snapshot, error) {
	api, err := r.ownerOf(ctx, change.Kind, change.ID)
	if err != nil {
		return s, err
	}
	if api == "" {
		api = s.ownerOf(change.ID)
	}
	if api == "" {
		return s, nil
	}
	return r.applyAPI(ctx, s, api)
}

func (s *Snapshot) ownerOf(part string) string {
	for _, api := range s.apis {
		if api.Plans[part] != nil || api.version(part) != nil {
			return api.ID
		}
	}
	return ""
}
