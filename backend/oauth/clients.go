package oauth

import (
	"context"
	"fmt"

	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/tokens"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Made is a client with the only copy of its newest secret that will ever exist; "" for a client that signs assertions.
type Made struct {
	Client Client
	Secret secret.Text
}

// Create makes the client of the caller's own app in an environment. It returns apps.ErrNotFound, ErrAppSuspended, ErrTaken
// and fault.ErrInvalid with every mistake.
func (s *Service) Create(ctx context.Context, appID string, d Draft) (Made, error) {
	var made Made
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		app, err := s.Apps.Own(ctx, appID)
		if err != nil {
			return err
		}
		if app.State != apps.Active {
			return ErrAppSuspended
		}
		r, err := s.rules(ctx, app.ID, d)
		if err != nil {
			return err
		}
		if d, err = d.check(r, nil); err != nil {
			return err
		}
		now := s.now()
		made.Client = Client{
			ID: idPrefix + secret.RandomText(16), AppID: app.ID, Environment: d.Environment, Method: d.Method, Scopes: d.Scopes, Networks: d.Networks,
			KeySet: d.KeySet, Binding: d.Binding, CreatedBy: rbac.From(ctx).ID, CreatedAt: now, UpdatedAt: now, Version: 1,
		}
		if d.Method == Basic {
			if made.Secret, err = s.addSecret(&made.Client, r); err != nil {
				return err
			}
		}
		if err := s.repo.insert(ctx, made.Client); err != nil {
			return err
		}
		err = s.note(ctx, "oauth.create_client", made.Client, map[string]any{"authMethod": string(d.Method), "scopes": d.Scopes, "networks": d.Networks, "binding": string(d.Binding)})
		if err != nil {
			return err
		}
		return s.tell(ctx, app, made.Client, "An OAuth client was registered.", "token-created")
	})
	if err != nil {
		return Made{}, fmt.Errorf("register an OAuth client of %s: %w", appID, err)
	}
	return made, nil
}

func (s *Service) rules(ctx context.Context, app string, d Draft) (r rules, err error) {
	scopes, err := s.Grants.Seen(ctx, d.Scopes)
	if err != nil {
		return r, err
	}
	if r.policy, err = s.Policy.For(ctx, app, tokens.APIsOf(scopes)); err != nil {
		return r, err
	}
	if r.granted, err = s.Grants.Granted(ctx, app, d.Environment); err != nil {
		return r, err
	}
	r.risks, err = s.Grants.Risks(ctx, scopes)
	return r, err
}

// Change applies a patch to the caller's own client when its version is the expected one (overwrite skips that). It returns
// ErrNotFound, ErrStale, ErrState and fault.ErrInvalid.
func (s *Service) Change(ctx context.Context, id string, expected int64, overwrite bool, p Patch) (Client, error) {
	var changed Client
	err := s.change(ctx, id, "change", func(ctx context.Context, c *Client, app apps.App) error {
		if !overwrite && c.Version != expected {
			return ErrStale
		}
		d := p.apply(*c)
		r, err := s.rules(ctx, app.ID, d)
		if err != nil {
			return err
		}
		if d, err = d.check(r, c.Scopes); err != nil {
			return err
		}
		details := map[string]any{"scopesBefore": c.Scopes, "scopes": d.Scopes, "networksBefore": c.Networks, "networks": d.Networks, "keySetChanged": c.KeySet != d.KeySet, "bindingBefore": string(c.Binding), "binding": string(d.Binding)}
		c.Scopes, c.Networks, c.KeySet, c.Binding = d.Scopes, d.Networks, d.KeySet, d.Binding
		if err = s.save(ctx, "oauth.change_client", c, details); err == nil {
			err = s.resumeMended(ctx, c)
		}
		changed = *c
		return err
	})
	return changed, err
}

// EndTokens refuses every access token that the caller's own client was issued so far. It returns ErrNotFound and ErrState.
func (s *Service) EndTokens(ctx context.Context, id string) (Client, error) {
	var changed Client
	err := s.change(ctx, id, "end the access tokens of", func(ctx context.Context, c *Client, _ apps.App) error {
		c.NotBefore = s.now()
		err := s.save(ctx, "oauth.end_tokens", c, map[string]any{})
		changed = *c
		return err
	})
	return changed, err
}

// Revoke ends a client for good. The app's owner may do it, and whoever holds tokens:revoke-any. It returns ErrNotFound,
// ErrState and fault.ErrInvalid for a missing reason.
func (s *Service) Revoke(ctx context.Context, id, reason string) (Client, error) {
	reason, err := tokens.CleanReason(reason)
	if err != nil {
		return Client{}, err
	}
	return s.stop(ctx, id, "revoke", func(ctx context.Context, c *Client, app apps.App) error {
		if err := s.revoke(ctx, c, reason); err != nil {
			return err
		}
		return s.tell(ctx, app, *c, "An OAuth client was revoked: "+reason, "token-revoked")
	})
}

func (s *Service) revoke(ctx context.Context, c *Client, reason string) error {
	now := s.now()
	c.RevokedAt, c.RevokedBy, c.RevokedReason = &now, rbac.From(ctx).ID, reason
	return s.save(ctx, "oauth.revoke_client", c, map[string]any{"reason": reason})
}

// revokeAll revokes what is left of an app's clients, in the caller's transaction.
func (s *Service) revokeAll(ctx context.Context, app apps.App, reason string) error {
	all, err := s.repo.living(ctx, app.ID)
	if err != nil {
		return err
	}
	for i := range all {
		if err := s.revoke(ctx, &all[i], reason); err != nil {
			return fmt.Errorf("revoke OAuth client %s: %w", all[i].ID, err)
		}
	}
	return nil
}
