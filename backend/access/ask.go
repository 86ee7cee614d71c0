package access

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/catalog"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/ident"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Wish is one API that somebody asks for. API is an id or a slug.
type Wish struct {
	API         string
	Plan        string
	Environment string
	Scopes      []string
}

// wished is a wish that was found in the catalogue.
type wished struct {
	Item
	offer offer
	plan  catalog.Plan
}

// Ask requests access for the caller's own app. Items whose plan decides by itself are granted at once, the rest waits
// for an approver. It returns apps.ErrNotFound, ErrAlreadyPending, ErrAlreadyGranted, and fault.ErrInvalid with every
// mistake.
func (s *Service) Ask(ctx context.Context, appID string, wishes []Wish, justification string) (Request, error) {
	return s.AskFor(ctx, "", appID, wishes, justification)
}

// AskFor is Ask for scopes that one of the app's tokens shall get; the request remembers which.
func (s *Service) AskFor(ctx context.Context, token, appID string, wishes []Wish, justification string) (Request, error) {
	justification = strings.TrimSpace(justification)
	var made Request
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		app, err := s.Apps.Own(ctx, appID)
		if err != nil {
			return err
		}
		if err := s.awaitScopes(ctx, wishes); err != nil {
			return err
		}
		found, err := s.find(ctx, app, wishes, justification)
		if err != nil {
			return err
		}
		if err := s.refuseRepeats(ctx, app.ID, found); err != nil {
			return err
		}
		made, err = s.open(ctx, app, token, found, justification)
		return err
	})
	if err != nil {
		return Request{}, fmt.Errorf("ask for access for %s: %w", appID, err)
	}
	return made, nil
}

// awaitScopes waits for those who delete scopes of the APIs, always in the same order, so that nobody waits for each other.
// What is missing or too much is said by find.
func (s *Service) awaitScopes(ctx context.Context, wishes []Wish) error {
	var ids []string
	for _, wish := range wishes[:min(len(wishes), itemsMax)] {
		api, err := s.offered(ctx, wish.API)
		if missing(err) {
			continue
		}
		if err != nil {
			return fmt.Errorf("look up API: %w", err)
		}
		ids = append(ids, api.id)
	}
	slices.Sort(ids)
	for _, id := range slices.Compact(ids) {
		if err := s.Store.TakeTurns(ctx, catalog.ScopesTurn(id)); err != nil {
			return err
		}
	}
	return nil
}

// find looks the wishes up in the catalogue and answers every mistake at once.
func (s *Service) find(ctx context.Context, app apps.App, wishes []Wish, justification string) ([]wished, error) {
	var mistakes []fault.Field
	if len(wishes) == 0 || len(wishes) > itemsMax {
		mistakes = append(mistakes, fault.Bad("/items", "Ask for between 1 and 20 APIs at once."))
		return nil, fault.ErrInvalid.With(mistakes...)
	}
	found, seen, manual := make([]wished, 0, len(wishes)), map[string]bool{}, false
	for i, wish := range wishes {
		at := "/items/" + strconv.Itoa(i)
		api, err := s.offered(ctx, wish.API)
		if missing(err) {
			mistakes = append(mistakes, fault.Bad(at+"/api", "There is no such API that you could ask for."))
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("look up API: %w", err)
		}
		if !api.shown.Admits(app.Owner) {
			mistakes = append(mistakes, fault.Bad(at+"/api", "Only apps of the teams that it is for may have access to this API. Register the app in such a team of yours, or move it there."))
			continue
		}
		w, wrong := match(at, api, wish)
		if key := api.id + " " + wish.Environment; seen[key] {
			wrong = append(wrong, fault.Bad(at+"/api", "The same API and environment is there twice."))
		} else {
			seen[key] = true
		}
		mistakes, found = append(mistakes, wrong...), append(found, w)
		manual = manual || w.plan.Approval != catalog.Automatic
	}
	if !plain(justification, justificationRunesMax) {
		mistakes = append(mistakes, fault.Bad("/justification", "A justification has at most 2,000 characters of plain text."))
	} else if manual && justification == "" {
		mistakes = append(mistakes, fault.Required("/justification", "Say what the access is for; a person decides on it."))
	}
	if len(mistakes) > 0 {
		return nil, fault.ErrInvalid.With(mistakes...)
	}
	return found, nil
}

