package apps

import (
	"context"
	"fmt"
)

// Count answers how many apps there are.
func (s *Service) Count(ctx context.Context) (int64, error) {
	var n int64
	if err := s.store.Read(ctx).Table("apps").Count(&n).Error; err != nil {
		return 0, fmt.Errorf("count apps: %w", err)
	}
	return n, nil
}
