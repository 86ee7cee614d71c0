package tokens

import (
	"context"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/gatehouse-dev/gatehouse/backend/policy"
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

// ended answers tokens that ended between two times without having been revoked, and of which nobody heard yet.
func (r repo) ended(ctx context.Context, now, since time.Time, limit int) ([]Token, error) {
	told := r.store.Read(ctx).Model(&reminderRow{}).Select("1").
		Where("token_reminders.token_id = tokens.id AND token_reminders.expires_at = tokens.expires_at AND token_reminders.days = 0")
	var found []row
	err := r.store.Read(ctx).Model(&row{}).Where("revoked_at IS NULL AND parent_id = '' AND expires_at <= ? AND expires_at > ?", store.Micros(now), store.Micros(since)).
		Where("NOT EXISTS (?)", told).Order("expires_at").Limit(limit).Find(&found).Error
	if err != nil {
		return nil, err
	}
	return r.tokens(ctx, found)
}

// reminded notes a reminder. first is false when another node was faster; that one tells the owner.
func (r repo) reminded(ctx context.Context, t Token, days int64, now time.Time) (first bool, err error) {
	done := r.store.Write(ctx).Clauses(clause.OnConflict{DoNothing: true}).
		Create(&reminderRow{TokenID: t.ID, ExpiresAt: store.Micros(t.ExpiresAt), Days: days, SentAt: store.Micros(now)})
	return done.RowsAffected == 1, done.Error
}

// finishing answers tokens behind an id that rotate and whose rotation may end by itself.
func (r repo) finishing(ctx context.Context, now time.Time, from string, limit int) ([]Token, error) {
	open := r.store.Read(ctx).Model(&secretRow{}).Select("COUNT(*)").
		Where("token_secrets.token_id = tokens.id AND (valid_until IS NULL OR valid_until > ?)", store.Micros(now))
	var found []row
	err := r.living(ctx, now).Where("finish_silent_us > 0 AND id > ?", from).Where("(?) > 1", open).Order("id").Limit(limit).Find(&found).Error
	if err != nil {
		return nil, err
	}
	return r.tokens(ctx, found)
}

// idle asks for living tokens under a place that were neither used, nor changed, nor made since a time.
func (r repo) idle(ctx context.Context, at policy.Place, now, since time.Time) *gorm.DB {
	us := store.Micros(since)
	return under(r.living(ctx, now), at).Where(notFreed, policy.IdleDays, store.Micros(now)).Where("suspended_at IS NULL AND updated_at <= ? AND created_at <= ?", us, us).
		Where("(last_used_at IS NULL OR last_used_at <= ?)", us)
}

// A warning holds for as long as the token stays unused and unchanged.
const warned = "idle_warned_at IS NOT NULL AND idle_warned_at >= updated_at AND (last_used_at IS NULL OR idle_warned_at >= last_used_at)"

// unwarned answers tokens that are idle since a time and whose owner wasn't told so.
func (r repo) unwarned(ctx context.Context, at policy.Place, now, since time.Time, limit int) ([]Token, error) {
	var found []row
	err := r.idle(ctx, at, now, since).Where("NOT COALESCE((" + warned + "), FALSE)").Order("created_at").Limit(limit).Find(&found).Error
	if err != nil {
		return nil, err
	}
	return r.tokens(ctx, found)
}

// warn notes that the owner of an idle token is told. first is false when another node was faster. It leaves the version
// alone: nothing about the token changed.
func (r repo) warn(ctx context.Context, id string, now time.Time) (first bool, err error) {
	done := r.store.Write(ctx).Model(&row{}).Where("id = ? AND NOT COALESCE(("+warned+"), FALSE)", id).
		UpdateColumns(map[string]any{"idle_warned_at": store.Micros(now)})
	return done.RowsAffected == 1, done.Error
}

// idleSince answers tokens that are idle since a time, and whose owner was warned before another.
func (r repo) idleSince(ctx context.Context, at policy.Place, now, since, warnedBefore time.Time, limit int) ([]Token, error) {
	var found []row
	err := r.idle(ctx, at, now, since).Where(warned+" AND idle_warned_at <= ?", store.Micros(warnedBefore)).
		Order("created_at").Limit(limit).Find(&found).Error
	if err != nil {
		return nil, err
	}
	return r.tokens(ctx, found)
}
