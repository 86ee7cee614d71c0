package tokens

import (
	"context"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"

	"github.com/gatehouse-dev/gatehouse/backend/policy"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

const listMax = 10_000

// list answers tokens newest first, behind from when it is given.
func (r repo) list(ctx context.Context, f Filter, now time.Time, from *after, limit int) ([]Token, error) {
	q := r.matching(ctx, f, now)
	if from != nil {
		q = q.Where("(created_at < ? OR (created_at = ? AND id < ?))", from.us, from.us, from.id)
	}
	var found []row
	if err := q.Order("created_at DESC, id DESC").Limit(limit).Find(&found).Error; err != nil {
		return nil, err
	}
	return r.tokens(ctx, found)
}

// matching asks for the tokens that a filter lets through.
func (r repo) matching(ctx context.Context, f Filter, now time.Time) *gorm.DB {
	q := r.store.Read(ctx).Model(&row{})
	if f.Parent != "" {
		q = q.Where("parent_id = ? AND parent_id <> ''", f.Parent)
	} else if f.Text == "" { // who looks for an id may mean an ephemeral token
		q = q.Where("parent_id = ''")
	}
	if f.App != "" {
		q = q.Where("app_id = ?", f.App)
	}
	if f.API != "" {
		q = q.Where(`scopes LIKE ? ESCAPE '\'`, `%"`+literal(f.API)+`:%`)
	}
	if f.Text != "" {
		text := "%" + literal(strings.ToLower(f.Text)) + "%"
		q = q.Where(r.store.Read(ctx).Where(`LOWER(name) LIKE ? ESCAPE '\'`, text).Or(`LOWER(id) LIKE ? ESCAPE '\'`, text))
	}
	if f.State != "" {
		q = r.inState(ctx, q, f.State, store.Micros(now))
	}
	if f.Owner != "" {
		q = q.Where("app_id IN (SELECT id FROM apps WHERE owner = ?)", rbac.PersonID(f.Owner))
	}
	if f.Network != "" {
		q = q.Where("last_used_network = ?", f.Network)
	}
	if f.OlderDays > 0 {
		q = q.Where("created_at <= ?", store.Micros(now.AddDate(0, 0, -f.OlderDays)))
	}
	if f.UnusedDays > 0 {
		q = q.Where("COALESCE(last_used_at, created_at) <= ?", store.Micros(now.AddDate(0, 0, -f.UnusedDays)))
	}
	return q
}

// inState says in SQL what Token.StateAt says in Go.
func (r repo) inState(ctx context.Context, q *gorm.DB, state State, now int64) *gorm.DB {
	switch state {
	case Revoked:
		return q.Where("revoked_at IS NOT NULL")
	case Expired:
		return q.Where("revoked_at IS NULL AND expires_at <= ?", now)
	}
	q = q.Where("revoked_at IS NULL AND expires_at > ?", now)
	if state == Suspended {
		return q.Where("suspended_at IS NOT NULL")
	}
	rotating := r.store.Read(ctx).Model(&secretRow{}).Select("token_id").
		Where("valid_until IS NULL OR valid_until > ?", now).Group("token_id").Having("COUNT(*) > 1")
	held := "quarantine_mode <> '' AND quarantine_until > ?"
	q = q.Where("suspended_at IS NULL")
	if state == Quarantined {
		return q.Where(held, now)
	}
	q = q.Where("NOT ("+held+")", now)
	if state == Rotating {
		return q.Where("id IN (?)", rotating)
	}
	q = q.Where("id NOT IN (?)", rotating)
	soon := "(expires_at - CAST(? AS BIGINT) <= ? AND (expires_at - CAST(? AS BIGINT)) * 5 <= expires_at - created_at)"
	if state == Active {
		soon = "NOT " + soon
	}
	return q.Where(soon, now, expiringSoon.Microseconds(), now)
}

// ofApp answers an app's tokens without ephemeral ones, which end and are held back with the tokens that minted them.
func (r repo) ofApp(ctx context.Context, app string) ([]Token, error) {
	var found []row
	if err := r.store.Read(ctx).Where("app_id = ? AND parent_id = ''", app).Order("created_at, id").Limit(listMax).Find(&found).Error; err != nil {
		return nil, err
	}
	return r.tokens(ctx, found)
}

// living asks for tokens that haven't ended, ephemeral ones aside.
func (r repo) living(ctx context.Context, now time.Time) *gorm.DB {
	return r.store.Read(ctx).Model(&row{}).Where("revoked_at IS NULL AND expires_at > ? AND parent_id = ''", store.Micros(now))
}

// countLiving counts an app's living tokens that stand under a place of the policy ladder.
func (r repo) countLiving(ctx context.Context, app string, at policy.Place, now time.Time) (int64, error) {
	var n int64
	if err := under(r.living(ctx, now), at).Where("app_id = ?", app).Count(&n).Error; err != nil {
		return 0, fmt.Errorf("count tokens of %s: %w", app, err)
	}
	return n, nil
}

func (r repo) countEach(ctx context.Context, apps []string, now time.Time) (map[string]int, error) {
	var found []struct {
		AppID string
		N     int
	}
	err := r.living(ctx, now).Select("app_id, COUNT(*) AS n").Where("app_id IN ?", apps).Group("app_id").Scan(&found).Error
	counts := map[string]int{}
	for _, f := range found {
		counts[f.AppID] = f.N
	}
	return counts, err
}

func (r repo) counts(ctx context.Context, now, soon time.Time) (active, expiring int64, err error) {
	if err = r.living(ctx, now).Where("suspended_at IS NULL").Count(&active).Error; err != nil {
		return 0, 0, err
	}
	err = r.living(ctx, now).Where("suspended_at IS NULL AND expires_at <= ?", store.Micros(soon)).Count(&expiring).Error
	return active, expiring, err
}

// literal makes a text mean itself inside LIKE.
func literal(text string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text)
}

// countHolding counts the living tokens that have a scope, "{slug}:{scope}".
func (r repo) countHolding(ctx context.Context, scope string, now time.Time) (int, error) {
	var n int64
	// REPLACE and not LIKE: SQLite's LIKE takes "Read" for "read".
	err := r.living(ctx, now).Where("REPLACE(scopes, ?, '') <> scopes", strings.Trim(list([]string{scope}), "[]")).Count(&n).Error
	return int(n), err
}
