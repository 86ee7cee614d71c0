package tokens

import (
	"context"
	"fmt"
	"slices"

	"github.com/gatehouse-dev/gatehouse/backend/catalog"
	"github.com/gatehouse-dev/gatehouse/backend/store"
)

type apiRow struct {
	API       string `gorm:"column:api"`
	CreatedAt int64  `gorm:"autoCreateTime:false"`
	TokenID   string
}

func (apiRow) TableName() string { return "token_apis" }

// saveAPIs writes of which APIs a token holds a scope; call it with each change of its scopes.
func (r repo) saveAPIs(ctx context.Context, t Token) error {
	if err := r.store.Write(ctx).Where("token_id = ?", t.ID).Delete(&apiRow{}).Error; err != nil {
		return fmt.Errorf("forget the APIs of token %s: %w", t.ID, err)
	}
	var slugs []string
	for _, scope := range t.Scopes {
		if slug, _, ok := catalog.Unqualified(scope); ok && !slices.Contains(slugs, slug) {
			slugs = append(slugs, slug)
		}
	}
	if len(slugs) == 0 {
		return nil
	}
	rows := make([]apiRow, len(slugs))
	for i, slug := range slugs {
		rows[i] = apiRow{API: slug, CreatedAt: store.Micros(t.CreatedAt), TokenID: t.ID}
	}
	if err := r.store.Write(ctx).Create(&rows).Error; err != nil {
		return fmt.Errorf("store the APIs of token %s: %w", t.ID, err)
	}
	return nil
}

// withScopes answers tokens that hold a scope of an API, behind a place, and the place of the last one. Of each token
// only the id, the scopes and their risk are there.
func (r repo) withScopes(ctx context.Context, api string, from after, limit int) ([]Token, after, error) {
	var found []row
	err := r.store.Read(ctx).Model(&apiRow{}).Select("tokens.id, tokens.created_at, tokens.scopes, tokens.scope_risk, '[]' AS networks, '[]' AS origins").
		Joins("JOIN tokens ON tokens.id = token_apis.token_id").
		Where("token_apis.api = ? AND (token_apis.created_at, token_apis.token_id) > (?, ?)", api, from.us, from.id).
		Order("token_apis.created_at, token_apis.token_id").Limit(limit).Scan(&found).Error
	if err != nil {
		return nil, from, err
	}
	tokens := make([]Token, len(found))
	for i, f := range found {
		if tokens[i], err = f.token(); err != nil {
			return nil, from, err
		}
		from = after{us: f.CreatedAt, id: f.ID}
	}
	return tokens, from, nil
}

// weigh writes the risk of a token's scopes. It leaves the version alone: nothing about the token changed.
func (r repo) weigh(ctx context.Context, id string, weight int64) error {
	err := r.store.Write(ctx).Model(&row{}).Where("id = ?", id).UpdateColumns(map[string]any{"scope_risk": weight}).Error
	if err != nil {
		return fmt.Errorf("weigh token %s: %w", id, err)
	}
	return nil
}
