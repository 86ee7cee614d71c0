package access

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"

	"github.com/gatehouse-dev/gatehouse/backend/store"
)

type grantRow struct {
	ID          string
	AppID       string
	APIID       string `gorm:"column:api_id"`
	PlanID      string
	Environment string
	Scopes      string
	State       string
	EndsAt      *int64
	RequestID   string
	GrantedBy   string
	Reason      string
	CreatedAt   int64 `gorm:"autoCreateTime:false"`
	UpdatedAt   int64 `gorm:"autoUpdateTime:false"`
	EndedAt     *int64
	Version     int64
}

func (grantRow) TableName() string { return "grants" }

func (r repo) insertGrant(ctx context.Context, g Grant) error {
	err := r.store.Write(ctx).Create(&grantRow{
		ID: g.ID, AppID: g.AppID, APIID: g.APIID, PlanID: g.PlanID, Environment: g.Environment, Scopes: list(g.Scopes),
		State: string(g.State), EndsAt: store.NullMicros(g.EndsAt), RequestID: g.RequestID, GrantedBy: g.GrantedBy,
		Reason: g.Reason, CreatedAt: store.Micros(g.CreatedAt), UpdatedAt: store.Micros(g.UpdatedAt), Version: g.Version,
	}).Error
	if store.IsUnique(err) {
		return ErrGrantStale.Because(err)
	}
	return err
}

// updateGrant stores everything that may change when the version is still g.Version, and raises it by one.
func (r repo) updateGrant(ctx context.Context, g Grant) error {
	done := r.store.Write(ctx).Model(&grantRow{}).Where("id = ? AND version = ?", g.ID, g.Version).Updates(map[string]any{
		"plan_id": g.PlanID, "scopes": list(g.Scopes), "state": string(g.State), "ends_at": store.NullMicros(g.EndsAt),
		"request_id": g.RequestID, "granted_by": g.GrantedBy, "reason": g.Reason, "updated_at": store.Micros(g.UpdatedAt),
		"ended_at": store.NullMicros(g.EndedAt), "version": g.Version + 1,
	})
	if done.Error == nil && done.RowsAffected == 0 {
		return ErrGrantStale
	}
	return done.Error
}

func (r repo) grant(ctx context.Context, id string) (Grant, error) {
	g, ok, err := r.takeGrant(r.store.Read(ctx).Where("id = ?", id))
	if err == nil && !ok {
		return Grant{}, ErrGrantNotFound
	}
	return g, err
}

// living answers the grant of an app for an API and environment that is not marked as ended.
func (r repo) living(ctx context.Context, app, api, environment string) (Grant, bool, error) {
	return r.takeGrant(r.store.Read(ctx).
		Where("app_id = ? AND api_id = ? AND environment = ? AND state <> ?", app, api, environment, string(Ended)))
}

func (r repo) takeGrant(q *gorm.DB) (Grant, bool, error) {
	var found grantRow
	err := q.Take(&found).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return Grant{}, false, nil
	}
	if err != nil {
		return Grant{}, false, fmt.Errorf("find grant: %w", err)
	}
	g, err := found.grant()
	return g, err == nil, err
}

func (r repo) grantsOf(ctx context.Context, app string) ([]Grant, error) {
	return r.findGrants(r.store.Read(ctx).Where("app_id = ?", app).Order("id DESC"))
}

// withLive answers those of some apps that have or had access in live.
func (r repo) withLive(ctx context.Context, apps []string) (map[string]bool, error) {
	var found []string
	err := r.store.Read(ctx).Model(&grantRow{}).Distinct("app_id").Where("app_id IN ? AND environment = ?", apps, Live).Pluck("app_id", &found).Error
	has := make(map[string]bool, len(found))
	for _, id := range found {
		has[id] = true
	}
	return has, err
}

// livingOn answers the grants of apps for an API that are not marked as ended.
func (r repo) livingOn(ctx context.Context, api string, apps []string) ([]Grant, error) {
	return r.findGrants(r.store.Read(ctx).Where("api_id = ? AND app_id IN ? AND state <> ?", api, apps, string(Ended)))
}

// due answers at most limit living grants whose end has come.
func (r repo) due(ctx context.Context, now time.Time, limit int) ([]Grant, error) {
	return r.findGrants(r.store.Read(ctx).
		Where("ends_at IS NOT NULL AND state <> ? AND ends_at <= ?", string(Ended), store.Micros(now)).
		Order("ends_at").Limit(limit))
}

func (r repo) findGrants(q *gorm.DB) ([]Grant, error) {
	var found []grantRow
	if err := q.Find(&found).Error; err != nil {
		return nil, err
	}
	out := make([]Grant, 0, len(found))
	for _, row := range found {
		g, err := row.grant()
		if err != nil {
			return nil, err
		}
		out = append(out, g)
	}
	return out, nil
}

func (row grantRow) grant() (Grant, error) {
	g := Grant{
		ID: row.ID, AppID: row.AppID, APIID: row.APIID, PlanID: row.PlanID, Environment: row.Environment,
		State: GrantState(row.State), EndsAt: store.NullTime(row.EndsAt), RequestID: row.RequestID, GrantedBy: row.GrantedBy,
		Reason: row.Reason, CreatedAt: store.Time(row.CreatedAt), UpdatedAt: store.Time(row.UpdatedAt),
		EndedAt: store.NullTime(row.EndedAt), Version: row.Version,
	}
	return g, unlist(row.Scopes, &g.Scopes)
}

// inUse reports whether a living grant or a pending request refers to an API or a plan. column is api_id or plan_id.
func (r repo) inUse(ctx context.Context, column, id string) (bool, error) {
	var grants, items int64
	if err := r.store.Read(ctx).Model(&grantRow{}).Where(column+" = ? AND state <> ?", id, string(Ended)).Count(&grants).Error; err != nil {
		return false, err
	}
	err := r.store.Read(ctx).Model(&itemRow{}).Where(column+" = ? AND state = ?", id, string(Pending)).Count(&items).Error
	return grants+items > 0, err
}

// holding counts the living grants and the waiting items of requests that hold a scope.
func (r repo) holding(ctx context.Context, scope string) (grants, items int64, err error) {
	// REPLACE and not LIKE: a scope's name may hold wildcards, and SQLite's LIKE takes "Read" for "read".
	const has = "REPLACE(scopes, ?, '') <> scopes"
	name := strings.Trim(list([]string{scope}), "[]")
	err = r.store.Read(ctx).Model(&grantRow{}).Where("state <> ?", string(Ended)).Where(has, name).Count(&grants).Error
	if err != nil {
		return 0, 0, err
	}
	err = r.store.Read(ctx).Model(&itemRow{}).Where("state = ?", string(Pending)).Where(has, name).Count(&items).Error
	return grants, items, err
}
