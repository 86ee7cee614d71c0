package tokens

import "context"

// LivingOf answers the tokens of an app that are neither revoked nor expired, newest first, without asking who calls, for
// rooms above that have decided already.
func (s *Service) LivingOf(ctx context.Context, app string) ([]Token, error) {
	return s.repo.livingOf(ctx, app, s.now())
}
