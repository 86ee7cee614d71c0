// Package operators owns operator tokens: the credentials of machines that operate Gatehouse itself.
//
// Invariants: a token acts within one role and never longer than its life; its secret is shown once and kept as a keyed
// hash; a token never makes another one, over HTTP only people do. A revoked token is refused by the very next request
// in this process, and within a second in others.
//
// Table: operator_tokens.
package operators
