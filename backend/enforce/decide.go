package enforce

import (
	"net/netip"

	"github.com/gatehouse-dev/gatehouse/backend/jws"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/openapi/mock"
)

// Request is what a door asks. The zero value is refused.
type Request struct {
	// Problem is what the door found wrong with the call before anybody could be asked: path, framing, credentials.
	Problem Code
	// Brand is the deployment's token brand and Credential the bare token as it came.
	Brand      string
	Credential string
	// Proven is a token whose holder is known otherwise (a test from its own page); the credential is not looked at.
	Proven *Token
	API    string // slug or id
	// Version is the label that the caller asked for; "" is the current one.
	Version string
	Method  string
	Path    string // within the API, canonical
	Address netip.Addr
	Origin  string // "" = none sent
	Length  int64  // of the body that is announced, in bytes; 0 = none, or nobody knows yet
	// Plain says that the credential came over plain HTTP from beyond this machine.
	Plain bool
	// Possession is what came to prove the key that the token is bound to; nil when it came without, as a plain bearer.
	Possession *Possession
	// Upgrade says that the call asks for a WebSocket, over which anything may be sent.
	Upgrade bool
	// OwnSandbox says that this door answers itself where the API's sandbox is the built-in one. Behind the other doors
	// stands somebody's server, and visitors never reach one.
	OwnSandbox bool
}

// Decision is the answer and what it was made of. The pointers belong to the snapshot and are nil where the decision
// did not get that far. Times and limits are not part of it: see Service.
type Decision struct {
	Code      Code
	Token     *Token
	Secret    *Secret
	App       *App
	API       *API
	Version   *Version
	Operation *Operation
	Grant     *Grant
	Plan      *Plan
	Missing   string // the first scope that is missing
	// Quarantine is the one in force; nil is none.
	Quarantine *Quarantine
	known      *node // where the path led when the method did not fit
	wrong      *mock.Mistake
	proof      *proven  // that fitted, or why none did
	parent     *Token   // that the token was minted from
	honey      *Token   // whose secret the caller holds, where that is a trap
	foreign    bool     // the credential has the form of imported keys
	missed     []missed // the same without what the caller sent
	atOnce     int      // calls that may be in work at once, where that is why it was refused
}

// Decide answers whether the call may be made, by what the snapshot says at an instant (microseconds since 1970). It is
// pure, allocates nothing when it allows, and allows only at its last line. Rate limits and quotas have state and come
// after it. The order is the contract: nobody learns a token's state without holding its secret, and nobody learns of
// APIs without a token.
func Decide(s *Snapshot, r *Request, now int64) (d Decision) {
	if r.Problem != Undecided {
		d.Code = r.Problem
		return d
	}
	if d.Code = d.identify(s, r, now); d.Code != Allowed {
		return d
	}
	if d.Code = d.checkToken(s, now); d.Code != Allowed {
		return d
	}
	if d.Code = d.checkParent(s, now); d.Code != Allowed {
		return d
	}
	if r.Plain {
		d.Code = TLSRequired
		return d
	}
	if d.Code = d.checkFence(r); d.Code != Allowed {
		return d
	}
	if d.Code = d.checkQuarantine(r, now); d.Code != Allowed {
		return d
	}
	if d.Code = d.route(s, r); d.Code != Allowed {
		return d
	}
	if d.Token.Binding().visitor() {
		d.Code = d.checkVisitor(r)
		return d
	}
	if d.Code = d.checkGrant(s, now); d.Code == Allowed && d.Token.Derived().spent() {
		d.Code = TokenUsedUp
	}
	return d
}

// identify finds the token whose secret the caller holds. An unknown id costs the same MAC as a known one, and gets
// the same answer as a wrong secret.
func (d *Decision) identify(s *Snapshot, r *Request, now int64) Code {
	if r.Proven != nil {
		d.Token, d.Secret = r.Proven, &r.Proven.Current
		return Allowed
	}
	if r.Credential == "" {
		return TokenMissing
	}
	if jws.Looks(r.Credential) {
		return d.identifyAccess(s, r, now)
	}
	if r.Possession != nil {
		return TokenUnbound // only access tokens are bound; whose token it may be is nobody's to learn this way
	}
	parsed, ok := secret.Parse(r.Brand, r.Credential)
	if !ok {
		return d.identifyImported(s, r.Credential, now)
	}
	token, found := s.tokens.get(parsed.ID)
	if !found {
		secret.Equal(secret.MAC(s.dummy, secret.DomainToken, parsed.Full), [32]byte{})
		return TokenUnknown
	}
	return d.take(token, token.holds(parsed.Full), now)
}

