package campaigns

import (
	"cmp"
	"context"

	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/tokens"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// known is what the rooms below say of tokens, by their ids: themselves, their apps by id, and names by subject.
type known struct {
	tokens map[string]tokens.Token
	apps   map[string]apps.App
	names  map[string]string
}

func (s *Service) known(ctx context.Context, ids []string) (known, error) {
	k := known{tokens: map[string]tokens.Token{}, names: map[string]string{}}
	if len(ids) == 0 {
		return k, nil
	}
	found, err := s.Tokens.Some(ctx, ids)
	if err != nil {
		return k, err
	}
	for _, t := range found {
		k.tokens[t.ID] = t
	}
	if k.apps, err = s.Apps.Some(ctx, appsOf(found)); err != nil || s.Names == nil {
		return k, err
	}
	var owners []string
	for _, app := range k.apps {
		owners = append(owners, app.Owner)
	}
	k.names, err = s.Names(ctx, owners)
	return k, err
}

// owner answers the id of an account or a team, "" for a machine or nobody, and what to call them.
func (k known) owner(app apps.App) (id, name string) {
	if name = k.names[app.Owner]; name == "" {
		name = app.Owner
	}
	return cmp.Or(app.Team(), rbac.Subject{ID: app.Owner}.AccountID()), name
}

func (s *Service) present(ctx context.Context, asks []Ask) ([]NarrowableToken, error) {
	ids := make([]string, len(asks))
	for i, a := range asks {
		ids[i] = a.Advised.TokenID
	}
	k, err := s.known(ctx, ids)
	if err != nil {
		return nil, err
	}
	views := []NarrowableToken{}
	for _, ask := range asks {
		a := ask.Advised
		t, there := k.tokens[a.TokenID]
		if !there {
			continue
		}
		app := k.apps[t.AppID]
		v := NarrowableToken{
			Token: t.ID, Name: t.Name, Environment: t.Environment, App: t.AppID, AppName: app.Name, Scopes: a.Scopes, Networks: a.Networks,
			Risk: risks[a.Risk], Calls: a.Calls, ComputedAt: a.ComputedAt, Campaign: ask.campaign(), Keep: ask.keep(),
		}
		v.Owner, v.OwnerName = k.owner(app)
		views = append(views, v)
	}
	return views, nil
}

func presentThings(all []Thing) []thingJSON {
	views := make([]thingJSON, len(all))
	for i, t := range all {
		views[i] = thingJSON{Name: t.Name, Tokens: t.Tokens}
	}
	return views
}

// presentScopes says of each scope how risky it is.
func (s *Service) presentScopes(ctx context.Context, all []Thing) ([]thingJSON, error) {
	names := make([]string, len(all))
	for i, t := range all {
		names[i] = t.Name
	}
	weighed, err := s.Risks(ctx, names)
	views := presentThings(all)
	for i := range views {
		views[i].Risk = weighed[views[i].Name]
	}
	return views, err
}
