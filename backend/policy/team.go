package policy

import (
	"context"
	"fmt"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/teams"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Tighten is Set for a team by one of its owners. Since the team is theirs, it only tightens: what it says now is loosened by
// somebody else who sets policy. It returns teams.ErrOwnersOnly for other members, and the errors of Set.
func (s *Service) Tighten(ctx context.Context, team string, expected int64, overwrite bool, next Part, apply Apply) (Step, error) {
	var saved Step
	err := s.store.Tx(ctx, func(ctx context.Context) error {
		if s.teams == nil {
			return teams.ErrNotFound
		}
		// In turn before the role is read: who is made a viewer at the same moment must not pass.
		if err := s.store.TakeTurns(ctx, teams.Turn(team)); err != nil {
			return err
		}
		m, err := s.teams.Find(ctx, team)
		if err != nil {
			return err
		}
		if m.Role != teams.Owner {
			return teams.ErrOwnersOnly
		}
		saved, err = s.Set(ctx, Team, team, expected, overwrite, next, apply)
		return err
	})
	return saved, err
}

// EndOf forgets the rules of a team in the transaction that removes it. Register it for the end of teams.
func (s *Service) EndOf(ctx context.Context, t teams.Team) error {
	was, planned, err := s.repo.find(ctx, Team, t.ID)
	if err != nil {
		return fmt.Errorf("read the rules of team %s: %w", t.ID, err)
	}
	if gone, err := s.repo.drop(ctx, Team, t.ID); err != nil || !gone {
		return err
	}
	if err := s.store.Changed(ctx, store.KindPolicy, t.ID); err != nil {
		return err
	}
	details := map[string]any{"level": Team, "team": t.Name, "before": was.document()}
	if !planned.From.IsZero() {
		details["planned"] = planned.document()
	}
	return s.audit.Record(ctx, audit.Entry{Action: "policy.end", Object: t.ID, Outcome: audit.Success, Details: details})
}

// tellOfMove tells those who set policy when an app moves to where less is asked of it than the team asked that it leaves.
// Moving is the owners' right, but nobody shall shed rules unnoticed by it.
func (s *Service) tellOfMove(ctx context.Context, app apps.App, from string) error {
	if s.messenger == nil || s.deciders == nil {
		return nil
	}
	left, err := s.saidBy(ctx, from)
	if err != nil {
		return err
	}
	entered, err := s.saidBy(ctx, app.Owner)
	if err != nil {
		return err
	}
	instance, err := s.Current(ctx)
	if err != nil || !entered.looser(left.Part, instance) {
		return err
	}
	people, err := s.deciders(ctx)
	if err != nil {
		return err
	}
	for _, person := range people {
		if rbac.PersonID(person.ID) == rbac.From(ctx).ID {
			continue
		}
		err := s.messenger.Notify(ctx, accounts.Notice{
			Account: person.ID, Kind: "policy.app_moved", Title: "The app " + app.Name + " moved and left stricter rules behind",
			Body: left.String() + " asks more of tokens than what holds for the app now. If that has to hold for the app wherever it is, set it as a rule of the app.",
			Link: "/operate/policies/app/" + app.ID,
		}, "", nil)
		if err != nil {
			return err
		}
	}
	return nil
}

// saidBy answers what the team says that owns apps; nothing for a person.
func (s *Service) saidBy(ctx context.Context, owner string) (Step, error) {
	steps, err := s.repo.over(ctx, thing{Place: Place{Level: App}, owner: owner})
	if err != nil || len(steps) == 0 {
		return Step{}, err
	}
	return steps[0], nil
}

// Entering answers what an app would stand under if it came to a team; ok is false where the team says nothing. It returns
// teams.ErrNotFound for a team that the caller doesn't see.
func (s *Service) Entering(ctx context.Context, team string) (step Step, ok bool, err error) {
	at, err := s.thing(ctx, Team, team)
	if err != nil {
		return Step{}, false, err
	}
	step, err = s.saidBy(ctx, at.owner)
	return step, step.Level != "", err
}
