package catalog

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

type corsRow struct {
	APIID         string `gorm:"column:api_id;primaryKey"`
	Enabled       bool
	Origins       string
	Methods       string
	Headers       string
	Exposed       string
	Credentials   bool
	MaxAgeSeconds int64
}

func (corsRow) TableName() string { return "api_cors" }

// cors answers the rules of an API; one that has none yet has them switched off.
func (r repo) cors(ctx context.Context, api string) (CORS, error) {
	var f corsRow
	err := r.store.Read(ctx).Where("api_id = ?", api).Take(&f).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return CORS{}.tidy(), nil
	}
	if err != nil {
		return CORS{}, fmt.Errorf("read the CORS rules of API %s: %w", api, err)
	}
	return CORS{
		Enabled: f.Enabled, Origins: readList(f.Origins), Methods: readList(f.Methods), Headers: readList(f.Headers),
		ExposedHeaders: readList(f.Exposed), Credentials: f.Credentials, MaxAgeSeconds: &f.MaxAgeSeconds,
	}, nil
}

func (r repo) putCORS(ctx context.Context, api string, c CORS) error {
	err := r.store.Write(ctx).Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "api_id"}}, UpdateAll: true}).Create(&corsRow{
		APIID: api, Enabled: c.Enabled, Origins: textList(c.Origins), Methods: textList(c.Methods), Headers: textList(c.Headers),
		Exposed: textList(c.ExposedHeaders), Credentials: c.Credentials, MaxAgeSeconds: *c.MaxAgeSeconds,
	}).Error
	if err != nil {
		return fmt.Errorf("store the CORS rules of API %s: %w", api, err)
	}
	return nil
}
