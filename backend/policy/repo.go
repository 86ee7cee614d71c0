package policy

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"github.com/gatehouse-dev/gatehouse/backend/store"
)

type repo struct{ store *store.Store }

// row is one level; LevelID is the id of the API or the app, and empty for the instance.
type row struct {
	Level     string
	LevelID   string
	Document  string
	Version   int64
	UpdatedAt int64 `gorm:"autoUpdateTime:false"`
	UpdatedBy string
	// PlannedDocument is what the level will say from PlannedFrom on; empty is nothing.
	PlannedDocument string
	PlannedFrom     *int64
}

func (row) TableName() string { return "policies" }

// find answers what a level says, and what it will say; nothing where there is no row.
func (r repo) find(ctx context.Context, level, id string) (Part, plan, error) {
	var found row
	err := r.store.Read(ctx).Where("level = ? AND level_id = ?", level, id).Take(&found).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return Part{}, plan{}, nil
	}
	if err != nil {
		return Part{}, plan{}, err
	}
	part, err := found.part()
	if err != nil {
		return Part{}, plan{}, err
	}
	planned, err := found.plan()
	return part, planned, err
}

func (f row) plan() (plan, error) {
	if f.PlannedFrom == nil {
		return plan{}, nil
	}
	part, err := row{Level: f.Level, LevelID: f.LevelID, Document: f.PlannedDocument, Version: f.Version}.part()
	return plan{Part: part, From: store.Time(*f.PlannedFrom)}, err
}

func (f row) part() (Part, error) {
	var d document
	if err := json.Unmarshal([]byte(f.Document), &d); err != nil {
		return Part{}, fmt.Errorf("read the stored policy of %s %s: %w", f.Level, f.LevelID, err)
	}
	return d.part(f.Version), nil
}

// save writes a level, with what it will say, when the stored version is the one before the part's, else ErrStale.
func (r repo) save(ctx context.Context, level, id string, p Part, next plan, by string, now time.Time) error {
	text, err := json.Marshal(p.document())
	if err != nil {
		return fmt.Errorf("encode the policy of %s %s: %w", level, id, err)
	}
	planned, from := []byte{}, (*int64)(nil)
	if !next.From.IsZero() {
		if planned, err = json.Marshal(next.document()); err != nil {
			return fmt.Errorf("encode the planned policy of %s %s: %w", level, id, err)
		}
		from = store.NullMicros(&next.From)
	}
	if p.Version == 1 {
		err := r.store.Write(ctx).Create(&row{
			Level: level, LevelID: id, Document: string(text), Version: 1, UpdatedAt: store.Micros(now), UpdatedBy: by,
			PlannedDocument: string(planned), PlannedFrom: from,
		}).Error
		if store.IsUnique(err) {
			return ErrStale.Because(err)
		}
		return err
	}
	done := r.store.Write(ctx).Model(&row{}).Where("level = ? AND level_id = ? AND version = ?", level, id, p.Version-1).
		Updates(map[string]any{"document": string(text), "version": p.Version, "updated_at": store.Micros(now), "updated_by": by, "planned_document": string(planned), "planned_from": from})
	if done.Error == nil && done.RowsAffected == 0 {
		return ErrStale
	}
	return done.Error
}

// due answers the levels whose announced rules hold from a time before now.
func (r repo) due(ctx context.Context, now time.Time) ([]row, error) {
	var found []row
	err := r.store.Read(ctx).Where("planned_from IS NOT NULL AND planned_from <= ?", store.Micros(now)).Order("level, level_id").Find(&found).Error
	return found, err
}
