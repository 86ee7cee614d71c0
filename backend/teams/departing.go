package teams

import (
	"context"
	"fmt"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
)

// Fates answers what becomes of the teams of an account that goes for good, by name.
func (s *Service) Fates(ctx context.Context, account string) ([]accounts.TeamFate, error) {
	held, err := s.repo.of(ctx, account)
	if err != nil {
		return nil, err
	}
	var fates []accounts.TeamFate
	for _, m := range held {
		members, err := s.repo.members(ctx, m.ID)
		if err != nil {
			return nil, err
		}
		fates = append(fates, fateOf(m, account, members))
	}
	return fates, nil
}

// fateOf answers what becomes of a team without a member.
func fateOf(m Membership, gone string, members []Member) accounts.TeamFate {
	f := accounts.TeamFate{ID: m.ID, Name: m.Name, Fate: accounts.FateGoesOn}
	if len(members) == 1 {
		f.Fate = accounts.FateEnds
		return f
	}
	if !m.Role.Writes() {
		return f
	}
	heir, found := heirOf(gone, members)
	switch {
	case !found:
		f.Fate = accounts.FateStops
	case m.Role == Owner && heir.Role != Owner:
		f.Fate, f.Heir = accounts.FatePasses, heir.Name
	}
	return f
}

// Depart takes an account that goes for good out of its teams, in the transaction of that: a team passes on as Succeed says, and one
// that nobody is left in is removed with what it owns. Invitations to the address are forgotten.
func (s *Service) Depart(ctx context.Context, a accounts.Account) error {
	held, err := s.repo.of(ctx, a.ID)
	if err != nil {
		return err
	}
	for _, m := range held {
		if err := s.depart(ctx, m, a.ID); err != nil {
			return fmt.Errorf("leave team %s for good: %w", m.ID, err)
		}
	}
	return s.repo.forgetInvitationsTo(ctx, accounts.Canonical(a.Email))
}

func (s *Service) depart(ctx context.Context, m Membership, gone string) error {
	if err := s.turn(ctx, m.ID); err != nil {
		return err
	}
	members, err := s.repo.members(ctx, m.ID)
	if err != nil {
		return err
	}
	if len(members) == 1 {
		return s.remove(ctx, m.Team)
	}
	if err := s.succeed(ctx, m, gone); err != nil {
		return err
	}
	return s.goes(ctx, m, gone, "teams.leave")
}
