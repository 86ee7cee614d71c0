package notify

import (
	"context"
	"fmt"
	"strings"
)

func (r repo) deleteMailsTo(ctx context.Context, account, address string) error {
	err := r.store.Write(ctx).Where("account_id = ? OR LOWER(address) = LOWER(?)", account, address).Delete(&mailRow{}).Error
	if err != nil {
		return fmt.Errorf("forget mails: %w", err)
	}
	return nil
}

// toldColumns are the texts that tell people something, by table.
var toldColumns = map[string][]string{"notices": {"title", "body"}, "mails": {"subject", "text", "html"}}

// replace changes every text that tells of a word.
func (r repo) replace(ctx context.Context, word string, change func(string) string) error {
	for table, columns := range toldColumns {
		for _, column := range columns {
			if err := r.replaceIn(ctx, table, column, word, change); err != nil {
				return fmt.Errorf("change %s of %s: %w", column, table, err)
			}
		}
	}
	return nil
}

func (r repo) replaceIn(ctx context.Context, table, column, word string, change func(string) string) error {
	var rows []struct{ ID, Text string }
	err := r.store.Read(ctx).Table(table).Select("id, "+column+" AS text").
		Where(column+` LIKE ? ESCAPE '\' OR `+column+` LIKE ? ESCAPE '\'`, like(word), like(escaped(word))).Scan(&rows).Error
	if err != nil {
		return err
	}
	for _, row := range rows {
		changed := change(row.Text)
		if changed == row.Text {
			continue
		}
		if err := r.store.Write(ctx).Table(table).Where("id = ?", row.ID).UpdateColumns(map[string]any{column: changed}).Error; err != nil {
			return err
		}
	}
	return nil
}

func like(word string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(word) + "%"
}
