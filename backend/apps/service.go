package apps

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/ident"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Registered is the answer to a registration: the app, and its first sandbox token with the secret when policy gives
// one.
type Registered struct {
	App    App
	Token  any
	Secret string
}

// Register makes an app that belongs to the caller or to a team of theirs, runs the hooks and asks for the first token, all in
// one transaction. It returns fault.ErrInvalid, ErrNameTaken and the faults of teams.
func (s *Service) Register(ctx context.Context, d Draft) (Registered, error) {
	d = d.tidy()
	if err := d.check(); err != nil {
		return Registered{}, err
	}
	if rbac.From(ctx).Owner() == "" {
		return Registered{}, ErrNotFound
	}
	now := s.clock.Now().Add(-d.Age)
	made := Registered{App: App{
		ID: ident.New("app"), Name: d.Name, Purpose: d.Purpose, RedirectOrigins: d.RedirectOrigins,
		Contacts: d.Contacts, State: Active, Demo: d.Demo, Version: 1, CreatedAt: now, UpdatedAt: now,
	}}
	err := s.store.Tx(ctx, func(ctx context.Context) (err error) {
		if made.App.Owner, err = s.ownerNamed(ctx, d.Team); err != nil {
			return err
		}
		if err := s.repo.insert(ctx, made.App); err != nil {
			return named(err, made.App.Owner)
		}
		if err := s.note(ctx, "apps.create", made.App, map[string]any{"name": d.Name}); err != nil {
			return err
		}
		if err := run(ctx, s.onRegister, made.App); err != nil {
			return err
		}
		made.Token, made.Secret, err = s.firstToken(ctx, made.App)
		return err
	})
	if err != nil {
		return Registered{}, fmt.Errorf("register app %q: %w", d.Name, err)
	}
	return made, nil
}

// Filter narrows a list of apps. Owner, an rbac subject id, leaves the apps of one owner among those that the caller sees.
// Everyone asks for everybody's apps and counts only for a role that sees them all.
type Filter struct {
	Name     string
	Owner    string
	Everyone bool
}

// List answers the apps of the caller and their teams, newest first, or everybody's as the filter says. It returns page.ErrCursor.
func (s *Service) List(ctx context.Context, f Filter, r page.Request) (page.Page[App], error) {
	after, err := s.cursors.Decode(r.Cursor)
	if err != nil {
		return page.Page[App]{}, err
	}
	reach, err := s.listed(ctx, f)
	if err != nil {
		return page.Page[App]{}, err
	}
	found, err := s.repo.list(ctx, reach, strings.TrimSpace(f.Name), after, r.Limit+1)
	if err != nil {
		return page.Page[App]{}, fmt.Errorf("list apps: %w", err)
	}
	next := ""
	if len(found) > r.Limit {
		found = found[:r.Limit]
		next = s.cursors.Encode(found[r.Limit-1].ID)
	}
	return page.Of(found, next), nil
}

// listed answers what a list may show.
func (s *Service) listed(ctx context.Context, f Filter) (reach, error) {
	owners, err := s.Owners(ctx)
	if err != nil {
		return reach{}, err
	}
	all := f.Everyone && s.allows(rbac.From(ctx), rbac.AppsReadAll)
	switch {
	case f.Owner == "":
		return reach{owners: owners, all: all}, nil
	case all || slices.Contains(owners, f.Owner):
		return reach{owners: []string{f.Owner}}, nil
	}
	return reach{}, nil
}

// Some answers those of the apps that there are, by id, without asking who calls, for rooms above that have decided already.
func (s *Service) Some(ctx context.Context, ids []string) (map[string]App, error) {
	found, err := s.repo.some(ctx, ids)
	if err != nil {
		return nil, err
	}
	byID := make(map[string]App, len(found))
	for _, app := range found {
		byID[app.ID] = app
	}
	return byID, nil
}

// Owned answers every app of an owner (an rbac subject id), oldest first.
func (s *Service) Owned(ctx context.Context, owner string) ([]App, error) {
	return s.repo.owned(ctx, owner)
}

// OursAll answers every app of the caller and their teams, oldest first.
func (s *Service) OursAll(ctx context.Context) ([]App, error) {
	owners, err := s.Owners(ctx)
	if err != nil {
		return nil, err
	}
	return s.repo.owned(ctx, owners...)
}

// Change applies a patch to the caller's own app when its version is the expected one (overwrite skips that). It returns
// ErrNotFound, ErrStale, ErrNameTaken and fault.ErrInvalid.
func (s *Service) Change(ctx context.Context, id string, expected int64, overwrite bool, p Patch) (App, error) {
	var changed App
	err := s.store.Tx(ctx, func(ctx context.Context) error {
		app, err := s.Own(ctx, id)
		if err != nil {
			return err
		}
		if !overwrite && app.Version != expected {
			return ErrStale
		}
		d := p.apply(app.draft()).tidy()
		if err := d.check(); err != nil {
			return err
		}
		changed = app
		changed.Name, changed.Purpose, changed.RedirectOrigins, changed.Contacts = d.Name, d.Purpose, d.RedirectOrigins, d.Contacts
		return named(s.write(ctx, "apps.update", &changed, differences(app, changed)), app.Owner)
	})
	if err != nil {
		return App{}, fmt.Errorf("change app %s: %w", id, err)
	}
	return changed, nil
}

// Remove deletes the caller's own app after the hooks ended what hangs on it. It returns ErrNotFound.
func (s *Service) Remove(ctx context.Context, id string) error {
	err := s.store.Tx(ctx, func(ctx context.Context) error {
		app, err := s.Own(ctx, id)
		if err != nil {
			return err
		}
		return s.remove(ctx, app)
	})
	if err != nil {
		return fmt.Errorf("remove app %s: %w", id, err)
	}
	return nil
}

// RemoveOwned deletes every app of an owner that is going away. It is meant to run inside the transaction of that
// removal, and works on its own too.
func (s *Service) RemoveOwned(ctx context.Context, owner string) error {
	return s.store.Tx(ctx, func(ctx context.Context) error {
		apps, err := s.repo.owned(ctx, owner)
		if err != nil {
			return err
		}
		for _, app := range apps {
			if err := s.remove(ctx, app); err != nil {
				return fmt.Errorf("remove app %s of %s: %w", app.ID, owner, err)
			}
		}
		return nil
	})
}

func (s *Service) remove(ctx context.Context, app App) error {
	if err := run(ctx, s.onRemove, app); err != nil {
		return err
	}
	if err := s.repo.delete(ctx, app.ID); err != nil {
		return err
	}
	return s.note(ctx, "apps.delete", app, map[string]any{"name": app.Name})
}

// write stores a changed app under its next version and notes it.
func (s *Service) write(ctx context.Context, action string, app *App, details map[string]any) error {
	app.UpdatedAt = s.clock.Now()
	if err := s.repo.update(ctx, *app); err != nil {
		return err
	}
	app.Version++
	return s.note(ctx, action, *app, details)
}

func (s *Service) note(ctx context.Context, action string, app App, details map[string]any) error {
	if err := s.store.Changed(ctx, "app", app.ID); err != nil {
		return err
	}
	return s.audit.Record(ctx, audit.Entry{Action: action, Object: app.ID, Outcome: audit.Success, Details: details})
}

func run(ctx context.Context, hooks []Hook, app App) error {
	for _, h := range hooks {
		if err := h(ctx, app); err != nil {
			return err
		}
	}
	return nil
}
