package reqinfo_test

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/reqinfo"
)

func TestForwardedAddressesCountOnlyBehindATrustedPeer(t *testing.T) {
	trusted := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
	for _, row := range []struct {
		peer, want string
		forwarded  []string
	}{
		{"203.0.113.9", "203.0.113.9", []string{"1.2.3.4"}},
		{"10.0.0.1", "1.2.3.4", []string{"1.2.3.4"}},
		{"10.0.0.1", "1.2.3.4", []string{"9.9.9.9, 1.2.3.4, 10.0.0.2"}},
		{"10.0.0.1", "1.2.3.4", []string{"9.9.9.9", "1.2.3.4", "10.0.0.2"}},
		{"10.0.0.1", "10.0.0.1", []string{"1.2.3.4, junk"}},
		{"10.0.0.1", "10.0.0.1", nil},
		{"::ffff:203.0.113.9", "203.0.113.9", nil},
		{"::ffff:10.0.0.1", "2001:db8::1", []string{"2001:db8::1"}},
	} {
		got := reqinfo.ClientAddress(netip.MustParseAddr(row.peer), row.forwarded, trusted)
		require.Equal(t, row.want, got.String(), "%+v", row)
	}
}

func TestStoredNetworksAreTruncated(t *testing.T) {
	require.Equal(t, "203.0.113.0/24", reqinfo.Network(netip.MustParseAddr("203.0.113.9")))
	require.Equal(t, "2001:db8:1::/48", reqinfo.Network(netip.MustParseAddr("2001:db8:1:2::3")))
	require.Equal(t, "203.0.113.0/24", reqinfo.Network(netip.MustParseAddr("::ffff:203.0.113.9")))
	require.Empty(t, reqinfo.Network(netip.Addr{}))
}

func FuzzClientAddress(f *testing.F) {
	f.Add("1.2.3.4, 5.6.7.8")
	trusted := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
	f.Fuzz(func(t *testing.T, header string) {
		peer := netip.MustParseAddr("203.0.113.9")
		if reqinfo.ClientAddress(peer, []string{header}, trusted) != peer {
			t.Fatal("an untrusted peer chose its own address")
		}
	})
}

func TestASubscriberIsCountedOnce(t *testing.T) {
	for address, want := range map[string]string{
		"192.0.2.7": "192.0.2.7", "::ffff:192.0.2.7": "192.0.2.7", "2001:db8:1:2::1": "2001:db8:1:2::/64", "2001:db8:1:2:ffff::9%eth0": "2001:db8:1:2::/64",
		"2001:db8:1:3::1": "2001:db8:1:3::/64",
	} {
		require.Equal(t, want, reqinfo.Subscriber(netip.MustParseAddr(address)), address)
	}
	require.Equal(t, "unknown", reqinfo.Subscriber(netip.Addr{}))
}
