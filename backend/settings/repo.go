package settings

import (
	"context"
	"fmt"

	"github.com/gatehouse-dev/gatehouse/backend/store"
)

type settingRow struct {
	Name      string
	Value     string
	Version   int64
	UpdatedAt int64 `gorm:"autoUpdateTime:false"`
	UpdatedBy string
}

func (settingRow) TableName() string { return "settings" }

func (s *Service) row(ctx context.Context, name string) (settingRow, bool, error) {
	var rows []settingRow
	if err := s.deps.Store.Read(ctx).Where("name = ?", name).Limit(1).Find(&rows).Error; err != nil {
		return settingRow{}, false, fmt.Errorf("read setting %s: %w", name, err)
	}
	if len(rows) == 0 {
		return settingRow{}, false, nil
	}
	return rows[0], true, nil
}

// put stores the row if the one that it follows is still there, or if it is the first.
func (s *Service) put(ctx context.Context, row settingRow) error {
	if row.Version == 1 {
		err := s.deps.Store.Write(ctx).Create(&row).Error
		if store.IsUnique(err) {
			return ErrStale
		}
		if err != nil {
			return fmt.Errorf("write setting %s: %w", row.Name, err)
		}
		return nil
	}
	changed := s.deps.Store.Write(ctx).Model(&settingRow{}).Where("name = ? AND version = ?", row.Name, row.Version-1).
		Updates(map[string]any{"value": row.Value, "version": row.Version, "updated_at": row.UpdatedAt, "updated_by": row.UpdatedBy})
	if changed.Error != nil {
		return fmt.Errorf("write setting %s: %w", row.Name, changed.Error)
	}
	if changed.RowsAffected != 1 {
		return ErrStale
	}
	return nil
}
