// Package store is the ground that every room stands on: one database, its migrations, its transactions.
//
// It owns three promises. A write happens inside Tx or not at all. What Tx acknowledged survives a crash
// (`synchronous=FULL` on SQLite, a committed transaction on PostgreSQL). Whoever must know of a change knows it before
// the change is acknowledged: listeners registered by OnChange run after the commit and before Tx returns.
//
// On SQLite all writers share one connection. Callers of Tx queue up; the first becomes the leader, opens one outer
// transaction and lets everybody who is waiting run inside it, each in a savepoint of its own. One commit, and so one
// fsync, pays for all of them. Each closure runs in its own caller's goroutine.
//
// Tables: changes (what enforcement has to reload, in order), and the migration ledgers of goose and River.
package store
