// Package leaks owns the leak desk (TOK-14): what was found where it doesn't belong, who said so, and what was done about it.
//
// Whoever reports shows that they hold the secret: by the whole token, as GitHub's secret scanning does in signed messages, or
// by its proof, a SHA-256 that the page for finders and `gatehouse scan` compute themselves, so that the secret isn't sent.
// Without such evidence nothing is told and nothing is done, so nobody can end a token of which they know only the id. What
// happens to the token is the policy's choice; its owner and the security admins are told each time.
//
// It also owns honey tokens (TOK-16): traps that open nothing. Their use is a find, and the security admins are told.
//
// Tables: leaks, honey_tokens.
package leaks
