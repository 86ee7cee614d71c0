package catalog

import (
	"context"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

type scopeRow struct {
	APIID       string `gorm:"column:api_id;primaryKey"`
	Name        string `gorm:"primaryKey"`
	Description string
	Risk        string
	Deprecated  bool
}

func (scopeRow) TableName() string { return "scopes" }

type overrideRow struct {
	APIID       string `gorm:"column:api_id;primaryKey"`
	OperationID string `gorm:"primaryKey"`
	Scopes      string
}

func (overrideRow) TableName() string { return "operation_scopes" }

func (r repo) listScopes(ctx context.Context, api string) ([]Scope, error) {
	var found []scopeRow
	if err := r.store.Read(ctx).Where("api_id = ?", api).Order("name").Find(&found).Error; err != nil {
		return nil, fmt.Errorf("list the scopes of API %s: %w", api, err)
	}
	scopes := make([]Scope, len(found))
	for i, f := range found {
		scopes[i] = Scope{Name: f.Name, Description: f.Description, Risk: Risk(f.Risk), Deprecated: f.Deprecated}
	}
	return scopes, nil
}

// addScopes stores the scopes that are not there yet; what a publisher has written about the others stays.
func (r repo) addScopes(ctx context.Context, api string, scopes []Scope) error {
	if len(scopes) == 0 {
		return nil
	}
	rows := make([]scopeRow, len(scopes))
	for i, s := range scopes {
		rows[i] = scopeRow{api, s.Name, s.Description, string(s.Risk), s.Deprecated}
	}
	err := r.store.Write(ctx).Clauses(clause.OnConflict{DoNothing: true}).CreateInBatches(rows, batch).Error
	if err != nil {
		return fmt.Errorf("store the scopes: %w", err)
	}
	return nil
}

func (r repo) putScope(ctx context.Context, api string, s Scope) error {
	return r.store.Write(ctx).Clauses(clause.OnConflict{
		Columns:   []clause.Column{{Name: "api_id"}, {Name: "name"}},
		DoUpdates: clause.AssignmentColumns([]string{"description", "risk", "deprecated"}),
	}).Create(&scopeRow{api, s.Name, s.Description, string(s.Risk), s.Deprecated}).Error
}

// overrides answers publishers' own scopes by operation.
func (r repo) overrides(ctx context.Context, api string) (map[string][]string, error) {
	var found []overrideRow
	if err := r.store.Read(ctx).Where("api_id = ?", api).Find(&found).Error; err != nil {
		return nil, fmt.Errorf("list the edited operations of API %s: %w", api, err)
	}
	all := make(map[string][]string, len(found))
	for _, f := range found {
		all[f.OperationID] = readList(f.Scopes)
	}
	return all, nil
}

// putOverride sets the scopes of an operation in every version of the API; nil goes back to what each document declares.
func (r repo) putOverride(ctx context.Context, api, operation string, scopes []string) error {
	var now any = gorm.Expr("declared_scopes")
	if scopes == nil {
		err := r.store.Write(ctx).Where("api_id = ? AND operation_id = ?", api, operation).Delete(&overrideRow{}).Error
		if err != nil {
			return err
		}
	} else {
		now = textList(scopes)
		err := r.store.Write(ctx).Clauses(clause.OnConflict{
			Columns:   []clause.Column{{Name: "api_id"}, {Name: "operation_id"}},
			DoUpdates: clause.AssignmentColumns([]string{"scopes"}),
		}).Create(&overrideRow{api, operation, textList(scopes)}).Error
		if err != nil {
			return err
		}
	}
	versions := r.store.Read(ctx).Model(&versionRow{}).Select("id").Where("api_id = ?", api)
	return r.store.Write(ctx).Model(&operationRow{}).Where("operation_id = ? AND version_id IN (?)", operation, versions).
		Updates(map[string]any{"scopes": now}).Error
}
