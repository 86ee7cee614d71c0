package oauth

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm/clause"

	"github.com/gatehouse-dev/gatehouse/backend/store"
)

type assertionRow struct {
	ClientID  string `gorm:"primaryKey"`
	JTIHash   string `gorm:"column:jti_hash;primaryKey"`
	ExpiresAt int64
}

func (assertionRow) TableName() string { return "oauth_assertions" }

type denialRow struct {
	JTI       string `gorm:"column:jti;primaryKey"`
	ClientID  string
	ExpiresAt int64
	CreatedAt int64 `gorm:"autoCreateTime:false"`
}

func (denialRow) TableName() string { return "oauth_denials" }

type realmRow struct {
	ID        string `gorm:"primaryKey"`
	NotBefore int64
}

func (realmRow) TableName() string { return "oauth_realm" }

// realmID is the id of the only row of oauth_realm.
const realmID = "all"

// spend notes an assertion as used. The primary key lets one of all that come at once through; fresh is false for the
// others.
func (r repo) spend(ctx context.Context, client, hash string, until time.Time) (fresh bool, err error) {
	done := r.store.Write(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&assertionRow{ClientID: client, JTIHash: hash, ExpiresAt: store.Micros(until)})
	if done.Error != nil {
		return false, fmt.Errorf("note an assertion as used: %w", done.Error)
	}
	return done.RowsAffected == 1, nil
}

// deny notes an access token as revoked; fresh is false when it was already.
func (r repo) deny(ctx context.Context, jti, client string, until, now time.Time) (fresh bool, err error) {
	done := r.store.Write(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&denialRow{
		JTI: jti, ClientID: client, ExpiresAt: store.Micros(until), CreatedAt: store.Micros(now),
	})
	if done.Error != nil {
		return false, fmt.Errorf("note an access token as revoked: %w", done.Error)
	}
	return done.RowsAffected == 1, nil
}

// realm answers the instant before which no access token counts, 0 for none.
func (r repo) realm(ctx context.Context) (int64, error) {
	var found []realmRow
	if err := r.store.Read(ctx).Where("id = ?", realmID).Find(&found).Error; err != nil {
		return 0, fmt.Errorf("read the end of access tokens: %w", err)
	}
	if len(found) == 0 {
		return 0, nil
	}
	return found[0].NotBefore, nil
}

func (r repo) setRealm(ctx context.Context, notBefore time.Time) error {
	err := r.store.Write(ctx).Clauses(clause.OnConflict{
		Columns: []clause.Column{{Name: "id"}}, DoUpdates: clause.AssignmentColumns([]string{"not_before"}),
	}).Create(&realmRow{ID: realmID, NotBefore: store.Micros(notBefore)}).Error
	if err != nil {
		return fmt.Errorf("end access tokens: %w", err)
	}
	return nil
}

// overdue answers at most limit revoked access tokens that have expired by themselves.
func (r repo) overdue(ctx context.Context, now time.Time, limit int) ([]string, error) {
	var jtis []string
	err := r.store.Read(ctx).Model(&denialRow{}).Where("expires_at < ?", store.Micros(now)).Order("expires_at").Limit(limit).Pluck("jti", &jtis).Error
	return jtis, err
}

func (r repo) forget(ctx context.Context, jtis []string) error {
	return r.store.Write(ctx).Where("jti IN ?", jtis).Delete(&denialRow{}).Error
}

func (r repo) forgetAssertions(ctx context.Context, before time.Time) error {
	return r.store.Write(ctx).Where("expires_at < ?", store.Micros(before)).Delete(&assertionRow{}).Error
}
