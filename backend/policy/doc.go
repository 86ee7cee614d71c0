// Package policy owns the ladder of rules that an installation sets for its tokens: the instance, then each API, then each
// app. A level says something about some rules and leaves the others to the levels above.
//
// Invariants: there is always a policy of the instance (the shipped one until somebody saves another); what holds for a
// token is at least as tight as each level that it stands under; a stored policy passed check; each save raises the
// version, writes an audit entry and a change row in one transaction.
//
// Nobody exempts their own app: an exception is asked for with a reason, decided by somebody else, and ends by itself.
//
// While a compliance profile is on, no save of the instance's rules falls below what it asks; switching one on only tightens.
//
// Tables: policies, policy_exceptions, policy_profiles.
package policy
