package catalog

import "context"

// Upstreams answers where the calls of an API go. It returns ErrAPINotFound.
func (s *Service) Upstreams(ctx context.Context, idOrSlug string) (API, Upstreams, error) {
	api, err := s.FindAPI(ctx, idOrSlug)
	if err != nil {
		return API{}, Upstreams{}, err
	}
	u, err := s.repo.upstreams(ctx, api.ID)
	return api, u, err
}

// SetUpstreams replaces where the calls of an API go, when the API's version is the expected one (overwrite skips that);
// calls go there before this returns. It returns ErrAPINotFound, ErrStale and fault.ErrInvalid, which also names addresses
// that the operator does not allow.
func (s *Service) SetUpstreams(ctx context.Context, idOrSlug string, expected int64, overwrite bool, u Upstreams) (API, error) {
	if err := u.check(s.AllowUpstream); err != nil {
		return API{}, err
	}
	return s.changeAPI(ctx, idOrSlug, expected, overwrite, func(ctx context.Context, api *API) (string, map[string]any, error) {
		details := map[string]any{"api": api.Slug, "sandbox": u.Sandbox, "live": u.Live}
		return "upstreams.update", details, s.repo.putUpstreams(ctx, api.ID, u)
	})
}
