// Package operators owns operator tokens: the credentials of machines that operate Gatehouse itself.
//
// Invariants: a token acts within one role and never longer than its life; its secret is shown once and kept as a keyed
// hash; a token never makes another one, over HTTP only people do. Somebody answers for each token but those of the command
// line, and it is refused while that person may not sign in or may do less than it; a verifier's goes on when merely nobody uses the
// account, and whatever roles its owner has. What is revoked or refused is so for the very next request in this process, and within
// a second in others.
//
// Table: operator_tokens.
package operators
