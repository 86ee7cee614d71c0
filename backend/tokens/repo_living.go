package tokens

import (
	"context"
	"fmt"
	"time"
)

func (r repo) livingOf(ctx context.Context, app string, now time.Time) ([]Token, error) {
	var found []row
	if err := r.living(ctx, now).Where("app_id = ?", app).Order("created_at DESC, id DESC").Limit(listMax).Find(&found).Error; err != nil {
		return nil, fmt.Errorf("list living tokens of %s: %w", app, err)
	}
	return r.tokens(ctx, found)
}
