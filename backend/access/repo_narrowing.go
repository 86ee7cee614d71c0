package access

import (
	"context"
	"fmt"

	"gorm.io/gorm"
)

// outside narrows a query over something with an app to the apps of owners who are not listed.
func (r repo) outside(ctx context.Context, q *gorm.DB, app string, owners []string) *gorm.DB {
	apps := r.store.Read(ctx).Table("apps").Select("1").Where("apps.id = " + app)
	if len(owners) > 0 {
		apps = apps.Where("apps.owner NOT IN ?", owners)
	}
	return q.Where("EXISTS (?)", apps)
}

func (r repo) grantsLosing(ctx context.Context, api string, owners []string) *gorm.DB {
	return r.outside(ctx, r.store.Read(ctx).Model(&grantRow{}).Where("grants.api_id = ? AND grants.state <> ?", api, string(Ended)), "grants.app_id", owners)
}

func (r repo) waitingLosing(ctx context.Context, api string, owners []string) *gorm.DB {
	q := r.store.Read(ctx).Model(&requestRow{}).Where("access_requests.state = ?", string(Pending)).
		Where("EXISTS (SELECT 1 FROM request_items i WHERE i.request_id = access_requests.id AND i.api_id = ? AND i.state = ?)", api, string(Pending))
	return r.outside(ctx, q, "access_requests.app_id", owners)
}

// countLosing counts the living grants for an API, and the requests that wait for one, of apps whose owners are not listed.
func (r repo) countLosing(ctx context.Context, api string, owners []string) (grants, requests int64, err error) {
	if err := r.grantsLosing(ctx, api, owners).Count(&grants).Error; err != nil {
		return 0, 0, fmt.Errorf("count grants for %s: %w", api, err)
	}
	if err := r.waitingLosing(ctx, api, owners).Count(&requests).Error; err != nil {
		return 0, 0, fmt.Errorf("count requests for %s: %w", api, err)
	}
	return grants, requests, nil
}

// appsLosing answers the first apps of countLosing, by id.
func (r repo) appsLosing(ctx context.Context, api string, owners []string, limit int) ([]string, error) {
	var ids []string
	err := r.grantsLosing(ctx, api, owners).Distinct("grants.app_id").Order("grants.app_id").Limit(limit).Pluck("grants.app_id", &ids).Error
	if err != nil {
		return nil, fmt.Errorf("list apps with grants for %s: %w", api, err)
	}
	return ids, nil
}

func (r repo) losing(ctx context.Context, api string, owners []string, limit int) ([]Grant, error) {
	return r.findGrants(r.grantsLosing(ctx, api, owners).Order("grants.id").Limit(limit))
}

func (r repo) requestsLosing(ctx context.Context, api string, owners []string, limit int) ([]Request, error) {
	var found []requestRow
	if err := r.waitingLosing(ctx, api, owners).Order("access_requests.id").Limit(limit).Find(&found).Error; err != nil {
		return nil, fmt.Errorf("list requests for %s: %w", api, err)
	}
	return r.withItems(ctx, found)
}

// touched answers the APIs for which an app has living grants or waits.
func (r repo) touched(ctx context.Context, app string) ([]string, error) {
	var ids []string
	err := r.store.Read(ctx).Raw(`SELECT api_id FROM grants WHERE app_id = ? AND state <> ?
		UNION SELECT i.api_id FROM request_items i JOIN access_requests q ON q.id = i.request_id WHERE q.app_id = ? AND q.state = ? AND i.state = ?
		ORDER BY 1`, app, string(Ended), app, string(Pending), string(Pending)).Scan(&ids).Error
	return ids, err
}
