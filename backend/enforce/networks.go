package enforce

import (
	"hash/maphash"
	"net/netip"
	"sync/atomic"
)

const networksKept = 4096

// networks writes callers' networks as text, and remembers the latest ones: rendering one costs two allocations a call. The
// zero value is ready; safe for concurrent use.
type networks struct {
	slots [networksKept]atomic.Pointer[network]
}

type network struct {
	prefix netip.Prefix
	text   string
}

var networkSeed = maphash.MakeSeed()

// text is the caller's network, never its address: /24 for IPv4, /48 for IPv6, and "" for no address.
func (n *networks) text(address netip.Addr) string {
	bits := 48
	if address = address.Unmap(); address.Is4() {
		bits = 24
	}
	prefix, err := address.WithZone("").Prefix(bits)
	if err != nil || !prefix.IsValid() {
		return ""
	}
	slot := &n.slots[maphash.Comparable(networkSeed, prefix)%networksKept]
	if have := slot.Load(); have != nil && have.prefix == prefix {
		return have.text
	}
	made := &network{prefix: prefix, text: prefix.String()}
	slot.Store(made)
	return made.text
}
