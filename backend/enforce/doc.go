// Package enforce answers one question at three doors: may this token make this call now? The gateway forwards what is
// allowed, forward-auth answers another proxy, verify answers a program; all three ask the same Decide.
//
// What a decision reads is an immutable snapshot behind an atomic pointer. It is whole: a token that is not in it does
// not exist, and no decision waits for a database. A committed change is in the snapshot before whoever made it is
// answered; changes of other processes follow within half a second; when the database could not be asked for ten
// seconds, every door refuses.
//
// Invariants: default deny, also for zero values and panics; the state of a token is revealed only to its holder; the
// path that is decided on is the path that is forwarded, and an odd path is refused rather than repaired; a sandbox
// token never reaches a live upstream; what the caller says about itself never reaches an upstream as our words;
// forbidden calls cost no quota.
//
// Tables: quota_counters. It reads those of tokens, apps, accounts, access and catalog.
package enforce
