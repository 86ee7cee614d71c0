package tokens

import (
	"context"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/store"
)

// passHolds puts one owner in the place of another wherever tokens of an app are held back.
func (r repo) passHolds(ctx context.Context, app, from, to string) error {
	for _, column := range []string{"suspended_by", "suspension_under_by", "quarantine_by"} {
		err := r.store.Write(ctx).Model(&row{}).Where("app_id = ? AND "+column+" = ?", app, from).UpdateColumns(map[string]any{column: to}).Error
		if err != nil {
			return err
		}
	}
	return nil
}

// madeBy answers the names of living tokens that a subject made for apps of an owner, the newest first, and how many there are.
func (r repo) madeBy(ctx context.Context, maker, owner string, now time.Time, most int) (names []string, n int64, err error) {
	q := r.store.Read(ctx).Model(&row{}).Where("app_id IN (SELECT id FROM apps WHERE owner = ?)", owner).
		Where("created_by = ? AND parent_id = '' AND revoked_at IS NULL AND expires_at > ?", maker, store.Micros(now))
	if err := q.Count(&n).Error; err != nil || n == 0 {
		return nil, 0, err
	}
	err = q.Order("id DESC").Limit(most).Pluck("name", &names).Error
	return names, n, err
}
