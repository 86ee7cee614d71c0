// Package jws makes and takes apart the signed tokens of OAuth: access tokens (RFC 9068), assertions of clients (RFC 7523)
// and proofs of possession (RFC 9449). It is the only room that hands text from a caller to the JOSE library.
//
// Invariants: a token's size and shape are checked before anything is decoded; base64url and JSON have one spelling; a
// header names no key and no address, and what it says of the algorithm has to agree with the key record, which decides;
// there is no encryption, no compression, no "none" and no HMAC. It holds no keys and does no I/O.
package jws
