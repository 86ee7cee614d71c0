package access

import (
	"context"
	"fmt"

	"github.com/gatehouse-dev/gatehouse/backend/catalog"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
)

// offer is what access needs to know of an entry of the catalogue.
type offer struct {
	id   string
	slug string
	name string
	// risks maps each scope, named without the API's prefix, to its risk.
	risks map[string]string
	// deprecated are the scopes that are not granted any more.
	deprecated map[string]bool
	plans      []catalog.Plan
}

// offered answers an entry by id or slug when the caller may ask for access to it: it is published, or deprecated and
// still running. Else catalog.ErrAPINotFound.
func (s *Service) offered(ctx context.Context, ref string) (offer, error) {
	api, err := s.Catalog.FindAPI(ctx, ref)
	if err != nil {
		return offer{}, err
	}
	if api.State != catalog.Published && api.State != catalog.Deprecated {
		return offer{}, catalog.ErrAPINotFound
	}
	return s.complete(ctx, api, true)
}

// entry answers an entry by id or slug whoever asks, whatever its state.
func (s *Service) entry(ctx context.Context, ref string) (offer, error) {
	api, err := s.Catalog.AnyAPI(ctx, ref)
	if err != nil {
		return offer{}, err
	}
	return s.complete(ctx, api, false)
}

func (s *Service) complete(ctx context.Context, api catalog.API, plans bool) (offer, error) {
	o := offer{id: api.ID, slug: api.Slug, name: api.Name, risks: map[string]string{}, deprecated: map[string]bool{}}
	scopes, err := s.Catalog.AnyScopes(ctx, api.ID)
	if err != nil {
		return offer{}, fmt.Errorf("read the scopes of %s: %w", api.Slug, err)
	}
	for _, scope := range scopes {
		o.risks[scope.Name] = string(scope.Risk)
		if scope.Deprecated {
			o.deprecated[scope.Name] = true
		}
	}
	if plans {
		found, err := s.Catalog.Plans(ctx, api.ID)
		if err != nil {
			return offer{}, fmt.Errorf("read the plans of %s: %w", api.Slug, err)
		}
		o.plans = found.Items
	}
	return o, nil
}

// Risks answers the risk (low, medium, high) of each of the scopes that its API knows.
func (s *Service) Risks(ctx context.Context, scopes []string) (map[string]string, error) {
	risks, entries := map[string]string{}, map[string]offer{}
	for _, text := range scopes {
		scope, ok := ParseScope(text)
		if !ok {
			continue
		}
		o, known := entries[scope.API]
		if !known {
			var err error
			if o, err = s.entry(ctx, scope.API); err != nil && !missing(err) {
				return nil, err
			}
			entries[scope.API] = o
		}
		if risk, ok := o.risks[scope.Name]; ok {
			risks[text] = risk
		}
	}
	return risks, nil
}

// keepAPI refuses to delete an API that a living grant or a pending request refers to.
func (s *Service) keepAPI(ctx context.Context, api catalog.API) error {
	return s.keep(ctx, "api_id", api.ID)
}

// keepPlan refuses to delete a plan that a living grant or a pending request refers to.
func (s *Service) keepPlan(ctx context.Context, plan catalog.Plan) error {
	return s.keep(ctx, "plan_id", plan.ID)
}

func (s *Service) keep(ctx context.Context, column, id string) error {
	used, err := s.repo.inUse(ctx, column, id)
	if err != nil {
		return fmt.Errorf("look for grants on %s: %w", id, err)
	}
	if used {
		return catalog.ErrInUse
	}
	return nil
}

// countScope adds the living grants and waiting requests that hold a scope to its uses.
func (s *Service) countScope(ctx context.Context, qualified string, uses *catalog.ScopeUses) error {
	grants, requests, err := s.repo.holding(ctx, qualified)
	if err != nil {
		return fmt.Errorf("look for what holds %s: %w", qualified, err)
	}
	uses.Grants, uses.Requests = uses.Grants+int(grants), uses.Requests+int(requests)
	return nil
}

// refuseDeprecated answers fault.ErrInvalid when a decision would grant scopes that were deprecated since they were asked for.
func (s *Service) refuseDeprecated(ctx context.Context, items []Item) error {
	for _, it := range items {
		if it.State != Approved || it.GrantID != "" {
			continue
		}
		api, err := s.entry(ctx, it.APIID)
		if err != nil {
			return err
		}
		for _, text := range it.Granted {
			if scope, ok := ParseScope(text); ok && api.deprecated[scope.Name] {
				return fault.ErrInvalid.With(fault.Bad("/scopes", "The scope "+text+" was deprecated since the request; approve without it."))
			}
		}
	}
	return nil
}
