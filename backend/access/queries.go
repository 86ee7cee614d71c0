package access

import (
	"context"
	"fmt"
	"slices"

	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Filter narrows the queue. Empty members don't; Mine leaves only the requests of the caller's own apps and their teams'.
type Filter struct {
	State State
	App   string
	API   string
	Mine  bool
}

// filter is what the repo knows of a question.
type filter struct {
	reach
	app   string
	api   string
	state State
}

// reach says whose requests a statement may touch: those of apps of some owners, what the requester asked for an app that is
// gone, or all. The zero value reaches nothing.
type reach struct {
	requester string
	owners    []string
	all       bool
}

var all = reach{all: true}

// ours reaches the requests of the apps of the caller and their teams.
func (s *Service) ours(ctx context.Context) (reach, error) {
	owners, err := s.Apps.Owners(ctx)
	return reach{requester: rbac.From(ctx).Owner(), owners: owners}, err
}

func (s *Service) reach(ctx context.Context) (reach, error) {
	if s.Allows(rbac.From(ctx), rbac.AccessReadAll) {
		return all, nil
	}
	return s.ours(ctx)
}

// Requests answers the requests that the caller may see, newest first: those of their own apps and their teams', or
// all with access:read-all.
func (s *Service) Requests(ctx context.Context, f Filter, r page.Request) (page.Page[Request], error) {
	after, err := s.Cursors.Decode(r.Cursor)
	if err != nil {
		return page.Page[Request]{}, err
	}
	q := filter{app: f.App, api: f.API, state: f.State}
	find := s.reach
	if f.Mine {
		find = s.ours
	}
	if q.reach, err = find(ctx); err != nil {
		return page.Page[Request]{}, err
	}
	before := ""
	if len(after) == 1 {
		before = after[0]
	}
	found, err := s.repo.requests(ctx, q, before, r.Limit+1)
	if err != nil {
		return page.Page[Request]{}, fmt.Errorf("list requests: %w", err)
	}
	next := ""
	if len(found) > r.Limit {
		found = found[:r.Limit]
		next = s.Cursors.Encode(found[r.Limit-1].ID)
	}
	return page.Of(found, next), nil
}

// Request answers a request that the caller may see, else ErrRequestNotFound.
func (s *Service) Request(ctx context.Context, id string) (Request, error) {
	reach, err := s.reach(ctx)
	if err != nil {
		return Request{}, err
	}
	return s.repo.request(ctx, id, reach)
}

// LivingOn answers the grants of apps for an API (id) that have not ended, without asking who calls: for rooms above that
// have decided already.
func (s *Service) LivingOn(ctx context.Context, api string, apps []string) ([]Grant, error) {
	found, err := s.repo.livingOn(ctx, api, apps)
	if err != nil {
		return nil, fmt.Errorf("find grants on %s: %w", api, err)
	}
	return slices.DeleteFunc(found, func(g Grant) bool { return g.StateAt(s.now()) == Ended }), nil
}

// CountPending answers how many requests wait for a decision.
func (s *Service) CountPending(ctx context.Context) (int64, error) {
	n, err := s.repo.countPending(ctx)
	if err != nil {
		return 0, fmt.Errorf("count pending requests: %w", err)
	}
	return n, nil
}
