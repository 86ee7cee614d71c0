package tokens

import (
	"context"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/store"
)

type reminderRow struct {
	TokenID   string
	ExpiresAt int64
	Days      int64
	SentAt    int64
}

func (reminderRow) TableName() string { return "token_reminders" }

// ending answers living tokens that end within days but not within nearest, that live longer than days, and whose owner
// wasn't told so for this expiry.
func (r repo) ending(ctx context.Context, now time.Time, days, nearest int64, limit int) ([]Token, error) {
	width := (time.Duration(days) * day).Microseconds()
	told := r.store.Read(ctx).Model(&reminderRow{}).Select("1").
		Where("token_reminders.token_id = tokens.id AND token_reminders.expires_at = tokens.expires_at AND token_reminders.days = ?", days)
	var found []row
	err := r.living(ctx, now).Where("suspended_at IS NULL").
		Where("expires_at <= ? AND expires_at > ?", store.Micros(now)+width, store.Micros(now)+(time.Duration(nearest)*day).Microseconds()).
		Where("expires_at - created_at > ?", width).Where("NOT EXISTS (?)", told).
		Order("expires_at").Limit(limit).Find(&found).Error
	if err != nil {
		return nil, err
	}
	return r.tokens(ctx, found)
}

func (r repo) reminded(ctx context.Context, t Token, days int64, now time.Time) error {
	return r.store.Write(ctx).Create(&reminderRow{TokenID: t.ID, ExpiresAt: store.Micros(t.ExpiresAt), Days: days, SentAt: store.Micros(now)}).Error
}

// idleSince answers living tokens that were neither used, nor changed, nor made since a time.
func (r repo) idleSince(ctx context.Context, now, since time.Time, limit int) ([]Token, error) {
	us := store.Micros(since)
	var found []row
	err := r.living(ctx, now).Where("suspended_at IS NULL AND updated_at <= ? AND created_at <= ?", us, us).
		Where("(last_used_at IS NULL OR last_used_at <= ?)", us).Order("created_at").Limit(limit).Find(&found).Error
	if err != nil {
		return nil, err
	}
	return r.tokens(ctx, found)
}
