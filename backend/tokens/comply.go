package tokens

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/policy"
	"github.com/gatehouse-dev/gatehouse/backend/reqinfo"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// complyBatch is how many tokens one step of the job looks at; each step is a transaction of its own, so that nothing
// waits for the job.
const complyBatch = 500

// Comply finds the live tokens that break a rule of the ladder, or one that is announced, forgets those that don't any
// more, suspends those whose rule says so, and tells the owners once. Whatever stops it, the next run goes on.
func (s *Service) Comply(ctx context.Context) error {
	ctx = rbac.With(reqinfo.AsSystem(ctx, "tokens.comply"), rbac.Subject{ID: PolicyJob})
	ladder, err := s.ladder(ctx)
	if err != nil {
		return fmt.Errorf("comply with policy: %w", err)
	}
	if err := s.forgetGone(ctx, ladder); err != nil {
		return fmt.Errorf("forget rules that are gone: %w", err)
	}
	for _, step := range ladder {
		for _, rule := range watched {
			if step.Demand(rule) == "" {
				continue
			}
			if err := s.look(ctx, step, rule); err != nil {
				return fmt.Errorf("look for tokens that break %s of %s: %w", rule, step, err)
			}
			if !Suspends(step, rule) {
				continue
			}
			if err := s.suspendBreakers(ctx, step, rule); err != nil {
				return fmt.Errorf("suspend tokens that break %s of %s: %w", rule, step, err)
			}
		}
	}
	if err := s.beside.Comply(ctx, ladder); err != nil {
		return fmt.Errorf("comply with policy beside tokens: %w", err)
	}
	if err := s.snapshot(ctx, ladder); err != nil {
		return err
	}
	if err := s.repo.forgetCompliance(ctx, s.now().UTC().Truncate(day).AddDate(0, 0, -complianceDays)); err != nil {
		return fmt.Errorf("forget how rules were met long ago: %w", err)
	}
	return s.tellOfBreaches(ctx, ladder)
}

// ladder answers every step, those that are announced last.
func (s *Service) ladder(ctx context.Context) ([]policy.Step, error) {
	steps, err := s.Policy.Ladder(ctx)
	if err != nil {
		return nil, err
	}
	planned, err := s.Policy.Planned(ctx)
	return append(steps, planned...), err
}

// look brings what is written down about one rule to what is so.
func (s *Service) look(ctx context.Context, step policy.Step, rule policy.Rule) error {
	for after, more := "", true; more; {
		err := s.Store.Tx(ctx, func(ctx context.Context) error {
			now := s.now()
			found, err := s.repo.candidates(ctx, step, rule, now, after, complyBatch)
			if err != nil || len(found) == 0 {
				more = false
				return err
			}
			after, more = found[len(found)-1].ID, len(found) == complyBatch
			if found = breakers(step, rule, found); len(found) == 0 {
				return nil
			}
			return s.repo.noteBreaches(ctx, step, rule, found, now)
		})
		if err != nil {
			return err
		}
	}
	return s.forgetMended(ctx, step, rule)
}

