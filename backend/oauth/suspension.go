package oauth

import (
	"context"
	"fmt"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/policy"
	"github.com/gatehouse-dev/gatehouse/backend/teams"
	"github.com/gatehouse-dev/gatehouse/backend/tokens"
	"github.com/gatehouse-dev/gatehouse/backend/web"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// holds are the rules of tokens about who holds a client back.
func (s *Service) holds() tokens.Holds {
	return tokens.Holds{
		Apps: s.Apps, Allows: s.Allows, Behind: s.Behind, Refused: ErrSuspendedByOperator,
		Another: "Another operator suspended this client of yours, and has to resume it.",
	}
}

// Suspend stops a client and its access tokens until Resume. The app's owner may do it, and whoever holds tokens:revoke-any;
// their suspension lies over one of the owner's, of policy's or of idleness, so that the owner can't lift it meanwhile. It
// returns ErrNotFound, ErrState, ErrSuspension when it is suspended already, and fault.ErrInvalid for a missing reason.
func (s *Service) Suspend(ctx context.Context, id, reason string) (Client, error) {
	reason, err := tokens.CleanReason(reason)
	if err != nil {
		return Client{}, err
	}
	return s.stop(ctx, id, "suspend", func(ctx context.Context, c *Client, app apps.App) error {
		if c.Suspension != nil {
			over, err := s.holds().MayLieOver(ctx, app, c.Suspension.By)
			if err != nil {
				return err
			}
			if !over {
				return ErrSuspension
			}
			c.Under = c.Suspension
		}
		by, err := s.holds().By(ctx, app)
		if err != nil {
			return err
		}
		if err := s.suspend(ctx, c, by, reason); err != nil {
			return err
		}
		return s.tell(ctx, app, *c, "An OAuth client was suspended: "+reason, "")
	})
}

func (s *Service) suspend(ctx context.Context, c *Client, by, reason string) error {
	c.Suspension = &tokens.Suspension{At: s.now(), By: by, Reason: reason}
	return s.save(ctx, "oauth.suspend_client", c, map[string]any{"reason": reason})
}

// Resume lets a suspended client work again, and its access tokens whose time is not over. The owner undoes their own
// suspension and an idle one; what an operator suspended, only operators resume: ErrSuspendedByOperator. What lay under an
// operator's suspension holds again. What policy suspended has to meet the rule first: ErrBreaksPolicy. It returns
// ErrNotFound, ErrState, ErrSuspension when it isn't suspended, and web.ErrStepUpRequired where policy asks for a passkey.
func (s *Service) Resume(ctx context.Context, id string) (Client, error) {
	return s.stop(ctx, id, "resume", func(ctx context.Context, c *Client, app apps.App) error {
		if c.Suspension == nil {
			return ErrSuspension
		}
		if err := s.holds().MayUndo(ctx, app, c.Suspension.By); err != nil {
			return err
		}
		if c.Under == nil {
			if err := s.mayWorkAgain(ctx, *c); err != nil {
				return err
			}
		}
		return s.resume(ctx, c)
	})
}

func (s *Service) resume(ctx context.Context, c *Client) error {
	details := map[string]any{"suspendedBy": c.Suspension.By, "suspendedReason": c.Suspension.Reason}
	if c.Under != nil {
		details["stillSuspendedBy"] = c.Under.By
	}
	c.Suspension, c.Under = c.Under, nil
	return s.save(ctx, "oauth.resume_client", c, details)
}

// resumeMended lets a client that policy suspended work again once nothing of it breaks a rule that suspends.
func (s *Service) resumeMended(ctx context.Context, c *Client) error {
	if c.Suspension == nil || c.Suspension.By != tokens.PolicyJob {
		return nil
	}
	if said, err := s.holdsBack(ctx, c.ID); err != nil || said != "" {
		return err
	}
	return s.resume(ctx, c)
}

// mayWorkAgain says whether policy lets a suspended client be resumed: ErrBreaksPolicy, web.ErrStepUpRequired.
func (s *Service) mayWorkAgain(ctx context.Context, c Client) error {
	p, err := s.Policy.For(ctx, c.AppID, tokens.APIsOf(c.Scopes))
	if err != nil {
		return err
	}
	if me := rbac.From(ctx); me.Person() && !s.now().Before(me.StepUpUntil) && p.AsksPasskey(policy.ActResume) {
		return web.ErrStepUpRequired
	}
	said, err := s.holdsBack(ctx, c.ID)
	if err != nil || said == "" {
		return err
	}
	return ErrBreaksPolicy.Saying(said)
}

// CountOf answers how many clients of an owner's apps work now.
func (s *Service) CountOf(ctx context.Context, owner string) (int, error) {
	owned, err := s.Apps.Owned(ctx, owner)
	if err != nil {
		return 0, err
	}
	ids := make([]string, len(owned))
	for i, app := range owned {
		ids[i] = app.ID
	}
	return s.repo.countWorking(ctx, ids)
}

// SuspendOwned stops every client of a person's apps. Register it for the disabling of accounts; it runs inside that
// transaction.
func (s *Service) SuspendOwned(ctx context.Context, a accounts.Account) error {
	return s.suspendAllOf(ctx, rbac.PersonID(a.ID), "Its owner's account was disabled.")
}

// SuspendTeam stops every client of a team's apps. Register it for teams that nobody looks after any more; it runs inside the
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
		all, err := s.repo.living(ctx, app.ID)
		if err != nil {
			return err
		}
		for i := range all {
			if all[i].Suspension != nil {
				continue
			}
			if err := s.suspend(ctx, &all[i], rbac.From(ctx).ID, reason); err != nil {
				return fmt.Errorf("suspend OAuth client %s: %w", all[i].ID, err)
			}
		}
	}
	return nil
}
