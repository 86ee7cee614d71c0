package usage

import (
	"context"
	"fmt"
	"time"
)

// MineWindow is how far back the figures about one operation look.
const MineWindow = 7 * 24 * time.Hour

// OfOperation answers how apps used an operation of an API (id) within MineWindow, by app. Apps without a call are missing.
// It does not ask who calls: for rooms above that have decided already.
func (s *Service) OfOperation(ctx context.Context, api, operation string, apps []string) (map[string]Counted, error) {
	if len(apps) == 0 {
		return nil, nil
	}
	bands, err := s.repo.top(ctx, s.mine(api, operation, apps), "app", len(apps))
	if err != nil {
		return nil, fmt.Errorf("count calls of operation %s: %w", operation, err)
	}
	counts := map[string]Counted{}
	for _, r := range rank(bands) {
		counts[r.Key] = r.Counted
	}
	return counts, nil
}

// LastOfOperation answers the newest calls of an operation by apps: at most limit of those in the newest hour with a call,
// so that a quiet app's question reads as little as a busy one's.
func (s *Service) LastOfOperation(ctx context.Context, api, operation string, apps []string, limit int) ([]Call, error) {
	if len(apps) == 0 {
		return nil, nil
	}
	q := s.mine(api, operation, apps)
	hour, err := s.repo.newestBucket(ctx, q)
	if err != nil || hour == 0 {
		return nil, err
	}
	q.from, q.to = hour, hour+time.Hour.Microseconds()
	found, err := s.repo.calls(ctx, q, 0, limit)
	if err != nil {
		return nil, fmt.Errorf("list calls of operation %s: %w", operation, err)
	}
	slug, calls := s.slug(ctx, api), make([]Call, len(found))
	for i, c := range found {
		calls[i] = Call{ID: c.id, Event: c.event, APISlug: slug}
	}
	return calls, nil
}

func (s *Service) mine(api, operation string, apps []string) question {
	now := s.Clock.Now()
	return question{step: Hour, from: now.Add(-MineWindow).UnixMicro(), to: now.UnixMicro() + 1, apps: apps, api: api, operation: operation}
}
