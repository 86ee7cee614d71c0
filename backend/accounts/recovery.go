package accounts

import (
	"strings"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
)

// ErrRecovery says that address and code don't belong together. It never says which of them is wrong.
var ErrRecovery = fault.New(fault.Unauthenticated, "accounts.recovery_refused", "This address and code don't fit together.", "Check both. Each code works once; try another of your list.")

const (
	codesPerSet = 10
	codeGroups  = 4
	groupLen    = 6
	crockford   = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
)

// newCode answers a fresh recovery code: 24 characters of Crockford's base32 in four groups, 120 bits.
func newCode() string {
	raw := secret.RandomBytes(codeGroups * groupLen)
	var b strings.Builder
	for i, c := range raw {
		if i > 0 && i%groupLen == 0 {
			b.WriteByte('-')
		}
		b.WriteByte(crockford[c&31])
	}
	return b.String()
}

// cleanCode answers the one spelling of a code that a person typed: upper case, no separators, and the letters that
// Crockford's alphabet leaves out read as the digits they look like.
func cleanCode(typed string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case 'o', 'O':
			return '0'
		case 'i', 'I', 'l', 'L':
			return '1'
		}
		if r >= 'a' && r <= 'z' {
			r -= 'a' - 'A'
		}
		if r < 128 && strings.IndexByte(crockford, byte(r)) >= 0 {
			return r
		}
		return -1
	}, typed)
}
