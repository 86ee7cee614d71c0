package teams

import (
	"context"
	"fmt"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
)

// Succeed looks after the teams of an account that was disabled, in the transaction of that. A team without another owner
// passes to the developer who has been there the longest, who is told. Where no owner and no developer is left that may sign
// in, what the team owns stops like what the person owns. The membership itself stays: an account may be enabled again.
func (s *Service) Succeed(ctx context.Context, a accounts.Account) error {
	held, err := s.repo.of(ctx, a.ID)
	if err != nil {
		return err
	}
	for _, m := range held {
		if err := s.succeed(ctx, m, a.ID); err != nil {
			return fmt.Errorf("find a successor in team %s: %w", m.ID, err)
		}
	}
	return nil
}

func (s *Service) succeed(ctx context.Context, m Membership, gone string) error {
	if err := s.turn(ctx, m.ID); err != nil {
		return err
	}
	if !m.Role.Writes() {
		return nil
	}
	members, err := s.repo.members(ctx, m.ID)
	if err != nil {
		return err
	}
	next, found := heirOf(gone, members)
	if next.Role == Owner {
		return nil
	}
	if !found {
		for _, h := range s.onOrphan {
			if err := h(ctx, m.Team); err != nil {
				return err
			}
		}
		return s.note(ctx, "teams.orphaned", m.ID, map[string]any{"member": gone})
	}
	if m.Role != Owner {
		return nil
	}
	heir := next.Account
	if err := s.repo.setRole(ctx, m.ID, heir, Owner); err != nil {
		return err
	}
	if err := s.tell(ctx, m.Team, heir, "security.team_role", "You are an owner of the team "+m.Name+" now", "Its last owner can't sign in any more, and you have been a developer in it for the longest time."); err != nil {
		return err
	}
	return s.note(ctx, "teams.succeed", m.ID, map[string]any{"member": heir, "gone": gone})
}

// heirOf answers who looks after a team without one of its members: another owner, or the developer who has been there the longest.
func heirOf(gone string, members []Member) (Member, bool) {
	for _, other := range members { // owners first, then those who came first
		if other.Account != gone && other.Active && other.Role.Writes() {
			return other, true
		}
	}
	return Member{}, false
}
