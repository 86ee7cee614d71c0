package passkeys

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/go-webauthn/webauthn/webauthn"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
)

// The faults of passkeys and their ceremonies.
var (
	// ErrNotFound says that there is no such passkey, or that it is somebody else's.
	ErrNotFound = fault.New(fault.NotFound, "passkeys.not_found", "There is no such passkey of yours.", "Look at your list of passkeys.")
	// ErrResponse says that the authenticator's response can't be read.
	ErrResponse = fault.New(fault.Malformed, "passkeys.response_malformed", "This is not the response of an authenticator.", "Send what the browser returned, unchanged.")
	// ErrCeremony says that the challenge was used, is too old, or belongs to another browser or ceremony.
	ErrCeremony = fault.New(fault.Malformed, "passkeys.ceremony_over", "This ceremony is over or began elsewhere.", "Begin again; a challenge is good for two minutes and one use.")
	// ErrRegistration says that what the authenticator made can't be accepted.
	ErrRegistration = fault.New(fault.Malformed, "passkeys.registration_refused", "This passkey can't be accepted.", "Use an authenticator that verifies you (PIN, fingerprint or face), then try again.")
	// ErrRefused says that the assertion opens nothing. It never says why.
	ErrRefused = fault.New(fault.Unauthenticated, "passkeys.refused", "This passkey doesn't open anything here.", "Use a passkey that you registered with this portal. If you lost it, use a recovery code.")
	// ErrChanged says that a passkey became, or ceased to be, one that is synced between devices.
	ErrChanged = fault.New(fault.Unauthenticated, "passkeys.credential_changed", "This passkey is not what it was when it was registered.", "Sign in another way, then remove it and register it again.")
	// ErrStepUp says that the confirmation failed; the session itself goes on.
	ErrStepUp = fault.New(fault.Denied, "passkeys.step_up_refused", "This passkey doesn't confirm that it is you.", "Use one of the passkeys of your account.")
	// ErrTaken says that this credential is registered, here or with another account.
	ErrTaken = fault.New(fault.Conflict, "passkeys.registered_already", "This passkey is registered already.", "Use it to sign in, or choose another authenticator.")
	// ErrLast says that an account keeps at least one usable passkey.
	ErrLast = fault.New(fault.Conflict, "passkeys.last_one", "This is your last usable passkey.", "Add another passkey first.")
	// ErrTooMany says that an account has as many passkeys as it may.
	ErrTooMany = fault.New(fault.Conflict, "passkeys.too_many", "You have as many passkeys as an account may have.", "Remove one that you don't use.")
)

const (
	nameMax         = 100
	passkeysMax     = 30
	credentialIDMax = 1023
)

// Passkey is one credential of one account. The zero value opens nothing.
type Passkey struct {
	ID            string
	AccountID     string
	Name          string
	Credential    webauthn.Credential
	CreatedAt     time.Time
	LastUsedAt    *time.Time
	QuarantinedAt *time.Time
}

// Synced reports whether the passkey is kept by a provider that copies it between devices.
func (p Passkey) Synced() bool { return p.Credential.Flags.BackupEligible }

// Usable reports whether the passkey may sign in: it is not in quarantine.
func (p Passkey) Usable() bool { return p.ID != "" && p.QuarantinedAt == nil }

// cleanName answers name with single spaces; false when it is empty, longer than 100 characters, or holds control
// characters.
func cleanName(name string) (string, bool) {
	clean := strings.Join(strings.Fields(name), " ")
	ok := clean != "" && utf8.RuneCountInString(clean) <= nameMax && !strings.ContainsFunc(clean, unicode.IsControl)
	return clean, ok
}
