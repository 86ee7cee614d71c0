package catalog

import (
	"context"
	"fmt"

	"github.com/gatehouse-dev/gatehouse/backend/ident"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/store"
)

// Plans answers the plans of an API that the caller may see, oldest first. It returns ErrAPINotFound.
func (s *Service) Plans(ctx context.Context, idOrSlug string) (page.Page[Plan], error) {
	api, err := s.FindAPI(ctx, idOrSlug)
	if err != nil {
		return page.Page[Plan]{}, err
	}
	plans, err := s.repo.listPlans(ctx, api.ID)
	return page.Of(plans, ""), err
}

// AnyPlan answers a plan by its id without asking who calls, for rooms above that have decided already. Else
// ErrPlanNotFound.
func (s *Service) AnyPlan(ctx context.Context, id string) (Plan, error) {
	return s.repo.findPlan(ctx, "", id)
}

// AutomaticSandboxPlans answers, for every API that the caller may see, its oldest plan that gives sandbox access without
// asking anybody. It is what a new app gets.
func (s *Service) AutomaticSandboxPlans(ctx context.Context) ([]Plan, error) {
	plans, err := s.repo.automaticPlans(ctx, s.audience(ctx))
	if err != nil {
		return nil, err
	}
	var first []Plan
	seen := map[string]bool{}
	for _, p := range plans {
		if p.Offers(Sandbox) && !seen[p.APIID] {
			seen[p.APIID] = true
			first = append(first, p)
		}
	}
	return first, nil
}

// CreatePlan adds a plan to an API. It returns ErrAPINotFound, ErrPlanNameTaken and fault.ErrInvalid.
func (s *Service) CreatePlan(ctx context.Context, idOrSlug string, d PlanDraft) (Plan, error) {
	d = d.tidy()
	if err := d.check(); err != nil {
		return Plan{}, err
	}
	var plan Plan
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		api, err := s.FindAPI(ctx, idOrSlug)
		if err != nil {
			return err
		}
		now := s.Clock.Now()
		plan = Plan{ID: ident.New("pln"), APIID: api.ID, Version: 1, CreatedAt: now, UpdatedAt: now}
		plan.take(d)
		if err := s.repo.insertPlan(ctx, plan); err != nil {
			return err
		}
		return s.notePlan(ctx, "plans.create", api, plan)
	})
	if err != nil {
		return Plan{}, fmt.Errorf("create plan %q of %s: %w", d.Name, idOrSlug, err)
	}
	return plan, nil
}

// ChangePlan replaces what a plan says when its version is the expected one (overwrite skips that). Grants on it obey the
// new limits at once. It returns ErrAPINotFound, ErrPlanNotFound, ErrStale, ErrPlanNameTaken and fault.ErrInvalid.
func (s *Service) ChangePlan(ctx context.Context, idOrSlug, id string, expected int64, overwrite bool, d PlanDraft) (Plan, error) {
	d = d.tidy()
	if err := d.check(); err != nil {
		return Plan{}, err
	}
	var plan Plan
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		api, err := s.FindAPI(ctx, idOrSlug)
		if err != nil {
			return err
		}
		if plan, err = s.repo.findPlan(ctx, api.ID, id); err != nil {
			return err
		}
		if !overwrite && plan.Version != expected {
			return ErrStale
		}
		plan.take(d)
		plan.UpdatedAt = s.Clock.Now()
		if err := s.repo.updatePlan(ctx, plan); err != nil {
			return err
		}
		plan.Version++
		return s.notePlan(ctx, "plans.update", api, plan)
	})
	if err != nil {
		return Plan{}, fmt.Errorf("change plan %s of %s: %w", id, idOrSlug, err)
	}
	return plan, nil
}

// RemovePlan deletes a plan that no grant or request refers to. It returns ErrAPINotFound, ErrPlanNotFound and ErrInUse.
func (s *Service) RemovePlan(ctx context.Context, idOrSlug, id string) error {
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		api, err := s.FindAPI(ctx, idOrSlug)
		if err != nil {
			return err
		}
		plan, err := s.repo.findPlan(ctx, api.ID, id)
		if err != nil {
			return err
		}
		for _, hook := range s.onRemovePlan {
			if err := hook(ctx, plan); err != nil {
				return err
			}
		}
		if err := s.repo.deletePlan(ctx, plan.ID); err != nil {
			return err
		}
		return s.notePlan(ctx, "plans.delete", api, plan)
	})
	if err != nil {
		return fmt.Errorf("remove plan %s of %s: %w", id, idOrSlug, err)
	}
	return nil
}

func (p *Plan) take(d PlanDraft) {
	p.Name, p.Description, p.Approval, p.Limits, p.Quota, p.Environments = d.Name, d.Description, d.Approval, d.Limits, d.Quota, d.Environments
}

func (s *Service) notePlan(ctx context.Context, action string, api API, p Plan) error {
	return s.note(ctx, store.KindPlan, p.ID, action, map[string]any{
		"api": api.Slug, "name": p.Name, "approval": p.Approval, "limits": p.Limits, "quota": p.Quota, "environments": p.Environments,
	})
}
