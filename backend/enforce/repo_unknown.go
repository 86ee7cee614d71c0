package enforce

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"gorm.io/gorm/clause"
)

type unknownRow struct {
	APIID    string `gorm:"column:api_id;primaryKey"`
	Method   string `gorm:"primaryKey"`
	Template string `gorm:"primaryKey"`
	Calls    int64
	FirstAt  int64
	LastAt   int64
	Status   int64
	Apps     string
}

func (unknownRow) TableName() string { return "unknown_operations" }

func (r unknownRow) tally() unknownTally {
	t := unknownTally{calls: r.Calls, firstAt: r.FirstAt, lastAt: r.LastAt, status: r.Status}
	_ = json.Unmarshal([]byte(r.Apps), &t.apps) // our own text; without it the apps are missing and nothing else
	return t
}

// flushUnknown stores which unknown operations were called. What can't be stored is counted again at the next try.
func (s *Service) flushUnknown(ctx context.Context) error {
	if s.Store == nil {
		return nil
	}
	var failed error
	waiting := s.tallies.takeUnknown()
	for _, api := range slices.Sorted(maps.Keys(waiting)) {
		err := s.Store.Tx(ctx, func(ctx context.Context) error { return s.storeUnknown(ctx, api, waiting[api]) })
		if err == nil {
			continue
		}
		for key, sum := range waiting[api] {
			s.tallies.addUnknown(key, *sum)
		}
		failed = errors.Join(failed, fmt.Errorf("store unknown operations of API %s: %w", api, err))
	}
	return failed
}

// storeUnknown adds up what is there with what came. Of an API at most unknownMax operations are kept; the rest is one row.
func (s *Service) storeUnknown(ctx context.Context, api string, came map[unknownKey]*unknownTally) error {
	if err := s.Store.TakeTurns(ctx, "unknown operations "+api); err != nil {
		return err
	}
	var there int64
	if err := s.Store.Write(ctx).Table("apis").Where("id = ?", api).Count(&there).Error; err != nil || there == 0 {
		return err
	}
	var rows []unknownRow
	if err := s.Store.Write(ctx).Where("api_id = ?", api).Find(&rows).Error; err != nil {
		return err
	}
	known, changed := map[unknownKey]*unknownTally{}, map[unknownKey]*unknownTally{}
	for _, row := range rows {
		sum := row.tally()
		known[unknownKey{api, row.Method, row.Template}] = &sum
	}
	for _, key := range slices.SortedFunc(maps.Keys(came), func(a, b unknownKey) int { return strings.Compare(a.method+a.template, b.method+b.template) }) {
		sum := came[key]
		if known[key] == nil && key.method != "" && len(known) >= unknownMax {
			key = unknownKey{api: api}
		}
		if known[key] == nil {
			known[key] = &unknownTally{firstAt: sum.firstAt}
		}
		known[key].add(*sum)
		changed[key] = known[key]
	}
	return s.putUnknown(ctx, changed)
}

func (s *Service) putUnknown(ctx context.Context, sums map[unknownKey]*unknownTally) error {
	rows := make([]unknownRow, 0, len(sums))
	for key, sum := range sums {
		apps, err := json.Marshal(sum.apps)
		if err != nil {
			return err
		}
		rows = append(rows, unknownRow{key.api, key.method, key.template, sum.calls, sum.firstAt, sum.lastAt, sum.status, string(apps)})
	}
	return s.Store.Write(ctx).Clauses(clause.OnConflict{UpdateAll: true}).CreateInBatches(rows, 100).Error
}

func (s *Service) deleteUnknown(ctx context.Context, api string) error {
	if err := s.Store.TakeTurns(ctx, "unknown operations "+api); err != nil {
		return err
	}
	return s.Store.Write(ctx).Where("api_id = ?", api).Delete(&unknownRow{}).Error
}

// unknown reads the unknown operations of an API, the newest first.
func (r *reader) unknown(ctx context.Context, api string, use func(unknownKey, unknownTally)) error {
	query := `SELECT method, template, calls, first_at, last_at, status, apps FROM unknown_operations WHERE api_id = ? ORDER BY last_at DESC, method, template`
	return r.each(ctx, "unknown operations", query, []any{api}, func(rows *sql.Rows) error {
		row := unknownRow{APIID: api}
		if err := rows.Scan(&row.Method, &row.Template, &row.Calls, &row.FirstAt, &row.LastAt, &row.Status, &row.Apps); err != nil {
			return err
		}
		use(unknownKey{api, row.Method, row.Template}, row.tally())
		return nil
	})
}
