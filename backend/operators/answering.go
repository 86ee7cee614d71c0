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

// answers reports whether a token is taken as the account of its owner is; the zero account is one that is gone. No token does more
// than its owner may now: who lost a role may still know the secrets of what was made under it, and decides nothing by them. A
// verifier's goes on, for Covers counts its one permission as nobody's power over the portal.
//
// The 24 hours after a recovery take nothing from machines (accounts.RolesAt): they bridle whoever opened the account, who sees no
// token's secret, and a lost passkey would stop every pipeline for a day.
func (s *Service) answers(t Token, owner accounts.Account) bool {
	return answered(t, owner.State) && (t.Owner == "" || s.deps.RBAC.Covers(owner.Roles, t.Role))
}

// keeps reports whether an account is one of those who manage operator tokens, as far as its roles say.
func (s *Service) keeps(a accounts.Account) bool {
	return s.deps.RBAC.Allows(rbac.Subject{ID: rbac.PersonID(a.ID), Roles: a.Roles}, rbac.OperatorTokensWrite)
}

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
