package accounts

import (
	"context"
	"fmt"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/reqinfo"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
)

// RecoveryLinkLife is how long a link of the command line lets its person in.
const RecoveryLinkLife = 15 * time.Minute

// ErrRecoveryLink says that a recovery link was used, replaced, is too old, or never was.
var ErrRecoveryLink = fault.New(fault.Gone, "accounts.recovery_link_gone", "This link was used already, was replaced by a newer one, or is too old.", "Ask whoever runs the server for a new one: gatehouse admin recover prints it.")

// RecoveryLink makes the one-time link by which the owner of an active account, who lost every passkey and code, gets in to
// make a new passkey. It replaces an earlier one. The person and all other admins are told. It answers ErrNotFound, and
// ErrState for an account that may not be used.
func (s *Service) RecoveryLink(ctx context.Context, publicURL, email string) (string, Account, error) {
	text := secret.RandomText(linkChars)
	var a Account
	err := s.deps.Store.Tx(ctx, func(ctx context.Context) error {
		var err error
		if a, err = s.repo.byAddress(ctx, Canonical(email)); err != nil {
			return err
		}
		if a.State != Active {
			return ErrState
		}
		if err := s.repo.putRecoveryLink(ctx, a.ID, s.recoveryLinkMAC(text), s.now(), s.now().Add(RecoveryLinkLife)); err != nil {
			return err
		}
		if err := s.record(ctx, "auth.recovery_link", a.ID, audit.Success, nil); err != nil {
			return err
		}
		return s.tellRecoveryLink(ctx, a)
	})
	if err != nil {
		return "", a, fmt.Errorf("make a recovery link: %w", err)
	}
	return publicURL + "/recover#link=" + text, a, nil
}

func (s *Service) recoveryLinkMAC(text string) [32]byte {
	return s.mac(secret.PurposeRecovery, secret.DomainLink, text)
}

// RecoverByLink uses a link of the command line up and then runs then with its account, inside the same transaction: the
// caller ends the account's sessions and makes the restricted one there. The roles of the account count from the first
// moment, because whoever has the machine has the portal anyway. It answers ErrRecoveryLink and ErrThrottled.
func (s *Service) RecoverByLink(ctx context.Context, text string, then func(context.Context, Account) error) error {
	if err := s.Attempt(ctx, LimitRecoverByNetwork, ByNetwork(ctx)); err != nil {
		return err
	}
	err := s.deps.Store.Tx(ctx, func(ctx context.Context) error {
		id, err := s.repo.takeRecoveryLink(ctx, s.recoveryLinkMAC(text), s.now())
		if err != nil {
			return err
		}
		a, err := s.repo.byID(ctx, id)
		if err != nil {
			return err
		}
		if a.State != Active {
			return ErrRecoveryLink
		}
		ctx = reqinfo.WithActor(ctx, reqinfo.Actor{Kind: reqinfo.Person, ID: a.ID})
		if err := s.record(ctx, "auth.recover_by_link", a.ID, audit.Success, nil); err != nil {
			return err
		}
		return then(ctx, a)
	})
	if err != nil {
		return fmt.Errorf("recover by a link: %w", err)
	}
	return nil
}

// tellRecoveryLink tells the owner, by mail as well, and the other admins, that somebody at the server made a link.
func (s *Service) tellRecoveryLink(ctx context.Context, a Account) error {
	body := "Somebody made it on the server's command line. It lets its holder make a passkey for your account within 15 minutes. If you did not ask for it, tell the people who run this portal, then look at your passkeys."
	n := Notice{Account: a.ID, Kind: "security.recovery_link", Title: "A recovery link for your account was made", Body: body, Link: "/account"}
	if err := s.messenger.Notify(ctx, n, "", nil); err != nil {
		return err
	}
	return s.tellAdmins(ctx, a, "security.recovery_of_other", "A recovery link was made", Linked(a.Name))
}
