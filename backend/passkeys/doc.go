// Package passkeys owns the WebAuthn credentials of people and the ceremonies in which they are made and used:
// registration (of a first passkey, and of further ones), sign-in without a name, and step-up.
//
// Invariants:
//
//   - The relying party and its origin come from the configuration and from nowhere else.
//   - A challenge is 32 random bytes, bound to one browser, one kind of ceremony and, where somebody is signed in, one
//     session. It lives for 120 seconds and is consumed by one atomic DELETE … RETURNING, before anything is verified.
//   - User verification is required in every ceremony and asserted again after the library said yes.
//   - A counter that did not move on, or a changed backup eligibility, refuses the sign-in; a counter that did not move
//     also puts the passkey into quarantine and tells its owner.
//   - The new counter and the session are stored in one transaction.
//   - The last usable passkey of an account can't be removed.
//
// Tables: passkeys, ceremonies.
package passkeys
