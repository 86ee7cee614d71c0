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

func (r repo) mails(ctx context.Context, state State, before string, limit int) ([]Mail, error) {
	db := r.store.Read(ctx)
	if state != "" {
		db = db.Where("state = ?", string(state))
	}
	return newest(db, before, limit)
}

func (r repo) mailsTo(ctx context.Context, account, before string, limit int) ([]Mail, error) {
	return newest(r.store.Read(ctx).Where("account_id = ?", account), before, limit)
}

// newest answers mails of a question, newest first.
func newest(db *gorm.DB, before string, limit int) ([]Mail, error) {
	db = db.Order("id DESC").Limit(limit)
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

// deleteMail forgets a mail with its address.
func (r repo) deleteMail(ctx context.Context, id string) error {
	if err := r.store.Write(ctx).Where("id = ?", id).Delete(&mailRow{}).Error; err != nil {
		return fmt.Errorf("forget mail %s: %w", id, err)
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

// oldest answers the ids of the oldest mails in a state.
func (r repo) oldest(ctx context.Context, state State, limit int) ([]string, error) {
	var ids []string
	err := r.store.Read(ctx).Model(&mailRow{}).Where("state = ?", string(state)).Order("id").Limit(limit).Pluck("id", &ids).Error
	if err != nil {
		return nil, fmt.Errorf("list mails that are %s: %w", state, err)
	}
	return ids, nil
}

// requeue lets a mail that failed or was kept wait again, as if it were new; false means that it is neither.
func (r repo) requeue(ctx context.Context, id string) (bool, error) {
	done := r.store.Write(ctx).Table("mails").Where("id = ? AND state IN ?", id, []string{string(Failed), string(Kept)}).
		Updates(map[string]any{"state": string(Queued), "attempts": 0, "error": ""})
	if done.Error != nil {
		return false, fmt.Errorf("queue mail %s again: %w", id, done.Error)
	}
	return done.RowsAffected == 1, nil
}
