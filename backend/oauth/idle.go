package oauth

import (
	"context"
	"fmt"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/policy"
	"github.com/gatehouse-dev/gatehouse/backend/reqinfo"
	"github.com/gatehouse-dev/gatehouse/backend/tokens"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

const (
	day      = 24 * time.Hour
	jobBatch = 200
)

// WarnIdle tells owners of clients that asked for no token for two thirds of the policy's idle days, once for each such while.
func (s *Service) WarnIdle(ctx context.Context) error {
	return s.eachIdleRule(reqinfo.AsSystem(ctx, "oauth.idle"), "warn of", func(ctx context.Context, step policy.Step, limit time.Duration) error {
		now := s.now()
		found, err := s.repo.unwarned(ctx, step.Place, now, now.Add(-tokens.IdleWarning(limit)), jobBatch)
		if err != nil {
			return err
		}
		for _, c := range found {
			if err := s.warnIdle(ctx, c, max(limit-now.Sub(c.lastSign()), tokens.IdleGrace(limit))); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *Service) warnIdle(ctx context.Context, c Client, left time.Duration) error {
	first, err := s.repo.warn(ctx, c.ID, s.now())
	if err != nil || !first {
		return err
	}
	app, err := s.Apps.Any(ctx, c.AppID)
	if err != nil {
		return err
	}
	return s.Apps.Tell(ctx, s.Messenger, app.Owner, accounts.Notice{
		Kind: "tokens.idle", Link: "/apps/" + app.ID + "?tab=oauth", Body: "App " + app.Name + ", " + c.Environment + ": " + c.ID,
		Title: "An OAuth client asks for no tokens. It is suspended on " + s.now().Add(left).Format("2 January 2006") + " unless it does; revoke it if it isn't needed.",
	}, "", nil)
}

// SuspendIdle suspends clients that asked for no token for the policy's idle days and whose owners were warned in time; they
// are told, and may resume them.
func (s *Service) SuspendIdle(ctx context.Context) error {
	ctx = rbac.With(reqinfo.AsSystem(ctx, "oauth.idle"), rbac.Subject{ID: tokens.IdleJob})
	return s.eachIdleRule(ctx, "suspend", func(ctx context.Context, step policy.Step, limit time.Duration) error {
		now := s.now()
		idle, err := s.repo.idleSince(ctx, step.Place, now, now.Add(-limit), now.Add(-tokens.IdleGrace(limit)), jobBatch)
		if err != nil {
			return err
		}
		reason := "It asked for no token for " + fault.Counted(*step.IdleDays, "day", "days") + "."
		for i := range idle {
			if err := s.suspend(ctx, &idle[i], tokens.IdleJob, reason); err != nil {
				return err
			}
			app, err := s.Apps.Any(ctx, idle[i].AppID)
			if err != nil {
				return err
			}
			if err := s.tell(ctx, app, idle[i], "An OAuth client was suspended: "+reason, ""); err != nil {
				return err
			}
		}
		return nil
	})
}

// eachIdleRule lets work run for each level that suspends what is idle, in a transaction of its own.
func (s *Service) eachIdleRule(ctx context.Context, what string, work func(context.Context, policy.Step, time.Duration) error) error {
	ladder, err := s.Policy.Ladder(ctx)
	if err != nil {
		return err
	}
	for _, step := range ladder {
		if step.Demand(policy.IdleDays) == "" {
			continue
		}
		limit := time.Duration(*step.IdleDays) * day
		if err := s.Store.Tx(ctx, func(ctx context.Context) error { return work(ctx, step, limit) }); err != nil {
			return fmt.Errorf("%s idle OAuth clients: %w", what, err)
		}
	}
	return nil
}

// lastSign answers when the client was last issued a token, or made when it never was.
func (c Client) lastSign() time.Time {
	if c.LastIssuedAt != nil {
		return *c.LastIssuedAt
	}
	return c.CreatedAt
}
