package oauth

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/jws"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
)

const (
	assertionType    = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
	assertionLifeMax = 5 * time.Minute
	clockSkew        = 30 * time.Second
	jtiBytesMax      = 256
)

// Call is a request to an endpoint: its body, its Authorization fields and where it came from.
type Call struct {
	Form          form
	Authorization []string
	Address       netip.Addr
	// Proofs are the DPoP fields.
	Proofs []string
	// Spend counts a request of a client that has proved itself, or answers a Refusal. Nil counts nothing.
	Spend func(client string) error
	// suits refuses a client that has proved itself for what else it sent, before its assertion is used up. Nil takes all.
	suits func(Client) error
}

// authenticate answers the client that made a call, by the one method that is registered for it (RFC 6749 §2.3). Whoever
// is not that client gets the same answer for every reason. An assertion is used up by the last step, so that nobody else
// can use it up.
func (s *Service) authenticate(ctx context.Context, call Call) (Client, error) {
	_, secretInBody := call.Form["client_secret"]
	assertion, asserted := call.Form["client_assertion"]
	_, typed := call.Form["client_assertion_type"]
	switch {
	case len(call.Authorization) > 1:
		return Client{}, refuse(codeRequest, "There is more than one Authorization field.")
	case len(call.Authorization) == 1 && (secretInBody || asserted || typed), secretInBody && (asserted || typed):
		return Client{}, refuse(codeRequest, "Authenticate once: in Authorization, or by client_assertion.")
	case asserted != typed || typed && call.Form["client_assertion_type"] != assertionType:
		return Client{}, refuse(codeRequest, "client_assertion goes with client_assertion_type="+assertionType+".")
	case asserted:
		return s.byAssertion(ctx, call, assertion)
	case len(call.Authorization) == 1:
		return s.bySecret(ctx, call)
	}
	return Client{}, errClient // a secret in the body is nobody's method
}

// bySecret reads HTTP Basic, whose two parts are form-encoded (RFC 6749 §2.3.1).
func (s *Service) bySecret(ctx context.Context, call Call) (Client, error) {
	id, full, ok := basic(call.Authorization[0])
	if !ok {
		return Client{}, errClient
	}
	if named, there := call.Form["client_id"]; there && named != id {
		return Client{}, refuse(codeRequest, "client_id is another one than in Authorization.")
	}
	c, err := s.living(ctx, id)
	if err != nil {
		return Client{}, err
	}
	_, pepper := s.Keys.Pepper()
	if c.ID == "" || c.Method != Basic {
		secret.Equal(secret.MAC(pepper, secret.DomainToken, full), [32]byte{}) // as long as for a client that there is
		return Client{}, errClient
	}
	parsed, wellFormed := secret.Parse(s.Brand, full)
	held := false
	for _, x := range c.Active(s.now()) {
		key, known := s.Keys.PepperByID(x.PepperKID)
		if known && secret.Equal(secret.MAC(key, secret.DomainToken, full), x.MAC) {
			held = true
		}
	}
	if !held || !wellFormed || parsed.Kind != secret.ClientSecret || parsed.ID != c.publicID() {
		return Client{}, errClient
	}
	return c, s.admits(ctx, c, call)
}

func basic(field string) (id, full string, ok bool) {
	const scheme = "basic "
	if len(field) < len(scheme) || !strings.EqualFold(field[:len(scheme)], scheme) {
		return "", "", false
	}
	raw, err := base64.StdEncoding.Strict().DecodeString(field[len(scheme):])
	if err != nil {
		return "", "", false
	}
	left, right, found := strings.Cut(string(raw), ":")
	id, errID := url.QueryUnescape(left)
	full, errSecret := url.QueryUnescape(right)
	return id, full, found && errID == nil && errSecret == nil && id != "" && full != ""
}

