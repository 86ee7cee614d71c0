package usage

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/catalog"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/page"
)

const (
	topDefault = 10
	topMax     = 50
	exportMax  = 10_000
)

// Ranked is one key of a ranking with what it counts.
type Ranked struct {
	Key, Label string
	Counted    Counted
}

// Call is one event with its id, which sorts by time.
type Call struct {
	ID    int64
	Event Event
	// APISlug is the slug of the event's API, or its id when the API is gone.
	APISlug string
}

// ask understands a query and adds what the caller may see. A foreign app or token is apps.ErrNotFound or
// tokens.ErrNotFound.
func (s *Service) ask(ctx context.Context, q Query) (question, error) {
	asked, err := q.understand(s.Clock.Now())
	if err != nil {
		return question{}, err
	}
	reach, all, err := s.reachable(ctx)
	if err != nil {
		return question{}, err
	}
	if !all {
		asked.apps = reach
		if asked.apps == nil {
			asked.apps = []string{}
		}
		if q.App != "" && !slices.Contains(reach, q.App) {
			return question{}, apps.ErrNotFound
		}
		if q.Token != "" && !strings.HasPrefix(q.Token, clientPrefix) { // a client's calls are those of its app, which is within reach or not
			if _, err := s.Tokens.Find(ctx, q.Token); err != nil {
				return question{}, err
			}
		}
	}
	if q.API != "" {
		api, err := s.Catalog.AnyAPI(ctx, q.API)
		if err != nil && !errors.Is(err, catalog.ErrAPINotFound) {
			return question{}, err
		}
		if err == nil {
			asked.api = api.ID
		}
	}
	return asked, nil
}

// Series answers calls over time, as far as the caller may see them.
func (s *Service) Series(ctx context.Context, q Query) (SeriesOf, error) {
	asked, err := s.ask(ctx, q)
	if err != nil {
		return SeriesOf{}, err
	}
	return s.repo.series(ctx, asked)
}

// Top answers the keys with the most calls: by operation, token, app, api, status, network, code or environment. limit 0
// means 10.
func (s *Service) Top(ctx context.Context, q Query, by string, limit int) ([]Ranked, error) {
	if limit == 0 {
		limit = topDefault
	}
	var mistakes []fault.Field
	if _, known := topColumns[by]; !known {
		mistakes = append(mistakes, fault.Bad("/by", "Rank by operation, token, app, api, status, network, code or environment."))
	}
	if limit < 1 || limit > topMax {
		mistakes = append(mistakes, fault.Bad("/limit", "limit is a whole number from 1 to 50."))
	}
	if len(mistakes) > 0 {
		return nil, fault.ErrInvalid.With(mistakes...)
	}
	asked, err := s.ask(ctx, q)
	if err != nil {
		return nil, err
	}
	ranked, err := s.repo.top(ctx, asked, by, limit)
	if err != nil {
		return nil, err
	}
	for i := range ranked {
		ranked[i].Label = s.label(ctx, by, ranked[i].Key)
	}
	return ranked, nil
}

// label answers the name of what a key stands for; of what is gone the key itself.
func (s *Service) label(ctx context.Context, by, key string) string {
	switch by {
	case "token":
		if strings.HasPrefix(key, consolePrefix) {
			return "Console"
		}
		if strings.HasPrefix(key, clientPrefix) {
			return "OAuth client"
		}
		if t, err := s.Tokens.Any(ctx, key); err == nil {
			return t.Name
		}
	case "app":
		if app, err := s.Apps.Any(ctx, key); err == nil {
			return app.Name
		}
	case "api":
		if api, err := s.Catalog.NamedAPI(ctx, key); err == nil {
			return api.Name
		}
	}
	return key
}

// Calls answers single calls, newest first, as far as the caller may see them.
func (s *Service) Calls(ctx context.Context, q Query, r page.Request) (page.Page[Call], error) {
	parts, err := s.Cursors.Decode(r.Cursor)
	if err != nil {
		return page.Page[Call]{}, err
	}
	before := int64(0)
	if len(parts) == 1 {
		if before, err = strconv.ParseInt(parts[0], 10, 64); err != nil {
			return page.Page[Call]{}, page.ErrCursor
		}
	}
	calls, err := s.find(ctx, q, before, r.Limit+1)
	if err != nil {
		return page.Page[Call]{}, err
	}
	next := ""
	if len(calls) > r.Limit {
		calls = calls[:r.Limit]
		next = s.Cursors.Encode(strconv.FormatInt(calls[r.Limit-1].ID, 10))
	}
	return page.Of(calls, next), nil
}

// Export answers the newest calls for a spreadsheet, at most 10,000.
func (s *Service) Export(ctx context.Context, q Query) ([]Call, error) {
	return s.find(ctx, q, 0, exportMax)
}

func (s *Service) find(ctx context.Context, q Query, before int64, limit int) ([]Call, error) {
	asked, err := s.ask(ctx, q)
	if err != nil {
		return nil, err
	}
	found, err := s.repo.calls(ctx, asked, before, limit)
	if err != nil {
		return nil, fmt.Errorf("list calls: %w", err)
	}
	slugs, calls := map[string]string{"": ""}, make([]Call, len(found))
	for i, c := range found {
		if _, known := slugs[c.event.APIID]; !known {
			slugs[c.event.APIID] = s.slug(ctx, c.event.APIID)
		}
		calls[i] = Call{ID: c.id, Event: c.event, APISlug: slugs[c.event.APIID]}
	}
	return calls, nil
}

func (s *Service) slug(ctx context.Context, api string) string {
	if found, err := s.Catalog.NamedAPI(ctx, api); err == nil {
		return found.Slug
	}
	return api
}

// plansOf answers how many plans of an API an app could ask for where a decision fell, as far as the caller sees them; 0 where the
// plan is not what refused.
func (s *Service) plansOf(ctx context.Context, api string, d Decision) int {
	if explanations[d.Code].fix != fixPlan || d.APIID == "" {
		return 0
	}
	plans, err := s.Catalog.Plans(ctx, api)
	if err != nil {
		return 0 // an offer that can't be known to hold is not made
	}
	return len(slices.DeleteFunc(plans.Items, func(p catalog.Plan) bool { return !p.Offers(catalog.Environment(d.Environment)) }))
}

// hide makes a foreign app's decision a missing one.
func hide(err error) error {
	if errors.Is(err, apps.ErrNotFound) {
		return ErrDecisionNotFound
	}
	return err
}
