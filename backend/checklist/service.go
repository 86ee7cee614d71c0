package checklist

import (
	"context"
	"fmt"
	"slices"

	"github.com/gatehouse-dev/gatehouse/backend/access"
	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/policy"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/tokens"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Deps is what checklist stands on. All fields are required.
type Deps struct {
	Store  *store.Store
	Audit  *audit.Log
	Clock  clock.Clock
	Apps   *apps.Service
	Access *access.Service
	Tokens *tokens.Service
	Policy *policy.Service
	// Names answers the names of the rbac subjects that have one.
	Names func(ctx context.Context, subjects []string) (map[string]string, error)
}

// Service answers checklists. It may be used from many goroutines at once.
type Service struct {
	Deps
	repo  repo
	asked func(ctx context.Context, app string) ([]string, error)
}

// OnAsked sets who knows of which tokens of an app a campaign asks to narrow. Call it before the service serves.
func (s *Service) OnAsked(f func(ctx context.Context, app string) ([]string, error)) { s.asked = f }

// New answers a service.
func New(d Deps) *Service { return &Service{Deps: d, repo: repo{store: d.Store}} }

// Of answers the checklist of an app that the caller may see, and what was said of its secrets. Else apps.ErrNotFound.
func (s *Service) Of(ctx context.Context, id string) ([]Item, Said, error) {
	app, err := s.Apps.Find(ctx, id)
	if err != nil {
		return nil, Said{}, err
	}
	f := facts{contacts: app.Contacts}
	if f.living, err = s.Tokens.LivingOf(ctx, app.ID); err != nil {
		return nil, Said{}, err
	}
	if f.granted, err = s.Access.Granted(ctx, app.ID, access.Live); err != nil {
		return nil, Said{}, err
	}
	var held []string
	for _, t := range f.living {
		held = append(held, t.Scopes...)
	}
	slices.Sort(held)
	if f.risks, err = s.Access.Risks(ctx, slices.Compact(held)); err != nil {
		return nil, Said{}, err
	}
	rules, err := s.Policy.Current(ctx)
	if err != nil {
		return nil, Said{}, err
	}
	f.defaultLife = rules.DefaultLife
	if s.asked != nil {
		if f.asked, err = s.asked(ctx, app.ID); err != nil {
			return nil, Said{}, err
		}
	}
	if f.said, err = s.repo.said(ctx, app.ID); err != nil {
		return nil, Said{}, err
	}
	return f.items(s.Clock.Now()), f.said, nil
}

// Say notes where the secrets of the caller's own app live. It returns apps.ErrNotFound and ErrPlace.
func (s *Service) Say(ctx context.Context, id string, place Place) error {
	if !slices.Contains(Places(), place) {
		return ErrPlace
	}
	app, err := s.Apps.Own(ctx, id)
	if err != nil {
		return err
	}
	err = s.Store.Tx(ctx, func(ctx context.Context) error {
		if err := s.repo.say(ctx, app.ID, Said{Place: place, By: rbac.From(ctx).Owner(), At: s.Clock.Now()}); err != nil {
			return err
		}
		return s.Audit.Record(ctx, audit.Entry{
			Action: "apps.secret_place", Object: app.ID, Outcome: audit.Success, Details: map[string]any{"place": string(place)},
		})
	})
	if err != nil {
		return fmt.Errorf("note where the secrets of %s live: %w", id, err)
	}
	return nil
}
