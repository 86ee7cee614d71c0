package catalog

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

type concurrencyRow struct {
	APIID       string `gorm:"column:api_id;primaryKey"`
	Calls       int
	CallsPerApp int
}

func (concurrencyRow) TableName() string { return "api_concurrency" }

// concurrency answers the bounds of an API; one that has none yet leaves them to the installation.
func (r repo) concurrency(ctx context.Context, api string) (Concurrency, error) {
	var f concurrencyRow
	err := r.store.Read(ctx).Where("api_id = ?", api).Take(&f).Error
	if err != nil && !errors.Is(err, gorm.ErrRecordNotFound) {
		return Concurrency{}, fmt.Errorf("read how many calls of API %s may be in work: %w", api, err)
	}
	return Concurrency{Calls: f.Calls, CallsPerApp: f.CallsPerApp}, nil
}

func (r repo) putConcurrency(ctx context.Context, api string, c Concurrency) error {
	err := r.store.Write(ctx).Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "api_id"}}, UpdateAll: true}).
		Create(&concurrencyRow{APIID: api, Calls: c.Calls, CallsPerApp: c.CallsPerApp}).Error
	if err != nil {
		return fmt.Errorf("store how many calls of API %s may be in work: %w", api, err)
	}
	return nil
}
