package tokens

import (
	"context"
	"fmt"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/jobs"
	"github.com/gatehouse-dev/gatehouse/backend/policy"
	"github.com/gatehouse-dev/gatehouse/backend/reqinfo"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// reminderDays are the days before its end on which a token's owner is reminded (TOK-9).
var reminderDays = []int64{14, 3, 1}

const jobBatch = 200

// Schedule registers bulk revocations and the periodic work: reminders before expiry, the
// suspension of idle tokens, the end of silent secrets, what is told of self-rotations, and the forgetting of ephemeral
// tokens and of ended secrets.
func (s *Service) Schedule(r *jobs.Runner) {
	jobs.Register(r, s.runRevocation)
	jobs.Register(r, s.weigh)
	r.EverySure("tokens.remind", 10*time.Minute, s.Remind)
	r.EverySure("tokens.warn_idle", time.Hour, s.WarnIdle)
	r.EverySure("tokens.idle", time.Hour, s.SuspendIdle)
	r.EverySure("tokens.comply", 10*time.Minute, s.Comply)
	r.EverySure("tokens.finish_silent", 10*time.Minute, s.FinishSilent)
	r.Every("tokens.tell_self_rotations", 10*time.Minute, s.TellSelfRotations)
	r.EverySure("tokens.forget_ephemeral", 10*time.Minute, s.ForgetMinted)
	r.EverySure("tokens.forget_secrets", time.Hour, s.ForgetSecrets)
}

// Remind tells owners 14, 3 and 1 days before a token's end, once each, and only for the nearest of the three that has
// come. A token whose whole life is shorter than a reminder's distance isn't announced that early.
func (s *Service) Remind(ctx context.Context) error {
	ctx = reqinfo.AsSystem(ctx, "tokens.remind")
	for i, days := range reminderDays {
		nearest := int64(0)
		if i+1 < len(reminderDays) {
			nearest = reminderDays[i+1]
		}
		if err := s.remind(ctx, days, nearest); err != nil {
			return fmt.Errorf("remind of tokens that end in %d days: %w", days, err)
		}
	}
	return s.noteEnded(ctx)
}

// noteEnded lets others hear of tokens that ended by themselves within the last day, once each.
func (s *Service) noteEnded(ctx context.Context) error {
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		now := s.now()
		over, err := s.repo.ended(ctx, now, now.Add(-day), jobBatch)
		if err != nil {
			return err
		}
		for _, t := range over {
			first, err := s.repo.reminded(ctx, t, 0, now)
			if err != nil {
				return err
			}
			if !first {
				continue
			}
			if err := s.ending(ctx, t, 0); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("note tokens that ended: %w", err)
	}
	return nil
}

func (s *Service) remind(ctx context.Context, days, nearest int64) error {
	return s.Store.Tx(ctx, func(ctx context.Context) error {
		now := s.now()
		due, err := s.repo.ending(ctx, now, days, nearest, jobBatch)
		if err != nil {
			return err
		}
		for _, t := range due {
			first, err := s.repo.reminded(ctx, t, days, now)
			if err != nil {
				return err
			}
			if !first {
				continue
			}
			app, err := s.Apps.Any(ctx, t.AppID)
			if err != nil {
				return err
			}
			title := "The token " + t.Name + " expires in " + fault.Counted(days, "day", "days")
			if days == 1 {
				title = "The token " + t.Name + " expires tomorrow"
			}
			err = s.Apps.Tell(ctx, s.Messenger, app.Owner, accounts.Notice{
				Kind: "tokens.expiring", Title: title, Link: "/tokens/" + t.ID,
				Body: "App " + app.Name + ", " + t.Environment + ": make a new token before " + t.ExpiresAt.Format("2 January 2006, 15:04 MST") + ".",
			}, "", nil)
			if err != nil {
				return err
			}
			if err := s.ending(ctx, t, days); err != nil {
				return err
			}
		}
		return nil
	})
}

// idleGraceMax is how long before a suspension the warning comes at least, where the policy's days leave the time.
const idleGraceMax = 7 * day

// IdleGrace answers how long before it suspends what nobody used for a limit the job warns at least.
func IdleGrace(limit time.Duration) time.Duration { return min(limit/3, idleGraceMax) }

// IdleWarning answers after how much of a limit without use the warning comes.
func IdleWarning(limit time.Duration) time.Duration { return limit * 2 / 3 }

// WarnIdle tells owners of tokens that nobody used for two thirds of the policy's idle days, once for each such while.
func (s *Service) WarnIdle(ctx context.Context) error {
	ctx = reqinfo.AsSystem(ctx, "tokens.idle")
	err := s.eachIdleRule(ctx, func(ctx context.Context, p policy.Step) error {
		now, limit := s.now(), time.Duration(*p.IdleDays)*day
		found, err := s.repo.unwarned(ctx, p.Place, now, now.Add(-IdleWarning(limit)), jobBatch)
		if err != nil {
			return err
		}
		for _, t := range found {
			if err := s.warnIdle(ctx, t, max(limit-now.Sub(t.lastSign()), IdleGrace(limit))); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("warn of idle tokens: %w", err)
	}
	return nil
}

// eachIdleRule lets work run for each level that suspends idle tokens, in a transaction of its own.
func (s *Service) eachIdleRule(ctx context.Context, work func(context.Context, policy.Step) error) error {
	ladder, err := s.Policy.Ladder(ctx)
	if err != nil {
		return err
	}
	for _, step := range ladder {
		if step.Demand(policy.IdleDays) == "" {
			continue
		}
		if err := s.Store.Tx(ctx, func(ctx context.Context) error { return work(ctx, step) }); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) warnIdle(ctx context.Context, t Token, left time.Duration) error {
	first, err := s.repo.warn(ctx, t.ID, s.now())
	if err != nil || !first {
		return err
	}
	app, err := s.Apps.Any(ctx, t.AppID)
	if err != nil {
		return err
	}
	sentence := "Nobody uses the token " + t.Name + ". It is suspended on " + s.now().Add(left).Format("2 January 2006") + " unless somebody does; revoke it if it isn't needed."
	return s.tell(ctx, app, t, "tokens.idle", sentence, "")
}

// SuspendIdle suspends tokens that were not used for the policy's idle days and whose owners were warned in time; they
// are told, and may resume them.
func (s *Service) SuspendIdle(ctx context.Context) error {
	ctx = rbac.With(reqinfo.AsSystem(ctx, "tokens.idle"), rbac.Subject{ID: IdleJob})
	err := s.eachIdleRule(ctx, func(ctx context.Context, p policy.Step) error {
		now, limit := s.now(), time.Duration(*p.IdleDays)*day
		idle, err := s.repo.idleSince(ctx, p.Place, now, now.Add(-limit), now.Add(-IdleGrace(limit)), jobBatch)
		if err != nil {
			return err
		}
		for i := range idle {
			reason := "Nobody used it for " + fault.Counted(*p.IdleDays, "day", "days") + "."
			if err := s.suspend(ctx, &idle[i], IdleJob, reason); err != nil {
				return err
			}
			app, err := s.Apps.Any(ctx, idle[i].AppID)
			if err != nil {
				return err
			}
			if err := s.tell(ctx, app, idle[i], "security.token_suspended", "The token "+idle[i].Name+" was suspended: "+reason, ""); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("suspend idle tokens: %w", err)
	}
	return nil
}
