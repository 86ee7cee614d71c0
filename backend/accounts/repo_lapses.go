package accounts

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/web"
)

// unused answers active accounts behind an id that nobody used, made or enabled since a time.
func (r repo) unused(ctx context.Context, behind string, since time.Time, limit int) ([]Account, error) {
	var rows []accountRow
	err := unusedSince(r.store.Read(ctx), since).Where("id > ?", behind).Order("id").Limit(limit).Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("list accounts that nobody uses: %w", err)
	}
	return r.withRoles(ctx, rows)
}

// unusedSince leaves active accounts whose UsedAt is not after a time.
func unusedSince(db *gorm.DB, since time.Time) *gorm.DB {
	at := store.Micros(since)
	return db.Where("state = ? AND created_at <= ?", string(Active), at).
		Where("(last_seen_at IS NULL OR last_seen_at <= ?) AND (enabled_at IS NULL OR enabled_at <= ?)", at, at)
}

// lapse sets columns of an account that nobody used, changed or warned since it was read, else web.ErrStale.
func (r repo) lapse(ctx context.Context, a Account, set map[string]any) error {
	zeroed := func(at *time.Time) int64 {
		if at == nil {
			return 0
		}
		return store.Micros(*at)
	}
	done := r.store.Write(ctx).Table("accounts").Where("id = ? AND version = ? AND state = ?", a.ID, a.Version, string(Active)).
		Where("COALESCE(last_seen_at, 0) = ?", zeroed(a.LastSeenAt)).
		Where("COALESCE(inactive_warned_at, 0) = ? AND COALESCE(inactive_warned_again_at, 0) = ?", zeroed(a.InactiveWarnedAt), zeroed(a.InactiveWarnedAgainAt)).
		Updates(set)
	if done.Error != nil {
		return fmt.Errorf("update unused account %s: %w", a.ID, done.Error)
	}
	if done.RowsAffected != 1 {
		return web.ErrStale
	}
	return nil
}

// seenSince moves the last use of an account forward, at most once within a while.
func (r repo) seenSince(ctx context.Context, id string, at time.Time, while time.Duration) error {
	err := r.store.Write(ctx).Table("accounts").Where("id = ? AND (last_seen_at IS NULL OR last_seen_at <= ?)", id, store.Micros(at.Add(-while))).
		Updates(map[string]any{"last_seen_at": store.Micros(at)}).Error
	if err != nil {
		return fmt.Errorf("note use of account %s: %w", id, err)
	}
	return nil
}
