package notify

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

func (r repo) deleteMailsTo(ctx context.Context, account, address string) error {
	err := r.store.Write(ctx).Where("account_id = ? OR LOWER(address) = LOWER(?)", account, address).Delete(&mailRow{}).Error
	if err != nil {
		return fmt.Errorf("forget mails: %w", err)
	}
	return nil
}

// deleteMailsOfNobody removes the mails to an address that are no account's.
func (r repo) deleteMailsOfNobody(ctx context.Context, address string) error {
	err := r.store.Write(ctx).Where("account_id IS NULL AND LOWER(address) = LOWER(?)", address).Delete(&mailRow{}).Error
	if err != nil {
		return fmt.Errorf("forget mails to an address: %w", err)
	}
	return nil
}

// adoptMails makes the mails to an address that are no account's those of one.
func (r repo) adoptMails(ctx context.Context, account, address string) error {
	err := r.store.Write(ctx).Table("mails").Where("account_id IS NULL AND LOWER(address) = LOWER(?)", address).
		UpdateColumns(map[string]any{"account_id": account}).Error
	if err != nil {
		return fmt.Errorf("take over mails to an address: %w", err)
	}
	return nil
}

// deleteAbout removes the notices that lead to some pages, and the mails that name one of them.
func (r repo) deleteAbout(ctx context.Context, pages []string) error {
	for some := range slices.Chunk(pages, 100) {
		if err := r.store.Write(ctx).Where("link IN ?", some).Delete(&noticeRow{}).Error; err != nil {
			return fmt.Errorf("forget notices about %d pages: %w", len(some), err)
		}
		where, args := marked([]string{"text"}, some)
		if err := r.store.Write(ctx).Where(where, args...).Delete(&mailRow{}).Error; err != nil {
			return fmt.Errorf("forget mails about %d pages: %w", len(some), err)
		}
	}
	return nil
}

// told are the tables whose texts tell people something.
var told = []struct {
	table   string
	columns []string
}{
	{"notices", []string{"title", "body"}},
	{"mails", []string{"subject", "text", "html"}},
}

// rewrite changes the texts of each notice and mail in one of which one of some marks stands, as it is or in HTML.
func (r repo) rewrite(ctx context.Context, marks []string, change func(texts []string) []string) error {
	for _, t := range told {
		var rows []map[string]any
		where, args := marked(t.columns, marks)
		if err := r.store.Read(ctx).Table(t.table).Select(append([]string{"id"}, t.columns...)).Where(where, args...).Find(&rows).Error; err != nil {
			return fmt.Errorf("look for somebody in %s: %w", t.table, err)
		}
		for _, row := range rows {
			texts := make([]string, len(t.columns))
			for i, column := range t.columns {
				texts[i], _ = row[column].(string)
			}
			changed := map[string]any{}
			for i, text := range change(texts) {
				if text != texts[i] {
					changed[t.columns[i]] = text
				}
			}
			if len(changed) == 0 {
				continue
			}
			if err := r.store.Write(ctx).Table(t.table).Where("id = ?", row["id"]).UpdateColumns(changed).Error; err != nil {
				return fmt.Errorf("forget somebody in %s: %w", t.table, err)
			}
		}
	}
	return nil
}

// marked asks for rows in one of whose columns one of some marks stands.
func marked(columns, marks []string) (where string, args []any) {
	var any []string
	for _, column := range columns {
		for _, mark := range marks {
			any = append(any, column+` LIKE ? ESCAPE '\'`, column+` LIKE ? ESCAPE '\'`)
			args = append(args, like(mark), like(escaped(mark)))
		}
	}
	return strings.Join(any, " OR "), args
}

func like(word string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(word) + "%"
}
