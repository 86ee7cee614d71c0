package policy

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/gatehouse-dev/gatehouse/backend/catalog"
)

// Current answers the rules of the instance that hold now. Inside a transaction it reads through it, so a check and the
// change that it allows belong together.
func (s *Service) Current(ctx context.Context) (Rules, error) {
	part, _, err := s.repo.find(ctx, Instance, "")
	if err != nil {
		return Rules{}, fmt.Errorf("read the policy: %w", err)
	}
	return part.over(Shipped()), nil
}

// For answers what holds for a token of an app (id) that carries scopes of APIs (slugs), in the transaction of ctx where
// there is one.
func (s *Service) For(ctx context.Context, app string, apis []string) (Effective, error) {
	instance, err := s.Current(ctx)
	if err != nil {
		return Effective{}, err
	}
	return s.under(ctx, instance, app, apis)
}

func (s *Service) under(ctx context.Context, instance Rules, app string, apis []string) (Effective, error) {
	steps, err := s.repo.above(ctx, app, apis)
	if err != nil {
		return Effective{}, fmt.Errorf("read the policies below the instance: %w", err)
	}
	freed, err := s.repo.freed(ctx, app, s.clock.Now())
	if err != nil {
		return Effective{}, fmt.Errorf("read the exceptions of %s: %w", app, err)
	}
	return Climb(instance, steps).lift(freed), nil
}

// Ladder answers every level that says something: the instance, which says something about every rule, first.
func (s *Service) Ladder(ctx context.Context) ([]Step, error) {
	instance, err := s.Current(ctx)
	if err != nil {
		return nil, err
	}
	steps, _, err := s.repo.below(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the policies below the instance: %w", err)
	}
	return append([]Step{{Place: Place{Level: Instance}, Part: instance.Part()}}, steps...), nil
}

// visible answers those of the APIs that the caller may see, so that nobody reads about an API that is hidden from them.
func (s *Service) visible(ctx context.Context, slugs []string) ([]string, error) {
	var seen []string
	for _, slug := range slugs {
		api, err := s.apis.FindAPI(ctx, slug)
		switch {
		case err == nil:
			seen = append(seen, api.Slug)
		case !errors.Is(err, catalog.ErrAPINotFound):
			return nil, err
		}
	}
	return seen, nil
}

// At answers what a level below the instance says, and what holds for a token that stands under that level and those
// that every token of it stands under: of an app, also its team's. It returns ErrLevelUnknown, catalog.ErrAPINotFound,
// teams.ErrNotFound and apps.ErrNotFound.
func (s *Service) At(ctx context.Context, level, id string) (Step, Effective, error) {
	at, err := s.thing(ctx, level, id)
	if err != nil {
		return Step{}, Effective{}, err
	}
	instance, err := s.Current(ctx)
	if err != nil || level == Instance {
		return Step{Place: at.Place, Part: instance.Part()}, Climb(instance, nil), err
	}
	part, _, err := s.repo.find(ctx, level, at.rowID)
	if err != nil {
		return Step{}, Effective{}, fmt.Errorf("read the policy of %s %s: %w", level, id, err)
	}
	step := Step{Place: at.Place, Part: part}
	if level != App {
		return step, Climb(instance, []Step{step}), nil
	}
	holds, err := s.under(ctx, instance, at.rowID, nil)
	return step, holds, err
}

// Above answers what holds for all tokens under a level without what it says itself, and the lowest place that says
// something of it: the instance, or an app's team. It returns what At does.
func (s *Service) Above(ctx context.Context, level, id string) (Place, Effective, error) {
	at, err := s.thing(ctx, level, id)
	if err != nil {
		return Place{}, Effective{}, err
	}
	instance, err := s.Current(ctx)
	if err != nil {
		return Place{}, Effective{}, err
	}
	steps, err := s.repo.over(ctx, at)
	if err != nil {
		return Place{}, Effective{}, fmt.Errorf("read the policies above %s %s: %w", level, id, err)
	}
	lowest := Place{Level: Instance}
	if len(steps) > 0 {
		lowest = steps[len(steps)-1].Place
	}
	return lowest, Climb(instance, steps), nil
}

// Save is Set for the instance, which says something about every rule.
func (s *Service) Save(ctx context.Context, level string, expected int64, overwrite bool, next Rules) (Rules, error) {
	saved, err := s.Set(ctx, level, "", expected, overwrite, next.Part(), Apply{})
	if err != nil {
		return Rules{}, err
	}
	return saved.over(Shipped()), nil
}

// Set replaces what a level says when its version is still the expected one (overwrite skips that). Later creations,
// changes and rotations follow it; tokens that break it are found by tokens' own job. What was announced before and isn't
// in force yet is dropped. With Report the level goes on to say what it does until the time comes. It returns the errors of At,
// ErrStale, ErrNothingPlanned, ErrOwnApp for rules of the caller's own app or team that would get looser, and fault.ErrInvalid.
func (s *Service) Set(ctx context.Context, level, id string, expected int64, overwrite bool, next Part, apply Apply) (Step, error) {
	next = next.clean()
	if err := cmp.Or(next.check(), apply.check(s.clock.Now())); err != nil {
		return Step{}, err
	}
	var saved Step
	err := s.store.Tx(ctx, func(ctx context.Context) error {
		at, err := s.thingInTurn(ctx, level, id)
		if err != nil {
			return err
		}
		was, announced, err := s.repo.find(ctx, level, at.rowID)
		if err != nil {
			return err
		}
		if own, err := s.mine(ctx, at); err != nil || own && !announced.From.IsZero() {
			// Any save drops or moves what others announced for the app.
			return cmp.Or(err, error(ErrOwnApp))
		}
		if !overwrite && was.Version != expected {
			return ErrStale
		}
		if next, err = s.fit(ctx, at, was, next); err != nil {
			return err
		}
		if level == Instance {
			was = was.over(Shipped()).Part()
		}
		saved, err = s.putInForce(ctx, at, was, next, apply)
		return err
	})
	if err != nil {
		return Step{}, fmt.Errorf("save the policy of %s %s: %w", level, id, err)
	}
	return saved, nil
}

// fit holds what a level would say against the levels above it and against who says it.
func (s *Service) fit(ctx context.Context, at thing, was, next Part) (Part, error) {
	if at.Level == Instance {
		on, err := s.repo.profiles(ctx)
		if err != nil {
			return Part{}, err
		}
		rules := next.over(Shipped())
		return rules.Part(), rules.refuseBelow(idsOf(on))
	}
	instance, err := s.Current(ctx)
	if err != nil {
		return Part{}, err
	}
	over, err := s.repo.over(ctx, at)
	if err != nil {
		return Part{}, err
	}
	if err := next.checkBelow(Climb(instance, over)); err != nil {
		return Part{}, err
	}
	if own, err := s.mine(ctx, at); err != nil || own && next.looser(was, instance) {
		return Part{}, cmp.Or(err, error(ErrOwnApp))
	}
	return next, nil
}
