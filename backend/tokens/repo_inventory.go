package tokens

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"github.com/gatehouse-dev/gatehouse/backend/store"
)

// fewMax is up to how many tokens are fetched and sorted; of more of them, walking along the order meets a page sooner.
const fewMax = 2_000

// lastSignColumn is what the index tokens_by_sign is about, letter by letter.
const lastSignColumn = "COALESCE(last_used_at, created_at)"

// sortings say in SQL what Order.place says in Go. Each has an index that ends with the id.
var sortings = map[Order]struct{ column, direction, beyond string }{
	Newest: {"created_at", " DESC", " < "}, Oldest: {"created_at", "", " > "}, LongestUnused: {lastSignColumn, "", " > "},
	EndingFirst: {"expires_at", "", " > "},
}

// list answers tokens in an order, behind from when it is given.
func (r repo) list(ctx context.Context, f Filter, o Order, now time.Time, from *after, limit int) ([]Token, error) {
	q, err := r.ordered(ctx, r.conditions(ctx, f, store.Micros(now)), o)
	if err != nil {
		return nil, err
	}
	by := sortings[o]
	if from != nil {
		if by.column == lastSignColumn {
			// SQLite seeks an expression's index by this, and not by the pair.
			q = q.Where(by.column+" >= ?", from.us)
		}
		q = q.Where("("+by.column+", id)"+by.beyond+"(?, ?)", from.us, from.id)
	}
	var found []row
	if err := q.Order(by.column + by.direction + ", id" + by.direction).Limit(limit).Find(&found).Error; err != nil {
		return nil, err
	}
	return r.tokens(ctx, found)
}

// ordered asks for the tokens that meet all conditions, in such a way that the database begins with the few where they are
// few, and walks along the order where they are many. SQLite counts nothing beforehand and can't know; PostgreSQL does, and
// chooses by itself.
func (r repo) ordered(ctx context.Context, conditions []condition, o Order) (*gorm.DB, error) {
	q, begun := r.store.Read(ctx).Model(&row{}), false
	if r.store.Dialect() == "postgres" {
		for _, c := range conditions {
			q = q.Where(c.where, c.values...)
		}
		return q, nil
	}
	for _, c := range conditions {
		if c.few == nil || begun {
			q = c.walked(q, o)
			continue
		}
		var ids []string
		if err := c.few.Limit(fewMax + 1).Scan(&ids).Error; err != nil {
			return nil, fmt.Errorf("look for few tokens: %w", err)
		}
		if begun = len(ids) <= fewMax; begun {
			q = q.Where("id IN ?", ids)
		}
		q = c.walked(q, o)
	}
	return q, nil
}

// matching asks for the tokens that a filter lets through, in no order.
func (r repo) matching(ctx context.Context, f Filter, now time.Time) *gorm.DB {
	q := r.store.Read(ctx).Model(&row{})
	for _, c := range r.conditions(ctx, f, store.Micros(now)) {
		q = q.Where(c.where, c.values...)
	}
	return q
}
