package policy

import (
	"context"
	"fmt"

	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Current answers the rules that hold now. Inside a transaction it reads through it, so a check and the change that it
// allows belong together.
func (s *Service) Current(ctx context.Context) (Rules, error) {
	rules, found, err := s.repo.find(ctx, Instance)
	if err != nil {
		return Rules{}, fmt.Errorf("read the policy: %w", err)
	}
	if !found {
		return Shipped(), nil
	}
	return rules, nil
}

// At answers the rules of a level, or ErrLevelUnknown.
func (s *Service) At(ctx context.Context, level string) (Rules, error) {
	if level != Instance {
		return Rules{}, ErrLevelUnknown
	}
	return s.Current(ctx)
}

// Save replaces the rules of a level when their version is still the expected one (overwrite skips that). Tokens made before
// keep their life; every later creation, change and rotation follows the new rules. It returns ErrLevelUnknown,
// ErrStale and fault.ErrInvalid.
func (s *Service) Save(ctx context.Context, level string, expected int64, overwrite bool, next Rules) (Rules, error) {
	if err := next.check(); err != nil {
		return Rules{}, err
	}
	var saved Rules
	err := s.store.Tx(ctx, func(ctx context.Context) error {
		was, err := s.At(ctx, level)
		if err != nil {
			return err
		}
		if !overwrite && was.Version != expected {
			return ErrStale
		}
		saved = next
		saved.Version = was.Version + 1
		if err := s.repo.save(ctx, level, saved, rbac.From(ctx).ID, s.clock.Now()); err != nil {
			return err
		}
		if err := s.store.Changed(ctx, store.KindPolicy, level); err != nil {
			return err
		}
		return s.audit.Record(ctx, audit.Entry{
			Action: "policy.update", Object: level, Outcome: audit.Success,
			Details: map[string]any{"before": document(was), "after": document(saved)},
		})
	})
	if err != nil {
		return Rules{}, fmt.Errorf("save the policy of %s: %w", level, err)
	}
	return saved, nil
}
