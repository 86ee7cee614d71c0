package notify

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm/clause"

	"github.com/gatehouse-dev/gatehouse/backend/store"
)

// text is what an operator wrote for one letter.
type text struct {
	Name      string
	Edited    bool
	Subject   string
	Body      string
	Version   int64
	Author    string
	UpdatedAt time.Time
}

type textRow struct {
	Name       string
	Edited     bool
	Subject    string
	Body       string
	RowVersion int64
	Author     string
	UpdatedAt  int64 `gorm:"autoUpdateTime:false"`
}

func (textRow) TableName() string { return "mail_texts" }

// texts answers what was written for the named letters, or for all, by name.
func (r repo) texts(ctx context.Context, names ...string) (map[string]text, error) {
	db := r.store.Read(ctx)
	if len(names) > 0 {
		db = db.Where("name IN ?", names)
	}
	var rows []textRow
	if err := db.Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read the texts of mails: %w", err)
	}
	all := make(map[string]text, len(rows))
	for _, row := range rows {
		all[row.Name] = text{
			Name: row.Name, Edited: row.Edited, Subject: row.Subject, Body: row.Body, Version: row.RowVersion, Author: row.Author,
			UpdatedAt: store.Time(row.UpdatedAt),
		}
	}
	return all, nil
}

// saveText stores a text whose version is one above the stored one; else it answers ErrLetterStale.
func (r repo) saveText(ctx context.Context, t text) error {
	row := textRow{
		Name: t.Name, Edited: t.Edited, Subject: t.Subject, Body: t.Body, RowVersion: t.Version, Author: t.Author, UpdatedAt: store.Micros(t.UpdatedAt),
	}
	done := r.store.Write(ctx).Clauses(clause.OnConflict{
		Columns:   []clause.Column{{Name: "name"}},
		DoUpdates: clause.AssignmentColumns([]string{"edited", "subject", "body", "row_version", "author", "updated_at"}),
		Where:     clause.Where{Exprs: []clause.Expression{clause.Expr{SQL: "mail_texts.row_version = ?", Vars: []any{t.Version - 1}}}},
	}).Create(&row)
	if done.Error != nil {
		return fmt.Errorf("store the text of mail %s: %w", t.Name, done.Error)
	}
	if done.RowsAffected == 0 {
		return ErrLetterStale
	}
	return nil
}
