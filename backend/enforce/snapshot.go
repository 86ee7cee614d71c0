package enforce

import (
	"net/netip"
	"sync/atomic"

	"github.com/gatehouse-dev/gatehouse/backend/secret"
)

// Environment is where a call goes. The zero value is nowhere.
type Environment uint8

// The environments.
const (
	Nowhere Environment = iota
	Sandbox
	Live
)

// String returns the environment's name in contracts, or "" for Nowhere.
func (e Environment) String() string {
	switch e {
	case Sandbox:
		return "sandbox"
	case Live:
		return "live"
	}
	return ""
}

// EnvironmentNamed is the inverse of String; an unknown name is Nowhere, which no call can pass.
func EnvironmentNamed(name string) Environment {
	switch name {
	case "sandbox":
		return Sandbox
	case "live":
		return Live
	}
	return Nowhere
}

// Snapshot is everything that a decision reads, at one instant. It is immutable: a change makes another snapshot that
// shares what did not change. Times are microseconds since 1970, UTC.
type Snapshot struct {
	tokens table[string, *Token]   // by the 16-character id
	apps   table[string, *App]     // by app_ id
	grants table[grantKey, *Grant] // the living one of an app, API and environment
	byID   table[string, grantKey] // by gnt_ id
	apis   map[string]*API         // by slug and by api_ id
	hosts  map[string]*API         // those that have a host, by it
	dummy  []byte                  // key for the MAC that an unknown id costs
	oauth  oauthFacts
	known  imported // keys of other systems
}

type grantKey struct {
	app, api    string
	environment Environment
}

// Token is what a decision needs of a token.
type Token struct {
	ID          string // tok_ and the 16-character look-up id
	Name        string
	AppID       string
	Environment Environment
	Suspended   bool
	Revoked     bool
	Honey       bool  // opens nothing; its use is told
	NotBefore   int64 // 0 = at once
	ExpiresAt   int64 // 0 = expired
	Scopes      *Scopes
	Fence       *Fence // nil = no restriction
	Current     Secret
	rare        *rare // nil for most
}

// rare is what few tokens have. It stands apart because a snapshot holds every token there is (P-GW-6).
type rare struct {
	Quarantine *Quarantine
	Previous   *Secret  // during and after a rotation
	Binding    *Binding // of a console token
	Access     *Access  // of an access token of an OAuth client
	Derived    *Derived // of an ephemeral token
}

// none is what tokens have that have nothing rare; nobody writes to it.
var none rare

func (t *Token) rares() *rare {
	if t.rare == nil {
		return &none
	}
	return t.rare
}

// apart gives a copy of a token rare things of its own, so that what it gets isn't the original's.
func (t *Token) apart() {
	own := *t.rares()
	t.rare = &own
}

// rarely answers the rare things of a token for whoever makes one.
func (t *Token) rarely() *rare {
	if t.rare == nil {
		t.rare = &rare{}
	}
	return t.rare
}

// Quarantine answers what holds the token back, or nil.
func (t *Token) Quarantine() *Quarantine { return t.rares().Quarantine }

// Previous answers the secret before the current one during and after a rotation, or nil.
func (t *Token) Previous() *Secret { return t.rares().Previous }

// Binding answers what a console token is for, and nil for other tokens.
func (t *Token) Binding() *Binding { return t.rares().Binding }

// Access answers what only access tokens of OAuth clients have, and nil for other tokens.
func (t *Token) Access() *Access { return t.rares().Access }

// Derived answers what only ephemeral tokens have, and nil for other tokens.
func (t *Token) Derived() *Derived { return t.rares().Derived }

// Secret is one generation of a token. Key is nil when the pepper is gone; then nothing matches it.
type Secret struct {
	MAC        [32]byte
	Key        *[]byte // shared by all secrets under one pepper
	From       int64
	Until      int64 // 0 = open
	Generation int32
	Pending    bool // its first use ends the predecessor
	// Form is how a key that another system made is recognised; nil for secrets of our own.
	Form *secret.Form
}

