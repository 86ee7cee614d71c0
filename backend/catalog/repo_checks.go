package catalog

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

type checksRow struct {
	APIID string `gorm:"column:api_id;primaryKey"`
	Mode  string
}

func (checksRow) TableName() string { return "api_checks" }

func (r repo) checks(ctx context.Context, api string) (Checks, error) {
	var f checksRow
	err := r.store.Read(ctx).Where("api_id = ?", api).Take(&f).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return Checks{Mode: ChecksOff}, nil
	}
	if err != nil {
		return Checks{}, fmt.Errorf("read how calls of API %s are compared: %w", api, err)
	}
	return Checks{Mode: CheckMode(f.Mode)}, nil
}

func (r repo) putChecks(ctx context.Context, api string, c Checks) error {
	err := r.store.Write(ctx).Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "api_id"}}, UpdateAll: true}).
		Create(&checksRow{APIID: api, Mode: string(c.Mode)}).Error
	if err != nil {
		return fmt.Errorf("store how calls of API %s are compared: %w", api, err)
	}
	return nil
}
