package passkeys

import (
	"context"
	"fmt"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/protocol/webauthncose"
	"github.com/go-webauthn/webauthn/webauthn"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/ident"
	"github.com/gatehouse-dev/gatehouse/backend/reqinfo"
	"github.com/gatehouse-dev/gatehouse/backend/sessions"
	"github.com/gatehouse-dev/gatehouse/backend/web"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// algorithms are what we offer, and so all that we accept (S-WAN-09).
var algorithms = []protocol.CredentialParameter{
	{Type: protocol.PublicKeyCredentialType, Algorithm: webauthncose.AlgES256},
	{Type: protocol.PublicKeyCredentialType, Algorithm: webauthncose.AlgEdDSA},
	{Type: protocol.PublicKeyCredentialType, Algorithm: webauthncose.AlgRS256},
}

// Registered is a passkey that was just made. Codes and Started are there when it made an account as well: codes are
// shown once, and Started is nil while the account waits for approval. Started is there too when the passkey turned a
// restricted session into a full one.
type Registered struct {
	Passkey Passkey
	Codes   []string
	Started *sessions.Started
}

// registrant is who registers: somebody signed in, or an enrolment.
type registrant struct {
	user
	subject string // the account's id, or the enrolment's
	account accounts.Account
}

// registrant answers who registers a passkey in this browser. Somebody signed in needs a fresh step-up, unless the
// session came from a recovery code: enrolling a passkey is all that such a session may do.
func (s *Service) registrant(ctx context.Context, browser string) (registrant, error) {
	subject := rbac.From(ctx)
	if subject.Machine() {
		return registrant{}, web.ErrPersonRequired
	}
	if !subject.Person() {
		e, err := s.deps.Accounts.EnrolmentOf(ctx, browser)
		return registrant{user: user{handle: e.Handle, address: e.Email, name: e.Name}, subject: e.ID}, err
	}
	if !subject.Restricted && !s.now().Before(subject.StepUpUntil) {
		return registrant{}, web.ErrStepUpRequired
	}
	a, err := s.deps.Accounts.Get(ctx, subject.AccountID())
	if err != nil {
		return registrant{}, err
	}
	held, err := s.repo.ofAccount(ctx, a.ID, false)
	if err != nil {
		return registrant{}, err
	}
	if len(held) >= passkeysMax {
		return registrant{}, ErrTooMany
	}
	return registrant{user: userOf(a, held), subject: a.ID, account: a}, nil
}

func userOf(a accounts.Account, held []Passkey) user {
	u := user{handle: a.Handle, address: a.Email, name: a.Name}
	for _, p := range held {
		u.credentials = append(u.credentials, p.Credential)
	}
	return u
}

// BeginRegistration answers the options for a new passkey, for whoever is signed in or enrolled in this browser. It
// answers accounts.ErrNoEnrolment, web.ErrStepUpRequired, ErrTooMany.
func (s *Service) BeginRegistration(ctx context.Context, kind Kind, browser string) (*protocol.CredentialCreation, error) {
	r, err := s.registrant(ctx, browser)
	if err != nil {
		return nil, err
	}
	creation, data, err := s.web.BeginRegistration(r.user,
		webauthn.WithCredentialParameters(algorithms),
		webauthn.WithExclusions(webauthn.Credentials(r.credentials).CredentialDescriptors()),
		webauthn.WithExtensions(webauthn.WithExtensionCredProps()),
	)
	if err != nil {
		return nil, fmt.Errorf("make registration options: %w", err)
	}
	return creation, s.open(ctx, kind, r.subject, browser, *data)
}

// BeginSetup checks the secret of the first start's link and answers the options for the first admin's passkey. Faults
// are those of accounts.BeginSetup.
func (s *Service) BeginSetup(ctx context.Context, secret, email, name, browser string) (*protocol.CredentialCreation, error) {
	if _, err := s.deps.Accounts.BeginSetup(ctx, secret, email, name, browser); err != nil {
		return nil, err
	}
	return s.BeginRegistration(rbac.With(ctx, rbac.Subject{}), ToSetUp, browser)
}

// FinishRegistration stores the passkey that an authenticator made. For an enrolment, account, passkey and session are
// made in one transaction, which notes the acceptable-use policy that the person accepts. It answers ErrResponse, ErrCeremony, ErrRegistration, ErrTaken, ErrTooMany,
// web.ErrStepUpRequired and the faults of accounts.Enrol.
func (s *Service) FinishRegistration(ctx context.Context, kind Kind, browser string, response []byte, name string, terms int64) (Registered, error) {
	parsed, err := protocol.ParseCredentialCreationResponseBytes(response)
	if err != nil {
		return Registered{}, ErrResponse.Because(err)
	}
	if kind == ToSetUp {
		ctx = rbac.With(ctx, rbac.Subject{})
	}
	c, err := s.take(ctx, kind, parsed.Response.CollectedClientData.Challenge, browser)
	if err != nil {
		return Registered{}, err
	}
	r, err := s.registrant(ctx, browser)
	if err != nil {
		return Registered{}, err
	}
	if r.subject != c.Subject {
		return Registered{}, ErrCeremony
	}
	credential, err := s.verifyCreation(r.user, c, parsed)
	if err != nil {
		return Registered{}, err
	}
	p := Passkey{ID: ident.New("psk"), Name: nameFor(ctx, name), Credential: *credential, CreatedAt: s.now()}
	return s.keep(ctx, r, p, terms)
}

func (s *Service) verifyCreation(u user, c ceremony, parsed *protocol.ParsedCredentialCreationData) (*webauthn.Credential, error) {
	credential, err := s.web.CreateCredential(u, c.Data, parsed)
	if err != nil {
		return nil, ErrRegistration.Because(err)
	}
	flags := credential.Flags
	if !flags.UserVerified || !flags.UserPresent || len(credential.ID) > credentialIDMax || !sameID(parsed.ID, credential.ID) {
		return nil, ErrRegistration
	}
	return credential, nil
}

// nameFor answers the given name, or what the browser looks like.
func nameFor(ctx context.Context, given string) string {
	if name, ok := cleanName(given); ok {
		return name
	}
	return sessions.Device(reqinfo.From(ctx).UserAgent)
}

func (s *Service) keep(ctx context.Context, r registrant, p Passkey, terms int64) (Registered, error) {
	var done Registered
	err := s.deps.Store.Tx(ctx, func(ctx context.Context) error {
		var err error
		if r.account.ID == "" {
			done, err = s.keepFirst(ctx, r.subject, p, terms)
		} else {
			done, err = s.keepAnother(ctx, r.account, p)
		}
		return err
	})
	if err != nil {
		return Registered{}, fmt.Errorf("register passkey: %w", err)
	}
	return done, nil
}

func (s *Service) keepFirst(ctx context.Context, enrolment string, p Passkey, terms int64) (Registered, error) {
	a, codes, err := s.deps.Accounts.Enrol(ctx, enrolment)
	if err != nil {
		return Registered{}, err
	}
	ctx = reqinfo.WithActor(ctx, reqinfo.Actor{Kind: reqinfo.Person, ID: a.ID})
	if s.deps.Terms != nil {
		if err := s.deps.Terms(ctx, a.ID, terms); err != nil {
			return Registered{}, err
		}
	}
	p.AccountID = a.ID
	if err := s.insert(ctx, p); err != nil {
		return Registered{}, err
	}
	done := Registered{Passkey: p, Codes: codes}
	if a.State != accounts.Active {
		return done, nil
	}
	started, err := s.deps.Sessions.Start(ctx, a, sessions.ByEnrolled)
	done.Started = &started
	return done, err
}

func (s *Service) keepAnother(ctx context.Context, a accounts.Account, p Passkey) (Registered, error) {
	p.AccountID = a.ID
	if err := s.insert(ctx, p); err != nil {
		return Registered{}, err
	}
	n := accounts.Notice{
		Account: a.ID, Kind: "security.passkey_added", Title: "A passkey was added",
		Body: p.Name + " can now sign in to your account.", Link: "/account",
	}
	data := map[string]any{"When": s.now().Format(time.DateTime) + " UTC", "Network": accounts.ByNetwork(ctx)}
	if err := s.deps.Messenger.Notify(ctx, n, "passkey-added", data); err != nil {
		return Registered{}, err
	}
	if !rbac.From(ctx).Restricted {
		return Registered{Passkey: p}, nil
	}
	started, err := s.deps.Sessions.Start(ctx, a, sessions.ByEnrolled)
	return Registered{Passkey: p, Started: &started}, err
}

func (s *Service) insert(ctx context.Context, p Passkey) error {
	if err := s.repo.insert(ctx, p); err != nil {
		return err
	}
	return s.record(ctx, "passkeys.create", p.ID, audit.Success, map[string]any{"synced": p.Synced()})
}
