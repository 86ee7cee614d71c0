package terms

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/gatehouse-dev/gatehouse/backend/store"
)

type repo struct{ store *store.Store }

type textRow struct {
	Version     int64 `gorm:"primaryKey;autoIncrement:false"`
	Markdown    string
	Summary     string
	Asks        bool
	SHA256      string `gorm:"column:sha256"`
	Author      string
	PublishedAt int64
}

func (textRow) TableName() string { return "terms" }

type acceptanceRow struct {
	AccountID  string
	Version    int64
	AcceptedAt int64
	Place      string
	RequestID  string
}

func (acceptanceRow) TableName() string { return "terms_acceptances" }

func (r textRow) text() Text {
	return Text{
		Version: r.Version, Markdown: r.Markdown, Summary: r.Summary, Asks: r.Asks, SHA256: r.SHA256, Author: r.Author, PublishedAt: store.Time(r.PublishedAt),
	}
}

func (r repo) newest(ctx context.Context) (Text, error) {
	var rows []textRow
	if err := r.store.Read(ctx).Order("version DESC").Limit(1).Find(&rows).Error; err != nil {
		return Text{}, fmt.Errorf("read the policy: %w", err)
	}
	if len(rows) == 0 {
		return Text{}, nil
	}
	return rows[0].text(), nil
}

func (r repo) version(ctx context.Context, version int64) (Text, error) {
	var row textRow
	err := r.store.Read(ctx).Where("version = ?", version).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return Text{}, ErrNoVersion
	}
	if err != nil {
		return Text{}, fmt.Errorf("read version %d of the policy: %w", version, err)
	}
	return row.text(), nil
}

func (r repo) history(ctx context.Context) ([]Text, error) {
	var rows []textRow
	err := r.store.Read(ctx).Select("version, summary, asks, sha256, author, published_at").Order("version DESC").Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("list the versions of the policy: %w", err)
	}
	all := make([]Text, len(rows))
	for i, row := range rows {
		all[i] = row.text()
	}
	return all, nil
}

// insert stores a text; when somebody else published that version at the same moment, it answers ErrStale.
func (r repo) insert(ctx context.Context, t Text) error {
	err := r.store.Write(ctx).Create(&textRow{
		Version: t.Version, Markdown: t.Markdown, Summary: t.Summary, Asks: t.Asks, SHA256: t.SHA256, Author: t.Author, PublishedAt: store.Micros(t.PublishedAt),
	}).Error
	if store.IsUnique(err) {
		return ErrStale.Because(err)
	}
	if err != nil {
		return fmt.Errorf("store the policy: %w", err)
	}
	return nil
}

// asked answers the newest version that everybody has to accept, and the newest of all; 0 for none.
func (r repo) asked(ctx context.Context) (asked, newest int64, err error) {
	var found struct{ Asked, Newest int64 }
	const columns = "COALESCE(MAX(CASE WHEN asks THEN version END), 0) AS asked, COALESCE(MAX(version), 0) AS newest"
	if err := r.store.Read(ctx).Model(&textRow{}).Select(columns).Scan(&found).Error; err != nil {
		return 0, 0, fmt.Errorf("read which version is asked for: %w", err)
	}
	return found.Asked, found.Newest, nil
}

// accepted answers the newest version that an account accepted, or 0.
func (r repo) accepted(ctx context.Context, account string) (int64, error) {
	var version int64
	err := r.store.Read(ctx).Model(&acceptanceRow{}).Where("account_id = ?", account).Select("COALESCE(MAX(version), 0)").Scan(&version).Error
	if err != nil {
		return 0, fmt.Errorf("read what %s accepted: %w", account, err)
	}
	return version, nil
}

func (r repo) accept(ctx context.Context, a Acceptance) error {
	row := acceptanceRow{AccountID: a.Account, Version: a.Version, AcceptedAt: store.Micros(a.At), Place: a.Place, RequestID: a.RequestID}
	if err := r.store.Write(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&row).Error; err != nil {
		return fmt.Errorf("store an acceptance: %w", err)
	}
	return nil
}

func (r repo) countAccepted(ctx context.Context, from int64) (int64, error) {
	var n int64
	err := r.store.Read(ctx).Model(&acceptanceRow{}).Where("version >= ?", from).Distinct("account_id").Count(&n).Error
	if err != nil {
		return 0, fmt.Errorf("count acceptances: %w", err)
	}
	return n, nil
}

// acceptances answers who accepted before a place, the latest first.
func (r repo) acceptances(ctx context.Context, before *place, limit int) ([]Acceptance, error) {
	db := r.store.Read(ctx).Table("terms_acceptances AS a").Joins("JOIN terms AS t ON t.version = a.version").
		Select("a.account_id, a.version, a.accepted_at, a.place, a.request_id, t.sha256").
		Order("a.accepted_at DESC, a.account_id DESC, a.version DESC").Limit(limit)
	if before != nil {
		db = db.Where("(a.accepted_at, a.account_id, a.version) < (?, ?, ?)", before.at, before.account, before.version)
	}
	var rows []struct {
		AccountID, Place, RequestID string
		SHA256                      string `gorm:"column:sha256"`
		Version, AcceptedAt         int64
	}
	if err := db.Scan(&rows).Error; err != nil {
		return nil, fmt.Errorf("list acceptances: %w", err)
	}
	all := make([]Acceptance, len(rows))
	for i, row := range rows {
		all[i] = Acceptance{
			Account: row.AccountID, Version: row.Version, At: store.Time(row.AcceptedAt), Place: row.Place, RequestID: row.RequestID, SHA256: row.SHA256,
		}
	}
	return all, nil
}

// acceptedBy answers what an account accepted, the latest first.
func (r repo) acceptedBy(ctx context.Context, account string) ([]Acceptance, error) {
	var rows []acceptanceRow
	if err := r.store.Read(ctx).Where("account_id = ?", account).Order("version DESC").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list what %s accepted: %w", account, err)
	}
	all := make([]Acceptance, len(rows))
	for i, row := range rows {
		all[i] = Acceptance{Account: row.AccountID, Version: row.Version, At: store.Time(row.AcceptedAt), Place: row.Place, RequestID: row.RequestID}
	}
	return all, nil
}

func (r repo) forget(ctx context.Context, account string) error {
	if err := r.store.Write(ctx).Where("account_id = ?", account).Delete(&acceptanceRow{}).Error; err != nil {
		return fmt.Errorf("forget what %s accepted: %w", account, err)
	}
	return nil
}
