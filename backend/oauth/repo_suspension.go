package oauth

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"github.com/gatehouse-dev/gatehouse/backend/policy"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/tokens"
)

// suspensionRow answers the three columns of a suspension, empty for nil.
func suspensionRow(x *tokens.Suspension) row {
	if x == nil {
		return row{}
	}
	return row{SuspendedAt: store.NullMicros(&x.At), SuspendedBy: x.By, SuspendedReason: x.Reason}
}

func suspension(at *int64, by, reason string) *tokens.Suspension {
	if at == nil {
		return nil
	}
	return &tokens.Suspension{At: store.Time(*at), By: by, Reason: reason}
}

// living answers the clients of an app that weren't revoked: two at most.
func (r repo) living(ctx context.Context, app string) ([]Client, error) {
	var rows []row
	if err := r.store.Read(ctx).Where("app_id = ? AND revoked_at IS NULL", app).Order("id").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list living OAuth clients of %s: %w", app, err)
	}
	return r.clients(ctx, rows)
}

// countWorking counts the clients of some apps that were neither revoked nor suspended.
func (r repo) countWorking(ctx context.Context, apps []string) (int, error) {
	var n int64
	if err := r.store.Read(ctx).Model(&row{}).Where("app_id IN ? AND revoked_at IS NULL AND suspended_at IS NULL", apps).Count(&n).Error; err != nil {
		return 0, fmt.Errorf("count OAuth clients of %d apps: %w", len(apps), err)
	}
	return int(n), nil
}

// passHolds puts one owner in the place of another wherever clients of an app are held back.
func (r repo) passHolds(ctx context.Context, app, from, to string) error {
	for _, column := range []string{"suspended_by", "suspension_under_by"} {
		err := r.store.Write(ctx).Model(&row{}).Where("app_id = ? AND "+column+" = ?", app, from).UpdateColumns(map[string]any{column: to}).Error
		if err != nil {
			return err
		}
	}
	return nil
}

// toSuspend answers clients that work although a rule of a step doesn't let them.
func (r repo) toSuspend(ctx context.Context, s policy.Step, rule policy.Rule, limit int) ([]Client, error) {
	broken := r.store.Read(ctx).Model(&breachRow{}).Select("client_id").Where(ofRule, rule, s.Level, s.ID, false)
	return r.some(ctx, r.store.Read(ctx).Where("revoked_at IS NULL AND suspended_at IS NULL AND id IN (?)", broken).Order("id").Limit(limit))
}

// untell lets the owner be told of a breach again, because something came of it.
func (r repo) untell(ctx context.Context, s policy.Step, rule policy.Rule, id string) error {
	return r.store.Write(ctx).Model(&breachRow{}).Where(ofRule+" AND client_id = ?", rule, s.Level, s.ID, false, id).
		UpdateColumns(map[string]any{"told_at": nil}).Error
}

// countHeld counts the clients of an app that policy suspended and whose owner is to be told.
func (r repo) countHeld(ctx context.Context, app string) (int64, error) {
	untold := r.store.Read(ctx).Model(&breachRow{}).Select("client_id").Where("app_id = ? AND told_at IS NULL", app)
	var n int64
	err := r.store.Read(ctx).Model(&row{}).Where("app_id = ? AND suspended_by = ? AND id IN (?)", app, tokens.PolicyJob, untold).Count(&n).Error
	return n, err
}

// idle asks for living clients under a place that were neither issued a token, nor changed, nor made since a time.
func (r repo) idle(ctx context.Context, at policy.Place, now, since time.Time) *gorm.DB {
	us := store.Micros(since)
	return r.under(ctx, at).Where(notFreed, policy.IdleDays, store.Micros(now)).Where("suspended_at IS NULL AND updated_at <= ? AND created_at <= ?", us, us).
		Where("(last_issued_at IS NULL OR last_issued_at <= ?)", us)
}

// A warning holds for as long as the client stays unused and unchanged.
const warned = "idle_warned_at IS NOT NULL AND idle_warned_at >= updated_at AND (last_issued_at IS NULL OR idle_warned_at >= last_issued_at)"

// unwarned answers clients that are idle since a time and whose owner wasn't told so.
func (r repo) unwarned(ctx context.Context, at policy.Place, now, since time.Time, limit int) ([]Client, error) {
	return r.some(ctx, r.idle(ctx, at, now, since).Where("NOT COALESCE(("+warned+"), FALSE)").Order("created_at").Limit(limit))
}

// warn notes that the owner of an idle client is told. first is false when another node was faster. It leaves the version
// alone: nothing about the client changed.
func (r repo) warn(ctx context.Context, id string, now time.Time) (first bool, err error) {
	done := r.store.Write(ctx).Model(&row{}).Where("id = ? AND NOT COALESCE(("+warned+"), FALSE)", id).
		UpdateColumns(map[string]any{"idle_warned_at": store.Micros(now)})
	return done.RowsAffected == 1, done.Error
}

// idleSince answers clients that are idle since a time, and whose owner was warned before another.
func (r repo) idleSince(ctx context.Context, at policy.Place, now, since, warnedBefore time.Time, limit int) ([]Client, error) {
	return r.some(ctx, r.idle(ctx, at, now, since).Where(warned+" AND idle_warned_at <= ?", store.Micros(warnedBefore)).Order("created_at").Limit(limit))
}

func (r repo) some(ctx context.Context, q *gorm.DB) ([]Client, error) {
	var rows []row
	if err := q.Find(&rows).Error; err != nil || len(rows) == 0 {
		return nil, err
	}
	return r.clients(ctx, rows)
}
