package tokens

import (
	"context"
	"fmt"
)

func (r repo) along(ctx context.Context, after string, limit int) ([]Token, error) {
	var found []row
	if err := r.store.Read(ctx).Where("id > ?", after).Order("id").Limit(limit).Find(&found).Error; err != nil {
		return nil, fmt.Errorf("read the tokens behind %q: %w", after, err)
	}
	all := make([]Token, len(found))
	for i, f := range found {
		var err error
		if all[i], err = f.token(); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func (r repo) versions(ctx context.Context, after, last string) (map[string]int64, error) {
	q := r.store.Read(ctx).Model(&row{}).Select("id, version").Where("id > ?", after)
	if last != "" {
		q = q.Where("id <= ?", last)
	}
	var found []row
	if err := q.Scan(&found).Error; err != nil {
		return nil, fmt.Errorf("read the versions of tokens behind %q: %w", after, err)
	}
	versions := make(map[string]int64, len(found))
	for _, f := range found {
		versions[f.ID] = f.Version
	}
	return versions, nil
}
