package policy

import (
	"context"
	"fmt"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/jobs"
	"github.com/gatehouse-dev/gatehouse/backend/reqinfo"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Planned answers what levels will say, with only the rules that are to change.
func (s *Service) Planned(ctx context.Context) ([]Step, error) {
	part, next, err := s.repo.find(ctx, Instance, "")
	if err != nil {
		return nil, fmt.Errorf("read the planned policy: %w", err)
	}
	steps, err := next.addTo(nil, Place{Level: Instance}, part.over(Shipped()).Part())
	if err != nil {
		return nil, err
	}
	_, below, err := s.repo.below(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the planned policies below the instance: %w", err)
	}
	return append(steps, below...), nil
}

// plannedAt answers what one level will say; ok is false when nothing is announced.
func (s *Service) plannedAt(ctx context.Context, at Place) (Step, bool, error) {
	all, err := s.Planned(ctx)
	for _, step := range all {
		if step.Level == at.Level && step.ID == at.ID {
			return step, true, err
		}
	}
	return Step{}, false, err
}

// putInForce stores what a level says next, at once or as what it will say.
func (s *Service) putInForce(ctx context.Context, at thing, was, next Part, apply Apply) (Step, error) {
	next, err := next.inForce(was, apply.Mode != AtRenewal && apply.Mode != "")
	if err != nil {
		return Step{}, err
	}
	if own, err := s.mine(ctx, at); err != nil || own && apply.Mode != Report && next.idler(was) {
		return Step{}, firstOf(err, ErrOwnApp)
	}
	saved, planned := Step{Place: at.Place, Part: next}, plan{}
	if apply.Mode == Report {
		if _, changed, err := next.Changed(was); err != nil || len(changed) == 0 && len(next.said()) == len(was.said()) {
			return Step{}, firstOf(err, ErrNothingPlanned)
		}
		planned = plan{Part: next, From: apply.From.UTC().Truncate(time.Microsecond)}
		saved.Part = was
	}
	saved.Version = was.Version + 1
	return saved, s.write(ctx, at.Level, at.rowID, "policy.update", was, saved.Part, planned)
}

func firstOf(err, other error) error {
	if err != nil {
		return err
	}
	return other
}

func (s *Service) write(ctx context.Context, level, rowID, action string, was, saved Part, planned plan) error {
	if err := s.repo.save(ctx, level, rowID, saved, planned, rbac.From(ctx).ID, s.clock.Now()); err != nil {
		return err
	}
	object := level
	if rowID != "" {
		object = rowID
	}
	if err := s.store.Changed(ctx, store.KindPolicy, object); err != nil {
		return err
	}
	details := map[string]any{"level": level, "before": was.document(), "after": saved.document()}
	if !planned.From.IsZero() {
		details["planned"], details["plannedFrom"] = planned.document(), planned.From
	}
	return s.audit.Record(ctx, audit.Entry{Action: action, Object: object, Outcome: audit.Success, Details: details})
}

// Schedule registers the work that puts announced rules in force and ends exceptions.
func (s *Service) Schedule(r *jobs.Runner) {
	r.EverySure("policy.activate", time.Minute, s.Activate)
	r.EverySure("policy.exceptions", time.Minute, s.EndOverdue)
}

// Activate puts in force what was announced for a time that has come. A second node finds nothing left to do.
func (s *Service) Activate(ctx context.Context) error {
	ctx = rbac.With(reqinfo.AsSystem(ctx, "policy.activate"), rbac.Subject{ID: "system:policy"})
	err := s.store.Tx(ctx, func(ctx context.Context) error {
		due, err := s.repo.due(ctx, s.clock.Now())
		if err != nil {
			return err
		}
		for _, found := range due {
			was, err := found.part()
			if err != nil {
				return err
			}
			next, err := found.plan()
			if err != nil {
				return err
			}
			next.Version = found.Version + 1
			if err := s.write(ctx, found.Level, found.LevelID, "policy.activate", was, next.Part, plan{}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("put announced rules in force: %w", err)
	}
	return nil
}
