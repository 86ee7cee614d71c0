// Package enforce answers one question at three doors: may this token make this call now? The gateway forwards what is
// allowed, forward-auth answers another proxy, verify answers a program; all three ask the same Decide.
//
// What a decision reads is an immutable snapshot behind an atomic pointer. It is whole: a token that is not in it does
// not exist, and no decision waits for a database, except a call whose grant has nothing reserved of its quota at this
// node. A committed change is in the snapshot before whoever made it is
// answered; changes of other processes follow within half a second; when the database could not be asked for ten
// seconds, every door refuses.
//
// Invariants: default deny, also for zero values and panics; the state of a token is revealed only to its holder; the
// path that is decided on is the path that is forwarded, and an odd path is refused rather than repaired; a sandbox
// token never reaches a live upstream; what the caller says about itself never reaches an upstream as our words;
// an access token that is bound to a key opens nothing without a fresh proof of that key for this call, and a proof is good
// once; forbidden calls cost no quota; an origin is never reflected unless the API's rules or the token admit it.
//
// An API whose rules for web pages (CORS) are on tells whoever names an admitted origin that it is there and which methods a
// path has, because browsers ask that without a token.
//
// Rate limits are counted in the process or, by all nodes together, in Redis (decisions/0019); quotas in the database,
// which has counted a unit before a call gets it. Neither ever gives more because something is away.
//
// Tables: quota_counters, nodes, request_findings, unknown_operations. It reads those of tokens, apps, accounts, access and catalog.
package enforce
