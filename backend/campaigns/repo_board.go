package campaigns

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// place is where a page of the board begins: behind this risk and id.
type place struct {
	risk int64
	id   string
}

// matching asks for what a filter lets through, and says by which columns it is walked.
func (r repo) matching(ctx context.Context, f Filter, now time.Time) (q *gorm.DB, order string) {
	q, order = r.store.Read(ctx).Table("token_advice AS a"), "a"
	if thing := f.thing(); thing != "" {
		q, order = q.Joins("JOIN token_advice_things x ON x.token_id = a.token_id AND x.thing = ?", thing), "x"
	}
	if f.Risk != "" {
		q = q.Where(order+".risk = ?", weights[f.Risk])
	}
	if f.Owner != "" {
		q = q.Where("a.app_id IN (SELECT id FROM apps WHERE owner = ?)", rbac.OwnerID(f.Owner))
	}
	switch f.State {
	case stateAsked:
		q = q.Where("a.token_id IN (SELECT token_id FROM campaign_tokens WHERE outcome = '')")
	case stateKept:
		q = q.Where("a.kept_until > ?", store.Micros(now))
	case stateUnasked:
		q = q.Where("NOT EXISTS (SELECT 1 FROM campaign_tokens m WHERE m.token_id = a.token_id AND m.outcome = '')").
			Where("(a.kept_until IS NULL OR a.kept_until <= ?)", store.Micros(now))
	}
	return q, order
}

// board answers what a filter lets through, the riskiest first, from behind a place on.
func (r repo) board(ctx context.Context, f Filter, from *place, limit int, now time.Time) ([]Advised, error) {
	q, by := r.matching(ctx, f, now)
	if from != nil {
		q = q.Where("("+by+".risk, "+by+".token_id) < (?, ?)", from.risk, from.id)
	}
	var rows []adviceRow
	err := q.Select("a.*").Order(by + ".risk DESC, " + by + ".token_id DESC").Limit(limit).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("list tokens that could be narrower: %w", err)
	}
	all := make([]Advised, len(rows))
	for i, f := range rows {
		all[i] = f.advised()
	}
	return all, nil
}

func (r repo) count(ctx context.Context, f Filter, now time.Time) (n int64, err error) {
	q, _ := r.matching(ctx, f, now)
	if err := q.Count(&n).Error; err != nil {
		return 0, fmt.Errorf("count tokens that could be narrower: %w", err)
	}
	return n, nil
}

// owners counts the people whose tokens a filter lets through, and the tokens that belong to machines.
func (r repo) owners(ctx context.Context, f Filter, now time.Time) (people, ofMachines int64, err error) {
	q, _ := r.matching(ctx, f, now)
	var found struct{ People, OfMachines int64 }
	err = q.Joins("JOIN apps ON apps.id = a.app_id").
		Select("COUNT(DISTINCT CASE WHEN apps.owner NOT LIKE 't:%' THEN apps.owner END) AS people, COALESCE(SUM(CASE WHEN apps.owner NOT LIKE 't:%' THEN 0 ELSE 1 END), 0) AS of_machines").
		Scan(&found).Error
	if err != nil {
		return 0, 0, fmt.Errorf("count owners of tokens that could be narrower: %w", err)
	}
	return found.People, found.OfMachines, nil
}

// Thing is a scope or an API, and how many tokens hold it, or a scope of it, without need.
type Thing struct {
	Name   string
	Tokens int64
}

// things answers what tokens could lose, by the number of tokens: scopes, or else the APIs.
func (r repo) things(ctx context.Context, f Filter, scopes bool, limit int, now time.Time) ([]Thing, error) {
	q := r.store.Read(ctx).Table("token_advice_things AS t")
	if f != (Filter{}) {
		matching, _ := r.matching(ctx, f, now)
		q = q.Where("t.token_id IN (?)", matching.Select("a.token_id"))
	}
	kind := "t.thing NOT LIKE '%:%'"
	if scopes {
		kind = "t.thing LIKE '%:%'"
	}
	var found []Thing
	err := q.Where(kind).Select("t.thing AS name, COUNT(*) AS tokens").Group("t.thing").Order("tokens DESC, t.thing").Limit(limit).Scan(&found).Error
	if err != nil {
		return nil, fmt.Errorf("count what tokens could lose: %w", err)
	}
	return found, nil
}
