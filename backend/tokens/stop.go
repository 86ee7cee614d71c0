package tokens

import (
	"context"
	"fmt"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/teams"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Revoke ends a token for good, before it returns. The app's owner may do it, and whoever holds tokens:revoke-any. It
// returns ErrNotFound, ErrState when the token was revoked already, and fault.ErrInvalid for a missing reason.
func (s *Service) Revoke(ctx context.Context, id, reason string) (Token, error) {
	reason, err := cleanReason(reason)
	if err != nil {
		return Token{}, err
	}
	return s.stop(ctx, id, "revoke", func(ctx context.Context, t *Token, app apps.App) error {
		if t.RevokedAt != nil {
			return ErrState
		}
		if err := s.revoke(ctx, t, reason); err != nil {
			return err
		}
		return s.tell(ctx, app, *t, "security.token_revoked", "The token "+t.Name+" was revoked: "+reason, "token-revoked")
	})
}

func (s *Service) revoke(ctx context.Context, t *Token, reason string) error {
	now := s.now()
	t.RevokedAt, t.RevokedBy, t.RevokedReason = &now, rbac.From(ctx).ID, reason
	return s.save(ctx, "tokens.revoke", t, map[string]any{"reason": reason})
}

// revokeAll revokes what is left of an app's tokens, in the caller's transaction.
func (s *Service) revokeAll(ctx context.Context, app, reason string) error {
	all, err := s.repo.ofApp(ctx, app)
	if err != nil {
		return fmt.Errorf("list tokens of %s: %w", app, err)
	}
	for i := range all {
		if all[i].RevokedAt != nil {
			continue
		}
		if err := s.revoke(ctx, &all[i], reason); err != nil {
			return fmt.Errorf("revoke token %s: %w", all[i].ID, err)
		}
	}
	return nil
}

// SuspendOwned stops every token of a person's apps. Register it for the disabling of accounts; it runs inside that
// transaction.
func (s *Service) SuspendOwned(ctx context.Context, a accounts.Account) error {
	return s.suspendAllOf(ctx, rbac.PersonID(a.ID), "Its owner's account was disabled.")
}

// SuspendTeam stops every token of a team's apps. Register it for teams that nobody looks after any more; it runs inside the
// transaction of that.
func (s *Service) SuspendTeam(ctx context.Context, t teams.Team) error {
	return s.suspendAllOf(ctx, rbac.TeamID(t.ID), "The accounts of everybody who looks after it were disabled.")
}

func (s *Service) suspendAllOf(ctx context.Context, owner, reason string) error {
	owned, err := s.Apps.Owned(ctx, owner)
	if err != nil {
		return err
	}
	for _, app := range owned {
		all, err := s.repo.ofApp(ctx, app.ID)
		if err != nil {
			return fmt.Errorf("list tokens of %s: %w", app.ID, err)
		}
		for i := range all {
			if all[i].over(s.now()) || all[i].SuspendedAt != nil {
				continue
			}
			if err := s.suspend(ctx, &all[i], rbac.From(ctx).ID, reason); err != nil {
				return fmt.Errorf("suspend token %s: %w", all[i].ID, err)
			}
		}
	}
	return nil
}

// stop loads a token that the caller may stop and lets work change it in one transaction.
func (s *Service) stop(ctx context.Context, id, what string, work func(context.Context, *Token, apps.App) error) (Token, error) {
	var stopped Token
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		t, app, err := s.stoppable(ctx, id)
		if err != nil {
			return err
		}
		if err := work(ctx, &t, app); err != nil {
			return err
		}
		stopped = t
		return nil
	})
	if err != nil {
		return Token{}, fmt.Errorf("%s token %s: %w", what, id, err)
	}
	return stopped, nil
}
