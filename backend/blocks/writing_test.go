package blocks

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestNetworksAreSpelledSoThatTheyReadTheSame(t *testing.T) {
	for text, want := range map[string]string{
		"10.0.0.0/8\n192.0.2.7\n": "10.0.0.0/8\n192.0.2.7\n", "10.0.0.1-10.0.0.9": "10.0.0.1-10.0.0.9\n", "0.0.0.0/0\n::/0": "0.0.0.0/0\n::/0\n",
		"2001:db8::/32\n2001:db9::1": "2001:db8::/32\n2001:db9::1\n", "fe80::-fe80::2": "fe80::-fe80::2\n", "255.255.255.255": "255.255.255.255\n",
	} {
		r := readNetworks([]byte(text)).ranges
		var spelled strings.Builder
		for _, each := range r.four {
			spelled.WriteString(spell(address4(each.from), address4(each.to)))
		}
		for _, each := range r.six {
			spelled.WriteString(spell(address6(each.from), address6(each.to)))
		}
		require.Equal(t, want, spelled.String())
		require.Equal(t, r, readNetworks([]byte(spelled.String())).ranges)
	}
}
