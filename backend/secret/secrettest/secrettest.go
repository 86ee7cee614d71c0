// Package secrettest makes the wrong secrets that tests try doors with. What it answers is wrong always and not only
// mostly: a token with a constant in the place of its last character is the same token once in 62 times.
package secrettest

import (
	"crypto/rand"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/secret"
)

// Mistyped answers the secret with another last character of the alphabet of base62. The checksum of one of our tokens is
// wrong then, so nothing is looked up. It panics when secret is empty.
func Mistyped(text string) string {
	end := len(text) - 1
	other := secret.Alphabet[(strings.IndexByte(secret.Alphabet, text[end])+1)%len(secret.Alphabet)]
	return text[:end] + string(other)
}

// Forged answers a well-formed token with the kind and the id of full and another secret: only comparing finds out.
func Forged(t testing.TB, full string) string {
	t.Helper()
	brand, _, _ := strings.Cut(full, "_")
	genuine, ok := secret.Parse(brand, full)
	require.True(t, ok, "only one of our own tokens can be forged")
	forged, err := secret.Renew(brand, genuine.Kind, genuine.ID, rand.Reader)
	require.NoError(t, err)
	return forged.Full
}
