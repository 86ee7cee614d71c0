// Package usage keeps what happened at the doors: call events, their rollups by minute, hour and day, and for seven
// days the checks behind each denial.
//
// Recording never waits: events go to a bounded buffer per shard, a full buffer counts what it drops and the count is
// logged and exposed. A flusher writes a batch at least twice a second, so a call is visible within two seconds and a
// crash loses at most the last second (P-USE-3). Networks arrive truncated and stay so (S-PRV-04).
//
// Call events live in a database of their own (usage.db, or the same PostgreSQL), so that their writes never wait for
// the portal's: table usage_blocks, whose rows are blocks of columns (package block). Single calls are level 0; sums by
// minute, hour and day are levels 1 to 3. A block that was added to the level above is folded; a question adds up one
// level and what is not folded below it, so a call counts once at any moment, on every node, also after a crash. (Only a write whose answer is lost
// on its way may be repeated, by a database beyond a network.) Small
// blocks are merged. Decisions live in the main database: table decisions.
package usage
