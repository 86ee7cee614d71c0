package enforce

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
)

// sharersMax bounds how many apps are named; an owner with more of them has the list of their apps.
const sharersMax = 200

// Sharer is another app of the same owner that draws on the same windows or quota.
type Sharer struct {
	App  string `json:"app" example:"app_01jd8y7k5ve1kv3a0t9rkzv6qk"`
	Name string `json:"name" example:"Billing"`
	// Calls is how many calls that were let through it made since sharedSince.
	Calls int64 `json:"calls" example:"3400"`
} //@name Sharer

// countShares adds to headroom that is shared how much of it each app drew. Whoever sees one app of an owner sees them all.
func (s *Service) countShares(ctx context.Context, appID string, all []Headroom) error {
	if s.SharesOf == nil {
		return nil
	}
	for i := range all {
		h := &all[i]
		if !h.ofTeam {
			continue
		}
		apps := []string{appID}
		for _, sharer := range h.Sharers {
			apps = append(apps, sharer.App)
		}
		calls, err := s.SharesOf(ctx, h.apiID, h.Environment.String(), apps, h.SharedSince)
		if err != nil {
			return err
		}
		h.Calls = calls[appID]
		for j := range h.Sharers {
			h.Sharers[j].Calls = calls[h.Sharers[j].App]
		}
		slices.SortStableFunc(h.Sharers, func(a, b Sharer) int { return cmp.Compare(b.Calls, a.Calls) })
	}
	return nil
}

// nameSharers adds to headroom that is shared by a team which other apps draw on it. Whoever sees one app of an owner sees
// them all.
func (s *Service) nameSharers(ctx context.Context, appID string, all []Headroom) error {
	places := map[[2]string][]*Headroom{}
	for i := range all {
		if all[i].ofTeam {
			place := [2]string{all[i].planID, all[i].Environment.String()}
			places[place] = append(places[place], &all[i])
		}
	}
	if len(places) == 0 {
		return nil
	}
	query := `SELECT g.plan_id, g.environment, a.id, a.name FROM apps me JOIN apps a ON a.owner = me.owner AND a.id <> me.id
		JOIN grants g ON g.app_id = a.id AND g.state = 'active' WHERE me.id = ? AND EXISTS (SELECT 1 FROM grants mine
		WHERE mine.app_id = me.id AND mine.plan_id = g.plan_id AND mine.environment = g.environment AND mine.state = 'active')
		ORDER BY a.name, a.id LIMIT ?`
	return s.reader().each(ctx, "the apps of an owner", query, []any{appID, sharersMax}, func(rows *sql.Rows) error {
		var place [2]string
		var sharer Sharer
		if err := rows.Scan(&place[0], &place[1], &sharer.App, &sharer.Name); err != nil {
			return err
		}
		for _, h := range places[place] {
			h.Sharers = append(h.Sharers, sharer)
		}
		return nil
	})
}
