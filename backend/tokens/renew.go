package tokens

import (
	"context"

	"github.com/gatehouse-dev/gatehouse/backend/policy"
	"github.com/gatehouse-dev/gatehouse/backend/web"
)

// renewable answers what holds for a token that is to get a new secret, or ErrBreaksPolicy when it could not be made today.
// A secret that got out is always replaced: keeping it would be worse than any rule's breach.
func (s *Service) renewable(ctx context.Context, t Token, turn Turn) (policy.Effective, error) {
	p, err := s.Policy.For(ctx, t.AppID, APIsOf(t.Scopes))
	if err != nil || turn.Compromised {
		return p, err
	}
	risks, err := s.Grants.Risks(ctx, t.Scopes)
	if err != nil {
		return p, err
	}
	return p, refuseBroken(t.broken(p, risks))
}

// settle takes note of what a changed or rotated token meets from now on, so that nobody is told of it until the job looks again.
func (s *Service) settle(ctx context.Context, t *Token) error {
	if err := s.forgetMet(ctx, t.ID); err != nil {
		return err
	}
	return s.resumeRenewed(ctx, t)
}

// forgetMet drops what is written down of a token and isn't so any more.
func (s *Service) forgetMet(ctx context.Context, id string) error {
	known, err := s.repo.breachesOf(ctx, []string{id})
	if err != nil || len(known) == 0 {
		return err
	}
	ladder, err := s.ladder(ctx)
	if err != nil {
		return err
	}
	for _, b := range known {
		for _, step := range ladder {
			if step.Level != b.Place.Level || step.ID != b.Place.ID || step.Planned() != b.Planned || step.Demand(b.Rule) == "" {
				continue
			}
			still, err := s.repo.among(ctx, step, b.Rule, s.now(), []string{id})
			if err != nil {
				return err
			}
			if len(breakers(step, b.Rule, still)) > 0 {
				continue
			}
			if err := s.repo.forgetBreaches(ctx, step, b.Rule, []string{id}); err != nil {
				return err
			}
		}
	}
	return nil
}

// resumeRenewed lets a token that policy suspended work again once nothing of it breaks a rule that suspends.
func (s *Service) resumeRenewed(ctx context.Context, t *Token) error {
	if t.SuspendedAt == nil || t.SuspendedBy != PolicyJob {
		return nil
	}
	if said, err := s.holdsBack(ctx, *t); err != nil || said != "" {
		return err
	}
	details := map[string]any{"suspendedBy": t.SuspendedBy, "suspendedReason": t.SuspendedReason}
	t.SuspendedAt, t.SuspendedBy, t.SuspendedReason = nil, "", ""
	return s.save(ctx, "tokens.resume", t, details)
}

// mayWorkAgain says whether policy lets a suspended token be resumed: ErrBreaksPolicy, web.ErrStepUpRequired.
func (s *Service) mayWorkAgain(ctx context.Context, t Token) error {
	if err := s.askPasskey(ctx, t, policy.ActResume); err != nil {
		return err
	}
	said, err := s.holdsBack(ctx, t)
	if err != nil || said == "" {
		return err
	}
	return ErrBreaksPolicy.Saying(said)
}

// holdsBack answers the rule that suspends the token as it is, in words; "" is none.
func (s *Service) holdsBack(ctx context.Context, t Token) (string, error) {
	ladder, err := s.Policy.Ladder(ctx)
	if err != nil {
		return "", err
	}
	for _, step := range ladder {
		for _, rule := range watched {
			said := step.Demand(rule)
			if said == "" || !Suspends(step, rule) {
				continue
			}
			found, err := s.repo.among(ctx, step, rule, s.now(), []string{t.ID})
			if err != nil {
				return "", err
			}
			if len(breakers(step, rule, found)) > 0 {
				return step.String() + " " + said + ".", nil
			}
		}
	}
	return "", nil
}

// askPasskey answers web.ErrStepUpRequired where policy asks people for a fresh passkey assertion before an act.
func (s *Service) askPasskey(ctx context.Context, t Token, act string) error {
	if !s.needsStepUp(ctx) {
		return nil
	}
	p, err := s.Policy.For(ctx, t.AppID, APIsOf(t.Scopes))
	if err == nil && p.AsksPasskey(act) {
		return web.ErrStepUpRequired
	}
	return err
}
