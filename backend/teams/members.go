package teams

import (
	"context"
	"fmt"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// errRole says that a role is none.
var errRole = fault.ErrInvalid.With(fault.Bad("/role", "The role is owner, developer or viewer."))

// Members answers the members of a team, owners first, then those who came first, without asking who calls.
func (s *Service) Members(ctx context.Context, id string) ([]Member, error) {
	return s.repo.members(ctx, id)
}

// AllIn answers the accounts of all members of some teams, by the teams' ids.
func (s *Service) AllIn(ctx context.Context, ids []string) (map[string][]string, error) {
	return s.repo.accounts(ctx, ids)
}

// People answers the accounts that a team's news are for: its owners and developers that may sign in.
func (s *Service) People(ctx context.Context, id string) ([]string, error) {
	members, err := s.repo.members(ctx, id)
	var people []string
	for _, m := range members {
		if m.Role.Writes() && m.Active {
			people = append(people, m.Account)
		}
	}
	return people, err
}

// SetRole gives a member another role. The last owner keeps theirs: ErrLastOwner. It returns ErrNotFound, ErrOwnersOnly,
// ErrMemberNotFound and fault.ErrInvalid.
func (s *Service) SetRole(ctx context.Context, id, account string, to Role) error {
	if !to.Valid() {
		return errRole
	}
	err := s.asOwner(ctx, id, func(ctx context.Context, t Team) error {
		was, err := s.repo.membership(ctx, id, account)
		if err != nil {
			return ErrMemberNotFound.Because(err)
		}
		if was.Role == to {
			return nil
		}
		if err := s.keepOwner(ctx, was, account); err != nil {
			return err
		}
		if err := s.repo.setRole(ctx, id, account, to); err != nil {
			return err
		}
		if err := s.retire(ctx, was.Team, account, to); err != nil {
			return err
		}
		if err := s.note(ctx, "teams.set_role", id, map[string]any{"member": account, "roleBefore": was.Role, "role": to}); err != nil {
			return err
		}
		if account == rbac.From(ctx).AccountID() {
			return nil
		}
		return s.tell(ctx, t, account, "security.team_role", "You are "+withArticle(to)+" of the team "+t.Name+" now", "An owner of the team changed your role.")
	})
	if err != nil {
		return fmt.Errorf("set the role of %s in team %s: %w", account, id, err)
	}
	return nil
}

// Expel ends the membership of somebody. It returns ErrNotFound, ErrOwnersOnly, ErrMemberNotFound and ErrLastOwner.
func (s *Service) Expel(ctx context.Context, id, account string) error {
	err := s.asOwner(ctx, id, func(ctx context.Context, _ Team) error {
		m, err := s.repo.membership(ctx, id, account)
		if err != nil {
			return ErrMemberNotFound.Because(err)
		}
		if err := s.part(ctx, m, account, "teams.remove_member"); err != nil {
			return err
		}
		if account == rbac.From(ctx).AccountID() {
			return nil
		}
		n := accounts.Notice{Account: account, Kind: "security.team_left", Title: "You are not in the team " + m.Name + " any more", Body: "An owner of the team removed you from it.", Link: "/teams"}
		return s.Messenger.Notify(ctx, n, "", nil)
	})
	if err != nil {
		return fmt.Errorf("remove %s from team %s: %w", account, id, err)
	}
	return nil
}

// Leave ends the caller's own membership. It returns ErrNotFound and ErrLastOwner.
func (s *Service) Leave(ctx context.Context, id string) error {
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		if err := s.turn(ctx, id); err != nil {
			return err
		}
		me := rbac.From(ctx).AccountID()
		m, err := s.repo.membership(ctx, id, me)
		if err != nil {
			return err
		}
		return s.part(ctx, m, me, "teams.leave")
	})
	if err != nil {
		return fmt.Errorf("leave team %s: %w", id, err)
	}
	return nil
}

// part ends a membership in the caller's transaction. The tokens that the person made stay, being the app's; the hooks
// say which secrets to renew.
func (s *Service) part(ctx context.Context, m Membership, account, action string) error {
	if err := s.keepOwner(ctx, m, account); err != nil {
		return err
	}
	return s.goes(ctx, m, account, action)
}

// goes is part for somebody whom a team need not keep.
func (s *Service) goes(ctx context.Context, m Membership, account, action string) error {
	if err := s.repo.deleteMember(ctx, m.ID, account); err != nil {
		return err
	}
	for _, h := range s.onLeave {
		if err := h(ctx, m.Team, account); err != nil {
			return err
		}
	}
	if err := s.retire(ctx, m.Team, account, ""); err != nil {
		return err
	}
	return s.note(ctx, action, m.ID, map[string]any{"member": account, "role": m.Role})
}

// retire ends what only who changes the team's apps may hold, where a member has a role that doesn't.
func (s *Service) retire(ctx context.Context, t Team, account string, to Role) error {
	if to.Writes() {
		return nil
	}
	for _, h := range s.onRetire {
		if err := h(ctx, t, account); err != nil {
			return err
		}
	}
	return nil
}

// keepOwner answers ErrLastOwner when nobody but this member owns the team and could sign in.
func (s *Service) keepOwner(ctx context.Context, m Membership, account string) error {
	if m.Role != Owner {
		return nil
	}
	members, err := s.repo.members(ctx, m.ID)
	if err != nil {
		return err
	}
	for _, other := range members {
		if other.Role == Owner && other.Active && other.Account != account {
			return nil
		}
	}
	return ErrLastOwner
}

func (s *Service) tell(ctx context.Context, t Team, account, kind, title, body string) error {
	return s.Messenger.Notify(ctx, accounts.Notice{Account: account, Kind: kind, Title: title, Body: body, Link: "/teams/" + t.ID}, "", nil)
}

func (s *Service) tellMembers(ctx context.Context, t Team, who func(Member) bool, title, body string) error {
	members, err := s.repo.members(ctx, t.ID)
	if err != nil {
		return err
	}
	for _, m := range members {
		if !m.Active || !who(m) {
			continue
		}
		if err := s.Messenger.Notify(ctx, accounts.Notice{Account: m.Account, Kind: "teams.changed", Title: title, Body: body, Link: "/teams"}, "", nil); err != nil {
			return err
		}
	}
	return nil
}

func withArticle(r Role) string {
	if r == Owner {
		return "an owner"
	}
	return "a " + string(r)
}
