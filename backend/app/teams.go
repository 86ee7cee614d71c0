package app

import (
	"context"

	"github.com/gatehouse-dev/gatehouse/backend/sessions"
	"github.com/gatehouse-dev/gatehouse/backend/teams"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// behind answers who stands behind a subject, so that nobody decides on what is theirs (RBAC-2): every member of a team, the
// person that made an operator token, and for everybody else the subject itself.
func (a *App) behind(ctx context.Context, subject string) ([]string, error) {
	all, err := a.behindAll(ctx, []string{subject})
	return all[subject], err
}

// behindAll is behind for many subjects, by subject. All teams are read at once.
func (a *App) behindAll(ctx context.Context, subjects []string) (map[string][]string, error) {
	all := make(map[string][]string, len(subjects))
	var held []string
	for _, subject := range subjects {
		if team := (rbac.Subject{ID: subject}).Team(); team != "" {
			held = append(held, team)
			continue
		}
		people, err := a.Operators.Behind(ctx, subject)
		if err != nil {
			return nil, err
		}
		all[subject] = people
	}
	members, err := a.Teams.AllIn(ctx, held)
	if err != nil {
		return nil, err
	}
	for team, accounts := range members {
		people := make([]string, len(accounts))
		for i, account := range accounts {
			people[i] = rbac.PersonID(account)
		}
		all[rbac.TeamID(team)] = people
	}
	return all, nil
}

// teamsOfMe answers the caller's teams, and how many invitations to others wait for them.
func (a *App) teamsOfMe(ctx context.Context) ([]sessions.MyTeam, int, error) {
	held, err := a.Teams.Mine(ctx)
	if err != nil {
		return nil, 0, err
	}
	mine := make([]sessions.MyTeam, len(held))
	for i, m := range held {
		mine[i] = sessions.MyTeam{ID: m.ID, Name: m.Name, Role: string(m.Role)}
	}
	offers, err := a.Teams.Offers(ctx)
	return mine, len(offers), err
}

// wireTeams tells teams what they own and what ends with them.
func (a *App) wireTeams() {
	a.Teams.OnWeigh(func(ctx context.Context, team string) (teams.Contents, error) {
		ofApps, working, err := a.Tokens.CountOf(ctx, rbac.TeamID(team))
		return teams.Contents{Apps: ofApps, Tokens: working}, err
	})
	a.Teams.OnRemove(func(ctx context.Context, t teams.Team) error { return a.Apps.RemoveOwned(ctx, rbac.TeamID(t.ID)) })
	a.Teams.OnRemove(a.Policy.EndOf)
	a.Teams.OnLeave(a.Tokens.TellOfLeaver)
	a.Teams.OnOrphan(a.Tokens.SuspendTeam)
	a.Accounts.OnDisabled(a.Teams.Succeed)
}
