package reqinfo

import (
	"net/netip"
	"strings"
)

// ClientAddress answers the address of the client by the rightmost-untrusted rule (S-GW-11): the peer itself, unless
// the peer is trusted; then the rightmost entry of the forwarded-for lists that is not trusted. forwarded holds the
// values of the X-Forwarded-For header in the order in which they came. Anything unreadable ends the walk at the last
// address that was read. IPv4-mapped addresses are answered as IPv4.
func ClientAddress(peer netip.Addr, forwarded []string, trusted []netip.Prefix) netip.Addr {
	client := peer.Unmap().WithZone("")
	if !Trusted(client, trusted) {
		return client
	}
	hops := strings.Split(strings.Join(forwarded, ","), ",")
	for i := len(hops) - 1; i >= 0; i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			return client
		}
		client = hop.Unmap().WithZone("")
		if !Trusted(client, trusted) {
			return client
		}
	}
	return client
}

// Trusted reports whether the address lies in one of the prefixes.
func Trusted(address netip.Addr, trusted []netip.Prefix) bool {
	for _, prefix := range trusted {
		if prefix.Contains(address) {
			return true
		}
	}
	return false
}

// Subscriber answers the text that throttles count an address by: an IPv4 address itself, the /64 of an IPv6 one, because
// one subscriber holds all of it (S-IDN-08), and "unknown" for none.
func Subscriber(address netip.Addr) string {
	address = address.Unmap()
	if !address.IsValid() {
		return "unknown"
	}
	if address.Is4() {
		return address.String()
	}
	prefix, err := address.WithZone("").Prefix(64)
	if err != nil {
		return "unknown"
	}
	return prefix.String()
}

// Network answers the address truncated for storage: the /24 of an IPv4 address, the /48 of an IPv6 address, "" for
// an invalid one (S-PRV-04).
func Network(address netip.Addr) string {
	if !address.IsValid() {
		return ""
	}
	bits := 48
	if address = address.Unmap(); address.Is4() {
		bits = 24
	}
	prefix, err := address.WithZone("").Prefix(bits)
	if err != nil {
		return ""
	}
	return prefix.String()
}
