package catalog

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"gorm.io/gorm/clause"

	"github.com/gatehouse-dev/gatehouse/backend/digest"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/openapi/diff"
)

type differenceRow struct {
	FromVersion string
	ToVersion   string
	Breaking    int
	Risky       int
	Compatible  int
	Problem     string
	Body        []byte
	CreatedAt   int64 `gorm:"autoCreateTime:false"`
}

func (differenceRow) TableName() string { return "version_differences" }

func differenceRowOf(from, to string, r diff.Result, problem string, now time.Time) (differenceRow, error) {
	text, err := json.Marshal(r)
	if err != nil {
		return differenceRow{}, fmt.Errorf("encode a difference: %w", err)
	}
	return differenceRow{
		FromVersion: from, ToVersion: to, Breaking: r.Counts.Breaking, Risky: r.Counts.Risky, Compatible: r.Counts.Compatible,
		Problem: problem, Body: digest.Compress(text), CreatedAt: store.Micros(now),
	}, nil
}

func (r repo) difference(ctx context.Context, from, to string) (row differenceRow, found bool, err error) {
	var rows []differenceRow
	if err := r.store.Read(ctx).Where("from_version = ? AND to_version = ?", from, to).Limit(1).Find(&rows).Error; err != nil {
		return row, false, fmt.Errorf("read a difference: %w", err)
	}
	if len(rows) == 0 {
		return row, false, nil
	}
	return rows[0], true, nil
}

// putDifference stores a difference; another process may have been first, and has found the same.
func (r repo) putDifference(ctx context.Context, row differenceRow) error {
	return r.store.Write(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&row).Error
}

// operationNames answers the operations and webhooks of a version without their contents.
func (r repo) operationNames(ctx context.Context, version string) ([]operationRow, error) {
	var found []operationRow
	err := r.store.Read(ctx).Select("version_id", "operation_id", "method", "path").Where("version_id = ?", version).Find(&found).Error
	if err != nil {
		return nil, fmt.Errorf("list the operations of version %s: %w", version, err)
	}
	return found, nil
}

type followerRow struct {
	APIID     string `gorm:"column:api_id"`
	AccountID string
	CreatedAt int64 `gorm:"autoCreateTime:false"`
}

func (followerRow) TableName() string { return "api_followers" }

// follow reports whether the account did not follow the API before.
func (r repo) follow(ctx context.Context, api, account string, now time.Time) (bool, error) {
	done := r.store.Write(ctx).Clauses(clause.OnConflict{DoNothing: true}).
		Create(&followerRow{APIID: api, AccountID: account, CreatedAt: store.Micros(now)})
	return done.RowsAffected > 0, done.Error
}

// unfollow reports whether the account followed the API before.
func (r repo) unfollow(ctx context.Context, api, account string) (bool, error) {
	done := r.store.Write(ctx).Where("api_id = ? AND account_id = ?", api, account).Delete(&followerRow{})
	return done.RowsAffected > 0, done.Error
}

func (r repo) follows(ctx context.Context, api, account string) (bool, error) {
	var n int64
	err := r.store.Read(ctx).Model(&followerRow{}).Where("api_id = ? AND account_id = ?", api, account).Count(&n).Error
	if err != nil {
		return false, fmt.Errorf("read who follows an API: %w", err)
	}
	return n > 0, nil
}

// followers answers the accounts that follow an API and may still sign in.
func (r repo) followers(ctx context.Context, api string) ([]string, error) {
	var accounts []string
	err := r.store.Read(ctx).Model(&followerRow{}).Where("api_id = ?", api).Order("created_at, account_id").Pluck("account_id", &accounts).Error
	if err != nil {
		return nil, fmt.Errorf("list the followers of an API: %w", err)
	}
	return accounts, nil
}

// followed answers the APIs that an account follows, as far as the audience sees them, by slug.
func (r repo) followed(ctx context.Context, account string, to audience) ([]API, error) {
	var found []apiView
	err := r.visible(ctx, to).Joins("JOIN api_followers ON api_followers.api_id = apis.id").
		Where("api_followers.account_id = ?", account).Order("apis.slug").Find(&found).Error
	if err != nil {
		return nil, fmt.Errorf("list the APIs that %s follows: %w", account, err)
	}
	apis := make([]API, len(found))
	for i, f := range found {
		apis[i] = f.api()
	}
	return apis, r.withTeams(ctx, apis)
}
