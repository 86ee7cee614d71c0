package accounts

import (
	"context"
	"fmt"

	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/reqinfo"
)

// Recover uses up a recovery code and then runs then with the account, inside the same transaction: the caller ends the
// account's sessions and makes the restricted one there. An unknown address, a wrong or used code and an account that
// is not active all answer ErrRecovery after the same statements. It answers ErrThrottled after five attempts an hour
// on one address, whatever its spelling, which blocks this door only.
func (s *Service) Recover(ctx context.Context, email, code string, then func(context.Context, Account) error) error {
	if err := s.Attempt(ctx, LimitRecoverByNetwork, ByNetwork(ctx)); err != nil {
		return err
	}
	subject := Canonical(email)
	if err := s.Attempt(ctx, LimitRecoverByAccount, subject); err != nil {
		return err
	}
	known, err := s.repo.peek(ctx, subject)
	if err != nil {
		return err
	}
	accepted := false
	err = s.deps.Store.Tx(ctx, func(ctx context.Context) error {
		accepted = false
		used, err := s.repo.useCode(ctx, known.ID, s.codeMAC(code), s.now())
		if err != nil {
			return err
		}
		if !used || known.State != string(Active) {
			return s.record(ctx, "auth.recover", known.ID, audit.Failure, nil)
		}
		accepted = true
		return s.recovered(ctx, known.ID, subject, then)
	})
	if err != nil {
		return fmt.Errorf("recover: %w", err)
	}
	if !accepted {
		return ErrRecovery
	}
	return nil
}

func (s *Service) recovered(ctx context.Context, id, subject string, then func(context.Context, Account) error) error {
	if err := s.repo.recovered(ctx, id, s.now()); err != nil {
		return err
	}
	a, err := s.repo.byID(ctx, id)
	if err != nil {
		return err
	}
	ctx = reqinfo.WithActor(ctx, reqinfo.Actor{Kind: reqinfo.Person, ID: a.ID})
	if err := s.repo.forget(ctx, s.throttleMAC(LimitRecoverByAccount, subject)); err != nil {
		return err
	}
	if err := s.record(ctx, "auth.recover", a.ID, audit.Success, nil); err != nil {
		return err
	}
	if err := then(ctx, a); err != nil {
		return err
	}
	return s.tellRecovery(ctx, a)
}

// tellRecovery tells the owner, and the admins, that a recovery code opened the account.
func (s *Service) tellRecovery(ctx context.Context, a Account) error {
	when := s.now().Format("2006-01-02 15:04 UTC")
	data := map[string]any{"When": when, "Network": ByNetwork(ctx)}
	n := Notice{
		Account: a.ID, Kind: "security.recovery_used", Title: "A recovery code was used",
		Body: "All other sessions were ended. Add a passkey now, then make fresh recovery codes.", Link: "/account",
	}
	if err := s.messenger.Notify(ctx, n, "recovery-used", data); err != nil {
		return err
	}
	return s.tellAdmins(ctx, a, "security.recovery_of_other", "A recovery code was used", Recovered(a.Name))
}

// tellAdmins tells the other admins something of an account.
func (s *Service) tellAdmins(ctx context.Context, a Account, kind, title, body string) error {
	admins, err := s.repo.holding(ctx, adminRoles)
	if err != nil {
		return err
	}
	for _, admin := range admins {
		if admin.ID == a.ID {
			continue
		}
		n := Notice{Account: admin.ID, Kind: kind, Title: title, Body: body, Link: "/operate/people"}
		if err := s.messenger.Notify(ctx, n, "", nil); err != nil {
			return err
		}
	}
	return nil
}

// NewRecoveryCodes replaces all recovery codes of an account and answers the new ones, which exist in clear text only
// here.
func (s *Service) NewRecoveryCodes(ctx context.Context, account string) ([]string, error) {
	var codes []string
	err := s.deps.Store.Tx(ctx, func(ctx context.Context) error {
		var err error
		if codes, err = s.newCodes(ctx, account); err != nil {
			return err
		}
		return s.record(ctx, "auth.recovery_codes", account, audit.Success, nil)
	})
	if err != nil {
		return nil, fmt.Errorf("make recovery codes: %w", err)
	}
	return codes, nil
}
