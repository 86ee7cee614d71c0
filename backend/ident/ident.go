// Package ident makes the ids of things: TypeIDs, which are a short prefix that names the kind, an underscore and a
// UUIDv7 in 26 characters of base32. They sort by the time of their making, within one kind.
package ident

import (
	"go.jetify.com/typeid"
)

// New answers a fresh id such as app_01j…. It panics when prefix is not a lower-case word, or when the system's
// random source fails: an id that might repeat is worse than no answer.
func New(prefix string) string {
	id, err := typeid.WithPrefix(prefix)
	if err != nil {
		panic("make an id with prefix " + prefix + ": " + err.Error())
	}
	return id.String()
}

// Valid reports whether s is an id of the kind that prefix names. It accepts exactly what New makes.
func Valid(prefix, s string) bool {
	id, err := typeid.FromString(s)
	return err == nil && id.Prefix() == prefix
}