// byAssertion checks a JWT that the client signed (RFC 7523 §3). Its audience is our issuer and nothing else, so that what
// was made for another server, or for one of our endpoints, is not taken.
func (s *Service) byAssertion(ctx context.Context, call Call, text string) (Client, error) {
	parsed, err := jws.ParseAssertion(text)
	if err != nil {
		return Client{}, errClient
	}
	a, err := jws.ReadAssertion(parsed.Payload)
	if err != nil || a.Issuer != a.Subject || a.Audience != s.Issuer || len(a.ID) > jtiBytesMax || !within(a, s.now()) {
		return Client{}, errClient
	}
	if named, there := call.Form["client_id"]; there && named != a.Subject {
		return Client{}, refuse(codeRequest, "client_id is another one than in client_assertion.")
	}
	c, err := s.living(ctx, a.Subject)
	if err != nil {
		return Client{}, err
	}
	if c.ID == "" || c.Method != PrivateKey || !signedBy(c, parsed) {
		return Client{}, errClient
	}
	if err := s.admits(ctx, c, call); err != nil {
		return Client{}, err
	}
	sum := sha256.Sum256([]byte(a.ID))
	fresh := false
	err = s.Store.Tx(ctx, func(ctx context.Context) error {
		var err error
		fresh, err = s.repo.spend(ctx, c.ID, hex.EncodeToString(sum[:]), time.Unix(a.Expires, 0).Add(clockSkew))
		return err
	})
	if err != nil {
		return Client{}, err
	}
	if !fresh {
		return Client{}, errClient
	}
	return c, nil
}

// within says whether an assertion is of now and lives for at most five minutes.
func within(a jws.Assertion, now time.Time) bool {
	end, latest := time.Unix(a.Expires, 0), now.Add(clockSkew).Unix()
	return now.Before(end) && end.Sub(now) <= assertionLifeMax+clockSkew && a.IssuedAt <= latest && a.NotBefore <= latest &&
		(a.IssuedAt == 0 || a.Expires-a.IssuedAt <= int64(assertionLifeMax.Seconds()))
}

// signedBy says whether one of the client's keys made the signature: the one that the assertion names, or its only one.
func signedBy(c Client, p jws.Parsed) bool {
	keys, err := jws.ReadSet([]byte(c.KeySet))
	if err != nil {
		return false
	}
	for _, k := range keys {
		if p.KeyID == k.ID || p.KeyID == "" && len(keys) == 1 {
			return p.Verify(k) == nil
		}
	}
	return false
}

// living answers a client that was not revoked; the zero value when there is none.
func (s *Service) living(ctx context.Context, id string) (Client, error) {
	if len(id) != len(idPrefix)+16 {
		return Client{}, nil
	}
	c, err := s.repo.find(ctx, id)
	switch {
	case errors.Is(err, ErrNotFound), err == nil && c.RevokedAt != nil:
		return Client{}, nil
	}
	return c, err
}

// admits refuses an authenticated client that asks too often, that is suspended or whose app is, or that calls from elsewhere than it
// may. Only who has proved to be the client spends its requests: nobody else can use them up.
func (s *Service) admits(ctx context.Context, c Client, call Call) error {
	if call.Spend != nil {
		if err := call.Spend(c.ID); err != nil {
			return err
		}
	}
	if c.Suspension != nil {
		return errSuspended
	}
	app, err := s.Apps.Any(ctx, c.AppID)
	if errors.Is(err, apps.ErrNotFound) {
		return errClient
	}
	if err != nil {
		return err
	}
	active, err := s.OwnerActive(ctx, app.Owner)
	if err != nil {
		return err
	}
	if app.State != apps.Active || !active {
		return refuse(codeUnauth, "The app is suspended. Ask the operators of the portal.")
	}
	if err := c.fromNetwork(call.Address); err != nil || call.suits == nil {
		return err
	}
	return call.suits(c)
}

// fromNetwork refuses a client that calls from elsewhere than it may.
func (c Client) fromNetwork(address netip.Addr) error {
	if len(c.Networks) == 0 {
		return nil
	}
	for _, text := range c.Networks {
		if network, err := netip.ParsePrefix(text); err == nil && network.Contains(address.Unmap()) {
			return nil
		}
	}
	return refuse(codeUnauth, "The client doesn't allow calls from this network. Add it to the client, or call from one that it names.")
}
