package usage

import (
	"context"
	"fmt"
	"math"
)

// MineDays is how many days, today's included, the figures about one operation look back.
const MineDays = 7

// OfOperation answers how apps used an operation of an API (id) within MineDays, by app. Apps without a call are missing.
// It does not ask who calls: for rooms above that have decided already. It opens only blocks in which
// these apps occur, however much others call.
func (s *Service) OfOperation(ctx context.Context, api, operation string, apps []string) (map[string]Counted, error) {
	if len(apps) == 0 {
		return nil, nil
	}
	ranked, err := s.repo.top(ctx, s.aboutOperation(api, operation, apps), "app", len(apps))
	if err != nil {
		return nil, fmt.Errorf("count calls of operation %s: %w", operation, err)
	}
	counts := map[string]Counted{}
	for _, r := range ranked {
		counts[r.Key] = r.Counted
	}
	return counts, nil
}

// LastOfOperation answers at most limit of the newest calls of an operation by apps within MineDays. Like OfOperation it
// does not ask who calls, and opens only blocks in which one of the apps and the operation occur.
func (s *Service) LastOfOperation(ctx context.Context, api, operation string, apps []string, limit int) ([]Call, error) {
	if len(apps) == 0 {
		return nil, nil
	}
	found, err := s.repo.calls(ctx, s.aboutOperation(api, operation, apps), 0, limit)
	if err != nil {
		return nil, fmt.Errorf("list calls of operation %s: %w", operation, err)
	}
	slug, calls := s.slug(ctx, api), make([]Call, len(found))
	for i, c := range found {
		calls[i] = Call{ID: c.id, Event: c.event, APISlug: slug}
	}
	return calls, nil
}

// OfOperations answers how often each operation of an API (id) was called on the last days, today's included. It does not ask
// who calls.
func (s *Service) OfOperations(ctx context.Context, api string, days int) (map[string]int64, error) {
	now := s.Clock.Now().UnixMicro()
	q := question{step: Day, from: Day.start(now) - int64(days-1)*Day.width(), to: now + 1, api: api}
	ranked, err := s.repo.top(ctx, q, "operation", math.MaxInt)
	if err != nil {
		return nil, fmt.Errorf("count calls of the operations of API %s: %w", api, err)
	}
	counts := make(map[string]int64, len(ranked))
	for _, r := range ranked {
		counts[r.Key] = r.Counted.Calls
	}
	return counts, nil
}

// OfTokens answers how many calls each of some tokens made on the last days, today's included. It does not ask who calls.
func (s *Service) OfTokens(ctx context.Context, tokens []string, days int) (map[string]int64, error) {
	if len(tokens) == 0 {
		return nil, nil
	}
	now := s.Clock.Now().UnixMicro()
	q := question{step: Day, from: Day.start(now) - int64(days-1)*Day.width(), to: now + 1, tokens: make(map[string]bool, len(tokens))}
	for _, id := range tokens {
		q.tokens[id] = true
	}
	ranked, err := s.repo.top(ctx, q, "token", len(tokens))
	if err != nil {
		return nil, fmt.Errorf("count calls of %d tokens: %w", len(tokens), err)
	}
	counts := make(map[string]int64, len(ranked))
	for _, r := range ranked {
		counts[r.Key] = r.Counted.Calls
	}
	return counts, nil
}

// aboutOperation asks for the calls of an operation by apps on the last MineDays days.
func (s *Service) aboutOperation(api, operation string, apps []string) question {
	now := s.Clock.Now().UnixMicro()
	return question{
		step: Day, from: Day.start(now) - (MineDays-1)*Day.width(), to: now + 1, apps: apps, api: api, operation: operation,
	}
}