// match holds a wish against what the API offers.
func match(at string, api offer, wish Wish) (wished, []fault.Field) {
	var wrong []fault.Field
	i := slices.IndexFunc(api.plans, func(p catalog.Plan) bool { return p.ID == wish.Plan })
	plan := catalog.Plan{}
	switch {
	case i < 0:
		wrong = append(wrong, fault.Bad(at+"/plan", "The API has no such plan."))
	case !api.plans[i].Offers(catalog.Environment(wish.Environment)):
		wrong = append(wrong, fault.Bad(at+"/environment", "The plan doesn't cover this environment."))
	default:
		plan = api.plans[i]
	}
	scopes := union(nil, wish.Scopes)
	if len(scopes) > scopesMax {
		wrong = append(wrong, fault.Bad(at+"/scopes", "At most 200 scopes."))
	}
	for j, text := range wish.Scopes {
		scope, ok := ParseScope(text)
		if _, known := api.risks[scope.Name]; !ok || scope.API != api.slug || !known {
			wrong = append(wrong, fault.Bad(at+"/scopes/"+strconv.Itoa(j), "The API "+api.slug+" has no such scope; write it as "+api.slug+":{scope}."))
		} else if api.deprecated[scope.Name] {
			wrong = append(wrong, fault.Bad(at+"/scopes/"+strconv.Itoa(j), "The scope "+text+" is deprecated and not granted any more."))
		}
	}
	item := Item{APIID: api.id, PlanID: plan.ID, Environment: wish.Environment, Scopes: scopes, Granted: []string{}, State: Pending}
	return wished{Item: item, offer: api, plan: plan}, wrong
}

func (s *Service) refuseRepeats(ctx context.Context, app string, found []wished) error {
	covered := 0
	for _, w := range found {
		pending, err := s.repo.pendingFor(ctx, app, w.APIID, w.Environment)
		if err != nil {
			return err
		}
		if pending {
			return ErrAlreadyPending
		}
		g, ok, err := s.repo.living(ctx, app, w.APIID, w.Environment)
		if err != nil {
			return err
		}
		if ok && g.StateAt(s.now()) == Active && g.covers(w.Item) {
			covered++
		}
	}
	if covered == len(found) {
		return ErrAlreadyGranted
	}
	return nil
}

// open stores the request, and grants what plans grant by themselves.
func (s *Service) open(ctx context.Context, app apps.App, token string, found []wished, justification string) (Request, error) {
	now := s.now()
	r := Request{
		ID: ident.New("req"), AppID: app.ID, AppName: app.Name, Requester: rbac.From(ctx).Owner(), Justification: justification,
		State: Pending, CreatedAt: now, Version: 1, TokenID: token,
	}
	waiting := false
	for _, w := range found {
		it := w.Item
		if w.plan.Approval == catalog.Automatic {
			it.State, it.Granted = Approved, it.Scopes
		}
		waiting = waiting || it.State == Pending
		r.Items = append(r.Items, it)
	}
	if !waiting {
		r.State, r.DecidedAt, r.DecidedBy = outcome(r.Items), &now, deciderSystem
	}
	if err := s.grantItems(ctx, &r); err != nil {
		return Request{}, err
	}
	if err := s.repo.insertRequest(ctx, r); err != nil {
		return Request{}, err
	}
	if err := s.tellApprovers(ctx, r, found); err != nil {
		return Request{}, err
	}
	err := s.Audit.Record(ctx, audit.Entry{
		Action: "access.request", Object: r.ID, Outcome: audit.Success,
		Details: map[string]any{"app": r.AppID, "state": r.State, "token": r.TokenID, "items": summary(r.Items)},
	})
	return r, err
}

// summary is what the audit log keeps of a request's items.
func summary(items []Item) []map[string]any {
	out := make([]map[string]any, len(items))
	for i, it := range items {
		out[i] = map[string]any{
			"api": it.APIID, "plan": it.PlanID, "environment": it.Environment, "scopes": it.Scopes, "granted": it.Granted,
			"state": it.State, "grant": it.GrantID,
		}
	}
	return out
}

func missing(err error) bool {
	var f *fault.Fault
	return errors.As(err, &f) && f.Kind == fault.NotFound
}
