package tokens

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/gatehouse-dev/gatehouse/backend/store"
)

// selfRow is what an owner was told of a token that rotates itself; ToldAt 0 is nothing yet.
type selfRow struct {
	TokenID string `gorm:"primaryKey"`
	ToldAt  int64
	Untold  int64
}

func (selfRow) TableName() string { return "token_self_rotations" }

func (r selfRow) after(t time.Time) bool { return r.ToldAt > store.Micros(t) }

type selfNetworkRow struct {
	TokenID string `gorm:"primaryKey"`
	Network string `gorm:"primaryKey"`
	FirstAt int64
	LastAt  int64
}

func (selfNetworkRow) TableName() string { return "token_self_networks" }

// selfNetworksMax bounds what is kept of a token's networks.
const selfNetworksMax = 50

func (r repo) selfTold(ctx context.Context, token string) (selfRow, error) {
	var found selfRow
	if err := r.store.Read(ctx).Where("token_id = ?", token).Limit(1).Find(&found).Error; err != nil {
		return selfRow{}, fmt.Errorf("read what was told of token %s: %w", token, err)
	}
	return found, nil
}

// toldSelf notes that the owner knows of everything up to now.
func (r repo) toldSelf(ctx context.Context, token string, now time.Time) error {
	err := r.store.Write(ctx).Clauses(clause.OnConflict{
		Columns: []clause.Column{{Name: "token_id"}}, DoUpdates: clause.AssignmentColumns([]string{"told_at", "untold"}),
	}).Create(&selfRow{TokenID: token, ToldAt: store.Micros(now)}).Error
	if err != nil {
		return fmt.Errorf("note what was told of token %s: %w", token, err)
	}
	return nil
}

// countSelf counts one more rotation that waits for a notice.
func (r repo) countSelf(ctx context.Context, token string) error {
	err := r.store.Write(ctx).Model(&selfRow{}).Where("token_id = ?", token).UpdateColumn("untold", gorm.Expr("untold + 1")).Error
	if err != nil {
		return fmt.Errorf("count a rotation of token %s: %w", token, err)
	}
	return nil
}

// selfUntold answers what waits for a notice since a time, of living tokens.
func (r repo) selfUntold(ctx context.Context, now, since time.Time, limit int) ([]selfRow, error) {
	var found []selfRow
	err := r.store.Read(ctx).Where("untold > 0 AND told_at <= ?", store.Micros(since)).
		Where("token_id IN (?)", r.living(ctx, now).Select("id")).Order("told_at").Limit(limit).Find(&found).Error
	if err != nil {
		return nil, fmt.Errorf("look for rotations that nobody was told of: %w", err)
	}
	return found, nil
}

// takeUntold notes that the counted rotations are told. first is false when another node was faster.
func (r repo) takeUntold(ctx context.Context, d selfRow, now time.Time) (first bool, err error) {
	done := r.store.Write(ctx).Model(&selfRow{}).Where("token_id = ? AND told_at = ? AND untold = ?", d.TokenID, d.ToldAt, d.Untold).
		UpdateColumns(map[string]any{"told_at": store.Micros(now), "untold": 0})
	return done.RowsAffected == 1, done.Error
}

// rotatedFrom notes a network from which a token rotated itself. unknown says that it never did before, as far as is kept.
func (r repo) rotatedFrom(ctx context.Context, token, network string, now time.Time) (unknown bool, err error) {
	if network == "" {
		return false, nil
	}
	us := store.Micros(now)
	done := r.store.Write(ctx).Model(&selfNetworkRow{}).Where("token_id = ? AND network = ?", token, network).UpdateColumn("last_at", us)
	if done.Error != nil || done.RowsAffected > 0 {
		return false, done.Error
	}
	if err := r.store.Write(ctx).Create(&selfNetworkRow{TokenID: token, Network: network, FirstAt: us, LastAt: us}).Error; err != nil {
		return false, fmt.Errorf("note a network of token %s: %w", token, err)
	}
	kept := r.store.Read(ctx).Model(&selfNetworkRow{}).Select("network").Where("token_id = ?", token).Order("last_at DESC, network").Limit(selfNetworksMax)
	err = r.store.Write(ctx).Where("token_id = ? AND network NOT IN (?)", token, kept).Delete(&selfNetworkRow{}).Error
	return true, err
}

// networksSince counts the networks from which a token first rotated itself behind a time.
func (r repo) networksSince(ctx context.Context, token string, since time.Time) (int64, error) {
	return r.networksBetween(ctx, token, store.Micros(since), time.UnixMicro(1<<62))
}

func (r repo) networksBetween(ctx context.Context, token string, behind int64, until time.Time) (n int64, err error) {
	err = r.store.Read(ctx).Model(&selfNetworkRow{}).Where("token_id = ? AND first_at > ? AND first_at <= ?", token, behind, store.Micros(until)).Count(&n).Error
	if err != nil {
		return 0, fmt.Errorf("count networks of token %s: %w", token, err)
	}
	return n, nil
}
