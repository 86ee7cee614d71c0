// Package apps owns what developers register: an application with a name, a purpose, the origins of its web pages and
// people to write to. Grants and tokens hang on it; they live in rooms above and join in through hooks that run inside
// the transaction of the change.
//
// Invariants: an app belongs to exactly one owner: a person, an operator token or a team, whose members see it and, viewers
// aside, change it; it passes to another owner by Transfer only, with all that hangs on it; two apps of one owner never
// share a name; to everybody but its owner and those whose role sees every app, an app is indistinguishable from a
// missing one; each change raises its version, writes an audit entry and a change row in one transaction.
//
// Table: apps.
package apps
