package access

import "context"

// EndNarrowed does the job that narrowing an API leaves behind.
func (s *Service) EndNarrowed(ctx context.Context, api string) error {
	return s.endNarrowed(ctx, narrowArgs{API: api})
}

// ShowGrants presents grants as the API does.
func (s *Service) ShowGrants(ctx context.Context, found ...Grant) ([]GrantView, error) {
	return s.presentGrants(ctx, found...)
}

// ShowRequests presents requests as the API does.
func (s *Service) ShowRequests(ctx context.Context, found ...Request) ([]RequestView, error) {
	return s.presentRequests(ctx, found...)
}
