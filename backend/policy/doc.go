// Package policy owns the rules that an installation sets for its tokens: lives, overlap, names, number, and which
// restrictions risky scopes need. There is one level so far, the instance; the table has room for the ladder.
//
// Invariants: there is always a policy (the shipped one until somebody saves another); a stored policy passed check;
// each save raises the version, writes an audit entry and a change row in one transaction.
//
// Table: policies.
package policy
