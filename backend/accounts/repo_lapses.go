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

// ahead is how much later than now a last use may be: clocks of nodes differ, and one that was restarted may lie a minute back. What is
// later still was noted while a clock was wrong.
const ahead = 5 * time.Minute

// seenSince moves the last use of an account forward, at most once within a while. One that a clock put into the future is put right:
// it would keep the account from ever being unused.
func (r repo) seenSince(ctx context.Context, id string, at, now time.Time, while time.Duration) error {
	err := r.store.Write(ctx).Table("accounts").
		Where("id = ? AND (last_seen_at IS NULL OR last_seen_at <= ? OR last_seen_at > ?)", id, store.Micros(at.Add(-while)), store.Micros(now.Add(ahead))).
		Updates(map[string]any{"last_seen_at": store.Micros(at)}).Error
	if err != nil {
		return fmt.Errorf("note use of account %s: %w", id, err)
	}
	return nil
}

// present lets what a clock put into the future be a use of now, for those who don't come back. Nobody has less time by that than if
// they had been here now.
func (r repo) present(ctx context.Context, now time.Time) error {
	err := r.store.Write(ctx).Table("accounts").Where("last_seen_at > ?", store.Micros(now.Add(ahead))).
		Updates(map[string]any{"last_seen_at": store.Micros(now)}).Error
	if err != nil {
		return fmt.Errorf("put right when accounts were used: %w", err)
	}
	return nil
}
