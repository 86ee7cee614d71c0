package console

import (
	"context"
	"fmt"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/access"
	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/catalog"
	"github.com/gatehouse-dev/gatehouse/backend/policy"
	"github.com/gatehouse-dev/gatehouse/backend/reqinfo"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/web"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Place names an operation: ids or slug and label, as they stand in addresses.
type Place struct{ API, Version, Operation string }

// Mint makes a token for an operation, in the name of the caller's own app and for the rest of their session at most. What
// the app lacks is not looked at: the gateway refuses the call and says why. The live environment asks for a fresh
// assertion: web.ErrStepUpRequired. It returns ErrNotCallable, ErrAppSuspended, apps.ErrNotFound and the faults of
// catalog.FindOperation.
func (s *Service) Mint(ctx context.Context, at Place, appID, environment string) (Made, error) {
	called, err := s.callable(ctx, at)
	if err != nil {
		return Made{}, err
	}
	me := rbac.From(ctx)
	if environment == access.Live && !s.now().Before(me.StepUpUntil) {
		return Made{}, web.ErrStepUpRequired
	}
	var made Made
	err = s.Store.Tx(ctx, func(ctx context.Context) error {
		app, err := s.Apps.Own(ctx, appID)
		if err != nil {
			return err
		}
		if app.State != apps.Active {
			return ErrAppSuspended
		}
		if err := s.refuseKind(ctx, app.ID, called.API.Slug); err != nil {
			return err
		}
		end, err := s.Sessions.EndOf(ctx, me.SessionID)
		if err != nil {
			return err
		}
		if err := s.makeRoom(ctx, me.SessionID, "", perSessionMax); err != nil {
			return err
		}
		made, err = s.keep(ctx, Token{AppID: app.ID, SessionID: me.SessionID, Environment: environment}, called, end)
		if err != nil {
			return err
		}
		return s.Audit.Record(ctx, audit.Entry{Action: "console.token", Object: made.Token.ID, Outcome: audit.Success, Details: map[string]any{
			"app": app.ID, "api": called.API.Slug, "version": called.Version.Label, "operation": called.ID, "environment": environment,
			"expiresAt": made.Token.ExpiresAt,
		}})
	})
	if err != nil {
		return Made{}, fmt.Errorf("make a console token for %s: %w", appID, err)
	}
	return made, nil
}

// Visit makes a token for somebody without an account. It returns ErrNotCallable, ErrNoSandbox, ErrBusy and the faults of
// catalog.FindOperation.
func (s *Service) Visit(ctx context.Context, at Place) (Made, error) {
	called, err := s.callable(ctx, at)
	if err != nil {
		return Made{}, err
	}
	_, upstreams, err := s.Catalog.Upstreams(ctx, called.API.ID)
	if err != nil {
		return Made{}, err
	}
	network := reqinfo.Network(reqinfo.From(ctx).Address)
	if called.API.Visibility != catalog.Public || upstreams.Sandbox.Kind != catalog.Mock || network == "" {
		return Made{}, ErrNoSandbox
	}
	var made Made
	err = s.Store.Tx(ctx, func(ctx context.Context) error {
		if err := s.refuseCrowd(ctx); err != nil {
			return err
		}
		if err := s.makeRoom(ctx, "", network, perNetworkMax); err != nil {
			return err
		}
		var err error
		made, err = s.keep(ctx, Token{Network: network, Environment: access.Sandbox}, called, s.now().Add(life))
		return err
	})
	if err != nil {
		return Made{}, fmt.Errorf("make a visitor's token: %w", err)
	}
	return made, nil
}

// callable answers an operation that the gateway serves.
func (s *Service) callable(ctx context.Context, at Place) (catalog.Callable, error) {
	called, err := s.Catalog.FindOperation(ctx, at.API, at.Version, at.Operation)
	if err != nil {
		return catalog.Callable{}, err
	}
	served := called.Version.State == catalog.Published || called.Version.State == catalog.Deprecated
	if !served || called.API.Slug == catalog.PortalSlug {
		return catalog.Callable{}, ErrNotCallable
	}
	return called, nil
}

// refuseKind answers ErrKind when policy gives an app no short-lived tokens for an API.
func (s *Service) refuseKind(ctx context.Context, app, api string) error {
	p, err := s.Policy.For(ctx, app, []string{api})
	if err != nil || p.Allows(string(secret.Ephemeral)) {
		return err
	}
	return ErrKind.Saying(p.From(policy.Kinds).String() + " allows only " + policy.KindWords(p.Kinds) + ".")
}

func (s *Service) refuseCrowd(ctx context.Context) error {
	living, err := s.repo.countVisitors(ctx, s.now())
	if err != nil {
		return err
	}
	if living >= visitorsMax {
		return ErrBusy
	}
	return nil
}

// makeRoom lets the oldest tokens of a session, or of the visitors of a network, give way to one more.
func (s *Service) makeRoom(ctx context.Context, session, network string, most int) error {
	// Two at once must not both see the last free place.
	if err := s.Store.Serialize(ctx); err != nil {
		return err
	}
	living, err := s.repo.living(ctx, session, network, s.now())
	if err != nil || len(living) < most {
		return err
	}
	return s.revoke(ctx, living[:len(living)-most+1])
}

// keep stores a token for an operation, and tells enforcement.
func (s *Service) keep(ctx context.Context, t Token, called catalog.Callable, latest time.Time) (Made, error) {
	minted, err := secret.Generate(s.Brand, secret.Ephemeral, s.Random)
	if err != nil {
		return Made{}, fmt.Errorf("make a secret: %w", err)
	}
	kid, pepper := s.Keys.Pepper()
	t.ID, t.MAC, t.PepperKID = idPrefix+minted.ID, secret.MAC(pepper, secret.DomainToken, minted.Full), kid
	t.APIID, t.VersionID, t.OperationID = called.API.ID, called.Version.ID, called.ID
	t.CreatedAt = s.now()
	if t.ExpiresAt = t.CreatedAt.Add(life); latest.Before(t.ExpiresAt) {
		t.ExpiresAt = latest
	}
	if err := s.repo.insert(ctx, t); err != nil {
		return Made{}, err
	}
	return Made{Token: t, Secret: secret.Text(minted.Full)}, s.Store.Changed(ctx, store.KindToken, t.ID)
}

// endSessions revokes the tokens of sessions that end, in the transaction that ends them.
func (s *Service) endSessions(ctx context.Context, ended []string) error {
	for _, session := range ended {
		living, err := s.repo.living(ctx, session, "", s.now())
		if err != nil {
			return err
		}
		if err := s.revoke(ctx, living); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) revoke(ctx context.Context, ids []string) error {
	if err := s.repo.revoke(ctx, ids, s.now()); err != nil {
		return err
	}
	return s.changed(ctx, ids)
}

func (s *Service) changed(ctx context.Context, ids []string) error {
	for _, id := range ids {
		if err := s.Store.Changed(ctx, store.KindToken, id); err != nil {
			return err
		}
	}
	return nil
}
