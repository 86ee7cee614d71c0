package oauth

import (
	"slices"
	"strings"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/access"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/jws"
	"github.com/gatehouse-dev/gatehouse/backend/policy"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/tokens"
)

// idPrefix begins the id of a client, which is its client_id as well.
const idPrefix = "ocl_"

const (
	secretsMax = 2
	scopesMax  = 200
)

// Method is how a client authenticates (RFC 8414, token_endpoint_auth_methods).
type Method string

// The methods. A client has one.
const (
	Basic      Method = "client_secret_basic"
	PrivateKey Method = "private_key_jwt"
)

// Binding is what a client's access tokens are bound to (RFC 9449).
type Binding string

// The bindings, each stricter than the one before it.
const (
	Unbound   Binding = "none"       // to nothing, unless the client sends a proof when it asks for one
	ByKey     Binding = "dpop"       // to a key that the client proves to have, at each call
	ByKeyOnce Binding = "dpop_nonce" // the same, and each proof carries a nonce of ours
)

// Demanded says whether the client gets no token without a proof.
func (b Binding) Demanded() bool { return b == ByKey || b == ByKeyOnce }

// Client is an OAuth client of an app in one environment. Version is the ETag.
type Client struct {
	ID          string // the client_id
	AppID       string
	Environment string
	Method      Method
	Scopes      []string // texts of access.Scope
	Networks    []string // canonical prefixes; none means everywhere
	KeySet      string   // JSON Web Key Set of a PrivateKey client, else ""
	Binding     Binding
	// NotBefore refuses access tokens that were issued earlier; zero refuses none.
	NotBefore time.Time
	// Suspension stops the client for now, nil does not; Under is the one over which an operator laid theirs.
	Suspension, Under *tokens.Suspension
	RevokedAt         *time.Time
	RevokedBy         string
	RevokedReason     string
	LastIssuedAt      *time.Time
	CreatedBy         string
	CreatedAt         time.Time
	UpdatedAt         time.Time
	Version           int64
	Secrets           []Secret // of a Basic client, newest first, ended ones too
}

// Secret is one secret of a client, without the secret.
type Secret struct {
	Number    int64
	MAC       [32]byte
	PepperKID string
	Proof     []byte // keyed hash of the secret's secret.Proof; nil for secrets that are older than proofs
	Last4     string
	CreatedAt time.Time
	ExpiresAt time.Time // the first instant at which it doesn't work any more
	RevokedAt *time.Time
}

// The faults of clients.
var (
	// ErrNotFound says that there is no such client, or that it belongs to somebody else's app.
	ErrNotFound = fault.New(fault.NotFound, "oauth.not_found", "There is no such OAuth client among your apps'.", "Open the app and its OAuth page.")
	// ErrTaken says that the app has a client in this environment.
	ErrTaken = fault.New(fault.Conflict, "oauth.client_taken", "The app already has an OAuth client in this environment.", "Use that one, or revoke it first.")
	// ErrTooManySecrets says that both places for secrets are taken.
	ErrTooManySecrets = fault.New(fault.Conflict, "oauth.too_many_secrets", "The client has two secrets, and no more are active at once.", "Revoke the one that nobody uses any more.")
	// ErrNoSecrets says that the client authenticates by its own key.
	ErrNoSecrets = fault.New(fault.Conflict, "oauth.no_secrets", "This client signs assertions with its own key and has no secrets.", "Change its key set, or revoke it and register one with a secret.")
	// ErrState says that the client or the secret was revoked.
	ErrState = fault.New(fault.Conflict, "oauth.wrong_state", "It was revoked already.", "Load the client again to see its state.")
	// ErrSuspension says that the client is suspended already, or that it isn't.
	ErrSuspension = fault.New(fault.Conflict, "oauth.wrong_suspension", "The client is not in a state that allows this.", "Load the client again to see its state.")
	// ErrSuspendedByOperator says that only operators undo an operator's suspension.
	ErrSuspendedByOperator = fault.New(fault.Denied, "oauth.suspended_by_operator", "An operator suspended this client, and only operators resume it.", "Ask the operators what they need from you.")
	// ErrBreaksPolicy says that a client can't work again as it is under the policy of today.
	ErrBreaksPolicy = fault.New(fault.Conflict, "oauth.breaks_policy", "The client breaks a rule of the policy.", "Add a new secret and revoke the old one, or change the client so that it meets the rule.")
	// ErrStale says that the client was changed since the caller read it.
	ErrStale = fault.New(fault.Stale, "oauth.stale", "The client was changed since you opened it.", "Load it again and repeat your change.")
	// ErrAppSuspended says that a suspended app gets no clients and secrets.
	ErrAppSuspended = fault.New(fault.Conflict, "oauth.app_suspended", "The app is suspended and gets no new secrets.", "Ask the operators, who suspended it, to resume it.")
)

