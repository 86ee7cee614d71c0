package access

import "context"

// EndNarrowed does the job that narrowing an API leaves behind.
func (s *Service) EndNarrowed(ctx context.Context, api string) error {
	return s.endNarrowed(ctx, narrowArgs{API: api})
}
