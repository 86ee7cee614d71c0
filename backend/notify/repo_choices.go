package notify

import (
	"context"
	"fmt"

	"gorm.io/gorm/clause"
)

type choiceRow struct {
	AccountID string
	Topic     string
	InApp     bool
	Mail      string
}

func (choiceRow) TableName() string { return "notice_choices" }

func (r repo) choices(ctx context.Context, account string) ([]Choice, error) {
	var rows []choiceRow
	if err := r.store.Read(ctx).Where("account_id = ?", account).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list choices: %w", err)
	}
	all := make([]Choice, len(rows))
	for i, row := range rows {
		all[i] = Choice{Topic: Topic(row.Topic), InApp: row.InApp, Mail: Delivery(row.Mail)}
	}
	return all, nil
}

func (r repo) choose(ctx context.Context, account string, c Choice) error {
	row := choiceRow{AccountID: account, Topic: string(c.Topic), InApp: c.InApp, Mail: string(c.Mail)}
	db := r.store.Write(ctx).Clauses(clause.OnConflict{
		Columns: []clause.Column{{Name: "account_id"}, {Name: "topic"}}, DoUpdates: clause.AssignmentColumns([]string{"in_app", "mail"}),
	})
	if err := db.Create(&row).Error; err != nil {
		return fmt.Errorf("store a choice: %w", err)
	}
	return nil
}
