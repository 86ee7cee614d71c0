// Package sessions owns the sessions of people: which browsers are signed in as whom, and for how long.
//
// Invariants:
//
//   - A session's cookie is 256 random bits; the table holds a keyed hash of it. A value that a client chose is never
//     taken over.
//   - Signing in and stepping up change the cookie; the old value is dead in the same transaction.
//   - Roles are read with each request, so a right that was taken is gone with the next one. Idle and absolute limits
//     follow the roles held at that moment.
//   - A session that came from a recovery code is restricted: it can only enrol a passkey.
//   - At most 20 sessions per account; the oldest gives way.
//
// When a session was last seen is kept in memory and written once a minute, so that reading changes nothing in the
// database.
//
// Tables: sessions, session_devices.
package sessions
