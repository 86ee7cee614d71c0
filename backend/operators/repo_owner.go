package operators

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"github.com/gatehouse-dev/gatehouse/backend/store"
)

func living(db *gorm.DB, now time.Time) *gorm.DB {
	return db.Where("revoked_at IS NULL AND expires_at > ?", store.Micros(now))
}

// answeredBy answers the living tokens that an account answers for, by name.
func (r repo) answeredBy(ctx context.Context, account string, now time.Time) ([]Token, error) {
	var rows []tokenRow
	if err := living(r.store.Read(ctx), now).Where("owner_id = ?", account).Order("name, id").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list operator tokens of %s: %w", account, err)
	}
	out := make([]Token, len(rows))
	for i, row := range rows {
		out[i] = row.stored().Token
	}
	return out, nil
}

func (r repo) countAnswered(ctx context.Context, accounts []string, now time.Time) (map[string]int, error) {
	var rows []struct {
		OwnerID string
		N       int
	}
	err := living(r.store.Read(ctx).Table("operator_tokens"), now).Select("owner_id, COUNT(*) AS n").Where("owner_id IN ?", accounts).Group("owner_id").Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("count operator tokens of %d accounts: %w", len(accounts), err)
	}
	counts := make(map[string]int, len(rows))
	for _, row := range rows {
		counts[row.OwnerID] = row.N
	}
	return counts, nil
}

// pass changes who answers for a token that hasn't ended and that nobody else took meanwhile; else ErrOver.
func (r repo) pass(ctx context.Context, t Token, to string) error {
	done := r.store.Write(ctx).Table("operator_tokens").Where("id = ? AND revoked_at IS NULL AND COALESCE(owner_id, '') = ?", t.ID, t.Owner).
		Updates(map[string]any{"owner_id": to})
	if done.Error != nil {
		return fmt.Errorf("hand operator token %s over: %w", t.ID, done.Error)
	}
	if done.RowsAffected != 1 {
		return ErrOver.Saying("This operator token has ended, or somebody else took it over meanwhile.")
	}
	return nil
}

// forgetNames takes away what somebody who goes for good called the tokens that ended.
func (r repo) forgetNames(ctx context.Context, account string) error {
	err := r.store.Write(ctx).Table("operator_tokens").Where("owner_id = ?", account).Updates(map[string]any{"name": formerName}).Error
	if err != nil {
		return fmt.Errorf("forget names of operator tokens of %s: %w", account, err)
	}
	return nil
}
