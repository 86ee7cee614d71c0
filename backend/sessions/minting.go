package sessions

import (
	"fmt"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
)

// Way is one way to get a session (S-IDN-02). Start refuses every other.
type Way struct {
	// Routes are the operations that take this way.
	Routes []string
	// AMR are the authentication methods as RFC 8176 names them.
	AMR []string
	// PhishingResistant says whether it may satisfy what asks for a fresh step-up. A recovery code never does.
	PhishingResistant bool
	// Callers are the functions that start a session this way; a test holds the list against the source.
	Callers []string
}

// Ways answers all ways to get a session, by their method.
func Ways() map[string]Way {
	return map[string]Way{
		ByPasskey: {
			Routes: []string{"POST /auth/sign-in/finish"}, AMR: []string{"pop", "user"}, PhishingResistant: true,
			Callers: []string{"passkeys.FinishSignIn"},
		},
		ByEnrolled: {
			Routes: []string{"POST /setup/finish", "POST /auth/passkeys/register/finish"}, AMR: []string{"pop", "user"}, PhishingResistant: true,
			Callers: []string{"passkeys.keepFirst", "passkeys.keepAnother"},
		},
		ByRecovery: {
			Routes: []string{"POST /auth/recover", "POST /auth/recover/link"}, AMR: []string{"otp"}, PhishingResistant: false,
			Callers: []string{"sessions.Recover", "sessions.RecoverByLink"},
		},
	}
}

// mintable refuses a way that is not in the list, and an account that may not be used.
func mintable(a accounts.Account, method string) error {
	if _, known := Ways()[method]; !known {
		return fmt.Errorf("start session: %q is no known way to sign in", method)
	}
	if a.State != accounts.Active {
		return fmt.Errorf("start session: account %s is %s", a.ID, a.State)
	}
	return nil
}
