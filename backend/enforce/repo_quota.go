package enforce

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"
)

const quotaKept = 62 * 24 * time.Hour // the current month, and the one before for whoever asks

// reserveQuotas counts units as used before anybody gets them. All nodes take the rows in the same order, so that none
// waits for another that waits for it.
func (s *Service) reserveQuotas(ctx context.Context, wanted []*want) error {
	slices.SortFunc(wanted, func(a, b *want) int {
		return cmp.Or(cmp.Compare(a.key.grant, b.key.grant), cmp.Compare(a.key.period, b.key.period), cmp.Compare(a.start, b.start))
	})
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		for _, w := range wanted {
			if err := s.reserveQuota(ctx, w); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("reserve quotas: %w", err)
	}
	return nil
}

func (s *Service) reserveQuota(ctx context.Context, w *want) error {
	w.got, w.taken = 0, 0
	db := s.Store.Write(ctx)
	if w.units == 0 {
		return db.Raw(`SELECT used FROM quota_counters WHERE grant_id = ? AND period = ? AND period_start = ?`, w.key.grant, w.key.period, w.start).Scan(&w.taken).Error
	}
	// Writing the row, even unchanged, keeps other nodes waiting until this one is done with it.
	err := db.Raw(`INSERT INTO quota_counters (grant_id, period, period_start, used) VALUES (?, ?, ?, 0)
		ON CONFLICT (grant_id, period, period_start) DO UPDATE SET used = quota_counters.used RETURNING used`, w.key.grant, w.key.period, w.start).Scan(&w.taken).Error
	if err != nil {
		return err
	}
	if w.got = min(w.units, w.requests-w.taken); w.got <= 0 {
		w.got = 0
		return nil
	}
	w.taken += w.got
	return s.addQuota(ctx, w.key, w.start, w.got)
}

func (s *Service) addQuota(ctx context.Context, key quotaKey, start, units int64) error {
	return s.Store.Write(ctx).Exec(`UPDATE quota_counters SET used = used + ? WHERE grant_id = ? AND period = ? AND period_start = ?`,
		units, key.grant, key.period, start).Error
}

// returnQuotas gives back what was reserved and not used for some nanoseconds, so that others can have it.
func (s *Service) returnQuotas(ctx context.Context, idle int64) error {
	if s.Store == nil {
		return nil
	}
	s.quotas.turn.Lock()
	defer s.quotas.turn.Unlock()
	left := s.quotas.takeUnused(idle)
	if len(left) == 0 {
		return nil
	}
	slices.SortFunc(left, func(a, b unused) int {
		return cmp.Or(cmp.Compare(a.key.grant, b.key.grant), cmp.Compare(a.key.period, b.key.period))
	})
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		for _, u := range left {
			if err := s.addQuota(ctx, u.key, u.start, -u.units); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		return nil
	}
	for _, u := range left {
		u.keep()
	}
	return fmt.Errorf("give back what is left of reserved quotas: %w", err)
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
