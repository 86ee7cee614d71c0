package blocks

import (
	"cmp"
	"encoding/binary"
	"math/bits"
	"net/netip"
	"slices"
)

// point is an address as a number: IPv4 in 4 bytes, IPv6 in 16, or in 8 where whole /64s are meant.
type point[K any] interface {
	comparable
	compare(K) int
	// next is the address after this one; the last one is its own.
	next() K
	// leading are the bits that an index tells addresses apart by first.
	leading() uint64
}

// narrow is a point that the processor compares at once.
type narrow[K any] interface {
	point[K]
	~uint32 | ~uint64
}

type p4 uint32

func (a p4) compare(b p4) int { return cmp.Compare(a, b) }

func (a p4) next() p4 { return max(a, a+1) }

func (a p4) leading() uint64 { return uint64(a) }

// p8 is a /64 of IPv6: its upper half.
type p8 uint64

func (a p8) compare(b p8) int { return cmp.Compare(a, b) }

func (a p8) next() p8 { return max(a, a+1) }

func (a p8) leading() uint64 { return uint64(a) }

type p6 struct{ hi, lo uint64 }

func (a p6) compare(b p6) int {
	if a.hi != b.hi {
		return cmp.Compare(a.hi, b.hi)
	}
	return cmp.Compare(a.lo, b.lo)
}

func (a p6) less(b p6) bool {
	_, borrow := bits.Sub64(a.lo, b.lo, 0)
	_, borrow = bits.Sub64(a.hi, b.hi, borrow)
	return borrow != 0
}

func (a p6) leading() uint64 { return a.hi }

func (a p6) next() p6 {
	b := p6{a.hi, a.lo + 1}
	if b.lo == 0 {
		b.hi++
		if b.hi == 0 {
			return a
		}
	}
	return b
}

func point4(a netip.Addr) p4 {
	b := a.As4()
	return p4(binary.BigEndian.Uint32(b[:]))
}

func point6(a netip.Addr) p6 {
	b := a.As16()
	return p6{binary.BigEndian.Uint64(b[:8]), binary.BigEndian.Uint64(b[8:])}
}

// span is all addresses from one to another, both included.
type span[K point[K]] struct{ from, to K }

// ranges is a set of addresses. Once merged, the spans of a family are sorted, and neither meet nor touch.
type ranges struct {
	four []span[p4]
	six  []span[p6]
}

// add puts the addresses between two of the same family into the set.
func (r *ranges) add(from, to netip.Addr) {
	if from.Is4() {
		r.four = append(r.four, span[p4]{point4(from), point4(to)})
	} else {
		r.six = append(r.six, span[p6]{point6(from), point6(to)})
	}
}

func (r *ranges) addPrefix(p netip.Prefix) {
	p = p.Masked()
	r.add(p.Addr(), lastOf(p))
}

// count is the number of spans.
func (r *ranges) count() int { return len(r.four) + len(r.six) }

func (r *ranges) merge() {
	r.four, r.six = merged(r.four), merged(r.six)
}

func merged[K point[K]](s []span[K]) []span[K] {
	slices.SortFunc(s, func(a, b span[K]) int { return a.from.compare(b.from) })
	kept := s[:0]
	for _, next := range s {
		if n := len(kept); n > 0 && next.from.compare(kept[n-1].to.next()) <= 0 {
			if next.to.compare(kept[n-1].to) > 0 {
				kept[n-1].to = next.to
			}
			continue
		}
		kept = append(kept, next)
	}
	return kept
}

// everything says whether a merged set holds every address of a family.
func (r *ranges) everything() bool {
	return len(r.four) == 1 && r.four[0] == span[p4]{0, ^p4(0)} ||
		len(r.six) == 1 && r.six[0] == span[p6]{p6{}, p6{^uint64(0), ^uint64(0)}}
}

// The widest that one network may be without anybody saying that it is meant: sixteen million addresses of IPv4, and as much of
// IPv6 as a registry hands to a region at a time.
const (
	widestFour = 8
	widestSix  = 16
)

// wide says whether a merged set refuses more at a stretch than anybody would by intent.
func (r *ranges) wide() bool {
	for _, s := range r.four {
		if s.to-s.from >= 1<<(32-widestFour) {
			return true
		}
	}
	for _, s := range r.six {
		if s.to.hi-s.from.hi >= 1<<(64-widestSix) {
			return true
		}
	}
	return false
}

// has looks an address up in a merged set that is asked seldom.
func (r *ranges) has(a netip.Addr) bool {
	if a = a.Unmap().WithZone(""); !a.IsValid() {
		return false
	}
	if a.Is4() {
		return held(r.four, point4(a))
	}
	return held(r.six, point6(a))
}

func held[K point[K]](s []span[K], k K) bool {
	_, found := slices.BinarySearchFunc(s, k, func(s span[K], k K) int {
		switch {
		case s.to.compare(k) < 0:
			return -1
		case s.from.compare(k) > 0:
			return 1
		}
		return 0
	})
	return found
}

func lastOf(p netip.Prefix) netip.Addr {
	b := p.Addr().AsSlice()
	for i := p.Bits(); i < len(b)*8; i++ {
		b[i/8] |= 0x80 >> (i % 8)
	}
	last, _ := netip.AddrFromSlice(b)
	return last
}
