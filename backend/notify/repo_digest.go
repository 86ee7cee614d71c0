package notify

import (
	"context"
	"fmt"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/store"
)

type digestRow struct {
	AccountID string
	Period    string
	DueAt     int64
	CreatedAt int64 `gorm:"autoCreateTime:false"`
}

func (digestRow) TableName() string { return "digests" }

// waiting answers the accounts after one, in order, for which notices before a moment wait for a digest.
func (r repo) waiting(ctx context.Context, period Delivery, before time.Time, after string, limit int) ([]string, error) {
	var found []string
	err := r.store.Read(ctx).Model(&noticeRow{}).Distinct("account_id").
		Where("digest = ? AND digest <> '' AND account_id > ? AND created_at < ?", string(period), after, store.Micros(before)).
		Order("account_id").Limit(limit).Pluck("account_id", &found).Error
	if err != nil {
		return nil, fmt.Errorf("list who waits for a digest: %w", err)
	}
	return found, nil
}

// claimDigest fails with a taken key (store.IsUnique) when that digest was made already.
func (r repo) claimDigest(ctx context.Context, account string, period Delivery, at, now time.Time) error {
	row := digestRow{AccountID: account, Period: string(period), DueAt: store.Micros(at), CreatedAt: store.Micros(now)}
	return r.store.Write(ctx).Create(&row).Error
}

// takeDigest answers the notices before a moment that wait for a digest and were not read in the portal meanwhile, the newest
// first. None of them waits any more.
func (r repo) takeDigest(ctx context.Context, account string, period Delivery, before time.Time) ([]Shown, error) {
	const those = "account_id = ? AND digest = ? AND created_at < ?"
	var rows []noticeRow
	err := r.store.Write(ctx).Where(those+" AND read_at IS NULL", account, string(period), store.Micros(before)).Order("id DESC").Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read what waits for a digest: %w", err)
	}
	err = r.store.Write(ctx).Table("notices").Where(those, account, string(period), store.Micros(before)).Updates(map[string]any{"digest": ""}).Error
	if err != nil {
		return nil, fmt.Errorf("take what waits for a digest: %w", err)
	}
	return shown(rows), nil
}

// moveDigest lets what waits for a digest wait for another one, or for none. show puts it into the inbox.
func (r repo) moveDigest(ctx context.Context, account string, topic Topic, to Delivery, show bool) error {
	set := map[string]any{"digest": string(to)}
	if show {
		set["hidden"] = false
	}
	err := r.store.Write(ctx).Table("notices").Where("account_id = ? AND topic = ? AND digest <> ''", account, string(topic)).
		Updates(set).Error
	if err != nil {
		return fmt.Errorf("move notices to another digest: %w", err)
	}
	return nil
}
