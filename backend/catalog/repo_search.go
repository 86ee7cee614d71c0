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

// searchedAPI is an API whose current version a search looks through.
type searchedAPI struct {
	Slug    string
	Name    string
	Version string
	Hash    string
}

func (r repo) searchedAPIs(ctx context.Context, to audience) ([]searchedAPI, error) {
	q := r.store.Read(ctx).Table("apis").Select("apis.slug, apis.name, versions.id AS version, versions.hash").
		Joins("JOIN versions ON versions.id = apis.current_version_id")
	var found []searchedAPI
	err := restrict(q, to).Order("apis.slug").Find(&found).Error
	return found, err
}

func (r repo) searchRows(ctx context.Context, version string) ([]searchRow, error) {
	var found []searchRow
	err := r.store.Read(ctx).Where("version_id = ?", version).Order("kind, ref").Find(&found).Error
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
