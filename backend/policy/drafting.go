package policy

import "context"

// Draft answers a level as it would be if next were saved, with only the rules that would change. It returns the errors of
// Set about next, and changes nothing.
func (s *Service) Draft(ctx context.Context, level, id string, next Part) (Step, error) {
	next = next.clean()
	if err := next.check(); err != nil {
		return Step{}, err
	}
	at, err := s.thing(ctx, level, id)
	if err != nil {
		return Step{}, err
	}
	was, _, err := s.repo.find(ctx, level, at.rowID)
	if err != nil {
		return Step{}, err
	}
	if level == Instance {
		was = was.over(Shipped()).Part()
	}
	if next, err = s.fit(ctx, at, was, next); err != nil {
		return Step{}, err
	}
	changed, _, err := next.Changed(was)
	return Step{Place: at.Place, Part: changed}, err
}
