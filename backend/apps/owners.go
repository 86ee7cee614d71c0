package apps

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/teams"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// reach says which apps a statement may touch: those of some owners, or all. The zero value reaches nothing, because no app
// has an empty owner.
type reach struct {
	owners []string
	all    bool
}

// held answers the owners that the caller is or belongs to, with the role in each; of themselves everybody is the owner.
// Nothing of it is remembered, so that who left a team has lost it with the next request.
func (s *Service) held(ctx context.Context) (map[string]teams.Role, error) {
	me := rbac.From(ctx)
	if me.Owner() == "" {
		return nil, nil
	}
	roles := map[string]teams.Role{me.Owner(): teams.Owner}
	if s.teams == nil || me.AccountID() == "" {
		return roles, nil
	}
	in, err := s.teams.Of(ctx, me.AccountID())
	for _, m := range in {
		roles[rbac.TeamID(m.ID)] = m.Role
	}
	return roles, err
}

// Owners answers the owners (rbac subject ids) whose apps the caller sees for a reason of their own: the caller and their
// teams, whatever the role.
func (s *Service) Owners(ctx context.Context) ([]string, error) {
	roles, err := s.held(ctx)
	owners := make([]string, 0, len(roles))
	for owner := range roles {
		owners = append(owners, owner)
	}
	slices.Sort(owners)
	return owners, err
}

// Changing answers the owners whose apps the caller may change: the caller, and the teams in which they are owner or developer.
func (s *Service) Changing(ctx context.Context) ([]string, error) {
	roles, err := s.held(ctx)
	owners := make([]string, 0, len(roles))
	for owner, role := range roles {
		if role.Writes() {
			owners = append(owners, owner)
		}
	}
	slices.Sort(owners)
	return owners, err
}

// RoleIn answers the caller's role in an owner of apps, empty when they don't belong to it.
func (s *Service) RoleIn(ctx context.Context, owner string) (teams.Role, error) {
	roles, err := s.held(ctx)
	return roles[owner], err
}

// Find answers an app that the caller may see: one of theirs, or any when their role sees all. Else ErrNotFound.
func (s *Service) Find(ctx context.Context, id string) (App, error) {
	if s.allows(rbac.From(ctx), rbac.AppsReadAll) {
		return s.Any(ctx, id)
	}
	return s.Ours(ctx, id)
}

// Ours answers an app that belongs to the caller or to a team in which they have any role, for reading. Else ErrNotFound.
func (s *Service) Ours(ctx context.Context, id string) (App, error) {
	owners, err := s.Owners(ctx)
	if err != nil {
		return App{}, err
	}
	return s.repo.find(ctx, id, reach{owners: owners})
}

// Own answers an app that the caller may change: theirs, or of a team in which they are owner or developer. A viewer of the
// team gets teams.ErrDevelopersOnly, everybody else ErrNotFound, whatever their role in the portal.
func (s *Service) Own(ctx context.Context, id string) (App, error) {
	app, role, err := s.ours(ctx, id)
	if err != nil {
		return App{}, err
	}
	if !role.Writes() {
		return App{}, teams.ErrDevelopersOnly
	}
	return app, nil
}

// ours answers an app that the caller sees for a reason of their own, and their role in its owner, which stays until the end of
// the transaction: nobody makes a secret of a team's app in the instant in which they are removed from it.
func (s *Service) ours(ctx context.Context, id string) (App, teams.Role, error) {
	app, err := s.Ours(ctx, id)
	if err != nil {
		return App{}, "", err
	}
	if app.Team() == "" {
		return app, teams.Owner, nil
	}
	role, err := s.teams.Hold(ctx, app.Team(), rbac.From(ctx).AccountID())
	switch {
	case err != nil:
		return App{}, "", fmt.Errorf("hold the membership in %s: %w", app.Owner, err)
	case role == "":
		return App{}, "", ErrNotFound
	}
	return app, role, nil
}

