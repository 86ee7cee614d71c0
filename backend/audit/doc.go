// Package audit keeps the log of every change and every security event: append-only, hash-chained, written in the
// transaction of the change, so that a change without its entry cannot exist.
//
// One entry is one canonical JSON object (RFC 8785; numbers are strings, text is NFC, control characters are spelled out).
// Its hash covers the hash before it, so editing, removing, inserting or reordering an entry breaks everything after it:
//
//	hash = SHA-256("gth/audit/v1" ‖ u64(seq) ‖ previous hash ‖ u32(len(record)) ‖ record)
//
// Removing the newest entries together with the head is what a chain alone cannot show; signed checkpoints, logged and so
// carried off the machine, can.
//
// Where a request came from (address, user agent) is personal. It is kept in a table of its own; the chained record holds
// only a salted commitment to it. Erasing the row erases the origin, and the chain still verifies. People appear in the
// record as account ids; their names live in accounts.
//
// Tables: audit_records (triggers refuse UPDATE and DELETE), audit_head, audit_origins, audit_checkpoints.
package audit
