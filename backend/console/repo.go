package console

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"github.com/gatehouse-dev/gatehouse/backend/store"
)

type repo struct{ store *store.Store }

type row struct {
	ID          string
	AppID       string
	SessionID   string
	APIID       string `gorm:"column:api_id"`
	VersionID   string
	OperationID string
	Environment string
	Network     string
	MAC         []byte `gorm:"column:mac"`
	PepperKID   string `gorm:"column:pepper_kid"`
	CreatedAt   int64  `gorm:"autoCreateTime:false"`
	ExpiresAt   int64
	RevokedAt   *int64
}

func (row) TableName() string { return "console_tokens" }

func (r repo) insert(ctx context.Context, t Token) error {
	err := r.store.Write(ctx).Create(&row{
		ID: t.ID, AppID: t.AppID, SessionID: t.SessionID, APIID: t.APIID, VersionID: t.VersionID, OperationID: t.OperationID,
		Environment: t.Environment, Network: t.Network, MAC: t.MAC[:], PepperKID: t.PepperKID,
		CreatedAt: store.Micros(t.CreatedAt), ExpiresAt: store.Micros(t.ExpiresAt),
	}).Error
	if err != nil {
		return fmt.Errorf("store a console token: %w", err)
	}
	return nil
}

func (r repo) alive(ctx context.Context, now time.Time) *gorm.DB {
	return r.store.Read(ctx).Model(&row{}).Where("revoked_at IS NULL AND expires_at > ?", store.Micros(now))
}

// living answers the ids of what works for a session, or for the visitors of a network, oldest first.
func (r repo) living(ctx context.Context, session, network string, now time.Time) ([]string, error) {
	var ids []string
	err := r.alive(ctx, now).Where("session_id = ? AND network = ?", session, network).Order("created_at, id").Pluck("id", &ids).Error
	if err != nil {
		return nil, fmt.Errorf("list console tokens: %w", err)
	}
	return ids, nil
}

// ofMember answers the ids of what works in the sessions of an account for apps of an owner.
func (r repo) ofMember(ctx context.Context, account, owner string, now time.Time) ([]string, error) {
	var ids []string
	err := r.alive(ctx, now).Where("app_id IN (SELECT id FROM apps WHERE owner = ?)", owner).
		Where("session_id IN (SELECT id FROM sessions WHERE account_id = ?)", account).Pluck("id", &ids).Error
	if err != nil {
		return nil, fmt.Errorf("list console tokens of %s: %w", account, err)
	}
	return ids, nil
}

func (r repo) ofApp(ctx context.Context, app string, now time.Time) ([]string, error) {
	var ids []string
	if err := r.alive(ctx, now).Where("app_id = ?", app).Pluck("id", &ids).Error; err != nil {
		return nil, fmt.Errorf("list console tokens of %s: %w", app, err)
	}
	return ids, nil
}

func (r repo) countVisitors(ctx context.Context, now time.Time) (int64, error) {
	var n int64
	if err := r.alive(ctx, now).Where("session_id = ?", "").Count(&n).Error; err != nil {
		return 0, fmt.Errorf("count visitors' tokens: %w", err)
	}
	return n, nil
}

func (r repo) revoke(ctx context.Context, ids []string, now time.Time) error {
	if len(ids) == 0 {
		return nil
	}
	err := r.store.Write(ctx).Model(&row{}).Where("id IN ?", ids).UpdateColumn("revoked_at", store.Micros(now)).Error
	if err != nil {
		return fmt.Errorf("revoke %d console tokens: %w", len(ids), err)
	}
	return nil
}

// forget deletes at most limit tokens that ended before a time, and answers which.
func (r repo) forget(ctx context.Context, before time.Time, limit int) ([]string, error) {
	var ids []string
	err := r.store.Read(ctx).Model(&row{}).Where("expires_at < ?", store.Micros(before)).Order("expires_at").Limit(limit).Pluck("id", &ids).Error
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	return ids, r.store.Write(ctx).Where("id IN ?", ids).Delete(&row{}).Error
}
