package passkeys

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/sessions"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// BeginSignIn answers the options for signing in with any passkey of this portal. They don't depend on who asks. It
// answers accounts.ErrThrottled when the network failed too often.
func (s *Service) BeginSignIn(ctx context.Context, browser string) (*protocol.CredentialAssertion, error) {
	if err := s.deps.Accounts.Exhausted(ctx, accounts.LimitSignInByNetwork, accounts.ByNetwork(ctx)); err != nil {
		return nil, err
	}
	assertion, data, err := s.web.BeginDiscoverableLogin()
	if err != nil {
		return nil, fmt.Errorf("make sign-in options: %w", err)
	}
	return assertion, s.open(ctx, ToSignIn, "", browser, *data)
}

// asserted is what a verified assertion showed.
type asserted struct {
	account    accounts.Account
	passkey    Passkey
	credential webauthn.Credential
}

// FinishSignIn checks an assertion and signs its owner in; the passkey's counter and the session are stored in one
// transaction. It answers ErrResponse, ErrCeremony, accounts.ErrThrottled, ErrChanged for a passkey whose backup
// eligibility changed, accounts.ErrInactive to the owner of an account that was suspended because nobody used it, and ErrRefused for
// everything else, without saying why.
func (s *Service) FinishSignIn(ctx context.Context, browser string, response []byte) (accounts.Account, sessions.Started, error) {
	network := accounts.ByNetwork(ctx)
	if err := s.deps.Accounts.Exhausted(ctx, accounts.LimitSignInByNetwork, network); err != nil {
		return accounts.Account{}, sessions.Started{}, err
	}
	parsed, c, err := s.parse(ctx, ToSignIn, browser, response)
	if err != nil {
		return accounts.Account{}, sessions.Started{}, err
	}
	found, err := s.identify(ctx, c, parsed)
	if err != nil {
		return accounts.Account{}, sessions.Started{}, s.refuse(ctx, "auth.sign_in", found, err)
	}
	var started sessions.Started
	err = s.deps.Store.Tx(ctx, func(ctx context.Context) error {
		if err := s.use(ctx, found); err != nil {
			return err
		}
		var err error
		started, err = s.deps.Sessions.Start(ctx, found.account, sessions.ByPasskey)
		return err
	})
	if err != nil {
		return accounts.Account{}, sessions.Started{}, fmt.Errorf("sign in: %w", err)
	}
	return found.account, started, nil
}

func (s *Service) parse(ctx context.Context, kind Kind, browser string, response []byte) (*protocol.ParsedCredentialAssertionData, ceremony, error) {
	parsed, err := protocol.ParseCredentialRequestResponseBytes(response)
	if err != nil {
		return nil, ceremony{}, ErrResponse.Because(err)
	}
	c, err := s.take(ctx, kind, parsed.Response.CollectedClientData.Challenge, browser)
	return parsed, c, err
}

// identify verifies an assertion that names its owner by the user handle.
func (s *Service) identify(ctx context.Context, c ceremony, parsed *protocol.ParsedCredentialAssertionData) (asserted, error) {
	var found asserted
	var held []Passkey
	owner := func(rawID, handle []byte) (webauthn.User, error) {
		a, err := s.deps.Accounts.ByHandle(ctx, handle)
		if errors.Is(err, accounts.ErrNotFound) {
			return s.nobody(rawID, handle, parsed.Response.AuthenticatorData.Flags), nil
		}
		if err != nil {
			return nil, err
		}
		found.account = a
		if held, err = s.repo.ofAccount(ctx, a.ID, false); err != nil {
			return nil, err
		}
		if found.passkey = named(held, rawID); found.passkey.ID == "" {
			u := s.nobody(rawID, handle, parsed.Response.AuthenticatorData.Flags)
			return u, nil
		}
		return userOf(a, held), nil
	}
	_, credential, err := s.web.ValidatePasskeyLogin(owner, c.Data, parsed)
	if err != nil {
		return found, err
	}
	found.credential = *credential
	return found, s.judge(found, parsed)
}

func named(held []Passkey, rawID []byte) Passkey {
	for _, p := range held {
		if string(p.Credential.ID) == string(rawID) {
			return p
		}
	}
	return Passkey{}
}

var errNotGood = errors.New("the assertion is genuine and may not be used")

// errInactive marks an account that nobody used for too long. Only its owner, with a good passkey, gets as far as to hear of it.
var errInactive = errors.New("the account is suspended because nobody used it")

// errCloned marks a counter that did not move on.
var errCloned = errors.New("the signature counter did not move on")

// judge asks of a genuine assertion what the library only notes or leaves to us.
func (s *Service) judge(found asserted, parsed *protocol.ParsedCredentialAssertionData) error {
	flags := parsed.Response.AuthenticatorData.Flags
	switch {
	case found.credential.Authenticator.CloneWarning:
		return errCloned
	case !found.passkey.Usable(), !flags.HasUserVerified(), !flags.HasUserPresent(), !sameID(parsed.ID, found.passkey.Credential.ID):
		return errNotGood
	case found.account.State == accounts.Inactive:
		return errInactive
	case found.account.State != accounts.Active:
		return errNotGood
	}
	return nil
}

