package operators

import (
	"context"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/jobs"
)

const flushEvery = 30 * time.Second

// Schedule lets every process write down, twice a minute and when it stops, when tokens were last used.
func (s *Service) Schedule(r *jobs.Runner) {
	r.Go("write down use of operator tokens", func(ctx context.Context) {
		tick := time.NewTicker(flushEvery)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				_ = s.Flush(ctx) // the next use is written down again
			case <-ctx.Done():
				_ = s.Flush(context.WithoutCancel(ctx)) // only the time of the last use is lost
				return
			}
		}
	})
}
