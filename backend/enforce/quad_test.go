package enforce

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"
)

// FuzzQuad holds the short way of reading an address against the library: what it reads is the same, and it reads no less.
func FuzzQuad(f *testing.F) {
	for _, text := range []string{"", "1.2.3.4", "255.255.255.255", "256.1.1.1", "0.0.0.0", "01.2.3.4", "1.2.3", "1.2.3.4.5", "1.2.3.", ".1.2.3", "1..2.3", "1.2.3.1000", " 1.2.3.4", "::1", "00.0.0.0", "1.2.3.4:80"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		want, err := netip.ParseAddr(text)
		got, ok := quad([]byte(text))
		require.Equal(t, err == nil && want.Is4(), ok, text)
		if ok {
			require.Equal(t, want, got)
		}
	})
}
