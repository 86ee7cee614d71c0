package webhooks

import (
	"context"
	"errors"
	"fmt"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/ident"
	"github.com/gatehouse-dev/gatehouse/backend/outbound"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Made is an endpoint with the only copy of its secret that is ever shown; "" when it kept the one it has.
type Made struct {
	Endpoint Endpoint
	Secret   secret.Text
}

// List answers the endpoints of an app that the caller sees for a reason of their own, or of the portal when app is empty. It
// returns apps.ErrNotFound.
func (s *Service) List(ctx context.Context, app string) ([]Endpoint, error) {
	if app != "" {
		if _, err := s.Apps.Ours(ctx, app); err != nil {
			return nil, err
		}
	}
	return s.repo.of(ctx, app)
}

// Find answers an endpoint that the caller may see. It returns ErrNotFound.
func (s *Service) Find(ctx context.Context, id string) (Endpoint, error) {
	e, err := s.repo.find(ctx, id)
	if err != nil {
		return Endpoint{}, err
	}
	if e.ofPortal() {
		if !s.Allows(rbac.From(ctx), rbac.WebhooksWrite) {
			return Endpoint{}, ErrNotFound
		}
		return e, nil
	}
	_, err = s.Apps.Ours(ctx, e.AppID)
	return e, hide(err)
}

// hide answers ErrNotFound for an app that isn't the caller's: then neither is the endpoint.
func hide(err error) error {
	if errors.Is(err, apps.ErrNotFound) {
		return ErrNotFound
	}
	return err
}

// may answers the owner of what an endpoint is of when the caller may change it; "" is the portal.
func (s *Service) may(ctx context.Context, app string) (owner string, err error) {
	if app == "" {
		if !s.Allows(rbac.From(ctx), rbac.WebhooksWrite) {
			return "", ErrNotFound
		}
		return "", nil
	}
	own, err := s.Apps.Own(ctx, app)
	return own.Owner, err
}

// Create makes an endpoint of the caller's own app, or of the portal when app is empty. It returns apps.ErrNotFound, ErrTooMany,
// and fault.ErrInvalid with every mistake.
func (s *Service) Create(ctx context.Context, app string, d Draft) (Made, error) {
	d = d.tidy()
	if err := s.sound(ctx, d, app == ""); err != nil {
		return Made{}, err
	}
	var made Made
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		// Two at once must not both see the last free place.
		if err := s.Store.TakeTurns(ctx, "webhooks of "+app); err != nil {
			return err
		}
		owner, err := s.may(ctx, app)
		if err != nil {
			return err
		}
		others, err := s.repo.of(ctx, app)
		if err != nil {
			return err
		}
		if len(others) >= endpointsMax {
			return ErrTooMany
		}
		now, me := s.now(), rbac.From(ctx).ID
		e := Endpoint{
			ID: ident.New("whe"), AppID: app, Holder: me, URL: d.URL, Description: d.Description, Events: d.Events, State: Active,
			CreatedBy: me, CreatedAt: now, UpdatedAt: now, Version: 1,
		}
		made = Made{Endpoint: e, Secret: s.renew(&e, 0)}
		made.Endpoint = e
		if err := s.repo.insert(ctx, e); err != nil {
			return err
		}
		if err := s.note(ctx, "webhooks.create", e, map[string]any{"host": e.host(), "events": e.Events}); err != nil {
			return err
		}
		return s.tell(ctx, e, owner, "security.webhook_added", "A webhook to "+e.host()+" was added", "It is told of what happens, without secrets.")
	})
	if err != nil {
		return Made{}, fmt.Errorf("create a webhook of %q: %w", app, err)
	}
	return made, nil
}

// sound checks a draft, and whether its address is one that may be called.
func (s *Service) sound(ctx context.Context, d Draft, portal bool) error {
	if err := d.check(portal); err != nil {
		return err
	}
	if err := outbound.Look(ctx, d.URL, s.bounds()); err != nil {
		return fault.ErrInvalid.With(fault.Bad("/url", "This address can't be called from here. Give a public https address whose name resolves; private networks have to be allowed by the operator.")).Because(err)
	}
	return nil
}

// change loads an endpoint that the caller may change and lets work change it in one transaction.
func (s *Service) change(ctx context.Context, id, what string, work func(context.Context, *Endpoint, string) error) (Endpoint, error) {
	var changed Endpoint
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		e, err := s.repo.find(ctx, id)
		if err != nil {
			return err
		}
		owner, err := s.may(ctx, e.AppID)
		if err != nil {
			return hide(err)
		}
		if err := work(ctx, &e, owner); err != nil {
			return err
		}
		changed = e
		return nil
	})
	if err != nil {
		return Endpoint{}, fmt.Errorf("%s webhook %s: %w", what, id, err)
	}
	return changed, nil
}

func (s *Service) save(ctx context.Context, action string, e *Endpoint, details map[string]any) error {
	e.UpdatedAt = s.now()
	if err := s.repo.update(ctx, *e); err != nil {
		return err
	}
	e.Version++
	return s.note(ctx, action, *e, details)
}

func (s *Service) note(ctx context.Context, action string, e Endpoint, details map[string]any) error {
	details["app"] = e.AppID
	return s.Audit.Record(ctx, audit.Entry{Action: action, Object: e.ID, Outcome: audit.Success, Details: details})
}

// tell sends a notice about an endpoint to the people of its app, or to those who keep the portal's.
func (s *Service) tell(ctx context.Context, e Endpoint, owner, kind, title, body string) error {
	n := accounts.Notice{Kind: kind, Title: title, Body: body, Link: e.page()}
	if !e.ofPortal() {
		return s.Apps.Tell(ctx, s.Messenger, owner, n, "", nil)
	}
	people, err := s.Overseers(ctx)
	if err != nil || s.Messenger == nil {
		return err
	}
	for _, n.Account = range people {
		if err := s.Messenger.Notify(ctx, n, "", nil); err != nil {
			return err
		}
	}
	return nil
}
