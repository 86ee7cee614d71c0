package access

import (
	"context"

	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/catalog"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// presenter looks names up once for all rows of an answer.
type presenter struct {
	service *Service
	apis    map[string]offer
	plans   map[string]catalog.Plan
	names   map[string]string
	there   map[string]apps.App // those of the requests, by id
	queue   *queue              // nil for who may not decide
}

func (s *Service) presenter(ctx context.Context, subjects []string) (*presenter, error) {
	p := &presenter{service: s, apis: map[string]offer{}, plans: map[string]catalog.Plan{}, names: map[string]string{}}
	if s.Names == nil || len(subjects) == 0 {
		return p, nil
	}
	names, err := s.Names(ctx, subjects)
	if err != nil {
		return nil, err
	}
	p.names = names
	return p, nil
}

func (p *presenter) name(subject string) string {
	if name := p.names[subject]; name != "" {
		return name
	}
	if subject == deciderSystem {
		return "The plan, by itself"
	}
	return subject
}

// api answers an entry; of one that is gone, or that the caller may not see any more, only the id is left.
func (p *presenter) api(ctx context.Context, id string) (offer, error) {
	if o, ok := p.apis[id]; ok {
		return o, nil
	}
	var o offer
	found, err := p.service.Catalog.NamedAPI(ctx, id)
	if err == nil {
		o, err = p.service.complete(ctx, found, false)
	}
	if missing(err) {
		o, err = offer{id: id, slug: id, name: id}, nil
	}
	p.apis[id] = o
	return o, err
}

// plan answers a plan; of one that is gone only the id is left.
func (p *presenter) plan(ctx context.Context, id string) (catalog.Plan, error) {
	if plan, ok := p.plans[id]; ok {
		return plan, nil
	}
	plan, err := p.service.Catalog.AnyPlan(ctx, id)
	if missing(err) {
		plan.Name, err = id, nil
	}
	p.plans[id] = plan
	return plan, err
}

func (s *Service) presentRequests(ctx context.Context, found ...Request) ([]RequestView, error) {
	there, err := s.appsOf(ctx, found)
	if err != nil {
		return nil, err
	}
	var subjects []string
	for _, r := range found {
		subjects = append(subjects, r.Requester, r.DecidedBy, there[r.AppID].Owner)
	}
	p, err := s.presenter(ctx, subjects)
	if err != nil {
		return nil, err
	}
	p.there = there
	if p.queue, err = s.queueOf(ctx, found, there); err != nil {
		return nil, err
	}
	views := make([]RequestView, len(found))
	for i, r := range found {
		if views[i], err = p.request(ctx, r); err != nil {
			return nil, err
		}
	}
	return views, nil
}

// appsOf answers the apps that ask, by their ids; those that are gone are missing.
func (s *Service) appsOf(ctx context.Context, found []Request) (map[string]apps.App, error) {
	ids := make([]string, len(found))
	for i, r := range found {
		ids[i] = r.AppID
	}
	return s.Apps.Some(ctx, ids)
}

func (p *presenter) request(ctx context.Context, r Request) (RequestView, error) {
	v := RequestView{
		ID: r.ID, App: r.AppID, AppName: r.AppName, Requester: r.Requester, RequesterName: p.name(r.Requester),
		Justification: r.Justification, State: r.State, Reason: r.Reason, DecidedAt: r.DecidedAt, EndsAt: r.EndsAt,
		CreatedAt: r.CreatedAt, Token: r.TokenID, Hints: []string{}, Items: make([]AccessItem, len(r.Items)),
	}
	owner := p.there[r.AppID].Owner
	if v.Team = (rbac.Subject{ID: owner}).Team(); v.Team != "" {
		v.TeamName = p.name(owner)
	}
	if r.DecidedBy != "" {
		v.DecidedBy = p.name(r.DecidedBy)
	}
	for i, it := range r.Items {
		api, err := p.api(ctx, it.APIID)
		if err != nil {
			return RequestView{}, err
		}
		plan, err := p.plan(ctx, it.PlanID)
		if err != nil {
			return RequestView{}, err
		}
		v.Items[i] = AccessItem{API: api.slug, APIName: api.name, Plan: it.PlanID, PlanName: plan.Name, Environment: it.Environment, Scopes: it.Scopes}
		v.GrantedScopes = union(v.GrantedScopes, it.Granted)
	}
	return v, p.forDecider(ctx, r, &v)
}

// forDecider adds what only those who may decide get to see.
func (p *presenter) forDecider(ctx context.Context, r Request, v *RequestView) error {
	if r.State != Pending || p.queue == nil {
		return nil
	}
	hints, err := p.hints(ctx, r)
	if err != nil {
		return err
	}
	v.Hints = append(v.Hints, hints...)
	app, there := p.there[r.AppID]
	if !there {
		return nil
	}
	err = notTheirs(ctx, p.queue.behind, r, app.Owner)
	v.CanDecide = err == nil
	if isOwn(err) {
		return nil
	}
	return err
}

func (s *Service) presentGrants(ctx context.Context, found ...Grant) ([]GrantView, error) {
	p, err := s.presenter(ctx, nil)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(found))
	for i, g := range found {
		ids[i] = g.ID
	}
	own, err := s.repo.limitsOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	views := make([]GrantView, len(found))
	for i, g := range found {
		api, err := p.api(ctx, g.APIID)
		if err != nil {
			return nil, err
		}
		plan, err := p.plan(ctx, g.PlanID)
		if err != nil {
			return nil, err
		}
		views[i] = GrantView{
			ID: g.ID, App: g.AppID, API: api.slug, APIName: api.name, Plan: g.PlanID, PlanName: plan.Name, Environment: g.Environment,
			Scopes: g.Scopes, State: g.StateAt(s.now()), EndsAt: g.EndsAt, CreatedAt: g.CreatedAt,
		}
		if l, has := own[g.ID]; has && (l.EndsAt == nil || s.now().Before(*l.EndsAt)) {
			views[i].OwnLimits = &OwnLimitsBody{Limits: l.Limits, Quota: l.quotaUnder(plan), Reason: l.Reason, EndsAt: l.EndsAt}
		}
	}
	return views, nil
}
