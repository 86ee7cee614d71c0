package teams

import (
	"context"
	"errors"
	"fmt"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/ident"
	"github.com/gatehouse-dev/gatehouse/backend/web"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Invite asks whoever has an address to join a team of the caller. Asking for an owner needs a fresh assertion:
// web.ErrStepUpRequired. The answer doesn't depend on whether the address has an account. It returns ErrNotFound,
// ErrOwnersOnly, ErrMember, ErrInvited, ErrFull, accounts.ErrThrottled and fault.ErrInvalid.
func (s *Service) Invite(ctx context.Context, id, email string, role Role) (Invitation, error) {
	address, mistake := accounts.CleanAddress(email)
	if mistake != nil {
		return Invitation{}, fault.ErrInvalid.With(*mistake)
	}
	if !role.Valid() {
		return Invitation{}, errRole
	}
	me := rbac.From(ctx)
	if role == Owner && !s.now().Before(me.StepUpUntil) {
		return Invitation{}, web.ErrStepUpRequired
	}
	if err := s.mustOwn(ctx, id); err != nil {
		return Invitation{}, err
	}
	silent, err := s.mayMail(ctx, address)
	if err != nil {
		return Invitation{}, err
	}
	now := s.now()
	made := Invitation{ID: ident.New("tin"), TeamID: id, Email: address, Role: role, InvitedBy: me.AccountID(), SentAt: now, ExpiresAt: now.Add(inviteLife)}
	err = s.asOwner(ctx, id, func(ctx context.Context, _ Team) error {
		if err := s.hasPlace(ctx, id, address); err != nil {
			return err
		}
		if err := s.repo.insertInvitation(ctx, made); err != nil {
			return err
		}
		if err := s.note(ctx, "teams.invite", id, map[string]any{"invitation": made.ID, "role": role}); err != nil || silent {
			return err
		}
		return s.Jobs.Enqueue(ctx, inviteArgs{Invitation: made.ID})
	})
	if err != nil {
		return Invitation{}, fmt.Errorf("invite to team %s: %w", id, err)
	}
	return made, nil
}

// mustOwn refuses who doesn't own a team before anything is counted or sent.
func (s *Service) mustOwn(ctx context.Context, id string) error {
	m, err := s.repo.membership(ctx, id, rbac.From(ctx).AccountID())
	if err == nil && m.Role != Owner {
		err = ErrOwnersOnly
	}
	return err
}

// mayMail counts a mail against the network of the caller and the address. silent says that the address got as many mails as
// it may get in an hour: the invitation waits in the portal, and nobody learns of the difference.
func (s *Service) mayMail(ctx context.Context, address string) (silent bool, err error) {
	if err := s.Accounts.Attempt(ctx, accounts.LimitMailByNetwork, accounts.ByNetwork(ctx)); err != nil {
		return false, err
	}
	err = s.Accounts.Attempt(ctx, accounts.LimitMailByAddress, accounts.Canonical(address))
	if errors.Is(err, accounts.ErrThrottled) {
		return true, nil
	}
	return false, err
}

// hasPlace refuses members, addresses that are invited already, and more people than a team may have.
func (s *Service) hasPlace(ctx context.Context, id, address string) error {
	members, err := s.repo.members(ctx, id)
	if err != nil {
		return err
	}
	if err := s.repo.sweepInvitations(ctx, s.now()); err != nil {
		return err
	}
	open, err := s.repo.invitations(ctx, id, s.now())
	if err != nil {
		return err
	}
	for _, m := range members {
		if accounts.Canonical(m.Email) == accounts.Canonical(address) {
			return ErrMember
		}
	}
	for _, i := range open {
		if accounts.Canonical(i.Email) == accounts.Canonical(address) {
			return ErrInvited
		}
	}
	if len(members)+len(open) >= membersMax {
		return ErrFull
	}
	return nil
}

// Invitations answers the open invitations of a team, newest first, without asking who calls.
func (s *Service) Invitations(ctx context.Context, id string) ([]Invitation, error) {
	return s.repo.invitations(ctx, id, s.now())
}

// Resend mails an open invitation again and lets it last three days from now. It returns ErrNotFound, ErrOwnersOnly,
// ErrInvitationGone, web.ErrStepUpRequired for an owner's, and accounts.ErrThrottled.
func (s *Service) Resend(ctx context.Context, id, invitation string) (Invitation, error) {
	if err := s.mustOwn(ctx, id); err != nil {
		return Invitation{}, err
	}
	sent, err := s.repo.invitation(ctx, invitation, s.now())
	if err != nil {
		return Invitation{}, err
	}
	if sent.TeamID != id {
		return Invitation{}, ErrInvitationGone
	}
	if sent.Role == Owner && !s.now().Before(rbac.From(ctx).StepUpUntil) {
		return Invitation{}, web.ErrStepUpRequired
	}
	silent, err := s.mayMail(ctx, sent.Email)
	if err != nil {
		return Invitation{}, err
	}
	err = s.asOwner(ctx, id, func(ctx context.Context, _ Team) error {
		sent.InvitedBy, sent.SentAt, sent.ExpiresAt = rbac.From(ctx).AccountID(), s.now(), s.now().Add(inviteLife)
		if err := s.repo.renewInvitation(ctx, sent); err != nil {
			return err
		}
		if err := s.note(ctx, "teams.resend_invitation", id, map[string]any{"invitation": sent.ID, "role": sent.Role}); err != nil || silent {
			return err
		}
		return s.Jobs.Enqueue(ctx, inviteArgs{Invitation: sent.ID})
	})
	if err != nil {
		return Invitation{}, fmt.Errorf("send invitation %s again: %w", invitation, err)
	}
	return sent, nil
}

// Withdraw takes an open invitation back. It returns ErrNotFound, ErrOwnersOnly and ErrInvitationGone.
func (s *Service) Withdraw(ctx context.Context, id, invitation string) error {
	err := s.asOwner(ctx, id, func(ctx context.Context, _ Team) error {
		found, err := s.repo.invitation(ctx, invitation, s.now())
		if err != nil {
			return err
		}
		if found.TeamID != id {
			return ErrInvitationGone
		}
		if err := s.repo.deleteInvitation(ctx, invitation); err != nil {
			return err
		}
		return s.note(ctx, "teams.withdraw_invitation", id, map[string]any{"invitation": invitation, "role": found.Role})
	})
	if err != nil {
		return fmt.Errorf("withdraw invitation %s: %w", invitation, err)
	}
	return nil
}
