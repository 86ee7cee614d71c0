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
	shown      catalog.API // says whose apps may have it
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
	o := offer{id: api.ID, slug: api.Slug, name: api.Name, risks: map[string]string{}, deprecated: map[string]bool{}, shown: api}
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

// Seen leaves of the scopes those whose API isn't for other teams only. Whoever names others in a draft learns of them nothing
// more than that they are not granted: not their risk, and not the API's rules.
func (s *Service) Seen(ctx context.Context, scopes []string) ([]string, error) {
	hidden, seen := map[string]bool{}, make([]string, 0, len(scopes))
	for _, text := range scopes {
		scope, ok := ParseScope(text)
		gone, known := hidden[scope.API]
		if ok && !known {
			_, err := s.Catalog.NamedAPI(ctx, scope.API)
			if err != nil && !missing(err) {
				return nil, err
			}
			gone = err != nil
			hidden[scope.API] = gone
		}
		if !gone {
			seen = append(seen, text)
		}
	}
	return seen, nil
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

// refuseOutdated answers fault.ErrInvalid when a decision would grant what is not granted any more since it was asked for:
// deprecated scopes, and APIs that are for other teams by now.
func (s *Service) refuseOutdated(ctx context.Context, r *Request) error {
	app, err := s.Apps.Any(ctx, r.AppID)
	if err != nil {
		return err
	}
	for _, it := range r.Items {
		if it.State != Approved || it.GrantID != "" {
			continue
		}
		api, err := s.entry(ctx, it.APIID)
		if err != nil {
			return err
		}
		if !api.shown.Admits(app.Owner) {
			return fault.ErrInvalid.With(fault.Bad("/items", "Only other teams may use "+api.name+" by now; deny the request."))
		}
		for _, text := range it.Granted {
			if scope, ok := ParseScope(text); ok && api.deprecated[scope.Name] {
				return fault.ErrInvalid.With(fault.Bad("/scopes", "The scope "+text+" was deprecated since the request; approve without it."))
			}
		}
	}
	return nil
}
