package policy

import (
	"context"

	"github.com/gatehouse-dev/gatehouse/backend/teams"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// thing is the API, team or app that a level belongs to, under the id that its row has.
type thing struct {
	Place
	rowID string
	owner string // of an app, and a team as the owner of its apps
}

// thing answers what a level belongs to, or ErrLevelUnknown where the caller sees no such thing.
func (s *Service) thing(ctx context.Context, level, id string) (thing, error) {
	switch {
	case level == Instance && id == "":
		return thing{Place: Place{Level: Instance}}, nil
	case level == API && id != "":
		api, err := s.apis.FindAPI(ctx, id)
		if err != nil {
			return thing{}, err
		}
		return thing{Place: Place{Level: API, ID: api.Slug, Name: api.Name}, rowID: api.ID}, nil
	case level == Team && id != "" && s.teams != nil:
		return s.team(ctx, id)
	case level == App && id != "":
		find := s.apps.Find
		if s.allows(rbac.From(ctx), rbac.PolicyWrite) {
			find = s.apps.Any
		}
		app, err := find(ctx, id)
		if err != nil {
			return thing{}, err
		}
		return thing{Place: Place{Level: App, ID: app.ID, Name: app.Name}, rowID: app.ID, owner: app.Owner}, nil
	}
	return thing{}, ErrLevelUnknown
}

// team answers a team to its members, to those who read all people and to those who set policy.
func (s *Service) team(ctx context.Context, id string) (thing, error) {
	found := thing{Place: Place{Level: Team, ID: id}, rowID: id, owner: rbac.TeamID(id)}
	if !s.allows(rbac.From(ctx), rbac.PolicyWrite) {
		m, err := s.teams.Find(ctx, id)
		found.Name = m.Name
		return found, err
	}
	names, err := s.teams.Names(ctx, []string{id})
	if err != nil {
		return thing{}, err
	}
	name, ok := names[id]
	if !ok {
		return thing{}, teams.ErrNotFound
	}
	found.Name = name
	return found, nil
}

// thingInTurn is thing for a change: no rules come to a team that goes.
func (s *Service) thingInTurn(ctx context.Context, level, id string) (thing, error) {
	if level == Team {
		if err := s.store.TakeTurns(ctx, teams.Turn(id)); err != nil {
			return thing{}, err
		}
	}
	return s.thing(ctx, level, id)
}

// mine reports whether a level is the app or team of the caller, of somebody behind them or of a team that they are in.
func (s *Service) mine(ctx context.Context, at thing) (bool, error) {
	if at.owner == "" {
		return false, nil
	}
	return rbac.Mine(ctx, s.behind, at.owner)
}
