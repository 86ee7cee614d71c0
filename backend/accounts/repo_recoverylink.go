package accounts

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm/clause"

	"github.com/gatehouse-dev/gatehouse/backend/store"
)

type recoveryLinkRow struct {
	AccountID string
	Mac       []byte
	CreatedAt int64
	ExpiresAt int64
}

func (recoveryLinkRow) TableName() string { return "recovery_links" }

// putRecoveryLink replaces the link of an account.
func (r repo) putRecoveryLink(ctx context.Context, account string, mac [32]byte, now, expires time.Time) error {
	if err := r.store.Write(ctx).Where("account_id = ?", account).Delete(&recoveryLinkRow{}).Error; err != nil {
		return fmt.Errorf("replace recovery link: %w", err)
	}
	row := recoveryLinkRow{AccountID: account, Mac: mac[:], CreatedAt: store.Micros(now), ExpiresAt: store.Micros(expires)}
	if err := r.store.Write(ctx).Create(&row).Error; err != nil {
		return fmt.Errorf("insert recovery link: %w", err)
	}
	return nil
}

// takeRecoveryLink removes a link that is still good and answers whose it is, so that it works once; else ErrRecoveryLink.
func (r repo) takeRecoveryLink(ctx context.Context, mac [32]byte, now time.Time) (string, error) {
	var rows []recoveryLinkRow
	err := r.store.Write(ctx).Clauses(clause.Returning{}).Where("mac = ? AND expires_at > ?", mac[:], store.Micros(now)).Delete(&rows).Error
	if err != nil {
		return "", fmt.Errorf("take recovery link: %w", err)
	}
	if len(rows) != 1 {
		return "", ErrRecoveryLink
	}
	return rows[0].AccountID, nil
}
