package enforce

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

const quotaKept = 62 * 24 * time.Hour // the current month, and the one before for whoever asks

// flushQuotas adds what was used since the last flush to the database. A counter that could not be written stays
// unsaved and is tried again.
func (s *Service) flushQuotas(ctx context.Context) error {
	moved := s.quotas.unsaved()
	if s.Store == nil || len(moved) == 0 {
		return nil
	}
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		for _, u := range moved {
			err := s.Store.Write(ctx).Exec(`INSERT INTO quota_counters (grant_id, period, period_start, used) VALUES (?, ?, ?, ?)
				ON CONFLICT (grant_id, period, period_start) DO UPDATE SET used = quota_counters.used + excluded.used`,
				u.key.grant, u.key.period, u.start, u.delta).Error
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("store quota counters: %w", err)
	}
	for _, u := range moved {
		u.flushed()
	}
	return nil
}

// loadQuotas restores the counters of the periods that are running.
func (s *Service) loadQuotas(ctx context.Context) error {
	now := s.Clock.Now().UnixMicro()
	month, _ := periodAround("month", now)
	r := s.reader()
	return r.each(ctx, "quota counters", `SELECT grant_id, period, period_start, used FROM quota_counters WHERE period_start >= ?`, []any{month},
		func(rows *sql.Rows) error {
			var key quotaKey
			var start, used int64
			if err := rows.Scan(&key.grant, &key.period, &start, &used); err != nil {
				return err
			}
			if running, _ := periodAround(key.period, now); start == running {
				s.quotas.restore(key, start, used)
			}
			return nil
		})
}

// forgetQuotas removes the counters of periods that are long over.
func (s *Service) forgetQuotas(ctx context.Context) error {
	before := s.Clock.Now().Add(-quotaKept).UnixMicro()
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		return s.Store.Write(ctx).Exec(`DELETE FROM quota_counters WHERE period_start < ?`, before).Error
	})
	if err != nil {
		return fmt.Errorf("forget old quota counters: %w", err)
	}
	return nil
}
