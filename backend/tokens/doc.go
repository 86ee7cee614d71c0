// Package tokens owns the keys that apps call APIs with: their making, rotation, suspension and end, and what people may
// know about them.
//
// Invariants: a secret leaves this package once, in the answer to its making, and is stored as a keyed hash only; a
// token never holds a scope that its app was not granted when the scope was added, lives no longer than policy allows,
// and keeps its id through rotations, with at most two secrets open at once; what a token
// mints can do no more than it, and ends with it; a revoked token never comes back; every
// change raises the version and writes an audit entry and a change row in the same transaction, so that enforcement
// knows it before the answer leaves.
//
// Tables: tokens, token_secrets, token_apis, token_reminders, token_revocations, token_revocation_items,
// token_views, token_self_rotations, token_self_networks.
package tokens