// pepper answers the key of the MAC, empty when it is gone.
func (g *Secret) pepper() []byte {
	if g == nil || g.Key == nil {
		return nil
	}
	return *g.Key
}

// outlives reports whether g works for longer than other.
func (g *Secret) outlives(other *Secret) bool {
	return other.Until != 0 && (g.Until == 0 || g.Until > other.Until)
}

// Fence restricts where a token may be used from. An empty list restricts nothing.
type Fence struct {
	Networks []netip.Prefix
	Origins  []string
}

// Scopes is a list of scopes that many tokens share.
type Scopes struct{ Names []string }

// Has says whether the list contains a scope. A nil list contains none.
func (s *Scopes) Has(scope string) bool {
	if s == nil {
		return false
	}
	for _, name := range s.Names {
		if name == scope {
			return true
		}
	}
	return false
}

// App is what a decision needs of an app. Suspended also covers an owner whose account is not active.
type App struct {
	ID        string
	Name      string
	Owner     string // an rbac subject id; its apps share the windows and quotas of a team
	Suspended bool
}

// Grant is an app's access to an API in one environment.
type Grant struct {
	ID          string
	AppID       string
	APIID       string
	PlanID      string
	Environment Environment
	Scopes      *Scopes
	Active      bool  // false = paused
	EndsAt      int64 // 0 = open
	Own         *Plan // limits of its own instead of the plan's; nil = none
	OwnUntil    int64 // 0 = open
}

// API is what a decision needs of an API.
type API struct {
	ID        string
	Slug      string
	Host      string // where it is served without its slug; "" = nowhere
	Name      string
	Retired   bool
	Public    bool            // visitors may read its reference
	ForTeams  bool            // it is there for apps of Teams alone
	Teams     map[string]bool // by the owner of their apps, an rbac subject id
	Current   *Version
	Versions  []*Version
	Plans     map[string]*Plan
	Upstreams [3]Upstream // by Environment
	CORS      *CORS       // nil = off
	Comparing Comparing
	// Concurrency is what the API itself bounds, in all and for each app; PerAPI is not used.
	Concurrency Concurrency
}

// Version is one served description of an API.
type Version struct {
	ID           string
	Label        string
	Retired      bool
	DeprecatedAt int64 // 0 = not deprecated
	SunsetAt     int64 // 0 = no date
	Routes       *Routes
}

// Operation is one method and path template of a version. Scopes are in full, museum:tickets:read, and all are needed.
type Operation struct {
	ID       string
	Method   string
	Template string
	Scopes   []string
	headers  atomic.Pointer[string] // its documented request headers as a list, once a browser asked
}

// Plan is what a grant may use up.
type Plan struct {
	ID     string
	Name   string
	Limits []Limit
	Quota  Quota
	Own    bool   // said of one grant, in place of its plan
	policy []byte // the RateLimit-Policy field, ready to send
	pooled bool   // something of it is shared by the apps of an owner
	joins  *joining
}

// Quota is the number of calls of one grant, or of the apps of one owner, in a calendar period (UTC). Requests 0 means no
// quota.
type Quota struct {
	Requests int64
	Period   string // day or month
	Pool     Pool
}

// version finds what a call asked for: by label or id, or the current one. nil = there is none.
func (a *API) version(label string) *Version {
	if label == "" {
		return a.Current
	}
	for _, v := range a.Versions {
		if v.Label == label || v.ID == label {
			return v
		}
	}
	return nil
}

// API returns an API by slug or id, or nil.
func (s *Snapshot) API(slugOrID string) *API { return s.apis[slugOrID] }

// Token returns a token by its tok_ or con_ id, or nil.
func (s *Snapshot) Token(id string) *Token {
	token, _ := s.tokens.get((&Token{ID: id}).key())
	if token == nil || token.ID != id {
		return nil
	}
	return token
}

// TokenCount returns how many tokens the snapshot holds.
func (s *Snapshot) TokenCount() int { return s.tokens.size }
