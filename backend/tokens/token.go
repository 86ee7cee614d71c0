package tokens

import (
	"slices"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
)

// State is what a token is at a moment, as people see it.
type State string

// The states of a token.
const (
	Active    State = "active"
	Expiring  State = "expiring"
	Rotating  State = "rotating"
	Suspended State = "suspended"
	// Quarantined lets some calls through, see Quarantine.
	Quarantined State = "quarantined"
	Expired     State = "expired"
	Revoked     State = "revoked"
	// UsedUp is an ephemeral token all of whose uses were taken.
	UsedUp State = "usedUp"
)

const day = 24 * time.Hour

// expiringSoon is how long before its end a long-lived token counts as expiring; a short-lived one does in the last
// fifth of its life.
const expiringSoon = 14 * day

// Token is everything that may be known of a token. Version is the ETag.
type Token struct {
	// ID is tok_ and the 16 characters that the token's own text shows.
	ID          string
	Kind        secret.Kind
	Environment string
	AppID       string
	Name        string
	Description string
	// Scopes are texts of access.Scope, Networks canonical CIDR prefixes (none means everywhere), Origins web origins
	// (none means that no origin is asked for).
	Scopes []string
	// ScopeRisk is how risky the riskiest of the scopes is: 0 without scopes, 1 low, 2 medium, 3 high.
	ScopeRisk int64
	Networks  []string
	Origins   []string
	NotBefore *time.Time
	// ExpiresAt is the first instant at which the token doesn't work any more.
	ExpiresAt       time.Time
	SuspendedAt     *time.Time
	SuspendedBy     string
	SuspendedReason string
	// Under is the suspension over which an operator laid theirs; nil is none.
	Under *Suspension
	// Quarantine is nil for a token that never had one; it may be over.
	Quarantine        *Quarantine
	RevokedAt         *time.Time
	RevokedBy         string
	RevokedReason     string
	CreatedBy         string
	CreatedAt         time.Time
	UpdatedAt         time.Time
	LastUsedAt        *time.Time
	LastUsedNetwork   string
	LastUsedOperation string
	Version           int64
	// Ephemeral is nil unless another token minted this one.
	Ephemeral *Ephemeral
	// FinishSilent is after which silence of the older secret a rotation ends by itself; 0 is never.
	FinishSilent time.Duration
	// Generations are the token's secrets, newest first.
	Generations []Generation
	// stored are the generations as the database has them; nil for a token that isn't there yet.
	stored map[int64]Generation
}

// Suspension is who stopped a token, when and why.
type Suspension struct {
	At     time.Time
	By     string
	Reason string
}

// Generation is one secret of a token, without the secret.
type Generation struct {
	Number int64
	MAC    [32]byte
	// Proof is the keyed hash of the secret's secret.Proof; nil for secrets that are older than proofs.
	Proof     []byte
	PepperKID string
	Last4     string
	// Form is how a key that another system made is recognised; nil for secrets of our own.
	Form      *secret.Form
	CreatedAt time.Time
	// ValidUntil is the first instant at which this secret doesn't work any more; nil is as long as the token.
	ValidUntil  *time.Time
	ActivatedAt *time.Time
	// Pending says that the secret's first use will start the end of its predecessor, Overlap later.
	Pending bool
	Overlap time.Duration
	// ExposedAt is when the secret was first seen on its way over plain HTTP, where anybody could read it; nil is never.
	ExposedAt *time.Time
	// ReusedAt is when the secret was last seen in use after its end, and the owner told; nil is never.
	ReusedAt *time.Time
	// LastUsedAt is when the secret was last used, to the minute; nil is never.
	LastUsedAt *time.Time
	// SelfMade says that the token made the secret for itself, with the one before.
	SelfMade bool
}

