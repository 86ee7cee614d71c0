package oauth

import (
	"context"
	"fmt"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// change loads the caller's own living client and lets work change it in one transaction.
func (s *Service) change(ctx context.Context, id, what string, work func(context.Context, *Client, apps.App) error) error {
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		// Two at once must not both see the last free place for a secret.
		if err := s.Store.Serialize(ctx); err != nil {
			return err
		}
		c, err := s.repo.find(ctx, id)
		if err != nil {
			return err
		}
		app, err := s.Apps.Own(ctx, c.AppID)
		if err != nil {
			return hide(err)
		}
		if c.RevokedAt != nil {
			return ErrState
		}
		return work(ctx, &c, app)
	})
	if err != nil {
		return fmt.Errorf("%s OAuth client %s: %w", what, id, err)
	}
	return nil
}

// stop loads a living client that the caller may stop, as owner or with tokens:revoke-any, and lets work change it in one
// transaction.
func (s *Service) stop(ctx context.Context, id, what string, work func(context.Context, *Client, apps.App) error) (Client, error) {
	var stopped Client
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		c, err := s.repo.find(ctx, id)
		if err != nil {
			return err
		}
		app, err := s.Apps.OwnOr(ctx, c.AppID, rbac.TokensRevokeAny)
		if err != nil {
			return hide(err)
		}
		if c.RevokedAt != nil {
			return ErrState
		}
		if err := work(ctx, &c, app); err != nil {
			return err
		}
		stopped = c
		return nil
	})
	if err != nil {
		return Client{}, fmt.Errorf("%s OAuth client %s: %w", what, id, err)
	}
	return stopped, nil
}

func (s *Service) save(ctx context.Context, action string, c *Client, details map[string]any) error {
	c.UpdatedAt = s.now()
	if err := s.repo.update(ctx, *c); err != nil {
		return err
	}
	c.Version++
	return s.note(ctx, action, *c, details)
}

func (s *Service) note(ctx context.Context, action string, c Client, details map[string]any) error {
	if err := s.Store.Changed(ctx, store.KindClient, c.ID); err != nil {
		return err
	}
	details["app"], details["environment"] = c.AppID, c.Environment
	return s.Audit.Record(ctx, audit.Entry{Action: action, Object: c.ID, Outcome: audit.Success, Details: details})
}

// tell sends a notice about a client to the people of its app.
func (s *Service) tell(ctx context.Context, app apps.App, c Client, sentence, template string) error {
	n := accounts.Notice{Kind: "security.oauth_client", Title: sentence, Body: "App " + app.Name + ", " + c.Environment + ": " + c.ID, Link: "/apps/" + app.ID + "?tab=oauth"}
	return s.Apps.Tell(ctx, s.Messenger, app.Owner, n, template, map[string]any{
		"Token": "OAuth client " + c.ID, "App": app.Name, "Scopes": c.Scopes, "Reason": c.RevokedReason, "When": s.now().Format("2 January 2006, 15:04 MST"),
	})
}
