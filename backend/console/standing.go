package console

import (
	"context"
	"slices"

	"github.com/gatehouse-dev/gatehouse/backend/access"
	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/usage"
)

// appsMax bounds for how many of somebody's apps a page answers, newest first.
const (
	appsMax  = 50
	callsMax = 5
)

// Standing says whether an app may call an operation in one environment.
type Standing string

// The standings.
const (
	MayCall       Standing = "allowed"
	ScopesMissing Standing = "scopes_missing"
	GrantMissing  Standing = "grant_missing"
	GrantPaused   Standing = "grant_paused"
	AppSuspended  Standing = "app_suspended"
)

// AppStanding is where one app stands with an operation, and how it used it lately.
type AppStanding struct {
	App     apps.App
	Sandbox Stand
	Live    Stand
	Used    usage.Counted
}

// Stand is a standing with the scopes that are missing from the grant.
type Stand struct {
	Standing Standing
	Missing  []string
}

// Mine is where the caller's apps stand with an operation: at most fifty of them, with their newest calls of it.
type Mine struct {
	Operation string
	Scopes    []string
	Apps      []AppStanding
	Calls     []usage.Call
}

// Mine answers where the caller's apps stand with an operation. It returns the faults of catalog.FindOperation.
func (s *Service) Mine(ctx context.Context, at Place) (Mine, error) {
	called, err := s.Catalog.FindOperation(ctx, at.API, at.Version, at.Operation)
	if err != nil {
		return Mine{}, err
	}
	mine := Mine{Operation: called.ID, Scopes: called.Scopes}
	found, err := s.Apps.List(ctx, apps.Filter{}, page.Request{Limit: appsMax})
	if err != nil {
		return Mine{}, err
	}
	ids := make([]string, len(found.Items))
	for i, app := range found.Items {
		ids[i] = app.ID
	}
	grants, err := s.Access.LivingOn(ctx, called.API.ID, ids)
	if err != nil {
		return Mine{}, err
	}
	used, err := s.Usage.OfOperation(ctx, called.API.ID, called.ID, ids)
	if err != nil {
		return Mine{}, err
	}
	if mine.Calls, err = s.Usage.LastOfOperation(ctx, called.API.ID, called.ID, ids, callsMax); err != nil {
		return Mine{}, err
	}
	for _, app := range found.Items {
		mine.Apps = append(mine.Apps, AppStanding{
			App: app, Used: used[app.ID],
			Sandbox: stand(app, access.Sandbox, grants, called.Scopes), Live: stand(app, access.Live, grants, called.Scopes),
		})
	}
	return mine, nil
}

// stand says of the grants of an API what one of them gives an app in an environment.
func stand(app apps.App, environment string, grants []access.Grant, needed []string) Stand {
	i := slices.IndexFunc(grants, func(g access.Grant) bool { return g.AppID == app.ID && g.Environment == environment })
	held := []string(nil)
	if i >= 0 {
		held = grants[i].Scopes
	}
	missing := slices.DeleteFunc(slices.Clone(needed), func(scope string) bool { return slices.Contains(held, scope) })
	switch {
	case app.State != apps.Active:
		return Stand{AppSuspended, missing}
	case i < 0:
		return Stand{GrantMissing, missing}
	case grants[i].State == access.Paused:
		return Stand{GrantPaused, missing}
	case len(missing) > 0:
		return Stand{ScopesMissing, missing}
	}
	return Stand{MayCall, missing}
}
