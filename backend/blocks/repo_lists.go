package blocks

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/gatehouse-dev/gatehouse/backend/store"
)

type listRow struct {
	ID        string `gorm:"primaryKey"`
	Name      string
	Enabled   bool
	URL       string `gorm:"column:url"`
	Schedule  string
	ETag      string `gorm:"column:etag"`
	Modified  string
	Hash      string
	Outcome   string
	Failure   string
	Failures  int64
	Networks  int64
	Skipped   int64
	CheckedAt *int64
	ChangedAt *int64
	DueAt     *int64
	Hits      int64
	LastHitAt *int64
	CreatedAt int64 `gorm:"autoCreateTime:false"`
	Version   int64
}

func (listRow) TableName() string { return "block_lists" }

// rangesRow holds the networks of a list, away from what lists of lists read.
type rangesRow struct {
	ListID string `gorm:"primaryKey"`
	Data   []byte
}

func (rangesRow) TableName() string { return "block_list_ranges" }

func (r listRow) list() List {
	return List{
		ID: r.ID, Name: r.Name, Enabled: r.Enabled, URL: r.URL, Schedule: r.Schedule, ETag: r.ETag, Modified: r.Modified, Hash: r.Hash,
		Outcome: r.Outcome, Failure: r.Failure, Failures: r.Failures, Networks: r.Networks, Skipped: r.Skipped,
		CheckedAt: store.NullTime(r.CheckedAt), ChangedAt: store.NullTime(r.ChangedAt), DueAt: store.NullTime(r.DueAt), Hits: r.Hits,
		LastHitAt: store.NullTime(r.LastHitAt), CreatedAt: store.Time(r.CreatedAt), Version: r.Version,
	}
}

// settings are the columns that people and looks change.
func settingsOf(l List) map[string]any {
	return map[string]any{
		"name": l.Name, "enabled": l.Enabled, "url": l.URL, "schedule": l.Schedule, "etag": l.ETag, "modified": l.Modified, "hash": l.Hash,
		"outcome": l.Outcome, "failure": l.Failure, "failures": l.Failures, "networks": l.Networks, "skipped": l.Skipped,
		"checked_at": store.NullMicros(l.CheckedAt), "changed_at": store.NullMicros(l.ChangedAt), "due_at": store.NullMicros(l.DueAt),
	}
}

func (r repo) lists(ctx context.Context) ([]List, error) {
	var rows []listRow
	if err := r.store.Read(ctx).Order("id").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list the block lists: %w", err)
	}
	all := make([]List, len(rows))
	for i, row := range rows {
		all[i] = row.list()
	}
	return all, nil
}

func (r repo) list(ctx context.Context, id string) (List, error) {
	var row listRow
	err := r.store.Read(ctx).Where("id = ?", id).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return List{}, ErrListNotFound
	}
	return row.list(), err
}

func (r repo) countLists(ctx context.Context) (n int64, err error) {
	return n, r.store.Read(ctx).Model(&listRow{}).Count(&n).Error
}

func (r repo) addList(ctx context.Context, l List, data []byte) error {
	columns := settingsOf(l)
	columns["id"], columns["created_at"], columns["version"] = l.ID, store.Micros(l.CreatedAt), l.Version
	if err := r.store.Write(ctx).Model(&listRow{}).Create(columns).Error; err != nil {
		return err
	}
	return r.saveRanges(ctx, l.ID, data)
}

// saveList writes a list that was read at its version, as the next version, or answers ErrListStale.
func (r repo) saveList(ctx context.Context, l List) (List, error) {
	columns := settingsOf(l)
	columns["version"] = l.Version + 1
	done := r.store.Write(ctx).Model(&listRow{}).Where("id = ? AND version = ?", l.ID, l.Version).UpdateColumns(columns)
	if done.Error == nil && done.RowsAffected == 0 {
		return l, ErrListStale
	}
	l.Version++
	return l, done.Error
}

// saveLook writes what a look at a feed found; it makes no version, because nobody edits that.
func (r repo) saveLook(ctx context.Context, l List) error {
	return r.store.Write(ctx).Model(&listRow{}).Where("id = ?", l.ID).UpdateColumns(settingsOf(l)).Error
}

func (r repo) saveRanges(ctx context.Context, id string, data []byte) error {
	return r.store.Write(ctx).Clauses(clause.OnConflict{UpdateAll: true}).Create(&rangesRow{ListID: id, Data: data}).Error
}

// textRow holds what was written by hand.
type textRow struct {
	ListID string `gorm:"primaryKey"`
	Text   string
}

func (textRow) TableName() string { return "block_list_texts" }

func (r repo) saveText(ctx context.Context, id, text string) error {
	return r.store.Write(ctx).Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "list_id"}}, UpdateAll: true}).Create(&textRow{ListID: id, Text: text}).Error
}

// text answers what was written by hand, empty where nothing is kept.
func (r repo) text(ctx context.Context, id string) (string, error) {
	var row textRow
	err := r.store.Read(ctx).Where("list_id = ?", id).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return "", nil
	}
	return row.Text, err
}

func (r repo) ranges(ctx context.Context, id string) ([]byte, error) {
	var row rangesRow
	err := r.store.Read(ctx).Where("list_id = ?", id).Take(&row).Error
	return row.Data, err
}

// eachRanges gives the networks of every list that is switched on, one list at a time.
func (r repo) eachRanges(ctx context.Context, take func(id string, data []byte) error) error {
	var ids []string
	if err := r.store.Read(ctx).Model(&listRow{}).Where("enabled").Order("id").Pluck("id", &ids).Error; err != nil {
		return err
	}
	for _, id := range ids {
		data, err := r.ranges(ctx, id)
		if errors.Is(err, gorm.ErrRecordNotFound) {
			continue // removed meanwhile
		}
		if err != nil {
			return err
		}
		if err := take(id, data); err != nil {
			return err
		}
	}
	return nil
}

func (r repo) removeList(ctx context.Context, id string) error {
	return r.store.Write(ctx).Where("id = ?", id).Delete(&listRow{}).Error
}

// listsDue answers the feeds whose turn has come.
func (r repo) listsDue(ctx context.Context, now time.Time) ([]string, error) {
	var ids []string
	err := r.store.Read(ctx).Model(&listRow{}).Where("enabled AND due_at IS NOT NULL AND due_at <= ?", store.Micros(now)).Order("due_at").Limit(listsMax).Pluck("id", &ids).Error
	if err != nil {
		return nil, fmt.Errorf("list the block lists to refresh: %w", err)
	}
	return ids, nil
}
