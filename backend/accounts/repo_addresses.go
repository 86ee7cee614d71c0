package accounts

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm/clause"

	"github.com/gatehouse-dev/gatehouse/backend/store"
)

type changeRow struct {
	AccountID      string `gorm:"primaryKey"`
	Email          string
	EmailCanonical string
	Mac            []byte
	Void           bool
	SentAt         int64
	ExpiresAt      int64
}

func (changeRow) TableName() string { return "address_changes" }

func (r changeRow) change() AddressChange {
	return AddressChange{Email: r.Email, SentAt: store.Time(r.SentAt), ExpiresAt: store.Time(r.ExpiresAt), void: r.Void}
}

type undoRow struct {
	Mac            []byte `gorm:"primaryKey"`
	AccountID      string
	Email          string
	EmailCanonical string
	Version        int64
	ChangedAt      int64
	ExpiresAt      int64
}

func (undoRow) TableName() string { return "address_undos" }

func (r undoRow) former() FormerAddress {
	return FormerAddress{Email: r.Email, ChangedAt: store.Time(r.ChangedAt), Until: store.Time(r.ExpiresAt), account: r.AccountID, version: r.Version}
}

// claimed answers with one statement the account that has an address or may still take it back; the zero row stands for none.
func (r repo) claimed(ctx context.Context, canonical string, now time.Time) (accountRow, error) {
	var rows []accountRow
	err := r.store.Read(ctx).
		Where("email_canonical = ? OR id IN (SELECT account_id FROM address_undos WHERE email_canonical = ? AND expires_at > ?)",
			canonical, canonical, store.Micros(now)).
		Limit(1).Find(&rows).Error
	if err != nil {
		return accountRow{}, fmt.Errorf("look up who claims an address: %w", err)
	}
	if len(rows) == 0 {
		return accountRow{}, nil
	}
	return rows[0], nil
}

// putChange replaces whatever address the account waited for.
func (r repo) putChange(ctx context.Context, account string, c AddressChange, mac [32]byte) error {
	if err := r.dropChange(ctx, account); err != nil {
		return err
	}
	row := changeRow{
		AccountID: account, Email: c.Email, EmailCanonical: Canonical(c.Email), Mac: mac[:], Void: c.void,
		SentAt: store.Micros(c.SentAt), ExpiresAt: store.Micros(c.ExpiresAt),
	}
	if err := r.store.Write(ctx).Create(&row).Error; err != nil {
		return fmt.Errorf("keep change of address: %w", err)
	}
	return nil
}

func (r repo) dropChange(ctx context.Context, account string) error {
	if err := r.store.Write(ctx).Where("account_id = ?", account).Delete(&changeRow{}).Error; err != nil {
		return fmt.Errorf("drop change of address: %w", err)
	}
	return nil
}

// changeOf answers the change that an account waits for, or ErrNoChange.
func (r repo) changeOf(ctx context.Context, account string, now time.Time) (AddressChange, error) {
	var rows []changeRow
	err := r.store.Read(ctx).Where("account_id = ? AND expires_at > ?", account, store.Micros(now)).Limit(1).Find(&rows).Error
	if err != nil {
		return AddressChange{}, fmt.Errorf("read change of address: %w", err)
	}
	if len(rows) == 0 {
		return AddressChange{}, ErrNoChange
	}
	return rows[0].change(), nil
}

// takeChange uses up the link of a change of an account and answers it, or ErrChangeGone.
func (r repo) takeChange(ctx context.Context, account string, mac [32]byte, now time.Time) (AddressChange, error) {
	var rows []changeRow
	err := r.store.Write(ctx).Clauses(clause.Returning{}).
		Where("account_id = ? AND mac = ? AND void = ? AND expires_at > ?", account, mac[:], false, store.Micros(now)).Delete(&rows).Error
	if err != nil {
		return AddressChange{}, fmt.Errorf("take change of address: %w", err)
	}
	if len(rows) != 1 {
		return AddressChange{}, ErrChangeGone
	}
	return rows[0].change(), nil
}

func (r repo) insertUndo(ctx context.Context, f FormerAddress, mac [32]byte) error {
	row := undoRow{
		Mac: mac[:], AccountID: f.account, Email: f.Email, EmailCanonical: Canonical(f.Email), Version: f.version,
		ChangedAt: store.Micros(f.ChangedAt), ExpiresAt: store.Micros(f.Until),
	}
	if err := r.store.Write(ctx).Create(&row).Error; err != nil {
		return fmt.Errorf("keep former address: %w", err)
	}
	return nil
}

// undo answers what a link sets back, or ErrUndoGone.
func (r repo) undo(ctx context.Context, mac [32]byte, now time.Time) (FormerAddress, error) {
	var rows []undoRow
	if err := r.store.Read(ctx).Where("mac = ? AND expires_at > ?", mac[:], store.Micros(now)).Limit(1).Find(&rows).Error; err != nil {
		return FormerAddress{}, fmt.Errorf("read former address: %w", err)
	}
	if len(rows) != 1 {
		return FormerAddress{}, ErrUndoGone
	}
	return rows[0].former(), nil
}

// former answers the addresses that can take an account back, the latest first.
func (r repo) former(ctx context.Context, account string, now time.Time) ([]FormerAddress, error) {
	var rows []undoRow
	err := r.store.Read(ctx).Where("account_id = ? AND expires_at > ?", account, store.Micros(now)).Order("version DESC").Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("list former addresses: %w", err)
	}
	out := make([]FormerAddress, len(rows))
	for i, row := range rows {
		out[i] = row.former()
	}
	return out, nil
}

// dropUndosFrom removes what sets an account back to an address that it got with a version or later ones.
func (r repo) dropUndosFrom(ctx context.Context, account string, version int64) error {
	if err := r.store.Write(ctx).Where("account_id = ? AND version >= ?", account, version).Delete(&undoRow{}).Error; err != nil {
		return fmt.Errorf("drop former addresses: %w", err)
	}
	return nil
}

// readdress gives an account an address, besides what set says. It answers ErrAddressTaken when another one has it.
func (r repo) readdress(ctx context.Context, a Account, email string, now time.Time, set map[string]any) error {
	set["email"], set["email_canonical"] = email, Canonical(email)
	err := r.update(ctx, a, now, set)
	if store.IsUnique(err) {
		return ErrAddressTaken.Because(err)
	}
	return err
}
