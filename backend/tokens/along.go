package tokens

import "context"

// OnChange adds a hook that runs inside the transaction of every change of a token that is stored. Call it before the service
// serves.
func (s *Service) OnChange(h func(ctx context.Context, t Token) error) {
	s.onChange = append(s.onChange, h)
}

// Along answers the next tokens by id behind one, whatever their state and without their secrets, for work that walks along
// all of them. It does not ask who calls.
func (s *Service) Along(ctx context.Context, after string, limit int) ([]Token, error) {
	return s.repo.along(ctx, after, limit)
}

// Versions answers the versions of the tokens behind an id, up to and with another; without that to the end.
func (s *Service) Versions(ctx context.Context, after, last string) (map[string]int64, error) {
	return s.repo.versions(ctx, after, last)
}

// Some answers tokens by id, in the order of ids; those that are gone are missing. It does not ask who calls, for
// rooms above that have decided already.
func (s *Service) Some(ctx context.Context, ids []string) ([]Token, error) {
	return s.repo.inOrder(ctx, ids)
}
