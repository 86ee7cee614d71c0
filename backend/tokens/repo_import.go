package tokens

import (
	"context"
	"fmt"
)

// existing answers which of the tokens there are, each as line 0 of an import.
func (r repo) existing(ctx context.Context, ids []string) (map[string]int, error) {
	var found []string
	if err := r.store.Read(ctx).Model(&row{}).Select("id").Where("id IN ?", ids).Scan(&found).Error; err != nil {
		return nil, fmt.Errorf("look for imported keys: %w", err)
	}
	there := make(map[string]int, len(found))
	for _, id := range found {
		there[id] = 0
	}
	return there, nil
}

// namesOf answers the names that tokens of apps have, by app, environment and name.
func (r repo) namesOf(ctx context.Context, apps []string) (map[[3]string]bool, error) {
	var found []struct{ AppID, Environment, Name string }
	err := r.store.Read(ctx).Model(&row{}).Select("app_id, environment, name").Where("app_id IN ? AND revoked_at IS NULL", apps).Scan(&found).Error
	if err != nil {
		return nil, fmt.Errorf("read the names of tokens: %w", err)
	}
	names := make(map[[3]string]bool, len(found))
	for _, f := range found {
		names[[3]string{f.AppID, f.Environment, f.Name}] = true
	}
	return names, nil
}

// forms answers the forms of imported keys that there are.
func (r repo) forms(ctx context.Context) (map[string]bool, error) {
	var found []string
	if err := r.store.Read(ctx).Model(&secretRow{}).Where("form <> ''").Distinct("form").Scan(&found).Error; err != nil {
		return nil, fmt.Errorf("read the forms of imported keys: %w", err)
	}
	forms := make(map[string]bool, len(found))
	for _, f := range found {
		forms[f] = true
	}
	return forms, nil
}
