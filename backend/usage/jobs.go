package usage

import (
	"context"
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
	pruneBatch    = 20_000
)

// Schedule registers the periodic work: forgetting what is too old.
func (s *Service) Schedule(r *jobs.Runner) { r.Every("usage.forget", time.Hour, s.Forget) }

// Forget deletes calls after CallsKept, rollups by minute after 3, by hour after 90, by day after two years, and decisions
// after 7 days. It works in batches, so that recording goes on between them.
func (s *Service) Forget(ctx context.Context) error {
	now := s.Clock.Now()
	keepCalls := s.CallsKept
	if keepCalls <= 0 {
		keepCalls = keepCallsDefault
	}
	ago := func(d time.Duration) int64 { return now.Add(-d).UnixMicro() }
	for {
		more, err := s.repo.prune(ctx, ago(keepCalls), map[Step]int64{Minute: ago(keepMinutes), Hour: ago(keepHours), Day: ago(keepDays)}, pruneBatch)
		if err != nil {
			return fmt.Errorf("forget old calls: %w", err)
		}
		if !more {
			break
		}
	}
	if err := s.kept.forget(ctx, ago(keepDecisions)); err != nil {
		return fmt.Errorf("forget old decisions: %w", err)
	}
	return nil
}