// OwnOr is Own for those who may also act on the apps of others, by a permission: who has it acts on any app.
func (s *Service) OwnOr(ctx context.Context, id string, p rbac.Permission) (App, error) {
	if s.allows(rbac.From(ctx), p) {
		return s.Any(ctx, id)
	}
	return s.Own(ctx, id)
}

// OursOr is Ours for those who also read the apps of others, by a permission.
func (s *Service) OursOr(ctx context.Context, id string, p rbac.Permission) (App, error) {
	if s.allows(rbac.From(ctx), p) {
		return s.Any(ctx, id)
	}
	return s.Ours(ctx, id)
}

// Any answers an app without asking who calls, for rooms above that have decided already. Else ErrNotFound.
func (s *Service) Any(ctx context.Context, id string) (App, error) {
	return s.repo.find(ctx, id, reach{all: true})
}

// People answers the accounts that news of an owner's apps are for: the person, or the owners and developers of the team.
// Operator tokens read the API.
func (s *Service) People(ctx context.Context, owner string) ([]string, error) {
	subject := rbac.Subject{ID: owner}
	switch {
	case subject.Team() != "" && s.teams != nil:
		people, err := s.teams.People(ctx, subject.Team())
		if err != nil {
			return nil, fmt.Errorf("find the people of %s: %w", owner, err)
		}
		return people, nil
	case subject.AccountID() != "":
		return []string{subject.AccountID()}, nil
	}
	return nil, nil
}

// Tell sends a notice to the people of an owner, each as they chose. A nil messenger tells nobody.
func (s *Service) Tell(ctx context.Context, through accounts.Messenger, owner string, n accounts.Notice, template string, data map[string]any) error {
	if through == nil {
		return nil
	}
	people, err := s.People(ctx, owner)
	if err != nil {
		return err
	}
	for _, n.Account = range people {
		if err := through.Notify(ctx, n, template, data); err != nil {
			return err
		}
	}
	return nil
}

// ownerNamed answers the owner that a request names: a team of the caller's in which they may register, or, when team is
// empty, the caller. It returns teams.ErrNotFound and teams.ErrDevelopersOnly.
func (s *Service) ownerNamed(ctx context.Context, team string) (string, error) {
	if team == "" {
		return rbac.From(ctx).Owner(), nil
	}
	if err := s.store.TakeTurns(ctx, teams.Turn(team)); err != nil {
		return "", err
	}
	role, err := s.RoleIn(ctx, rbac.TeamID(team))
	switch {
	case err != nil:
		return "", err
	case role == "":
		return "", teams.ErrNotFound
	case !role.Writes():
		return "", teams.ErrDevelopersOnly
	}
	return rbac.TeamID(team), nil
}

// Transfer gives the caller's own app to a team of theirs, or to themselves when team is empty. Its id, tokens, grants and
// what else hangs on it stay. Out of a team, only its owners move an app. It returns ErrNotFound, ErrTeamOwnersOnly,
// ErrNameTaken and the faults of teams.
func (s *Service) Transfer(ctx context.Context, id, team string) (App, error) {
	var moved App
	err := s.store.Tx(ctx, func(ctx context.Context) error {
		app, role, err := s.ours(ctx, id)
		if err != nil {
			return err
		}
		if app.Team() != "" && role != teams.Owner {
			return ErrTeamOwnersOnly
		}
		to, err := s.ownerNamed(ctx, team)
		if err != nil {
			return err
		}
		moved = app
		if to == app.Owner {
			return nil
		}
		moved.Owner = to
		if err := s.write(ctx, "apps.transfer", &moved, map[string]any{"name": app.Name, "from": app.Owner, "to": to}); err != nil {
			return named(err, to)
		}
		for _, h := range s.onTransfer {
			if err := h(ctx, moved, app.Owner); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return App{}, fmt.Errorf("transfer app %s: %w", id, err)
	}
	return moved, nil
}

// named says whose app has a name already.
func named(err error, owner string) error {
	if errors.Is(err, ErrNameTaken) && (rbac.Subject{ID: owner}).Team() != "" {
		return ErrNameTaken.Saying("The team already has an app with this name.").Because(err)
	}
	return err
}
