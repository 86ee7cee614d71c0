package oauth

import (
	"context"
	"fmt"
	"slices"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/policy"
	"github.com/gatehouse-dev/gatehouse/backend/tokens"
)

// Clients stand under the rules of tokens through what tokens counts.
var _ tokens.Beside = (*Service)(nil)

// watched are the rules that a living client can break. A client has no name and no description, and there is one for an
// environment. How long a secret lives is what the longest life is about, since the client itself has no end.
var watched = []policy.Rule{
	policy.MaxLife, policy.RotationWarnDays, policy.RotationBlockDays, policy.IdleDays, policy.Kinds, policy.NetworksForHighRisk,
}

// Comply implements tokens.Beside.
func (s *Service) Comply(ctx context.Context, ladder []policy.Step) error {
	if err := s.forgetGone(ctx, ladder); err != nil {
		return fmt.Errorf("forget rules that are gone: %w", err)
	}
	for _, step := range ladder {
		for _, rule := range watched {
			if step.Demand(rule) == "" {
				continue
			}
			err := s.Store.Tx(ctx, func(ctx context.Context) error { return s.repo.lookForBreaches(ctx, step, rule, s.now()) })
			if err != nil {
				return fmt.Errorf("look for OAuth clients that break %s of %s: %w", rule, step, err)
			}
			if !tokens.Suspends(step, rule) {
				continue
			}
			if err := s.suspendBreakers(ctx, step, rule); err != nil {
				return fmt.Errorf("suspend OAuth clients that break %s of %s: %w", rule, step, err)
			}
		}
	}
	return s.tellOfBreaches(ctx, ladder)
}

func (s *Service) forgetGone(ctx context.Context, ladder []policy.Step) error {
	held, err := s.repo.heldRules(ctx)
	if err != nil {
		return err
	}
	for _, b := range held {
		if tokens.Demanded(ladder, b) != "" {
			continue
		}
		if err := s.Store.Tx(ctx, func(ctx context.Context) error { return s.repo.forgetRule(ctx, b) }); err != nil {
			return err
		}
	}
	return nil
}

// suspendBreakers stops the clients that a rule doesn't let work any more. Their owners are told with all else that an app has
// to know.
func (s *Service) suspendBreakers(ctx context.Context, step policy.Step, rule policy.Rule) error {
	reason := step.String() + " " + step.Demand(rule) + "."
	if rule == policy.RotationBlockDays {
		reason += " Add a new secret, and it works again."
	}
	for more := true; more; {
		err := s.Store.Tx(ctx, func(ctx context.Context) error {
			due, err := s.repo.toSuspend(ctx, step, rule, jobBatch)
			more = len(due) == jobBatch
			if err != nil {
				return err
			}
			for i := range due {
				if err := s.suspend(ctx, &due[i], tokens.PolicyJob, reason); err != nil {
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

// holdsBack answers the rule that suspends a client as it is, in words; "" is none.
func (s *Service) holdsBack(ctx context.Context, id string) (string, error) {
	ladder, err := s.Policy.Ladder(ctx)
	if err != nil {
		return "", err
	}
	for _, step := range ladder {
		for _, rule := range watched {
			said, n := step.Demand(rule), int64(0)
			if said == "" || !tokens.Suspends(step, rule) {
				continue
			}
			if err := s.repo.breaking(ctx, step, rule, s.now()).Where("oauth_clients.id = ?", id).Count(&n).Error; err != nil {
				return "", err
			}
			if n > 0 {
				return step.String() + " " + said + ".", nil
			}
		}
	}
	return "", nil
}

// CountUnder implements tokens.Beside.
func (s *Service) CountUnder(ctx context.Context, step policy.Step, rule policy.Rule) (all, breaking int64, err error) {
	if !slices.Contains(watched, rule) {
		return 0, 0, nil
	}
	return s.repo.countUnder(ctx, step, rule)
}

// CountBreaking implements tokens.Beside.
func (s *Service) CountBreaking(ctx context.Context, step policy.Step, rule policy.Rule) (breaking, stopped int64, err error) {
	if !slices.Contains(watched, rule) {
		return 0, 0, nil
	}
	if err = s.repo.breaking(ctx, step, rule, s.now()).Count(&breaking).Error; err != nil {
		return 0, 0, err
	}
	err = s.repo.breaking(ctx, step, rule, s.now()).Where("oauth_clients.suspended_at IS NULL").Count(&stopped).Error
	return breaking, stopped, err
}

// BreachFacts implements tokens.Beside.
func (s *Service) BreachFacts(ctx context.Context, rule policy.Rule, at policy.Place, limit int) ([]tokens.BreachFact, error) {
	return s.repo.breachFacts(ctx, rule, at, limit)
}

// tellOfBreaches sends each owner one notice for an app.
func (s *Service) tellOfBreaches(ctx context.Context, ladder []policy.Step) error {
	untold, err := s.repo.untoldApps(ctx)
	if err != nil {
		return err
	}
	for _, id := range untold {
		if err := s.Store.Tx(ctx, func(ctx context.Context) error { return s.tellApp(ctx, ladder, id) }); err != nil {
			return fmt.Errorf("tell of OAuth clients of %s that break policy: %w", id, err)
		}
	}
	return nil
}

func (s *Service) tellApp(ctx context.Context, ladder []policy.Step, id string) error {
	held, err := s.repo.countHeld(ctx, id)
	if err != nil {
		return err
	}
	found, err := s.repo.tellBreaches(ctx, id, s.now())
	if err != nil || len(found) == 0 {
		return err
	}
	app, err := s.Apps.Any(ctx, id)
	if err != nil {
		return err
	}
	clients, sentences := map[string]bool{}, []string{}
	for _, b := range found {
		clients[b.TokenID] = true
		if said := tokens.Demanded(ladder, b); !slices.Contains(sentences, said) {
			sentences = append(sentences, said)
		}
	}
	title := fault.Counted(len(clients), "OAuth client of "+app.Name+" breaks", "OAuth clients of "+app.Name+" break") + " the rules for tokens"
	n := accounts.Notice{Kind: "tokens.policy", Title: title, Body: tokens.Joined(sentences), Link: "/apps/" + app.ID + "?tab=oauth"}
	if held > 0 {
		n.Kind, n.Title = "security.oauth_client", n.Title+"; "+fault.Counted(held, "is", "are")+" suspended"
	}
	return s.Apps.Tell(ctx, s.Messenger, app.Owner, n, "", nil)
}

// breachWords answers the rules that a client breaks, in words.
func (s *Service) breachWords(ctx context.Context, client string) ([]string, error) {
	words := []string{}
	known, err := s.repo.breachesOf(ctx, client)
	if err != nil || len(known) == 0 {
		return words, err
	}
	ladder, err := s.Policy.Ladder(ctx)
	if err != nil {
		return nil, err
	}
	planned, err := s.Policy.Planned(ctx)
	ladder = append(ladder, planned...)
	for _, b := range known {
		if said := tokens.Demanded(ladder, b); said != "" {
			words = append(words, said)
		}
	}
	return words, err
}
