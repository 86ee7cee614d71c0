package outbound

import (
	"net"
	"net/netip"
)

func prefixes(texts ...string) []netip.Prefix {
	all := make([]netip.Prefix, len(texts))
	for i, text := range texts {
		all[i] = netip.MustParsePrefix(text)
	}
	return all
}

// refused4 is everything in IPv4 that is not the public internet (IANA special-purpose registry), and one metadata service
// that hides behind a public address.
var refused4 = prefixes(
	"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
	"192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
	"198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "168.63.129.16/32",
)

// Of IPv6 only the global unicast range is public, without what lies in it for tunnels, benchmarks and documents.
var (
	global6  = netip.MustParsePrefix("2000::/3")
	refused6 = prefixes("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
)

// public reports whether a is an address of the public internet. An IPv4 address in IPv6 clothes is not.
func public(a netip.Addr) bool {
	if !a.IsValid() || a.Zone() != "" || a.Is4In6() {
		return false
	}
	if a.Is4() {
		return !within(refused4, a)
	}
	return global6.Contains(a) && !within(refused6, a)
}

// Public reports whether the other end of a connection is on the public internet.
func Public(a net.Addr) bool {
	at, err := netip.ParseAddrPort(a.String())
	return err == nil && public(at.Addr().Unmap())
}

func within(all []netip.Prefix, a netip.Addr) bool {
	for _, p := range all {
		if p.Contains(a) {
			return true
		}
	}
	return false
}
