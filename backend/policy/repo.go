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

type row struct {
	Level     string
	LevelID   string
	Document  string
	Version   int64
	UpdatedAt int64 `gorm:"autoUpdateTime:false"`
	UpdatedBy string
}

func (row) TableName() string { return "policies" }

func (r repo) find(ctx context.Context, level string) (Rules, bool, error) {
	var found row
	err := r.store.Read(ctx).Where("level = ? AND level_id = ?", level, "").Take(&found).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return Rules{}, false, nil
	}
	if err != nil {
		return Rules{}, false, err
	}
	var d rulesDocument
	if err := json.Unmarshal([]byte(found.Document), &d); err != nil {
		return Rules{}, false, fmt.Errorf("read the stored policy of %s: %w", level, err)
	}
	return d.rules(found.Version), true, nil
}

// save writes the rules when the stored version is the one before theirs, else ErrStale.
func (r repo) save(ctx context.Context, level string, rules Rules, by string, now time.Time) error {
	text, err := json.Marshal(document(rules))
	if err != nil {
		return fmt.Errorf("encode the policy of %s: %w", level, err)
	}
	if rules.Version == 1 {
		err := r.store.Write(ctx).Create(&row{Level: level, Document: string(text), Version: 1, UpdatedAt: store.Micros(now), UpdatedBy: by}).Error
		if store.IsUnique(err) {
			return ErrStale.Because(err)
		}
		return err
	}
	done := r.store.Write(ctx).Model(&row{}).Where("level = ? AND level_id = ? AND version = ?", level, "", rules.Version-1).
		Updates(map[string]any{"document": string(text), "version": rules.Version, "updated_at": store.Micros(now), "updated_by": by})
	if done.Error == nil && done.RowsAffected == 0 {
		return ErrStale
	}
	return done.Error
}
