// Package secret makes, recognises and compares the secrets of Gatehouse: API tokens, operator tokens, random codes,
// and the keys that protect them. It owns the file keys.json in the data directory and no table.
//
// Invariants: a secret comes from crypto/rand and nowhere else; at rest only its keyed hash exists; comparing takes
// the same time for a near miss and for a far one; one purpose never shares a key with another.
package secret
