package usage

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/jobs"
)

// How long things are kept.
const (
	// keepCallsDefault holds where Deps.CallsKept says nothing.
	keepCallsDefault = 30 * 24 * time.Hour

	keepMinutes   = 3 * 24 * time.Hour
	keepHours     = 90 * 24 * time.Hour
	keepDays      = 731 * 24 * time.Hour
	keepDecisions = 7 * 24 * time.Hour
)

// Schedule registers the periodic work: forgetting what is too old, and making many small blocks of calls into few.
func (s *Service) Schedule(r *jobs.Runner) {
	r.EverySure("usage.forget", time.Hour, s.Forget)
	r.Every("usage.compact", time.Minute, s.Compact)
}

// Forget deletes calls after CallsKept, rollups by minute after 3, by hour after 90, by day after two years, and decisions
// after 7 days. Calls go by the hour: together with the last one of theirs.
func (s *Service) Forget(ctx context.Context) error {
	failed := s.Compact(ctx) // what could not be folded is kept; everything else is forgotten all the same
	now := s.Clock.Now()
	keepCalls := s.CallsKept
	if keepCalls <= 0 {
		keepCalls = keepCallsDefault
	}
	ago := func(d time.Duration) int64 { return now.Add(-d).UnixMicro() }
	for l, kept := range []time.Duration{levelCalls: keepCalls, levelMinutes: keepMinutes, levelHours: keepHours, levelDays: keepDays} {
		failed = errors.Join(failed, s.repo.prune(ctx, level(l), ago(kept)))
	}
	failed = errors.Join(failed, s.kept.forget(ctx, ago(keepDecisions)))
	if failed != nil {
		return fmt.Errorf("forget what is old: %w", failed)
	}
	return nil
}
