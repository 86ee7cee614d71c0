package usage

import (
	"context"
	"fmt"
	"time"
)

// SharesOf answers how many calls of an API (id) in an environment each of some apps made since a time that were let through,
// by app. Apps without one are missing. It counts from the begin of the minute in which since lies, or of the hour or the day
// where it is more than two hours or two days ago. It does not ask who calls.
func (s *Service) SharesOf(ctx context.Context, api, environment string, apps []string, since time.Time) (map[string]int64, error) {
	if len(apps) == 0 {
		return nil, nil
	}
	now := s.Clock.Now()
	q := question{step: Minute, from: since.UnixMicro(), to: now.UnixMicro() + 1, api: api, environment: environment, apps: apps}
	switch ago := now.Sub(since); {
	case ago > 48*time.Hour:
		q.step = Day
	case ago > 2*time.Hour:
		q.step = Hour
	}
	shares := map[string]int64{}
	err := s.repo.visit(ctx, q, func(v *view, place int) {
		if !v.denied(place) {
			shares[v.word(textApp, place)] += v.calls(place)
		}
	})
	if err != nil {
		return nil, fmt.Errorf("count calls of %d apps at %s: %w", len(apps), api, err)
	}
	return shares, nil
}
