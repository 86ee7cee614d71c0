package access

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// appYoung is how old an app must be to count as known.
const appYoung = 24 * time.Hour

// queue is what those who decide are told beside requests, read at once for all of them.
type queue struct {
	service *Service
	live    map[string]bool     // apps that have or had live access
	people  map[string][]string // who stands behind subjects
}

// queueOf answers nil for who may not decide, and where nothing waits for a decision.
func (s *Service) queueOf(ctx context.Context, found []Request, there map[string]apps.App) (*queue, error) {
	me := rbac.From(ctx)
	var pending []string
	subjects := []string{me.Owner()}
	for _, r := range found {
		if app, ok := there[r.AppID]; r.State == Pending {
			pending, subjects = append(pending, r.AppID), append(subjects, r.Requester)
			if ok {
				subjects = append(subjects, app.Owner)
			}
		}
	}
	if len(pending) == 0 || !s.Allows(me, rbac.AccessDecide) {
		return nil, nil
	}
	live, err := s.repo.withLive(ctx, pending)
	if err != nil {
		return nil, fmt.Errorf("find live access of %d apps: %w", len(pending), err)
	}
	q := &queue{service: s, live: live}
	if s.BehindAll == nil {
		return q, nil
	}
	slices.Sort(subjects)
	if q.people, err = s.BehindAll(ctx, slices.Compact(subjects)); err != nil {
		return nil, fmt.Errorf("find who stands behind %d requests: %w", len(pending), err)
	}
	return q, nil
}

// behind is Behind from what was read at once.
func (q *queue) behind(ctx context.Context, subject string) ([]string, error) {
	if people, known := q.people[subject]; known {
		return people, nil
	}
	if q.service.Behind == nil {
		return []string{subject}, nil
	}
	return q.service.Behind(ctx, subject)
}

// left reports whether nobody who stands behind a requester is in the team any more.
func (q *queue) left(requester, team string) bool {
	members, known := q.people[team]
	return known && !slices.ContainsFunc(q.people[requester], func(who string) bool { return slices.Contains(members, who) })
}

// hints answers what an approver should look at before deciding, in words. It reads what present has looked
// up of the request before.
func (p *presenter) hints(ctx context.Context, r Request) ([]string, error) {
	var hints []string
	risky := []string(nil)
	for _, it := range r.Items {
		for _, text := range it.Scopes {
			if scope, ok := ParseScope(text); ok && p.apis[it.APIID].risks[scope.Name] == "high" {
				hints, risky = append(hints, "Asks for the high-risk scope "+text+"."), append(risky, scope.API)
			}
		}
	}
	if len(risky) > 0 && p.service.NetworksForHighRisk != nil {
		needed, err := p.service.NetworksForHighRisk(ctx, r.AppID, risky)
		if err != nil {
			return nil, err
		}
		if needed {
			hints = append(hints, "Policy asks for networks on live tokens with high-risk scopes.")
		}
	}
	app, there := p.there[r.AppID]
	if !there {
		return append(hints, "The app was removed."), nil
	}
	if p.service.now().Sub(app.CreatedAt) < appYoung {
		hints = append(hints, "The app was registered less than a day ago.")
	}
	if app.State != "active" {
		hints = append(hints, "The app is suspended.")
	}
	if app.Team() != "" && p.queue.left(r.Requester, app.Owner) {
		hints = append(hints, "Whoever asked is no longer in the team.")
	}
	live := slices.ContainsFunc(r.Items, func(it Item) bool { return it.Environment == Live })
	if live && !p.queue.live[r.AppID] {
		hints = append(hints, "This is the app's first live access.")
	}
	return hints, nil
}
