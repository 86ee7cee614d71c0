package sessions

import (
	"context"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/jobs"
)

const flushEvery = 30 * time.Second

// Schedule lets every process write down, twice a minute and when it stops, when the sessions that it served were last
// used. A write that fails is repeated with the next one.
func (s *Service) Schedule(r *jobs.Runner) {
	r.Go("write down use of sessions", func(ctx context.Context) {
		tick := time.NewTicker(flushEvery)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				_ = s.Flush(ctx) // nothing is lost: what was not written stays in memory
			case <-ctx.Done():
				_ = s.Flush(context.WithoutCancel(ctx)) // costs at most half a minute of idle time
				return
			}
		}
	})
}
