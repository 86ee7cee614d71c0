package accounts

import (
	"context"
	"fmt"
)

// Count answers how many people have an account, disabled ones included.
func (s *Service) Count(ctx context.Context) (int64, error) {
	var n int64
	if err := s.deps.Store.Read(ctx).Table("accounts").Count(&n).Error; err != nil {
		return 0, fmt.Errorf("count accounts: %w", err)
	}
	return n, nil
}
