package checklist

import (
	"context"
	"fmt"

	"gorm.io/gorm/clause"

	"github.com/gatehouse-dev/gatehouse/backend/store"
)

type repo struct{ store *store.Store }

type row struct {
	AppID  string
	Place  string
	SaidBy string
	SaidAt int64
}

func (row) TableName() string { return "app_secret_places" }

// said answers what was said of an app; the zero value is nothing.
func (r repo) said(ctx context.Context, app string) (Said, error) {
	var rows []row
	if err := r.store.Read(ctx).Where("app_id = ?", app).Limit(1).Find(&rows).Error; err != nil {
		return Said{}, fmt.Errorf("read where the secrets of %s live: %w", app, err)
	}
	if len(rows) == 0 {
		return Said{}, nil
	}
	return Said{Place: Place(rows[0].Place), By: rows[0].SaidBy, At: store.Time(rows[0].SaidAt)}, nil
}

func (r repo) say(ctx context.Context, app string, s Said) error {
	return r.store.Write(ctx).Clauses(clause.OnConflict{
		Columns: []clause.Column{{Name: "app_id"}}, DoUpdates: clause.AssignmentColumns([]string{"place", "said_by", "said_at"}),
	}).Create(&row{AppID: app, Place: string(s.Place), SaidBy: s.By, SaidAt: store.Micros(s.At)}).Error
}
