package catalog

import (
	"context"
	"slices"
)

func (r repo) hasScope(ctx context.Context, api, scope string) (bool, error) {
	var n int64
	err := r.store.Read(ctx).Model(&scopeRow{}).Where("api_id = ? AND name = ?", api, scope).Count(&n).Error
	return n > 0, err
}

func (r repo) deleteScope(ctx context.Context, api, scope string) error {
	return r.store.Write(ctx).Where("api_id = ? AND name = ?", api, scope).Delete(&scopeRow{}).Error
}

// operationsWith answers the ids of operations that need a scope: by a document that is not retired or by a choice.
func (r repo) operationsWith(ctx context.Context, api, scope string) ([]string, error) {
	var rows []operationRow
	versions := r.store.Read(ctx).Model(&versionRow{}).Select("id").Where("api_id = ? AND state <> ?", api, string(Retired))
	err := r.store.Read(ctx).Select("operation_id", "scopes", "declared_scopes").
		Where("version_id IN (?) AND (scopes <> '[]' OR declared_scopes <> '[]')", versions).Find(&rows).Error
	if err != nil {
		return nil, err
	}
	chosen, err := r.overrides(ctx, api)
	if err != nil {
		return nil, err
	}
	found := []string{}
	for _, row := range rows {
		if slices.Contains(readList(row.Scopes), scope) || slices.Contains(readList(row.DeclaredScopes), scope) {
			found = append(found, row.OperationID)
		}
	}
	for operation, scopes := range chosen {
		if slices.Contains(scopes, scope) {
			found = append(found, operation)
		}
	}
	slices.Sort(found)
	return slices.Compact(found), nil
}