// refuse writes a failed assertion down and answers the fault for it. A cloned passkey goes into quarantine and its
// owner is told. The failure counts against the network, never against the account.
func (s *Service) refuse(ctx context.Context, action string, found asserted, cause error) error {
	err := s.deps.Store.Tx(ctx, func(ctx context.Context) error {
		if err := s.record(ctx, action, found.passkey.ID, audit.Failure, map[string]any{"account": found.account.ID}); err != nil {
			return err
		}
		if !errors.Is(cause, errCloned) {
			return nil
		}
		return s.quarantine(ctx, found)
	})
	if err != nil {
		return fmt.Errorf("write down a refused passkey: %w", err)
	}
	err = s.deps.Accounts.Attempt(ctx, accounts.LimitSignInByNetwork, accounts.ByNetwork(ctx))
	if err != nil && !errors.Is(err, accounts.ErrThrottled) {
		return err
	}
	if errors.Is(cause, errInactive) {
		return accounts.ErrInactive.Because(cause)
	}
	if eligibilityChanged(cause) {
		return ErrChanged.Because(cause)
	}
	return ErrRefused.Because(cause)
}

// eligibilityChanged recognises the library's refusal of a changed backup eligibility flag, which it answers only after
// the signature was verified. A test holds the text.
func eligibilityChanged(err error) bool {
	var refusal *protocol.Error
	return errors.As(err, &refusal) && strings.HasPrefix(refusal.Details, "Backup Eligible flag inconsistency")
}

func (s *Service) quarantine(ctx context.Context, found asserted) error {
	if err := s.repo.quarantine(ctx, found.passkey.ID, s.now()); err != nil {
		return err
	}
	if err := s.record(ctx, "passkeys.quarantine", found.passkey.ID, audit.Success, nil); err != nil {
		return err
	}
	n := accounts.Notice{
		Account: found.account.ID, Kind: "security.passkey_cloned", Title: "A passkey was put into quarantine",
		Body: found.passkey.Name + " may have been copied, so it can't sign in any more. Remove it and add a new one.", Link: "/account",
	}
	return s.deps.Messenger.Notify(ctx, n, "", nil)
}

// use stores what an assertion changed of its passkey.
func (s *Service) use(ctx context.Context, found asserted) error {
	ok, err := s.repo.used(ctx, found.passkey.ID, found.credential, s.now())
	if err != nil {
		return err
	}
	if !ok {
		return ErrRefused
	}
	return nil
}

// BeginStepUp answers the options for confirming with one of the caller's passkeys.
func (s *Service) BeginStepUp(ctx context.Context, browser string) (*protocol.CredentialAssertion, error) {
	a, held, err := s.caller(ctx)
	if err != nil {
		return nil, err
	}
	assertion, data, err := s.web.BeginLogin(userOf(a, held))
	if err != nil {
		return nil, ErrStepUp.Because(err)
	}
	return assertion, s.open(ctx, ToStepUp, a.ID, browser, *data)
}

// FinishStepUp checks the confirmation, opens the step-up window and gives the session a new cookie. It answers
// ErrResponse, ErrCeremony, and ErrStepUp for everything else.
func (s *Service) FinishStepUp(ctx context.Context, browser string, response []byte) (sessions.Started, error) {
	parsed, c, err := s.parse(ctx, ToStepUp, browser, response)
	if err != nil {
		return sessions.Started{}, err
	}
	a, held, err := s.caller(ctx)
	if err != nil {
		return sessions.Started{}, err
	}
	found := asserted{account: a, passkey: named(held, parsed.RawID)}
	credential, err := s.web.ValidateLogin(userOf(a, held), c.Data, parsed)
	if err == nil {
		found.credential = *credential
		err = s.judge(found, parsed)
	}
	if err != nil {
		return sessions.Started{}, s.refuseStepUp(ctx, found, err)
	}
	var started sessions.Started
	err = s.deps.Store.Tx(ctx, func(ctx context.Context) error {
		if err := s.use(ctx, found); err != nil {
			return err
		}
		var err error
		started, err = s.deps.Sessions.StepUp(ctx, rbac.From(ctx).SessionID)
		return err
	})
	if err != nil {
		return sessions.Started{}, fmt.Errorf("step up: %w", err)
	}
	return started, nil
}

func (s *Service) refuseStepUp(ctx context.Context, found asserted, cause error) error {
	err := s.refuse(ctx, "auth.step_up", found, cause)
	if errors.Is(err, ErrRefused) || errors.Is(err, ErrChanged) {
		return ErrStepUp.Because(cause)
	}
	return err
}

// caller answers who is signed in, with their usable passkeys.
func (s *Service) caller(ctx context.Context) (accounts.Account, []Passkey, error) {
	a, err := s.deps.Accounts.Get(ctx, rbac.From(ctx).AccountID())
	if err != nil {
		return accounts.Account{}, nil, err
	}
	held, err := s.repo.ofAccount(ctx, a.ID, false)
	usable := held[:0]
	for _, p := range held {
		if p.Usable() {
			usable = append(usable, p)
		}
	}
	return a, usable, err
}