// The faults of tokens.
var (
	// ErrNotFound says that there is no such token, or that it belongs to somebody else's app.
	ErrNotFound = fault.New(fault.NotFound, "tokens.not_found", "There is no such token among your apps'.", "Open the app and choose one of its tokens.")
	// ErrNameTaken says that another token of the app and environment has this name.
	ErrNameTaken = fault.New(fault.Conflict, "tokens.name_taken", "The app already has a token with this name in this environment.", "Choose another name, or revoke the token that has it.")
	// ErrTooMany says that the app has as many living tokens as policy allows.
	ErrTooMany = fault.New(fault.Conflict, "tokens.too_many", "The app has as many tokens as the policy allows.", "Revoke a token that nobody needs any more.")
	// ErrState says that the token is not in a state from which this step leads on.
	ErrState = fault.New(fault.Conflict, "tokens.wrong_state", "The token is not in a state that allows this.", "Load the token again to see its state.")
	// ErrStale says that the token was changed since the caller read it.
	ErrStale = fault.New(fault.Stale, "tokens.stale", "The token was changed since you opened it.", "Load it again and repeat your change.")
	// ErrAppSuspended says that a suspended app gets no tokens.
	ErrAppSuspended = fault.New(fault.Conflict, "tokens.app_suspended", "The app is suspended and gets no new secrets.", "Ask the operators, who suspended it, to resume it.")
	// ErrSuspendedByOperator says that only operators undo an operator's suspension.
	ErrSuspendedByOperator = fault.New(fault.Denied, "tokens.suspended_by_operator", "An operator holds this token back, and only operators let it go.", "Ask the operators what they need from you.")
)

// open reports whether the secret works at a time, the token's own state aside.
func (g Generation) open(now time.Time) bool { return g.ValidUntil == nil || now.Before(*g.ValidUntil) }

// Open answers the secrets that work at a time, newest first: one, two during a rotation, none never.
func (t Token) Open(now time.Time) []Generation {
	var open []Generation
	for _, g := range t.Generations {
		if g.open(now) {
			open = append(open, g)
		}
	}
	return open
}

// imported reports whether a key that another system made still opens the token.
func (t Token) imported(now time.Time) bool {
	return slices.ContainsFunc(t.Open(now), func(g Generation) bool { return g.Form != nil })
}

// Exposed answers when a secret that still works was first seen over plain HTTP; nil when none was.
func (t Token) Exposed(now time.Time) *time.Time {
	for _, g := range t.Open(now) {
		if g.ExposedAt != nil {
			return g.ExposedAt
		}
	}
	return nil
}

// reused answers when a replaced secret was last noted to be in use; nil is never.
func (t Token) reused() *time.Time {
	var last *time.Time
	for _, g := range t.Generations {
		if g.ReusedAt != nil && (last == nil || g.ReusedAt.After(*last)) {
			last = g.ReusedAt
		}
	}
	return last
}

// StateAt answers the token's state at a time. What stops it for good comes first, then what stops it for now.
func (t Token) StateAt(now time.Time) State {
	switch {
	case t.RevokedAt != nil:
		return Revoked
	case !now.Before(t.ExpiresAt):
		return Expired
	case t.Ephemeral.usedUp():
		return UsedUp
	case t.SuspendedAt != nil:
		return Suspended
	case t.Quarantine.holds(now):
		return Quarantined
	case len(t.Open(now)) > 1:
		return Rotating
	case t.ExpiresAt.Sub(now) <= min(expiringSoon, t.ExpiresAt.Sub(t.CreatedAt)/5):
		return Expiring
	}
	return Active
}

// over reports whether the token can never work again.
func (t Token) over(now time.Time) bool {
	state := t.StateAt(now)
	return state == Revoked || state == Expired || state == UsedUp
}

// Hint answers the recognisable form of the token's newest secret.
func (t Token) Hint(brand string) string {
	if len(t.Generations) == 0 {
		return ""
	}
	return t.hint(brand, t.Generations[0])
}

func (t Token) hint(brand string, g Generation) string {
	if g.Form != nil {
		return g.Form.Prefix + "…" + g.Last4
	}
	return secret.Hint(brand, t.Kind, t.publicID(), g.Last4)
}

// publicID answers the 16 characters that stand in the token's text.
func (t Token) publicID() string { return t.ID[len(idPrefix):] }

const idPrefix = "tok_"
