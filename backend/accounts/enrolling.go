package accounts

import (
	"cmp"
	"context"
	"fmt"

	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/ident"
	"github.com/gatehouse-dev/gatehouse/backend/reqinfo"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/store"
)

// EnrolmentOf answers what the browser with this pre-auth cookie may do now, or ErrNoEnrolment.
func (s *Service) EnrolmentOf(ctx context.Context, browser string) (Enrolment, error) {
	return s.repo.enrolmentOf(ctx, s.browserMAC(browser), s.now())
}

// Enrol turns an enrolment into an account and answers it with its recovery codes, which exist in clear text only
// here. It must run inside the transaction that stores the first passkey; the enrolment can't be used twice. The
// account of a sign-up that needs approval is Waiting and must get no session. It answers ErrNoEnrolment,
// ErrAddressTaken, and ErrSetupDone when somebody else became the first admin meanwhile.
func (s *Service) Enrol(ctx context.Context, id string) (Account, []string, error) {
	now := s.now()
	e, err := s.repo.takeEnrolment(ctx, id, now)
	if err != nil {
		return Account{}, nil, err
	}
	a := Account{
		ID: ident.New("acc"), Email: e.Email, Name: e.Name, Handle: e.Handle, State: Active, Roles: e.Roles, Version: 1,
		CreatedAt: now, UpdatedAt: now, LastSeenAt: &now,
	}
	if a.State, err = s.firstState(ctx, e); err != nil {
		return Account{}, nil, err
	}
	if owner, err := s.repo.claimed(ctx, Canonical(e.Email), now); err != nil || owner.ID != "" {
		return Account{}, nil, cmp.Or(err, error(ErrAddressTaken))
	}
	ctx = reqinfo.WithActor(ctx, reqinfo.Actor{Kind: reqinfo.Person, ID: a.ID})
	if e.Purpose == ForSetup {
		if err := s.closeSetup(ctx, a.ID); err != nil {
			return Account{}, nil, err
		}
	}
	if err := s.store(ctx, a, string(e.Purpose)); err != nil {
		return Account{}, nil, err
	}
	codes, err := s.newCodes(ctx, a.ID)
	if err != nil {
		return Account{}, nil, err
	}
	return a, codes, s.welcome(ctx, a)
}

func (s *Service) firstState(ctx context.Context, e Enrolment) (State, error) {
	mode, _, err := s.policy(ctx)
	if err != nil {
		return "", err
	}
	if mode == ByApproval && e.Purpose == ForSignUp {
		return Waiting, nil
	}
	return Active, nil
}

func (s *Service) store(ctx context.Context, a Account, how string) error {
	if err := s.repo.insert(ctx, a); err != nil {
		return err
	}
	if err := s.repo.addRoles(ctx, a.ID, a.Roles, how, s.now()); err != nil {
		return err
	}
	if err := s.repo.seen(ctx, a.ID, s.now()); err != nil {
		return err
	}
	if err := s.deps.Store.Changed(ctx, store.KindAccount, a.ID); err != nil {
		return err
	}
	return s.record(ctx, "people.create", a.ID, audit.Success, map[string]any{"how": how, "roles": a.Roles})
}

func (s *Service) welcome(ctx context.Context, a Account) error {
	body := "Choose an API, register an app, and make your first call from the reference."
	if a.State == Waiting {
		body = "Your account waits for approval by an operator."
	}
	n := Notice{Account: a.ID, Kind: "account.welcome", Title: "Welcome", Body: body, Link: "/"}
	return s.messenger.Notify(ctx, n, "welcome", map[string]any{"Name": a.Name})
}

// AddDemo makes an active account for the demo, without a mail and without recovery codes. It answers the existing one
// when the address is known. It must run inside a transaction.
func (s *Service) AddDemo(ctx context.Context, email, name string, roles ...string) (Account, error) {
	known, err := s.repo.byAddress(ctx, Canonical(email))
	if err == nil {
		return known, nil
	}
	e := s.enrolment(ForSignUp, email, name, toRoles(roles))
	a := Account{
		ID: ident.New("acc"), Email: e.Email, Name: e.Name, Handle: e.Handle, State: Active, Demo: true, Roles: e.Roles, Version: 1,
		CreatedAt: s.now(), UpdatedAt: s.now(),
	}
	if err := s.store(ctx, a, "demo"); err != nil {
		return Account{}, fmt.Errorf("add demo person %s: %w", name, err)
	}
	return a, nil
}

// newCodes replaces all recovery codes of an account.
func (s *Service) newCodes(ctx context.Context, account string) ([]string, error) {
	codes, macs := make([]string, codesPerSet), make([][32]byte, codesPerSet)
	for i := range codes {
		codes[i] = newCode()
		macs[i] = s.codeMAC(codes[i])
	}
	return codes, s.repo.replaceCodes(ctx, account, macs, s.now())
}

func (s *Service) codeMAC(code string) [32]byte {
	return s.mac(secret.PurposeRecovery, secret.DomainRecovery, cleanCode(code))
}
