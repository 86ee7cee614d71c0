package catalog

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm/clause"

	"github.com/gatehouse-dev/gatehouse/backend/store"
)

type lintRow struct {
	APIID string `gorm:"column:api_id;primaryKey"`
	Off   string
}

func (lintRow) TableName() string { return "api_lint" }

func (r repo) lintOff(ctx context.Context, api string) ([]string, error) {
	var rows []lintRow
	if err := r.store.Read(ctx).Where("api_id = ?", api).Limit(1).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read the rules that are switched off: %w", err)
	}
	if len(rows) == 0 {
		return []string{}, nil
	}
	return readList(rows[0].Off), nil
}

func (r repo) setLintOff(ctx context.Context, api string, off []string) error {
	return r.store.Write(ctx).Clauses(clause.OnConflict{UpdateAll: true}).Create(&lintRow{APIID: api, Off: textList(off)}).Error
}

type refreshRow struct {
	APIID      string `gorm:"column:api_id;primaryKey"`
	URL        string `gorm:"column:url"`
	Schedule   string
	ETag       string `gorm:"column:etag"`
	Modified   string
	SourceHash string
	Outcome    string
	Failure    string
	Failures   int64
	CheckedAt  *int64
	DueAt      *int64
}

func (refreshRow) TableName() string { return "api_refreshes" }

func (r repo) refresh(ctx context.Context, api string) (Refresh, error) {
	var rows []refreshRow
	if err := r.store.Read(ctx).Where("api_id = ?", api).Limit(1).Find(&rows).Error; err != nil {
		return Refresh{}, fmt.Errorf("read how %s is refreshed: %w", api, err)
	}
	if len(rows) == 0 {
		return Refresh{Schedule: "off"}, nil
	}
	f := rows[0]
	return Refresh{
		URL: f.URL, Schedule: f.Schedule, ETag: f.ETag, Modified: f.Modified, Hash: f.SourceHash, Outcome: f.Outcome,
		Failure: Failure(f.Failure), Failures: f.Failures, CheckedAt: store.NullTime(f.CheckedAt), DueAt: store.NullTime(f.DueAt),
	}, nil
}

func (r repo) putRefresh(ctx context.Context, api string, f Refresh) error {
	return r.store.Write(ctx).Clauses(clause.OnConflict{UpdateAll: true}).Create(&refreshRow{
		APIID: api, URL: f.URL, Schedule: f.Schedule, ETag: f.ETag, Modified: f.Modified, SourceHash: f.Hash, Outcome: f.Outcome,
		Failure: string(f.Failure), Failures: f.Failures, CheckedAt: store.NullMicros(f.CheckedAt), DueAt: store.NullMicros(f.DueAt),
	}).Error
}

// refreshesDue answers the APIs whose turn has come.
func (r repo) refreshesDue(ctx context.Context, now time.Time) ([]string, error) {
	var apis []string
	err := r.store.Read(ctx).Model(&refreshRow{}).Where("due_at IS NOT NULL AND due_at <= ?", store.Micros(now)).Order("due_at").Limit(100).Pluck("api_id", &apis).Error
	if err != nil {
		return nil, fmt.Errorf("list the documents to refresh: %w", err)
	}
	return apis, nil
}
