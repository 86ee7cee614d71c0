package teams

import (
	"context"
	"errors"
	"fmt"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Offer is an open invitation as the invited person sees it.
type Offer struct {
	Invitation
	TeamName string
	By       string // the inviter's name
	ByEmail  string // and proven address: anybody may call themselves anything
}

// Offers answers the open invitations to the caller's proven address.
func (s *Service) Offers(ctx context.Context) ([]Offer, error) {
	me := rbac.From(ctx).AccountID()
	if me == "" {
		return nil, nil
	}
	a, err := s.Accounts.Get(ctx, me)
	if err != nil {
		return nil, err
	}
	found, err := s.repo.invitationsTo(ctx, accounts.Canonical(a.Email), s.now())
	if err != nil {
		return nil, err
	}
	var offers []Offer
	for _, i := range found {
		if o, err := s.offer(ctx, i); err == nil {
			offers = append(offers, o)
		} else if !errors.Is(err, ErrInvitationGone) {
			return nil, err
		}
	}
	return offers, nil
}

// offer answers an invitation whose sender still owns the team, else ErrInvitationGone: nobody gets a role from somebody
// who couldn't give it any more.
func (s *Service) offer(ctx context.Context, i Invitation) (Offer, error) {
	by, err := s.repo.membership(ctx, i.TeamID, i.InvitedBy)
	if errors.Is(err, ErrNotFound) || err == nil && by.Role != Owner {
		return Offer{}, ErrInvitationGone
	}
	if err != nil {
		return Offer{}, err
	}
	a, err := s.Accounts.Get(ctx, i.InvitedBy)
	if err == nil && a.State != accounts.Active {
		err = ErrInvitationGone
	}
	return Offer{Invitation: i, TeamName: by.Name, By: a.Name, ByEmail: a.Email}, err
}

// Accept makes the caller a member as an invitation to their address says. It returns ErrInvitationGone, ErrTooMany.
func (s *Service) Accept(ctx context.Context, invitation string) (Membership, error) {
	var joined Membership
	err := s.answer(ctx, invitation, func(ctx context.Context, o Offer, me accounts.Account) error {
		if err := s.hasRoom(ctx, me.ID, "", ""); err != nil {
			return err
		}
		if _, err := s.repo.membership(ctx, o.TeamID, me.ID); err == nil {
			return ErrMember
		}
		if err := s.repo.insertMember(ctx, o.TeamID, me.ID, o.Role, s.now()); err != nil {
			return err
		}
		var err error
		if joined, err = s.repo.membership(ctx, o.TeamID, me.ID); err != nil {
			return err
		}
		if err := s.tell(ctx, joined.Team, o.InvitedBy, "teams.joined", me.Name+" joined the team "+o.TeamName, "They accepted your invitation and are "+withArticle(o.Role)+" now."); err != nil {
			return err
		}
		return s.note(ctx, "teams.join", o.TeamID, map[string]any{"invitation": o.ID, "role": o.Role, "invitedBy": o.InvitedBy})
	})
	if err != nil {
		return Membership{}, fmt.Errorf("accept invitation %s: %w", invitation, err)
	}
	return joined, nil
}

// Decline ends an invitation to the caller's address. It returns ErrInvitationGone.
func (s *Service) Decline(ctx context.Context, invitation string) error {
	err := s.answer(ctx, invitation, func(ctx context.Context, o Offer, _ accounts.Account) error {
		return s.note(ctx, "teams.decline", o.TeamID, map[string]any{"invitation": o.ID})
	})
	if err != nil {
		return fmt.Errorf("decline invitation %s: %w", invitation, err)
	}
	return nil
}

// answer uses up an invitation to the caller's address and lets act say what becomes of it.
func (s *Service) answer(ctx context.Context, invitation string, act func(context.Context, Offer, accounts.Account) error) error {
	return s.Store.Tx(ctx, func(ctx context.Context) error {
		found, err := s.repo.invitation(ctx, invitation, s.now())
		if err != nil {
			return err
		}
		if err := s.turn(ctx, found.TeamID); err != nil {
			return err
		}
		me, err := s.Accounts.Get(ctx, rbac.From(ctx).AccountID())
		if err != nil || accounts.Canonical(me.Email) != accounts.Canonical(found.Email) {
			return ErrInvitationGone.Because(err)
		}
		o, err := s.offer(ctx, found)
		if err != nil {
			return err
		}
		if err := s.repo.deleteInvitation(ctx, invitation); err != nil {
			return err
		}
		return act(ctx, o, me)
	})
}
