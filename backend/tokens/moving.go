package tokens

import (
	"context"
	"fmt"

	"github.com/gatehouse-dev/gatehouse/backend/policy"
	"github.com/gatehouse-dev/gatehouse/backend/teams"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// movingMax is how many tokens of a move are named for each rule.
const movingMax = 20

// MoveEffect is what a rule of a team means for the tokens of an app that comes to it.
type MoveEffect struct {
	Rule policy.Rule
	// Says is the rule in a whole sentence, Suspends whether tokens that break it are suspended.
	Says     string
	Suspends bool
	// Tokens break it, of which Broken are the first; Clients is how many OAuth clients do.
	Tokens  int64
	Broken  []Token
	Clients int64
}

// Moving answers which live tokens of the caller's own app break rules of a team of theirs, for the moment before the app is
// transferred. Without a team, for the caller themselves, there are none. It returns apps.ErrNotFound,
// teams.ErrDevelopersOnly and teams.ErrNotFound.
func (s *Service) Moving(ctx context.Context, id, team string) ([]MoveEffect, error) {
	app, err := s.Apps.Own(ctx, id)
	if err != nil || team == "" || team == app.Team() {
		return nil, err
	}
	role, err := s.Apps.RoleIn(ctx, rbac.TeamID(team))
	if err != nil {
		return nil, err
	}
	if role == "" {
		return nil, teams.ErrNotFound
	}
	said, ok, err := s.Policy.Entering(ctx, team)
	if err != nil || !ok {
		return nil, err
	}
	// What the team asks, held against the tokens of this app alone.
	narrow := said
	narrow.Place = policy.Place{Level: policy.App, ID: app.ID}
	effects := []MoveEffect{}
	for _, rule := range watched {
		if said.Demand(rule) == "" {
			continue
		}
		e, err := s.moveEffect(ctx, narrow, rule)
		if err != nil {
			return nil, fmt.Errorf("hold the tokens of %s against %s of %s: %w", id, rule, said, err)
		}
		if e.Tokens+e.Clients > 0 {
			// An idle token is stopped as one that nobody used, however the rule came to it.
			e.Says, e.Suspends = said.String()+" "+said.Demand(rule)+".", said.Acts(rule) || rule == policy.IdleDays
			effects = append(effects, e)
		}
	}
	return effects, nil
}

// Staying answers the names of the APIs for which the caller's own app can't go to a team of theirs, or with an empty one to
// themselves. It returns apps.ErrNotFound, teams.ErrDevelopersOnly and teams.ErrNotFound.
func (s *Service) Staying(ctx context.Context, id, team string) ([]string, error) {
	app, err := s.Apps.Own(ctx, id)
	if err != nil || team == app.Team() {
		return nil, err
	}
	to := rbac.From(ctx).Owner()
	if team != "" {
		to = rbac.TeamID(team)
	}
	role, err := s.Apps.RoleIn(ctx, to)
	if err != nil {
		return nil, err
	}
	if role == "" {
		return nil, teams.ErrNotFound
	}
	return s.Grants.Staying(ctx, app, to)
}

func (s *Service) moveEffect(ctx context.Context, narrow policy.Step, rule policy.Rule) (MoveEffect, error) {
	counted, err := s.effect(ctx, narrow, rule)
	if err != nil {
		return MoveEffect{}, err
	}
	e := MoveEffect{Rule: rule, Tokens: counted.Tokens}
	if e.Clients, _, err = s.beside.CountBreaking(ctx, narrow, rule); err != nil || e.Tokens == 0 {
		return e, err
	}
	ids, err := s.breakingIDs(ctx, narrow, rule, "", movingMax)
	if err != nil {
		return e, err
	}
	e.Broken, err = s.repo.inOrder(ctx, ids)
	return e, err
}