func (s *Service) forgetMended(ctx context.Context, step policy.Step, rule policy.Rule) error {
	for after, more := "", true; more; {
		err := s.Store.Tx(ctx, func(ctx context.Context) error {
			ids, err := s.repo.known(ctx, step, rule, after, complyBatch)
			if err != nil || len(ids) == 0 {
				more = false
				return err
			}
			after, more = ids[len(ids)-1], len(ids) == complyBatch
			still, err := s.repo.among(ctx, step, rule, s.now(), ids)
			if err != nil {
				return err
			}
			still = breakers(step, rule, still)
			mended := slices.DeleteFunc(ids, func(id string) bool {
				return slices.ContainsFunc(still, func(c candidate) bool { return c.ID == id })
			})
			if len(mended) == 0 {
				return nil
			}
			return s.repo.forgetBreaches(ctx, step, rule, mended)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// breakers answers those of the candidates that break the rule.
func breakers(step policy.Step, rule policy.Rule, found []candidate) []candidate {
	if rule != policy.NameRule {
		return found
	}
	return slices.DeleteFunc(found, func(c candidate) bool { return policy.Matches(*step.NameRule, c.Name) })
}

// forgetGone drops the breaches of rules that no level asks for any more.
func (s *Service) forgetGone(ctx context.Context, ladder []policy.Step) error {
	held, err := s.repo.heldRules(ctx)
	if err != nil {
		return err
	}
	for _, b := range held {
		if Demanded(ladder, b) != "" {
			continue
		}
		err := s.Store.Tx(ctx, func(ctx context.Context) error { return s.repo.forgetRule(ctx, b) })
		if err != nil {
			return err
		}
	}
	return nil
}

// Demanded answers the whole sentence of the rule that a breach is about, or "" when nobody asks for it any more.
func Demanded(ladder []policy.Step, b Breach) string {
	for _, step := range ladder {
		if step.Level != b.Place.Level || step.ID != b.Place.ID || step.Planned() != b.Planned {
			continue
		}
		if said := step.Demand(b.Rule); said != "" && b.Planned {
			return step.String() + " will change its rules on " + policy.Date(step.From) + ": it " + said + "."
		} else if said != "" {
			return step.String() + " " + said + "."
		}
	}
	return ""
}

// suspendBreakers stops the tokens that a rule doesn't let work any more. Their owners are told with all else that an app
// has to know.
func (s *Service) suspendBreakers(ctx context.Context, step policy.Step, rule policy.Rule) error {
	reason := step.String() + " " + step.Demand(rule) + "."
	if rule == policy.RotationBlockDays {
		reason += " Rotate it, and it works again."
	}
	for more := true; more; {
		err := s.Store.Tx(ctx, func(ctx context.Context) error {
			due, err := s.repo.toSuspend(ctx, step, rule, s.now(), jobBatch)
			more = len(due) == jobBatch
			if err != nil {
				return err
			}
			for i := range due {
				if err := s.suspend(ctx, &due[i], PolicyJob, reason); err != nil {
					return err
				}
				if err := s.repo.untell(ctx, step, rule, due[i].ID); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// tellOfBreaches sends each owner one notice for an app, whatever number of its tokens is concerned.
func (s *Service) tellOfBreaches(ctx context.Context, ladder []policy.Step) error {
	for {
		untold, err := s.repo.untoldApps(ctx, jobBatch)
		if err != nil || len(untold) == 0 {
			return err
		}
		for _, id := range untold {
			err := s.Store.Tx(ctx, func(ctx context.Context) error { return s.tellApp(ctx, ladder, id, s.now()) })
			if err != nil {
				return fmt.Errorf("tell of tokens of %s that break policy: %w", id, err)
			}
		}
	}
}

func (s *Service) tellApp(ctx context.Context, ladder []policy.Step, id string, now time.Time) error {
	held, err := s.repo.countHeld(ctx, id)
	if err != nil {
		return err
	}
	found, err := s.repo.tellBreaches(ctx, id, now)
	if err != nil || len(found) == 0 {
		return err
	}
	app, err := s.Apps.Any(ctx, id)
	if err != nil {
		return err
	}
	tokens, sentences := map[string]bool{}, []string{}
	for _, b := range found {
		tokens[b.TokenID] = true
		if said := Demanded(ladder, b); !slices.Contains(sentences, said) {
			sentences = append(sentences, said)
		}
	}
	n := accounts.Notice{
		Kind: "tokens.policy", Link: "/apps/" + app.ID + "?tab=tokens", Body: Joined(sentences),
		Title: fault.Counted(len(tokens), "token", "tokens") + " of " + app.Name + " " + verb(len(tokens)) + " the rules for tokens",
	}
	if held > 0 {
		n.Kind, n.Title = "security.token_suspended", n.Title+"; "+fault.Counted(held, "is", "are")+" suspended"
	}
	if len(tokens) == 1 {
		n.Link = "/tokens/" + found[0].TokenID
	}
	return s.Apps.Tell(ctx, s.Messenger, app.Owner, n, "", nil)
}
