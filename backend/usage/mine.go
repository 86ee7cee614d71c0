package usage

import (
	"context"
	"fmt"
	"time"
)

// MineDays is how many days, today's included, the figures about one operation look back.
const MineDays = 7

// minutesBack is how many minutes with a call the newest calls of an operation are looked for in.
const minutesBack = 5

// OfOperation answers how apps used an operation of an API (id) within MineDays, by app. Apps without a call are missing.
// It does not ask who calls: for rooms above that have decided already. It reads rows of these apps only, however much
// others call.
func (s *Service) OfOperation(ctx context.Context, api, operation string, apps []string) (map[string]Counted, error) {
	if len(apps) == 0 {
		return nil, nil
	}
	q := question{apps: apps, api: api, operation: operation}.within(Day, s.days())
	bands, err := s.repo.top(ctx, q, "app", len(apps))
	if err != nil {
		return nil, fmt.Errorf("count calls of operation %s: %w", operation, err)
	}
	counts := map[string]Counted{}
	for _, r := range rank(bands) {
		counts[r.Key] = r.Counted
	}
	return counts, nil
}

// LastOfOperation answers at most limit of the newest calls of an operation by apps, from the newest day with a call; none
// when that is so long ago that its minutes are forgotten. Like OfOperation it neither asks who calls nor reads more than
// a few minutes of others' calls.
func (s *Service) LastOfOperation(ctx context.Context, api, operation string, apps []string, limit int) ([]Call, error) {
	if len(apps) == 0 {
		return nil, nil
	}
	q := question{apps: apps, api: api, operation: operation}
	minutes, err := s.newestMinutes(ctx, q)
	if err != nil {
		return nil, err
	}
	var calls []Call
	slug := s.slug(ctx, api)
	for _, minute := range minutes {
		q.from, q.to = minute, minute+time.Minute.Microseconds()
		found, err := s.repo.calls(ctx, q, 0, limit-len(calls))
		if err != nil {
			return nil, fmt.Errorf("list calls of operation %s: %w", operation, err)
		}
		for _, c := range found {
			calls = append(calls, Call{ID: c.id, Event: c.event, APISlug: slug})
		}
		if len(calls) >= limit {
			break
		}
	}
	return calls, nil
}

// newestMinutes goes from days to hours to minutes, newest first, each time into what has a call.
func (s *Service) newestMinutes(ctx context.Context, q question) ([]int64, error) {
	days, err := s.repo.newestBuckets(ctx, q.within(Day, s.days()), 1)
	if err != nil || len(days) == 0 {
		return nil, err
	}
	hours, err := s.repo.newestBuckets(ctx, q.within(Hour, parts(days, Day, Hour)), minutesBack)
	if err != nil || len(hours) == 0 {
		return nil, err
	}
	return s.repo.newestBuckets(ctx, q.within(Minute, parts(hours, Hour, Minute)), minutesBack)
}

func (s *Service) days() []int64 {
	today := Day.start(s.Clock.Now().UnixMicro())
	days := make([]int64, MineDays)
	for i := range days {
		days[i] = today - int64(i)*time.Duration(Day).Microseconds()
	}
	return days
}

// parts answers the starts of all narrower buckets within wider ones.
func parts(starts []int64, wide, narrow Step) []int64 {
	var out []int64
	for _, start := range starts {
		for at := int64(0); at < time.Duration(wide).Microseconds(); at += time.Duration(narrow).Microseconds() {
			out = append(out, start+at)
		}
	}
	return out
}

// within answers the question about single buckets instead of a window.
func (q question) within(step Step, buckets []int64) question {
	q.step, q.buckets = step, buckets
	return q
}
