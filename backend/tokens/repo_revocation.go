package tokens

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"github.com/gatehouse-dev/gatehouse/backend/store"
)

type revocationRow struct {
	ID         string
	Reason     string
	CreatedBy  string
	CreatedAt  int64 `gorm:"autoCreateTime:false"`
	Total      int64
	Done       int64
	FinishedAt *int64
}

func (revocationRow) TableName() string { return "token_revocations" }

type revocationItemRow struct {
	RevocationID string `gorm:"primaryKey"`
	AppID        string `gorm:"primaryKey"`
	TokenID      string `gorm:"primaryKey"`
}

func (revocationItemRow) TableName() string { return "token_revocation_items" }

// match answers the living tokens that a filter matches, with their apps.
func (r repo) match(ctx context.Context, f Filter, now time.Time, limit int) (map[string]string, error) {
	var found []struct{ ID, AppID string }
	err := r.matching(ctx, f, now).Where("revoked_at IS NULL AND expires_at > ?", store.Micros(now)).
		Select("id, app_id").Limit(limit).Scan(&found).Error
	apps := make(map[string]string, len(found))
	for _, t := range found {
		apps[t.ID] = t.AppID
	}
	return apps, err
}

func (r repo) insertRevocation(ctx context.Context, v Revocation, apps map[string]string) error {
	err := r.store.Write(ctx).Create(&revocationRow{
		ID: v.ID, Reason: v.Reason, CreatedBy: v.CreatedBy, CreatedAt: store.Micros(v.CreatedAt), Total: v.Total,
	}).Error
	if err != nil {
		return fmt.Errorf("store bulk revocation %s: %w", v.ID, err)
	}
	items := make([]revocationItemRow, 0, len(apps))
	for token, app := range apps {
		items = append(items, revocationItemRow{RevocationID: v.ID, AppID: app, TokenID: token})
	}
	if err := r.store.Write(ctx).CreateInBatches(items, 500).Error; err != nil {
		return fmt.Errorf("store the tokens of bulk revocation %s: %w", v.ID, err)
	}
	return nil
}

func (r repo) revocation(ctx context.Context, id string) (Revocation, error) {
	var found revocationRow
	err := r.store.Read(ctx).Where("id = ?", id).Take(&found).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return Revocation{}, ErrRevocationNotFound
	}
	if err != nil {
		return Revocation{}, fmt.Errorf("find bulk revocation %s: %w", id, err)
	}
	return Revocation{
		ID: found.ID, Reason: found.Reason, CreatedBy: found.CreatedBy, CreatedAt: store.Time(found.CreatedAt), Total: found.Total,
		Done: found.Done, FinishedAt: store.NullTime(found.FinishedAt),
	}, nil
}

// nextRevoked answers tokens of one app that are still to be revoked, and whether the app has more of them.
func (r repo) nextRevoked(ctx context.Context, id string, limit int) (app string, ids []string, more bool, err error) {
	var found []revocationItemRow
	err = r.store.Read(ctx).Where("revocation_id = ?", id).Order("app_id, token_id").Limit(limit + 1).Find(&found).Error
	if err != nil || len(found) == 0 {
		return "", nil, false, err
	}
	app = found[0].AppID
	for _, item := range found {
		if item.AppID != app {
			return app, ids, false, nil
		}
		if len(ids) == limit {
			return app, ids, true, nil
		}
		ids = append(ids, item.TokenID)
	}
	return app, ids, false, nil
}

// saveRevocation writes how far it is and drops the items that are done.
func (r repo) saveRevocation(ctx context.Context, v Revocation, app string, ids []string) error {
	err := r.store.Write(ctx).Model(&revocationRow{}).Where("id = ?", v.ID).
		Updates(map[string]any{"done": v.Done, "finished_at": store.NullMicros(v.FinishedAt)}).Error
	if err != nil || len(ids) == 0 {
		return err
	}
	return r.store.Write(ctx).Where("revocation_id = ? AND app_id = ? AND token_id IN ?", v.ID, app, ids).Delete(&revocationItemRow{}).Error
}
