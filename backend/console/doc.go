// Package console owns what stands beside an operation's reference for those who read it: the five-minute tokens with which
// the page calls the gateway, and the answer to "where do my apps stand with this operation?".
//
// Invariants: a console token opens one operation of one version, from the portal's own pages only; it adds nothing to what
// its app was granted; it is shown once and stored as a keyed hash; it ends with the session that asked for it, and with the
// app; a session has at most five. A token for live upstreams asks for a fresh passkey assertion like every live token. A
// visitor's token belongs to no app: it opens the built-in sandbox of a public API, from the visitor's network, under limits
// that hold for the address. The decisions are enforcement's; this package only writes down what a token is for.
//
// Tables: console_tokens.
package console
