package accounts

import (
	"context"
	"fmt"
)

// erase removes an account with everything that hangs on it, and what waits for one of its addresses.
func (r repo) erase(ctx context.Context, a Account, addresses []string) error {
	canonical := make([]string, len(addresses))
	for i, address := range addresses {
		canonical[i] = Canonical(address)
	}
	for _, row := range []any{&linkRow{}, &enrolmentRow{}} {
		if err := r.store.Write(ctx).Where("email_canonical IN ?", canonical).Delete(row).Error; err != nil {
			return fmt.Errorf("forget what waits for an address: %w", err)
		}
	}
	done := r.store.Write(ctx).Where("id = ?", a.ID).Delete(&accountRow{})
	if done.Error != nil {
		return fmt.Errorf("delete account %s: %w", a.ID, done.Error)
	}
	if done.RowsAffected != 1 {
		return ErrNotFound
	}
	return nil
}

// namesakes answers how many accounts are called like one.
func (r repo) namesakes(ctx context.Context, name string) (int64, error) {
	var n int64
	if err := r.store.Read(ctx).Model(&accountRow{}).Where("LOWER(name) = LOWER(?)", name).Count(&n).Error; err != nil {
		return 0, fmt.Errorf("count people of a name: %w", err)
	}
	return n, nil
}
