package catalog

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/ident"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// CreateAPI makes an API without versions, owned by the caller, answered by the built-in sandbox. It returns
// fault.ErrInvalid and ErrSlugTaken.
func (s *Service) CreateAPI(ctx context.Context, d APIDraft) (API, error) {
	d = d.tidy()
	if err := cmp.Or(d.check(), s.checkTeams(ctx, d)); err != nil {
		return API{}, err
	}
	owner := rbac.From(ctx).Owner()
	if owner == "" {
		owner = "system"
	}
	now := s.Clock.Now()
	api := API{
		ID: ident.New("api"), Slug: d.Slug, Name: d.Name, Summary: d.Summary, Description: d.Description,
		Visibility: d.Visibility, Teams: d.Teams, Owner: owner, State: Draft, Demo: d.Demo, Version: 1, CreatedAt: now, UpdatedAt: now,
	}
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		if err := s.repo.insertAPI(ctx, api); err != nil {
			return err
		}
		if err := s.repo.putUpstreams(ctx, api.ID, Upstreams{Sandbox: Upstream{Kind: Mock}}); err != nil {
			return err
		}
		if err := s.repo.putTeams(ctx, api.ID, api.Teams); err != nil {
			return err
		}
		return s.note(ctx, store.KindAPI, api.ID, "apis.create", map[string]any{"slug": api.Slug, "visibility": api.Visibility, "teams": api.Teams})
	})
	if err != nil {
		return API{}, fmt.Errorf("create API %q: %w", d.Slug, err)
	}
	return api, nil
}

// ListAPIs answers the APIs that the caller may see, by slug; text narrows to those whose slug, name or summary contains
// it. It returns page.ErrCursor.
func (s *Service) ListAPIs(ctx context.Context, text string, r page.Request) (page.Page[API], error) {
	after, err := s.Cursors.Decode(r.Cursor)
	if err != nil {
		return page.Page[API]{}, err
	}
	found, err := s.repo.listAPIs(ctx, s.audience(ctx), strings.ToLower(strings.TrimSpace(text)), after, r.Limit+1)
	if err != nil {
		return page.Page[API]{}, fmt.Errorf("list APIs: %w", err)
	}
	next := ""
	if len(found) > r.Limit {
		found = found[:r.Limit]
		next = s.Cursors.Encode(found[r.Limit-1].Slug)
	}
	return page.Of(found, next), nil
}

// CountedAPIs answers the APIs that the caller may see by the number of their page, 1 for the first one, with size on each,
// and whether more follow. Programs walk a list by cursors (ListAPIs); people also want to go back.
func (s *Service) CountedAPIs(ctx context.Context, number, size int) (apis []API, more bool, err error) {
	apis, err = s.repo.countedAPIs(ctx, s.audience(ctx), (number-1)*size, size+1)
	if err != nil {
		return nil, false, fmt.Errorf("list page %d of the APIs: %w", number, err)
	}
	return apis[:min(len(apis), size)], len(apis) > size, nil
}

// ChangeAPI applies a patch when the API's version is the expected one (overwrite skips that). Who sees less of it from now on
// loses access before this returns. It returns ErrAPINotFound, ErrStale, ErrHostTaken, ErrEndsAccess and fault.ErrInvalid.
func (s *Service) ChangeAPI(ctx context.Context, idOrSlug string, expected int64, overwrite bool, p APIPatch) (API, error) {
	return s.changeAPI(ctx, idOrSlug, expected, overwrite, func(ctx context.Context, api *API) (string, map[string]any, error) {
		d := APIDraft{Slug: api.Slug, Name: api.Name, Summary: api.Summary, Description: api.Description, Visibility: api.Visibility, Teams: api.Teams, Host: api.Host}
		changed := p.apply(&d)
		d = d.tidy()
		if err := d.check(); err != nil {
			return "", nil, err
		}
		if wrong := s.checkHost(api.Slug, d.Host); wrong != "" {
			return "", nil, fault.ErrInvalid.With(fault.Bad("/host", wrong))
		}
		details := map[string]any{"slug": api.Slug, "changed": changed, "visibility": d.Visibility, "host": d.Host}
		if d.Visibility != api.Visibility || !slices.Equal(d.Teams, api.Teams) {
			details["teamsBefore"], details["teams"] = api.Teams, d.Teams
			if err := s.showTo(ctx, api, d, p.ends()); err != nil {
				return "", nil, err
			}
		}
		api.Name, api.Summary, api.Description, api.Host = d.Name, d.Summary, d.Description, d.Host
		return "apis.update", details, nil
	})
}

// changeAPI runs a change of an API or of what shares its version (scopes, upstreams) under the optimistic lock, and
// notes it. change answers the audit action with its details.
func (s *Service) changeAPI(ctx context.Context, idOrSlug string, expected int64, overwrite bool,
	change func(context.Context, *API) (string, map[string]any, error)) (API, error) {
	var api API
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		var err error
		if api, err = s.FindAPI(ctx, idOrSlug); err != nil {
			return err
		}
		if !overwrite && api.Version != expected {
			return ErrStale
		}
		action, details, err := change(ctx, &api)
		if err != nil {
			return err
		}
		return s.writeAPI(ctx, &api, action, details)
	})
	if err != nil {
		return API{}, fmt.Errorf("change API %s: %w", idOrSlug, err)
	}
	return api, nil
}

// writeAPI stores a changed API under its next version and notes it.
func (s *Service) writeAPI(ctx context.Context, api *API, action string, details map[string]any) error {
	api.UpdatedAt = s.Clock.Now()
	if err := s.repo.updateAPI(ctx, *api); err != nil {
		return err
	}
	api.Version++
	return s.note(ctx, store.KindAPI, api.ID, action, details)
}

// RemoveAPI deletes an API with its versions, plans and scopes, after the hooks agreed. It returns ErrAPINotFound,
// ErrBuiltIn for the portal's own, and ErrInUse.
func (s *Service) RemoveAPI(ctx context.Context, idOrSlug string) error {
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		api, err := s.FindAPI(ctx, idOrSlug)
		if err != nil {
			return err
		}
		if api.Slug == PortalSlug {
			return ErrBuiltIn
		}
		for _, hook := range s.onRemoveAPI {
			if err := hook(ctx, api); err != nil {
				return err
			}
		}
		if err := s.repo.deleteAPI(ctx, api.ID); err != nil {
			return err
		}
		return s.note(ctx, store.KindAPI, api.ID, "apis.delete", map[string]any{"slug": api.Slug})
	})
	if err != nil {
		return fmt.Errorf("remove API %s: %w", idOrSlug, err)
	}
	return nil
}

func (s *Service) note(ctx context.Context, kind, id, action string, details map[string]any) error {
	if err := s.Store.Changed(ctx, kind, id); err != nil {
		return err
	}
	return s.Audit.Record(ctx, audit.Entry{Action: action, Object: id, Outcome: audit.Success, Details: details})
}
