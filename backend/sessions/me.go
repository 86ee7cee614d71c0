package sessions

import (
	"context"
	"strings"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Me answers who the caller of ctx is and what they may do now. A machine has no session, and so no CSRF token, no
// notices and no step-up.
func (s *Service) Me(ctx context.Context) (Me, error) {
	subject := rbac.From(ctx)
	portal, err := s.deps.Accounts.Portal(ctx)
	if err != nil {
		return Me{}, err
	}
	me := Me{Portal: portal, Teams: []MyTeam{}, Restricted: subject.Restricted, Permissions: s.permissions(subject)}
	if !subject.Person() {
		machine, err := s.deps.Machine(ctx, strings.TrimPrefix(subject.ID, "t:"))
		me.Account = accounts.Present(machine)
		return me, err
	}
	account, err := s.deps.Accounts.Get(ctx, subject.AccountID())
	if err != nil {
		return Me{}, unknown(err)
	}
	row, err := s.repo.byID(ctx, subject.SessionID)
	if err != nil {
		return Me{}, unknown(err)
	}
	if me.UnreadNotices, err = s.deps.Unread(ctx, account.ID); err != nil {
		return Me{}, err
	}
	if s.deps.TermsDue != nil {
		if me.TermsDue, err = s.deps.TermsDue(ctx, account.ID); err != nil {
			return Me{}, err
		}
	}
	if s.deps.Teams != nil {
		if me.Teams, me.TeamInvitations, err = s.deps.Teams(ctx); err != nil {
			return Me{}, err
		}
	}
	me.Account, me.CSRFToken = accounts.Present(account), s.csrf.token(row.Mac)
	if s.now().Before(subject.StepUpUntil) {
		me.StepUpUntil = &subject.StepUpUntil
	}
	return me, nil
}

// permissions answers what the subject may do; a restricted session may do nothing but enrol a passkey.
func (s *Service) permissions(subject rbac.Subject) []string {
	names := []string{}
	if subject.Restricted {
		return names
	}
	for _, p := range s.deps.RBAC.Holds(subject.Roles...) {
		names = append(names, string(p))
	}
	return names
}

func (s *Service) page(ctx context.Context) (SessionPage, error) {
	me := rbac.From(ctx)
	account, err := s.deps.Accounts.Get(ctx, me.AccountID())
	if err != nil {
		return SessionPage{}, unknown(err)
	}
	live, err := s.List(ctx, account)
	if err != nil {
		return SessionPage{}, err
	}
	answer := SessionPage{Items: make([]View, len(live))}
	for i, session := range live {
		limits, err := s.limits(ctx, account, session)
		if err != nil {
			return SessionPage{}, err
		}
		answer.Items[i] = View{
			ID: session.ID, Current: session.ID == me.SessionID, CreatedAt: session.CreatedAt, LastSeenAt: session.LastSeenAt,
			Device: Device(session.UserAgent), Network: session.Address, ExpiresAt: session.EndsAt(limits),
		}
	}
	return answer, nil
}
