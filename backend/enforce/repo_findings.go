package enforce

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

const findingsKept = 90 * 24 * time.Hour

// flushMissed stores what calls missed. Of an API that is gone nothing is kept.
func (s *Service) flushMissed(ctx context.Context) error {
	keys, sums := s.tallies.takeMissed()
	if len(keys) == 0 || s.Store == nil {
		return nil
	}
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		for _, k := range keys {
			sum := sums[k]
			err := s.Store.Write(ctx).Exec(`INSERT INTO request_findings (api_id, day, operation_id, pointer, code, calls, refused, last_at, last_app)
				SELECT a.id, CAST(? AS BIGINT), CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS BIGINT), CAST(? AS BIGINT), CAST(? AS BIGINT), CAST(? AS TEXT) FROM apis a WHERE a.id = ?
				ON CONFLICT (api_id, day, operation_id, pointer, code) DO UPDATE SET calls = request_findings.calls + excluded.calls,
				refused = request_findings.refused + excluded.refused, last_at = excluded.last_at, last_app = excluded.last_app`,
				k.day, k.operation, k.pointer, k.code, sum.calls, sum.refused, sum.lastAt, sum.lastApp, k.api).Error
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		s.tallies.giveBack(sums)
		return fmt.Errorf("store what requests missed: %w", err)
	}
	return nil
}

// forgetTallies removes what was counted long ago.
func (s *Service) forgetTallies(ctx context.Context) error {
	before := s.Clock.Now().Add(-findingsKept).UnixMicro()
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		if err := s.Store.Write(ctx).Exec(`DELETE FROM request_findings WHERE day < ?`, before).Error; err != nil {
			return err
		}
		return s.Store.Write(ctx).Exec(`DELETE FROM unknown_operations WHERE last_at < ?`, before).Error
	})
	if err != nil {
		return fmt.Errorf("forget what requests missed: %w", err)
	}
	return nil
}

// findings reads what calls of an API missed since a time.
func (r *reader) findings(ctx context.Context, api string, since int64, use func(missedKey, missedTally)) error {
	query := `SELECT day, operation_id, pointer, code, calls, refused, last_at, last_app FROM request_findings WHERE api_id = ? AND day >= ? ORDER BY day`
	return r.each(ctx, "what requests missed", query, []any{api, since}, func(rows *sql.Rows) error {
		k, sum := missedKey{api: api}, missedTally{}
		if err := rows.Scan(&k.day, &k.operation, &k.pointer, &k.code, &sum.calls, &sum.refused, &sum.lastAt, &sum.lastApp); err != nil {
			return err
		}
		use(k, sum)
		return nil
	})
}
