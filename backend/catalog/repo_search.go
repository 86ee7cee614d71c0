package catalog

import (
	"context"
	"strings"

	"gorm.io/gorm"
)

func (r repo) searchAPIs(ctx context.Context, to audience, q Query) ([]apiRow, error) {
	db := restrict(r.store.Read(ctx).Model(&apiRow{}), to)
	db = matching(db, "LOWER(slug || ' ' || name || ' ' || summary || ' ' || description)", q)
	var found []apiRow
	err := db.Order("slug").Limit(q.Limit).Find(&found).Error
	return found, err
}

type partView struct {
	Row     searchRow `gorm:"embedded"`
	Slug    string
	APIName string `gorm:"column:api_name"`
}

func (r repo) searchParts(ctx context.Context, to audience, q Query) ([]partView, error) {
	db := r.store.Read(ctx).Table("search_rows").Select("search_rows.*, apis.slug, apis.name AS api_name").
		Joins("JOIN apis ON apis.current_version_id = search_rows.version_id")
	db = matching(restrict(db, to), "haystack || ' ' || apis.slug || ' ' || LOWER(apis.name)", q)
	// Short titles first: what is cut off at the limit is what matched by a long description.
	var found []partView
	err := db.Order("LENGTH(title), ref").Limit(q.Limit).Find(&found).Error
	return found, err
}

// matching narrows a query to rows whose expression contains every word, or when loose a fragment of every word.
func matching(db *gorm.DB, expression string, q Query) *gorm.DB {
	for _, word := range q.Words {
		pieces := []string{word}
		if q.Loose {
			pieces = fragments(word)
		}
		clauses, values := make([]string, len(pieces)), make([]any, len(pieces))
		for i, piece := range pieces {
			clauses[i], values[i] = "("+expression+`) LIKE ? ESCAPE '\'`, contains(piece)
		}
		db = db.Where("("+strings.Join(clauses, " OR ")+")", values...)
	}
	return db
}
