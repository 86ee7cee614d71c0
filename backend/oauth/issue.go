package oauth

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/access"
	"github.com/gatehouse-dev/gatehouse/backend/catalog"
	"github.com/gatehouse-dev/gatehouse/backend/jws"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
)

// AccessLife is how long an access token lives.
const AccessLife = 5 * time.Minute

const (
	grantType   = "client_credentials"
	issuedEvery = time.Minute // how often, at most, a client's last token is noted
	jtiLen      = 22          // base62 digits: 131 bits
)

// Issued is the answer of the token endpoint (RFC 6749 §5.1). There is no refresh token (§4.4.3).
type Issued struct {
	AccessToken string `json:"access_token"`
	TokenType   string `json:"token_type"`
	ExpiresIn   int64  `json:"expires_in"`
	Scope       string `json:"scope,omitempty"`
	// Nonce goes into a header: what the client's next proof carries (RFC 9449 §8.2), "" for clients without nonces.
	Nonce string `json:"-"`
}

// target is an API that a client may be issued a token for, with the scopes that it may have there now.
type target struct {
	api    catalog.API
	scopes []string
}

// Issue answers an access token for one API. The error is a Refusal, or ours.
func (s *Service) Issue(ctx context.Context, call Call) (Issued, error) {
	switch call.Form["grant_type"] {
	case grantType:
	case "":
		return Issued{}, refuse(codeRequest, "grant_type is missing; it is "+grantType+".")
	default:
		return Issued{}, refuse(codeGrant, "The only grant type is "+grantType+".")
	}
	proof, err := s.proofOf(&call)
	if err != nil {
		return Issued{}, err
	}
	c, err := s.authenticate(ctx, call)
	if err != nil {
		return Issued{}, err
	}
	targets, err := s.targets(ctx, c)
	if err != nil {
		return Issued{}, err
	}
	asked := strings.Fields(call.Form["scope"])
	t, err := s.choose(targets, call.Form["resource"], asked)
	if err != nil {
		return Issued{}, err
	}
	scopes, err := s.scopes(ctx, c, t, asked)
	if err != nil {
		return Issued{}, err
	}
	if err := s.useUp(ctx, proof); err != nil {
		return Issued{}, err
	}
	return s.sign(ctx, c, t, scopes, proof)
}

// targets answers the APIs at which the client's app has an active grant in the client's environment, and that are there for the app's
// owner: an API for listed teams is gone for others before the job has ended their grants, here as at the gate.
func (s *Service) targets(ctx context.Context, c Client) ([]target, error) {
	app, err := s.Apps.Any(ctx, c.AppID)
	if err != nil {
		return nil, err
	}
	grants, err := s.Grants.GrantsOf(ctx, c.AppID)
	if err != nil {
		return nil, err
	}
	var targets []target
	for _, g := range grants {
		if g.Environment != c.Environment || g.StateAt(s.now()) != access.Active {
			continue
		}
		api, err := s.Catalog.AnyAPI(ctx, g.APIID)
		if err != nil {
			return nil, fmt.Errorf("find the API of grant %s: %w", g.ID, err)
		}
		if !api.Admits(app.Owner) {
			continue
		}
		t := target{api: api}
		for _, scope := range c.Scopes {
			if slices.Contains(g.Scopes, scope) {
				t.scopes = append(t.scopes, scope)
			}
		}
		targets = append(targets, t)
	}
	return targets, nil
}

// choose answers the API that a request is about: the one that resource names (RFC 8707), or without it the only one there
// can be. An API without a grant is answered as one that there isn't.
func (s *Service) choose(targets []target, resource string, asked []string) (target, error) {
	var fitting []target
	for _, t := range targets {
		ofAPI := func(scope string) bool { return strings.HasPrefix(scope, t.api.Slug+":") }
		if resource != "" && resource == s.identifier(t.api.Slug) || resource == "" && (len(asked) == 0 || slices.ContainsFunc(asked, ofAPI)) {
			fitting = append(fitting, t)
		}
	}
	switch {
	case len(fitting) == 1:
		return fitting[0], nil
	case resource != "":
		return target{}, refuse(codeTarget, "There is no API with this identifier that the app has access to in this environment. An identifier is "+s.identifier("{api}")+".")
	case len(targets) == 0:
		return target{}, refuse(codeTarget, "The app has no access to any API in this environment.")
	case len(fitting) == 0:
		return target{}, refuse(codeScope, "No API that the app has access to has these scopes.")
	}
	return target{}, refuse(codeTarget, "The app has access to several APIs: name one in resource, such as "+s.identifier(fitting[0].api.Slug)+".")
}