// take notes whose secret the caller holds; held nil is none of the token's.
func (d *Decision) take(token *Token, held *Secret, now int64) Code {
	if held == nil {
		return TokenUnknown
	}
	if token.Honey {
		d.honey = token
		return TokenUnknown
	}
	d.Token, d.Secret = token, held
	if held.Until != 0 && now >= held.Until && !token.Revoked {
		return TokenRotated
	}
	return Allowed
}

// holds returns the generation that full is the secret of, or nil. Generations share a pepper unless it was renewed
// between them, so usually one MAC serves both.
func (t *Token) holds(full string) *Secret {
	var mac [32]byte
	var key []byte
	for _, g := range [2]*Secret{&t.Current, t.Previous()} {
		pepper := g.pepper()
		if len(pepper) == 0 {
			continue
		}
		if key == nil || &key[0] != &pepper[0] {
			key = pepper
			mac = secret.MAC(key, secret.DomainToken, full)
		}
		if secret.Equal(mac, g.MAC) {
			return g
		}
	}
	return nil
}

func (d *Decision) checkToken(s *Snapshot, now int64) Code {
	t := d.Token
	app, found := s.apps.get(t.AppID)
	if t.Binding().visitor() {
		app, found = visitorApp, true
	}
	d.App = app
	switch {
	case t.Revoked || !found:
		return TokenRevoked
	case t.Suspended:
		return TokenSuspended
	case now < t.NotBefore || now < d.Secret.From:
		return TokenNotYetValid
	case now >= t.ExpiresAt:
		return TokenExpired
	case app.Suspended:
		return AppSuspended
	case t.Access().astray():
		return TokenUnbound
	case t.Environment != Sandbox && t.Environment != Live:
		return Undecided
	}
	return Allowed
}

// checkFence asks the token's restrictions, and those that its parent has now.
func (d *Decision) checkFence(r *Request) Code {
	if d.parent != nil {
		if code := d.parent.Fence.check(r); code != Allowed {
			return code
		}
	}
	return d.Token.Fence.check(r)
}

func (fence *Fence) check(r *Request) Code {
	if fence == nil {
		return Allowed
	}
	if len(fence.Networks) > 0 && !contains(fence.Networks, r.Address.Unmap()) {
		return NetworkDenied
	}
	if len(fence.Origins) == 0 {
		return Allowed
	}
	for _, origin := range fence.Origins {
		if r.Origin != "" && origin == r.Origin {
			return Allowed
		}
	}
	return OriginDenied
}

func contains(prefixes []netip.Prefix, address netip.Addr) bool {
	for _, p := range prefixes {
		if p.Contains(address) {
			return true
		}
	}
	return false
}

func (d *Decision) route(s *Snapshot, r *Request) Code {
	api, bound := s.apis[r.API], d.Token.Binding()
	if !api.isThere(s, d) {
		api = nil
	}
	if !bound.fitsAPI(api) {
		return OperationDenied
	}
	if !d.Token.Access().fits(s, api) {
		return WrongAudience
	}
	if api == nil {
		return OperationUnknown
	}
	d.API = api
	if d.Version = api.version(r.Version); d.Version == nil {
		if api.Retired {
			return VersionRetired
		}
		return OperationUnknown
	}
	if d.Version.Retired || api.Retired {
		return VersionRetired
	}
	d.Operation, d.known = d.Version.Routes.find(r.Method, r.Path)
	switch {
	case d.Operation != nil && !bound.fits(d.Version, d.Operation):
		return OperationDenied
	case d.Operation != nil:
		return Allowed
	case d.known != nil:
		return MethodNotAllowed
	}
	return OperationUnknown
}

func (d *Decision) checkGrant(s *Snapshot, now int64) Code {
	grant, found := s.grants.get(grantKey{app: d.App.ID, api: d.API.ID, environment: d.Token.Environment})
	if !found {
		return GrantMissing
	}
	d.Grant = grant
	if !grant.Active || grant.EndsAt != 0 && now >= grant.EndsAt {
		return GrantMissing
	}
	if d.Plan = grant.plan(d.API, now); d.Plan == nil {
		return GrantMissing
	}
	for _, scope := range d.Operation.Scopes {
		if !d.carries(scope) || !grant.Scopes.Has(scope) {
			d.Missing = scope
			return ScopeMissing
		}
	}
	return Allowed
}

// plan answers what the grant may use up: its plan's terms, or its own while they last. What a team shares stays. nil when the plan is gone.
func (g *Grant) plan(api *API, now int64) *Plan {
	plan := api.Plans[g.PlanID]
	if plan != nil && g.Own != nil && (g.OwnUntil == 0 || now < g.OwnUntil) {
		return g.Own.besides(plan)
	}
	return plan
}

// HasLimits says whether the plan counts anything.
func (p *Plan) HasLimits() bool { return p != nil && (len(p.Limits) > 0 || p.Quota.Requests > 0) }
