package operators

import (
	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// The faults of handing operator tokens over.
var (
	// ErrOver says that a token has ended, so that nobody needs to answer for it.
	ErrOver = fault.New(fault.Conflict, "operators.over", "This operator token has ended already.", "Make a new one where a machine still needs it.")
	// ErrHeir says that somebody can't answer for a token.
	ErrHeir = fault.New(fault.Conflict, "operators.heir", "This person can't answer for the operator token.",
		"Choose somebody who may sign in, manages operator tokens, and may do themselves what the token may.")
)

// answered reports whether a token of somebody whose account is in a state is taken; the state is empty when the account is gone.
// Nobody has to answer for a token of the command line. Whoever left has no access by any token. An account that merely nobody uses
// was suspended by the clock, which must not stop the proxies in front of every API: its verifier tokens go on. No person can hold
// that role, and all it does is to ask whether a call may pass.
func answered(t Token, state accounts.State) bool {
	switch {
	case t.Owner == "", state == accounts.Active:
		return true
	case state == accounts.Inactive:
		return t.Role == rbac.Verifier
	default:
		return false
	}
}
