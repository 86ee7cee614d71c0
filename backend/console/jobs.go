package console

import (
	"context"
	"fmt"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/jobs"
)

const forgetBatch = 200

// Schedule registers the periodic work: forgetting tokens that ended.
func (s *Service) Schedule(r *jobs.Runner) { r.Every("console.forget", 5*time.Minute, s.Forget) }

// Forget deletes the tokens that ended more than an hour ago, also from enforcement's memory, in batches.
func (s *Service) Forget(ctx context.Context) error {
	for {
		n := 0
		err := s.Store.Tx(ctx, func(ctx context.Context) error {
			gone, err := s.repo.forget(ctx, s.now().Add(-keptAfter), forgetBatch)
			n = len(gone)
			if err != nil {
				return err
			}
			return s.changed(ctx, gone)
		})
		if err != nil {
			return fmt.Errorf("forget console tokens: %w", err)
		}
		if n < forgetBatch {
			return nil
		}
	}
}
