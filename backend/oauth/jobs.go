package oauth

import (
	"context"
	"fmt"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/jobs"
	"github.com/gatehouse-dev/gatehouse/backend/store"
)

const (
	forgetBatch = 200
	// forgetAfter is longer than clocks may differ, so that nothing is forgotten that a slower clock would still take.
	forgetAfter = 5 * time.Minute
)

// Schedule registers the periodic work: forgetting what has expired by itself, and warning of and suspending idle clients.
func (s *Service) Schedule(r *jobs.Runner) {
	r.Every("oauth.forget", 5*time.Minute, s.Forget)
	r.EverySure("oauth.warn_idle", time.Hour, s.WarnIdle)
	r.EverySure("oauth.idle", time.Hour, s.SuspendIdle)
}

// Forget deletes used assertions and revoked access tokens that expired, also from enforcement's memory.
func (s *Service) Forget(ctx context.Context) error {
	before := s.now().Add(-forgetAfter)
	err := s.Store.Tx(ctx, func(ctx context.Context) error { return s.repo.forgetAssertions(ctx, before) })
	for n := forgetBatch; err == nil && n == forgetBatch; {
		err = s.Store.Tx(ctx, func(ctx context.Context) error {
			gone, err := s.repo.overdue(ctx, before, forgetBatch)
			n = len(gone)
			if err != nil || n == 0 {
				return err
			}
			for _, jti := range gone {
				if err := s.Store.Changed(ctx, store.KindDenial, jti); err != nil {
					return err
				}
			}
			return s.repo.forget(ctx, gone)
		})
	}
	if err != nil {
		return fmt.Errorf("forget what expired of OAuth: %w", err)
	}
	return nil
}
