package campaigns

import (
	"context"
	"strconv"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/page"
)

// Summary says how many tokens could be narrower. Tokens are those that the last whole look saw, at LookedAt; nil is none yet.
type Summary struct {
	Tokens   int64
	Narrower int64
	Asked    int64
	Kept     int64
	LookedAt *time.Time
	APIs     []Thing
	Scopes   []Thing
}

// Summary answers how many tokens could be narrower, and by which APIs and scopes. The route admits the caller.
func (s *Service) Summary(ctx context.Context) (all Summary, err error) {
	now := s.now()
	w, err := s.repo.walk(ctx)
	if err != nil {
		return all, err
	}
	all.Tokens, all.LookedAt = w.tokens, w.doneAt
	for state, into := range map[string]*int64{"": &all.Narrower, stateAsked: &all.Asked, stateKept: &all.Kept} {
		if *into, err = s.repo.count(ctx, Filter{State: state}, now); err != nil {
			return all, err
		}
	}
	if all.APIs, err = s.repo.things(ctx, Filter{}, false, scopesShown, now); err != nil {
		return all, err
	}
	all.Scopes, err = s.repo.things(ctx, Filter{}, true, scopesShown, now)
	return all, err
}

// Board answers tokens that could be narrower, the riskiest first. The route admits the caller. It returns page.ErrCursor and
// fault.ErrInvalid.
func (s *Service) Board(ctx context.Context, f Filter, r page.Request) (page.Page[Ask], error) {
	if err := f.check(); err != nil {
		return page.Page[Ask]{}, err
	}
	from, err := s.placeOf(r)
	if err != nil {
		return page.Page[Ask]{}, err
	}
	found, err := s.repo.board(ctx, f, from, r.Limit+1, s.now())
	if err != nil {
		return page.Page[Ask]{}, err
	}
	next := ""
	if len(found) > r.Limit {
		found = found[:r.Limit]
		last := found[len(found)-1]
		next = s.Cursors.Encode(strconv.FormatInt(last.Risk, 10), last.TokenID)
	}
	ids := make([]string, len(found))
	for i, a := range found {
		ids[i] = a.TokenID
	}
	asks, err := s.inOrder(ctx, ids)
	return page.Of(asks, next), err
}

func (s *Service) placeOf(r page.Request) (*place, error) {
	parts, err := s.Cursors.Decode(r.Cursor)
	if err != nil || len(parts) == 0 {
		return nil, err
	}
	if len(parts) != 2 {
		return nil, page.ErrCursor
	}
	risk, err := strconv.ParseInt(parts[0], 10, 64)
	if err != nil {
		return nil, page.ErrCursor
	}
	return &place{risk: risk, id: parts[1]}, nil
}

// Campaigns answers campaigns, the newest first, each with how far it is. It returns page.ErrCursor.
func (s *Service) Campaigns(ctx context.Context, r page.Request) (page.Page[Report], error) {
	before, err := s.cursor(r)
	if err != nil {
		return page.Page[Report]{}, err
	}
	found, err := s.repo.campaigns(ctx, before, r.Limit+1)
	if err != nil {
		return page.Page[Report]{}, err
	}
	next := ""
	if len(found) > r.Limit {
		found = found[:r.Limit]
		next = s.Cursors.Encode(found[len(found)-1].ID)
	}
	reports := make([]Report, len(found))
	for i, c := range found {
		reports[i].Campaign = c
		if reports[i].Progress, err = s.repo.progress(ctx, c.ID); err != nil {
			return page.Page[Report]{}, err
		}
	}
	return page.Of(reports, next), nil
}

// Report is a campaign with how far it is.
type Report struct {
	Campaign
	Progress
}

// Report answers one campaign, or ErrNotFound.
func (s *Service) Report(ctx context.Context, id string) (Report, error) {
	c, err := s.repo.campaign(ctx, id)
	if err != nil {
		return Report{}, err
	}
	p, err := s.repo.progress(ctx, id)
	return Report{Campaign: c, Progress: p}, err
}

// Members answers the tokens of a campaign; o narrows them to an outcome. It returns ErrNotFound and page.ErrCursor.
func (s *Service) Members(ctx context.Context, id string, o *Outcome, r page.Request) (page.Page[Member], error) {
	after, err := s.cursor(r)
	if err != nil {
		return page.Page[Member]{}, err
	}
	if _, err := s.repo.campaign(ctx, id); err != nil {
		return page.Page[Member]{}, err
	}
	found, err := s.repo.of(ctx, id, o, after, r.Limit+1)
	if err != nil {
		return page.Page[Member]{}, err
	}
	next := ""
	if len(found) > r.Limit {
		found = found[:r.Limit]
		next = s.Cursors.Encode(found[len(found)-1].TokenID)
	}
	return page.Of(found, next), nil
}
