package tokens

import (
	"context"
	"fmt"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/store"
)

// countMinted counts the ephemeral tokens of a parent that live.
func (r repo) countMinted(ctx context.Context, parent string, now time.Time) (int64, error) {
	var n int64
	err := r.store.Read(ctx).Model(&row{}).Where("parent_id = ? AND parent_id <> '' AND revoked_at IS NULL AND expires_at > ?", parent, store.Micros(now)).
		Where("(uses_max = 0 OR uses < uses_max)").Count(&n).Error
	if err != nil {
		return 0, fmt.Errorf("count ephemeral tokens of %s: %w", parent, err)
	}
	return n, nil
}

// byIDs answers the tokens of these ids that there are.
func (r repo) byIDs(ctx context.Context, ids []string) (map[string]Token, error) {
	var found []row
	if err := r.store.Read(ctx).Where("id IN ?", ids).Find(&found).Error; err != nil {
		return nil, fmt.Errorf("find %d tokens: %w", len(ids), err)
	}
	whole, err := r.tokens(ctx, found)
	if err != nil {
		return nil, err
	}
	out := map[string]Token{}
	for _, t := range whole {
		out[t.ID] = t
	}
	return out, nil
}

// forgetMinted removes ephemeral tokens that ended before a time, at most limit, and tells enforcement.
func (r repo) forgetMinted(ctx context.Context, before time.Time, limit int) (int, error) {
	var ids []string
	err := r.store.Read(ctx).Model(&row{}).Where("parent_id <> '' AND expires_at <= ?", store.Micros(before)).
		Order("expires_at, id").Limit(limit).Pluck("id", &ids).Error
	if err != nil || len(ids) == 0 {
		return 0, err
	}
	if err := r.store.Write(ctx).Where("token_id IN ?", ids).Delete(&secretRow{}).Error; err != nil {
		return 0, err
	}
	if err := r.store.Write(ctx).Where("id IN ?", ids).Delete(&row{}).Error; err != nil {
		return 0, err
	}
	for _, id := range ids {
		if err := r.store.Changed(ctx, store.KindToken, id); err != nil {
			return 0, err
		}
	}
	return len(ids), nil
}