// Draft is what somebody wants a client to be.
type Draft struct {
	Environment string
	Method      Method
	Scopes      []string
	Networks    []string
	KeySet      string
	Binding     Binding // "" is Unbound
}

// Patch changes the members that are not nil.
type Patch struct {
	Scopes   *[]string
	Networks *[]string
	KeySet   *string
	Binding  *Binding
}

// rules are what a draft is held against, as for tokens.
type rules struct {
	policy  policy.Effective
	granted []string
	risks   map[string]string
}

// check answers the draft in canonical form, or fault.ErrInvalid with every mistake at once. kept are scopes which the
// client holds already and may keep even if the grant is gone.
func (d Draft) check(r rules, kept []string) (Draft, error) {
	var mistakes []fault.Field
	if d.Environment != access.Sandbox && d.Environment != access.Live {
		mistakes = append(mistakes, fault.Bad("/environment", "The environment is sandbox or live."))
	}
	if !r.policy.Allows(string(secret.ClientSecret)) {
		mistakes = append(mistakes, r.policy.Refuse(policy.Kinds, "", "allows only "+policy.KindWords(r.policy.Kinds)+"."))
	}
	mistakes = append(mistakes, tokens.CheckScopes(d.Scopes, r.granted, kept)...)
	d.Scopes = slices.Compact(slices.Sorted(slices.Values(d.Scopes)))
	var wrong []fault.Field
	d.Networks, wrong = tokens.CleanNetworks(d.Networks)
	mistakes = append(mistakes, wrong...)
	if d.Environment == access.Live && r.policy.NetworksForHighRisk && len(d.Networks) == 0 {
		if i := slices.IndexFunc(d.Scopes, func(s string) bool { return r.risks[s] == "high" }); i >= 0 {
			mistakes = append(mistakes, r.policy.Refuse(policy.NetworksForHighRisk, "/networks", "asks for networks with high-risk scopes such as "+d.Scopes[i]+"."))
		}
	}
	switch d.Binding {
	case "":
		d.Binding = Unbound
	case Unbound, ByKey, ByKeyOnce:
	default:
		mistakes = append(mistakes, fault.Bad("/binding", "Tokens are bound by none, dpop or dpop_nonce."))
	}
	set, wrong := d.checkKeys()
	mistakes, d.KeySet = append(mistakes, wrong...), set
	if len(mistakes) > 0 {
		return Draft{}, fault.ErrInvalid.With(mistakes...)
	}
	return d, nil
}

// checkKeys answers the key set as it is kept: public members only.
func (d Draft) checkKeys() (string, []fault.Field) {
	switch {
	case d.Method == Basic && d.KeySet != "":
		return "", []fault.Field{fault.Bad("/keySet", "A client with a secret has no key set.")}
	case d.Method == Basic:
		return "", nil
	case d.Method != PrivateKey:
		return "", []fault.Field{fault.Bad("/authMethod", "The method is client_secret_basic or private_key_jwt.")}
	}
	keys, err := jws.ReadSet([]byte(d.KeySet))
	if err != nil {
		return "", []fault.Field{fault.Bad("/keySet", err.Error())}
	}
	set, err := jws.Set(keys)
	if err != nil {
		return "", []fault.Field{fault.Bad("/keySet", jws.ErrSetKind.Error())}
	}
	return string(set), nil
}

// apply answers what the client would be after the patch.
func (p Patch) apply(c Client) Draft {
	d := Draft{Environment: c.Environment, Method: c.Method, Scopes: c.Scopes, Networks: c.Networks, KeySet: c.KeySet, Binding: c.Binding}
	if p.Scopes != nil {
		d.Scopes = *p.Scopes
	}
	if p.Networks != nil {
		d.Networks = *p.Networks
	}
	if p.KeySet != nil {
		d.KeySet = *p.KeySet
	}
	if p.Binding != nil {
		d.Binding = *p.Binding
	}
	return d
}

// active reports whether a secret works at a time.
func (s Secret) active(now time.Time) bool { return s.RevokedAt == nil && now.Before(s.ExpiresAt) }

// Active answers the secrets that work at a time, newest first.
func (c Client) Active(now time.Time) []Secret {
	var active []Secret
	for _, s := range c.Secrets {
		if s.active(now) {
			active = append(active, s)
		}
	}
	return active
}

func (c Client) publicID() string { return strings.TrimPrefix(c.ID, idPrefix) }

func (c Client) hint(brand string, s Secret) string {
	return secret.Hint(brand, secret.ClientSecret, c.publicID(), s.Last4)
}
