package accounts

import (
	"slices"
	"time"
	"unicode/utf8"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/names"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// State says whether an account may be used. The zero value may not.
type State string

// The states of an account.
const (
	// Active accounts may sign in.
	Active State = "active"
	// Waiting accounts were signed up where sign-ups need approval, and nobody approved them yet.
	Waiting State = "waiting"
	// Disabled accounts can't sign in, have no sessions, and keep their history.
	Disabled State = "disabled"
	// Inactive accounts are disabled because nobody used them. Their apps and tokens go on.
	Inactive State = "inactive"
)

// States answers every state.
func States() []State { return []State{Active, Waiting, Inactive, Disabled} }

// Account is one person. Handle is the WebAuthn user handle: 64 random bytes that say nothing of the person and never
// leave the server except to an authenticator.
type Account struct {
	ID         string
	Email      string
	Name       string
	Handle     []byte
	State      State
	Demo       bool
	Roles      []rbac.Role
	Version    int64
	CreatedAt  time.Time
	UpdatedAt  time.Time
	DisabledAt *time.Time
	// RecoveredAt is when a recovery code last opened the account, or a former address took it back; see RolesAt.
	RecoveredAt *time.Time
	LastSeenAt  *time.Time
	// InactiveAt is since when the account is Inactive; EnabledAt when it was last let be used again.
	InactiveAt *time.Time
	EnabledAt  *time.Time
	// InactiveWarnedAt and InactiveWarnedAgainAt are when its owner was last told that nobody uses it.
	InactiveWarnedAt      *time.Time
	InactiveWarnedAgainAt *time.Time
}

// Has reports whether the account holds role.
func (a Account) Has(role rbac.Role) bool { return slices.Contains(a.Roles, role) }

// calmAfterRecovery is how long an account that was opened with a recovery code, or taken back by a former address, acts as a plain developer (S-STP-06):
// whoever stole a code gains no power over others before its owner could speak up.
const calmAfterRecovery = 24 * time.Hour

// RolesAt answers the roles under which the account acts at now: all of them, or developer alone during the 24 hours
// after a recovery.
func (a Account) RolesAt(now time.Time) []rbac.Role {
	if a.RecoveredAt != nil && now.Before(a.RecoveredAt.Add(calmAfterRecovery)) {
		return []rbac.Role{rbac.Developer}
	}
	return a.Roles
}

// The faults of accounts.
var (
	// ErrNotFound says that there is no such account, or that the caller may not see it.
	ErrNotFound = fault.New(fault.NotFound, "accounts.not_found", "There is no such person here.", "Look the person up in the list of people.")
	// ErrAddressTaken says that the address belongs to an account. It is only ever told to operators.
	ErrAddressTaken = fault.New(fault.Conflict, "accounts.address_taken", "An account with this address exists.", "Find it in the list of people.")
	// ErrLastAdmin says that the change would leave the portal without an active admin.
	ErrLastAdmin = fault.New(fault.Conflict, "accounts.last_admin", "This is the last active admin.", "Make somebody else an admin first.")
	// ErrOwnRoles says that people can't change their own roles.
	ErrOwnRoles = fault.New(fault.Denied, "accounts.own_roles", "Nobody changes their own roles.", "Ask another administrator.")
	// ErrOwnState says that people can't disable themselves.
	ErrOwnState = fault.New(fault.Conflict, "accounts.own_state", "You can't disable your own account.", "Ask another administrator.")
	// ErrEscalation says that the role carries a permission which the caller does not hold.
	ErrEscalation = fault.New(fault.Denied, "accounts.escalation", "This role permits more than you may do yourself.", "Ask somebody who holds that role to grant it.")
	// ErrInactive says, to somebody who proved to be its owner, that the account was suspended because nobody used it.
	ErrInactive = fault.New(fault.Denied, "accounts.inactive", "Your account was suspended because nobody used it for a long time.", "Ask the people who run this portal to let you in again. Your apps and tokens go on meanwhile.")
	// ErrState says that the account's state does not permit the change.
	ErrState = fault.New(fault.Conflict, "accounts.state", "The account is not in a state for this.", "Read it again and look at its state.")
)

const nameMax = 100

// CleanName answers name without surrounding space and with single inner spaces, or a field mistake when it is empty,
// longer than 100 characters, or holds what nobody sees or what a mail could show as a link or markup.
func CleanName(name string) (string, *fault.Field) {
	clean := names.Clean(name)
	mistake := func(code, message string) (string, *fault.Field) {
		return "", &fault.Field{Pointer: "/name", Code: code, Message: message}
	}
	switch {
	case clean == "":
		return mistake("required", "Tell us your name.")
	case utf8.RuneCountInString(clean) > nameMax:
		return mistake("too_long", "A name has at most 100 characters.")
	case !names.Plain(clean):
		return mistake("invalid", "A name holds no links, no < or >, and no characters that nobody sees.")
	}
	return clean, nil
}
