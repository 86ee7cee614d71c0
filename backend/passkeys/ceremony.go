package passkeys

import (
	"time"

	"github.com/go-webauthn/webauthn/webauthn"
)

// Kind says what a ceremony is for. A challenge of one kind is worth nothing in another.
type Kind string

// The kinds of ceremonies.
const (
	ToRegister Kind = "register"
	ToSetUp    Kind = "setup"
	ToSignIn   Kind = "sign_in"
	ToStepUp   Kind = "step_up"
)

// ceremonyLife is how long a challenge is good (S-WAN-02).
const ceremonyLife = 120 * time.Second

// ceremony is a challenge that waits for its response. Subject is the account or the enrolment that registers or steps
// up, and empty for sign-in. Data is what the library gave us, kept as it was: what it says of user verification and of
// the offered algorithms is never rebuilt.
type ceremony struct {
	Kind      Kind
	Subject   string
	SessionID string
	Data      webauthn.SessionData
}

// user is somebody as the library wants to see them.
type user struct {
	handle      []byte
	address     string
	name        string
	credentials []webauthn.Credential
}

func (u user) WebAuthnID() []byte { return u.handle }

func (u user) WebAuthnName() string { return u.address }

func (u user) WebAuthnDisplayName() string { return u.name }

func (u user) WebAuthnCredentials() []webauthn.Credential { return u.credentials }
