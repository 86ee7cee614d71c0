package catalog

import "context"

// CORS answers which web pages may call an API. It returns ErrAPINotFound.
func (s *Service) CORS(ctx context.Context, idOrSlug string) (API, CORS, error) {
	api, err := s.FindAPI(ctx, idOrSlug)
	if err != nil {
		return API{}, CORS{}, err
	}
	rules, err := s.repo.cors(ctx, api.ID)
	return api, rules, err
}

// SetCORS replaces which web pages may call an API, when the API's version is the expected one (overwrite skips that), and
// answers the rules as they are kept; the gateway follows them before this returns. It returns ErrAPINotFound, ErrStale and
// fault.ErrInvalid.
func (s *Service) SetCORS(ctx context.Context, idOrSlug string, expected int64, overwrite bool, rules CORS) (API, CORS, error) {
	rules = rules.tidy()
	if err := rules.check(); err != nil {
		return API{}, CORS{}, err
	}
	api, err := s.changeAPI(ctx, idOrSlug, expected, overwrite, func(ctx context.Context, api *API) (string, map[string]any, error) {
		details := map[string]any{"api": api.Slug, "enabled": rules.Enabled, "origins": rules.Origins, "credentials": rules.Credentials}
		return "cors.update", details, s.repo.putCORS(ctx, api.ID, rules)
	})
	return api, rules, err
}

// Checks answers how calls of an API are compared with its document. It returns ErrAPINotFound.
func (s *Service) Checks(ctx context.Context, idOrSlug string) (API, Checks, error) {
	api, err := s.FindAPI(ctx, idOrSlug)
	if err != nil {
		return API{}, Checks{}, err
	}
	checks, err := s.repo.checks(ctx, api.ID)
	return api, checks, err
}

// SetChecks sets how calls of an API are compared with its document, when the API's version is the expected one (overwrite
// skips that); the gateway does so before this returns. It returns ErrAPINotFound and ErrStale.
func (s *Service) SetChecks(ctx context.Context, idOrSlug string, expected int64, overwrite bool, checks Checks) (API, error) {
	return s.changeAPI(ctx, idOrSlug, expected, overwrite, func(ctx context.Context, api *API) (string, map[string]any, error) {
		return "checks.update", map[string]any{"api": api.Slug, "mode": checks.Mode}, s.repo.putChecks(ctx, api.ID, checks)
	})
}

// Concurrency answers how many calls of an API may be in work at once. It returns ErrAPINotFound.
func (s *Service) Concurrency(ctx context.Context, idOrSlug string) (API, Concurrency, error) {
	api, err := s.FindAPI(ctx, idOrSlug)
	if err != nil {
		return API{}, Concurrency{}, err
	}
	bounds, err := s.repo.concurrency(ctx, api.ID)
	return api, bounds, err
}

// SetConcurrency sets how many calls of an API may be in work at once, when the API's version is the expected one (overwrite
// skips that); the gateway follows before this returns. It returns ErrAPINotFound, ErrStale and fault.ErrInvalid.
func (s *Service) SetConcurrency(ctx context.Context, idOrSlug string, expected int64, overwrite bool, bounds Concurrency) (API, error) {
	if err := bounds.check(); err != nil {
		return API{}, err
	}
	return s.changeAPI(ctx, idOrSlug, expected, overwrite, func(ctx context.Context, api *API) (string, map[string]any, error) {
		details := map[string]any{"api": api.Slug, "calls": bounds.Calls, "callsPerApp": bounds.CallsPerApp}
		return "concurrency.update", details, s.repo.putConcurrency(ctx, api.ID, bounds)
	})
}
