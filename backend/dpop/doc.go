// Package dpop says whether a proof of possession fits a request (RFC 9449): method, address, age, the token that it names and
// the key that signed it. It also makes and knows the nonces that proofs may have to carry.
//
// Invariants: what a proof is compared with is what this installation says of itself, never what the request says; addresses
// are compared in one normal form, without query; a nonce holds for two minutes at most, needs no memory and is known to every
// node that has the same keys; what is told of a refusal repeats no part of a proof but the method and the address that it
// names. Nothing here remembers which proofs were used: that is the business of whoever asks.
package dpop
