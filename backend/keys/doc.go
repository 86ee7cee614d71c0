// Package keys owns the keys that sign access tokens: their making, their way from next over active and retiring to removed,
// and what verifiers may know of them. The key of Gatehouse-Context is another one, in package secret, with another key set.
//
// Invariants: a private key is used through crypto.Signer only and lies in the database sealed under a key from keys.json,
// or in a device; a key has one purpose and one algorithm for its life; there is one active key and one next key, which was
// published a day before anybody signs with it, except when the active one had to be revoked; a removed key never comes back
// and its private half is gone; a signer that fails is an error, and nothing else signs instead.
//
// Tables: signing_keys.
package keys
