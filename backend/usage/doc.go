// Package usage keeps what happened at the doors: call events, their rollups by minute, hour and day, and for seven
// days the checks behind each denial.
//
// Recording never waits: events go to a bounded buffer per shard, a full buffer counts what it drops and the count is
// logged and exposed. A flusher writes a batch at least twice a second, so a call is visible within two seconds and a
// crash loses at most the last second (P-USE-3). Networks arrive truncated and stay so (S-PRV-04).
//
// Call events live in a database of their own (usage.db, or the same PostgreSQL), so that their writes never wait for
// the portal's: tables usage_calls and usage_rollups. Decisions live in the main database: table decisions.
package usage
