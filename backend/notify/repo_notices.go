package notify

import (
	"context"
	"fmt"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/store"
)

type noticeRow struct {
	ID        string
	AccountID string
	Kind      string
	Title     string
	Body      string
	Link      string
	Topic     string
	Hidden    bool
	Digest    string
	CreatedAt int64
	ReadAt    *int64
}

func (noticeRow) TableName() string { return "notices" }

func (r repo) insertNotice(ctx context.Context, n Shown) error {
	row := noticeRow{
		ID: n.ID, AccountID: n.Notice.Account, Kind: n.Notice.Kind, Title: n.Notice.Title, Body: n.Notice.Body,
		Link: n.Notice.Link, Topic: string(n.Topic), Hidden: n.Hidden, Digest: string(n.Digest), CreatedAt: store.Micros(n.CreatedAt),
	}
	if err := r.store.Write(ctx).Create(&row).Error; err != nil {
		return fmt.Errorf("store notice: %w", err)
	}
	return nil
}

func (r repo) notices(ctx context.Context, account string, f Filter, before string, limit int) ([]Shown, error) {
	db := r.store.Read(ctx).Where("account_id = ? AND hidden = ?", account, false).Order("id DESC").Limit(limit)
	if f.Unread {
		db = db.Where("read_at IS NULL")
	}
	if f.Topic != "" {
		db = db.Where("topic = ?", string(f.Topic))
	}
	if before != "" {
		db = db.Where("id < ?", before)
	}
	var rows []noticeRow
	if err := db.Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list notices: %w", err)
	}
	return shown(rows), nil
}

func shown(rows []noticeRow) []Shown {
	out := make([]Shown, len(rows))
	for i, row := range rows {
		out[i] = Shown{
			ID: row.ID, Notice: Notice{Account: row.AccountID, Kind: row.Kind, Title: row.Title, Body: row.Body, Link: row.Link},
			Topic: Topic(row.Topic), Hidden: row.Hidden, Digest: Delivery(row.Digest), CreatedAt: store.Time(row.CreatedAt), ReadAt: store.NullTime(row.ReadAt),
		}
	}
	return out
}

func (r repo) unread(ctx context.Context, account string) (int64, error) {
	var n int64
	if err := r.store.Read(ctx).Model(&noticeRow{}).Where("account_id = ? AND read_at IS NULL AND hidden = ?", account, false).Count(&n).Error; err != nil {
		return 0, fmt.Errorf("count unread notices: %w", err)
	}
	return n, nil
}

// markRead marks an account's unread notices: those named, or, when ids is empty, all of the topic up to one.
func (r repo) markRead(ctx context.Context, account string, ids []string, topic Topic, upTo string, now time.Time) error {
	db := r.store.Write(ctx).Table("notices").Where("account_id = ? AND read_at IS NULL", account)
	if len(ids) > 0 {
		db = db.Where("id IN ?", ids)
	} else {
		db = db.Where("hidden = ?", false)
		if topic != "" {
			db = db.Where("topic = ?", string(topic))
		}
		if upTo != "" {
			db = db.Where("id <= ?", upTo)
		}
	}
	if err := db.Updates(map[string]any{"read_at": store.Micros(now)}).Error; err != nil {
		return fmt.Errorf("mark notices as read: %w", err)
	}
	return nil
}
