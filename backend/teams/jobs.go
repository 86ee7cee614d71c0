package teams

import (
	"context"
	"errors"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/jobs"
)

// inviteArgs is the job of telling somebody of an invitation. It runs after the answer to the inviter, so that the time it
// takes doesn't tell whether the address has an account.
type inviteArgs struct {
	Invitation string `json:"invitation"`
}

// Kind names the job.
func (inviteArgs) Kind() string { return "teams.invite" }

// Schedule registers the mails of invitations and the forgetting of those that are over.
func (s *Service) Schedule(r *jobs.Runner) {
	jobs.Register(r, s.tellInvited)
	r.EverySure("teams.forget_invitations", time.Hour, s.Sweep)
}

// Sweep forgets invitations that are over.
func (s *Service) Sweep(ctx context.Context) error {
	return s.Store.Tx(ctx, func(ctx context.Context) error { return s.repo.sweepInvitations(ctx, s.now()) })
}

// tellInvited mails an invitation, and shows it in the portal where the address has an account.
func (s *Service) tellInvited(ctx context.Context, args inviteArgs) error {
	return s.Store.Tx(ctx, func(ctx context.Context) error {
		found, err := s.repo.invitation(ctx, args.Invitation, s.now())
		if errors.Is(err, ErrInvitationGone) {
			return nil
		}
		if err != nil {
			return err
		}
		o, err := s.offer(ctx, found)
		if errors.Is(err, ErrInvitationGone) {
			return nil
		}
		if err != nil {
			return err
		}
		data := map[string]any{"Team": o.TeamName, "By": o.By, "ByEmail": o.ByEmail, "Role": withArticle(o.Role), "Link": "/teams"}
		a, err := s.Accounts.ByEmail(ctx, o.Email)
		if errors.Is(err, accounts.ErrNotFound) {
			return s.Messenger.Send(ctx, o.Email, "team-invitation", data)
		}
		if err != nil {
			return err
		}
		n := accounts.Notice{Account: a.ID, Kind: "teams.invited", Title: o.By + " invites you to the team " + o.TeamName, Body: "The address of " + o.By + " is " + o.ByEmail + ". Accept or decline on the page of your teams.", Link: "/teams"}
		return s.Messenger.Notify(ctx, n, "team-invitation", data)
	})
}
