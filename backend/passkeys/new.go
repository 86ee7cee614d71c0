package passkeys

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/sessions"
	"github.com/gatehouse-dev/gatehouse/backend/store"
)

// Deps is what passkeys needs. All fields but Terms are required.
type Deps struct {
	Store     *store.Store
	Clock     clock.Clock
	Audit     *audit.Log
	Keys      *secret.Keys
	Accounts  *accounts.Service
	Sessions  *sessions.Service
	Messenger accounts.Messenger
	// Terms notes which version of the acceptable-use policy a new account accepts; its error keeps the account from being
	// made. Nil asks for none.
	Terms func(ctx context.Context, account string, version int64) error
	// PublicURL is the portal's origin; its host is the relying party.
	PublicURL string
	// Portal is the name that authenticators show.
	Portal string
}

// Service registers and checks passkeys. It may be used from many goroutines at once.
type Service struct {
	deps  Deps
	repo  repo
	web   *webauthn.WebAuthn
	key   []byte
	decoy webauthn.Credential
}

// New builds the service. It refuses a public URL that can't carry passkeys: anything but https, except on localhost,
// and an address instead of a name.
func New(d Deps) (*Service, error) {
	origin, host, err := relyingParty(d.PublicURL)
	if err != nil {
		return nil, fmt.Errorf("public URL %q: %w", d.PublicURL, err)
	}
	enforced := webauthn.TimeoutConfig{Enforce: true, Timeout: ceremonyLife, TimeoutUVD: ceremonyLife}
	wa, err := webauthn.New(&webauthn.Config{
		RPID: host, RPDisplayName: d.Portal, RPOrigins: []string{origin}, AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementRequired, RequireResidentKey: protocol.ResidentKeyRequired(),
			UserVerification: protocol.VerificationRequired,
		},
		Timeouts: webauthn.TimeoutsConfig{Login: enforced, Registration: enforced},
	})
	if err != nil {
		return nil, fmt.Errorf("configure passkeys: %w", err)
	}
	decoy, err := newDecoy()
	if err != nil {
		return nil, err
	}
	return &Service{deps: d, repo: repo{store: d.Store}, web: wa, key: d.Keys.Derive(secret.PurposeSession), decoy: decoy}, nil
}

func relyingParty(public string) (origin, host string, err error) {
	u, err := url.Parse(public)
	if err != nil {
		return "", "", err
	}
	host = u.Hostname()
	switch {
	case host == "" || u.User != nil || (u.Path != "" && u.Path != "/") || u.RawQuery != "" || u.Fragment != "":
		return "", "", errors.New("it must be an origin such as https://portal.example.com")
	case net.ParseIP(host) != nil:
		return "", "", errors.New("an address can't be a passkey's relying party; use a name, such as localhost")
	case u.Scheme != "https" && (u.Scheme != "http" || host != "localhost"):
		return "", "", errors.New("passkeys need https, except on localhost")
	}
	return u.Scheme + "://" + u.Host, host, nil
}

func (s *Service) now() time.Time { return s.deps.Clock.Now() }
