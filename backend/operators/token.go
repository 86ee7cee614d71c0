package operators

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// The faults of operator tokens.
var (
	// ErrNotFound says that there is no such operator token.
	ErrNotFound = fault.New(fault.NotFound, "operators.not_found", "There is no such operator token.", "Look at the list of operator tokens.")
	// ErrRevoked says that the token was revoked before.
	ErrRevoked = fault.New(fault.Conflict, "operators.revoked", "This operator token is revoked already.", "There is nothing left to do.")
	// ErrEscalation says that the role permits more than the caller may do.
	ErrEscalation = fault.New(fault.Denied, "operators.escalation", "This role permits more than you may do yourself.", "Choose a role that you hold, or ask somebody who holds it.")
)

// How long a token may live.
const (
	LifeMin = time.Minute
	LifeMax = 365 * 24 * time.Hour
)

const nameMax = 100

// formerName is what a token is called that ended with the account of whoever named it.
const formerName = "(ended with its owner)"

// Token is one operator token without its secret. The zero value is denied.
type Token struct {
	ID        string
	Name      string
	Role      rbac.Role
	Hint      string
	CreatedBy string
	// Owner is the account that answers for the token; empty for those of the command line, which belong to nobody.
	Owner      string
	CreatedAt  time.Time
	ExpiresAt  time.Time
	RevokedAt  *time.Time
	LastUsedAt *time.Time
	// Refused says that nobody answers for the token as long as its owner may not sign in, or may do less than it. It is known only of
	// tokens that were listed or asked for by their secret, as is Unkept.
	Refused bool
	// Unkept says that its owner is there and not disabled, but doesn't manage operator tokens any more.
	Unkept bool
}

// Live reports whether the token is good at now: not revoked, and now is before its end.
func (t Token) Live(now time.Time) bool {
	return t.ID != "" && t.RevokedAt == nil && now.Before(t.ExpiresAt)
}

// unprintable refuses control characters and the marks that turn the direction of writing, which would make one token's
// name read like another's.
func unprintable(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) }

// check answers all that is wrong with what a token shall be.
func check(name string, role rbac.Role, ttl time.Duration) error {
	invalid := fault.ErrInvalid
	if trimmed := strings.TrimSpace(name); trimmed == "" || trimmed != name || utf8.RuneCountInString(name) > nameMax || strings.ContainsFunc(name, unprintable) {
		invalid = invalid.With(fault.Bad("/name", "A name has 1 to 100 characters, no space around it and no control characters."))
	}
	if !role.Valid() {
		invalid = invalid.With(fault.Bad("/role", "There is no role of this name."))
	}
	if ttl < LifeMin || ttl > LifeMax || ttl%time.Second != 0 {
		invalid = invalid.With(fault.Bad("/ttlSeconds", "A token lives from one minute to 365 days, in whole seconds."))
	}
	if len(invalid.Fields) > 0 {
		return invalid
	}
	return nil
}
