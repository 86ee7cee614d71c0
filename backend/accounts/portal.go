package accounts

import "context"

// Portal answers what everybody may know of this portal, with the state of the first start and the mode of sign-up as
// they are now.
func (s *Service) Portal(ctx context.Context) (PortalInfo, error) {
	info := s.deps.Portal
	open, err := s.SetupOpen(ctx)
	if err != nil {
		return PortalInfo{}, err
	}
	mode, _, err := s.policy(ctx)
	if err != nil {
		return PortalInfo{}, err
	}
	info.SetupNeeded, info.SignUpMode = open, string(mode)
	return info, nil
}

// Sweep removes links, enrolments and counters that are past their time.
func (s *Service) Sweep(ctx context.Context) error {
	return s.deps.Store.Tx(ctx, func(ctx context.Context) error { return s.repo.sweep(ctx, s.now()) })
}
