package notify

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"github.com/gatehouse-dev/gatehouse/backend/store"
)

type mailRow struct {
	ID        string
	AccountID *string
	Address   string
	Template  string
	Subject   string
	Text      string
	HTML      string `gorm:"column:html"`
	State     string
	Attempts  int64
	Error     string
	CreatedAt int64
	SentAt    *int64
}

func (mailRow) TableName() string { return "mails" }

type noticeRow struct {
	ID        string
	AccountID string
	Kind      string
	Title     string
	Body      string
	Link      string
	CreatedAt int64
	ReadAt    *int64
}

func (noticeRow) TableName() string { return "notices" }

func (r mailRow) mail() Mail {
	m := Mail{
		ID: r.ID, To: r.Address, Template: r.Template, Subject: r.Subject, Text: r.Text, HTML: r.HTML, State: State(r.State),
		Attempts: r.Attempts, Error: r.Error, CreatedAt: store.Time(r.CreatedAt),
	}
	if r.AccountID != nil {
		m.Account = *r.AccountID
	}
	return m
}

type repo struct{ store *store.Store }

func (r repo) insertMail(ctx context.Context, m Mail) error {
	row := mailRow{
		ID: m.ID, Address: m.To, Template: m.Template, Subject: m.Subject, Text: m.Text, HTML: m.HTML, State: string(m.State),
		CreatedAt: store.Micros(m.CreatedAt),
	}
	if m.Account != "" {
		row.AccountID = &m.Account
	}
	if err := r.store.Write(ctx).Create(&row).Error; err != nil {
		return fmt.Errorf("store mail: %w", err)
	}
	return nil
}

// mailByID answers a mail, and false when there is none.
func (r repo) mailByID(ctx context.Context, id string) (Mail, bool, error) {
	var rows []mailRow
	if err := r.store.Read(ctx).Where("id = ?", id).Limit(1).Find(&rows).Error; err != nil {
		return Mail{}, false, fmt.Errorf("read mail %s: %w", id, err)
	}
	if len(rows) == 0 {
		return Mail{}, false, nil
	}
	return rows[0].mail(), true, nil
}

func (r repo) mails(ctx context.Context, before string, limit int) ([]Mail, error) {
	db := r.store.Read(ctx).Order("id DESC").Limit(limit)
	if before != "" {
		db = db.Where("id < ?", before)
	}
	var rows []mailRow
	if err := db.Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list mails: %w", err)
	}
	out := make([]Mail, len(rows))
	for i, row := range rows {
		out[i] = row.mail()
	}
	return out, nil
}

// sent empties a mail that is on its way.
func (r repo) sent(ctx context.Context, id string, now time.Time) error {
	set := map[string]any{"state": string(Sent), "text": "", "html": "", "error": "", "sent_at": store.Micros(now), "attempts": gorm.Expr("attempts + 1")}
	if err := r.store.Write(ctx).Table("mails").Where("id = ?", id).Updates(set).Error; err != nil {
		return fmt.Errorf("mark mail %s as sent: %w", id, err)
	}
	return nil
}

func (r repo) refused(ctx context.Context, id string, state State, why string) error {
	set := map[string]any{"state": string(state), "error": why, "attempts": gorm.Expr("attempts + 1")}
	if err := r.store.Write(ctx).Table("mails").Where("id = ?", id).Updates(set).Error; err != nil {
		return fmt.Errorf("mark mail %s as %s: %w", id, state, err)
	}
	return nil
}

func (r repo) countMails(ctx context.Context, state State) (int64, error) {
	var n int64
	if err := r.store.Read(ctx).Model(&mailRow{}).Where("state = ?", string(state)).Count(&n).Error; err != nil {
		return 0, fmt.Errorf("count mails: %w", err)
	}
	return n, nil
}

func (r repo) insertNotice(ctx context.Context, n Shown) error {
	row := noticeRow{
		ID: n.ID, AccountID: n.Notice.Account, Kind: n.Notice.Kind, Title: n.Notice.Title, Body: n.Notice.Body,
		Link: n.Notice.Link, CreatedAt: store.Micros(n.CreatedAt),
	}
	if err := r.store.Write(ctx).Create(&row).Error; err != nil {
		return fmt.Errorf("store notice: %w", err)
	}
	return nil
}

func (r repo) notices(ctx context.Context, account, before string, limit int) ([]Shown, error) {
	db := r.store.Read(ctx).Where("account_id = ?", account).Order("id DESC").Limit(limit)
	if before != "" {
		db = db.Where("id < ?", before)
	}
	var rows []noticeRow
	if err := db.Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list notices: %w", err)
	}
	out := make([]Shown, len(rows))
	for i, row := range rows {
		out[i] = Shown{
			ID: row.ID, Notice: Notice{Account: row.AccountID, Kind: row.Kind, Title: row.Title, Body: row.Body, Link: row.Link},
			CreatedAt: store.Time(row.CreatedAt), ReadAt: store.NullTime(row.ReadAt),
		}
	}
	return out, nil
}

func (r repo) unread(ctx context.Context, account string) (int64, error) {
	var n int64
	if err := r.store.Read(ctx).Model(&noticeRow{}).Where("account_id = ? AND read_at IS NULL", account).Count(&n).Error; err != nil {
		return 0, fmt.Errorf("count unread notices: %w", err)
	}
	return n, nil
}

// markRead marks an account's unread notices; all of them when ids is empty.
func (r repo) markRead(ctx context.Context, account string, ids []string, now time.Time) error {
	db := r.store.Write(ctx).Table("notices").Where("account_id = ? AND read_at IS NULL", account)
	if len(ids) > 0 {
		db = db.Where("id IN ?", ids)
	}
	if err := db.Updates(map[string]any{"read_at": store.Micros(now)}).Error; err != nil {
		return fmt.Errorf("mark notices as read: %w", err)
	}
	return nil
}
