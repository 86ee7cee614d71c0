package tokens

import (
	"context"

	"github.com/gatehouse-dev/gatehouse/backend/policy"
)

// Beside looks after credentials that are no tokens and stand under the same rules: OAuth clients.
type Beside interface {
	// Comply brings what is written down about the rules of a ladder to what is so, suspends those whose
	// rule says so, and tells the owners once.
	Comply(ctx context.Context, ladder []policy.Step) error
	// CountUnder answers how many live under a step, and how many of them are known to break its rule: none where the rule
	// isn't about them.
	CountUnder(ctx context.Context, step policy.Step, rule policy.Rule) (all, breaking int64, err error)
	// CountBreaking answers how many break a rule of a step that may not be saved yet, and how many of them work now: they
	// are suspended where the rule suspends.
	CountBreaking(ctx context.Context, step policy.Step, rule policy.Rule) (breaking, stopped int64, err error)
	// BreachFacts answers those that are known to break a rule of a place that is in force; without a rule, any.
	BreachFacts(ctx context.Context, rule policy.Rule, at policy.Place, limit int) ([]BreachFact, error)
}

// Accompany sets who looks after the other credentials. Call it before the service serves.
func (s *Service) Accompany(b Beside) { s.beside = b }

// alone stands where there are no other credentials.
type alone struct{}

func (alone) Comply(context.Context, []policy.Step) error { return nil }
func (alone) CountUnder(context.Context, policy.Step, policy.Rule) (all, breaking int64, err error) {
	return 0, 0, nil
}
func (alone) CountBreaking(context.Context, policy.Step, policy.Rule) (breaking, stopped int64, err error) {
	return 0, 0, nil
}
func (alone) BreachFacts(context.Context, policy.Rule, policy.Place, int) ([]BreachFact, error) {
	return nil, nil
}