// scopes answers what the token may carry. What was asked for must be the client's; of that, what the grant gives now.
// Without a wish it is the default set: the client's scopes at this API whose risk is low.
func (s *Service) scopes(ctx context.Context, c Client, t target, asked []string) ([]string, error) {
	if len(asked) == 0 {
		return s.defaults(ctx, t)
	}
	var given []string
	for _, scope := range asked {
		if !slices.Contains(c.Scopes, scope) || !strings.HasPrefix(scope, t.api.Slug+":") {
			return nil, refuse(codeScope, "A scope is not one of this client's at this API. A scope is written {api}:{scope}.")
		}
		if slices.Contains(t.scopes, scope) && !slices.Contains(given, scope) {
			given = append(given, scope)
		}
	}
	if len(given) == 0 {
		return nil, refuse(codeScope, "The app's access no longer has any of these scopes.")
	}
	slices.Sort(given)
	return given, nil
}

func (s *Service) defaults(ctx context.Context, t target) ([]string, error) {
	risks, err := s.Grants.Risks(ctx, t.scopes)
	if err != nil {
		return nil, err
	}
	given := []string{}
	for _, scope := range t.scopes {
		if risks[scope] == string(catalog.RiskLow) {
			given = append(given, scope)
		}
	}
	slices.Sort(given)
	return given, nil
}

// sign makes the token. A token that is issued in the second in which earlier ones were ended says that it was issued in the
// next one, so that it is told apart from them.
func (s *Service) sign(ctx context.Context, c Client, t target, scopes []string, proof *jws.Proof) (Issued, error) {
	realm, err := s.repo.realm(ctx)
	if err != nil {
		return Issued{}, err
	}
	now := s.now()
	from := realm
	if !c.NotBefore.IsZero() {
		from = max(from, c.NotBefore.UnixMicro())
	}
	issued := max(now.Unix(), (from+999_999)/1_000_000)
	claims := jws.Access{
		Issuer: s.Issuer, Subject: c.ID, ClientID: c.ID, Audience: s.identifier(t.api.Slug), IssuedAt: issued, NotBefore: issued,
		Expires: issued + int64(AccessLife.Seconds()), ID: secret.RandomText(jtiLen), Scope: strings.Join(scopes, " "),
	}
	if proof != nil {
		claims.Confirmation = &jws.Confirmation{Thumbprint: proof.Thumbprint}
	}
	signed, err := s.Signer.Sign(ctx, jws.TypeAccess, claims)
	if err != nil {
		return Issued{}, err
	}
	s.noteIssued(ctx, c, now)
	made := Issued{AccessToken: signed, TokenType: tokenType(claims.Confirmation), ExpiresIn: claims.Expires - issued, Scope: claims.Scope}
	if c.Binding == ByKeyOnce {
		made.Nonce = s.nonces.At(now.Unix())
	}
	return made, nil
}

// noteIssued writes, at most once a minute, that a client was issued a token. When that fails the token is good all the same.
func (s *Service) noteIssued(ctx context.Context, c Client, now time.Time) {
	if c.LastIssuedAt != nil && now.Sub(*c.LastIssuedAt) < issuedEvery {
		return
	}
	err := s.Store.Tx(ctx, func(ctx context.Context) error { return s.repo.issued(ctx, c.ID, now) })
	if err != nil {
		s.Logger.WarnContext(ctx, "the last token of an OAuth client could not be noted", "client", c.ID, "cause", err)
	}
}
