package blocks

import (
	"math/bits"
	"net/netip"
	"slices"
	"sync/atomic"
)

// perBucket is how many spans share a bucket of the jump table when they are spread evenly: few enough for a cache line.
const perBucket = 4

// tally counts the calls that a network or a list refused.
type tally struct{ hits atomic.Int64 }

// index finds the owner of the span that holds an address. It is immutable. The jump table leads from the leading bits of an
// address to the few spans that begin with them, and costs a byte a span.
type index[K point[K]] struct {
	spans []span[K]
	owner []uint16
	jumps
}

// jumps lead from the leading bits of an address to the few spans that begin with them.
type jumps struct {
	jump  []uint32 // by bucket: how many spans begin in the buckets before it; one more at the end
	least uint64   // the leading bits of the first start
	shift uint
}

// owned is a set of addresses and the number of its owner.
type owned[K point[K]] struct {
	span[K]
	owner uint16
}

// newIndex takes the spans of all owners. Where owners claim the same address, the one that began first keeps it.
func newIndex[K point[K]](all []owned[K]) index[K] {
	slices.SortStableFunc(all, func(a, b owned[K]) int { return a.from.compare(b.from) })
	x := index[K]{spans: make([]span[K], 0, len(all)), owner: make([]uint16, 0, len(all))}
	for _, next := range all {
		if n := len(x.spans); n > 0 && next.from.compare(x.spans[n-1].to) <= 0 {
			last := x.spans[n-1].to
			if next.to.compare(last) <= 0 {
				continue
			}
			if next.owner == x.owner[n-1] {
				x.spans[n-1].to = next.to
				continue
			}
			next.from = last.next()
		}
		x.spans, x.owner = append(x.spans, next.span), append(x.owner, next.owner)
	}
	x.jumps = newJumps(x.spans)
	return x
}

// newJumps takes sorted spans.
func newJumps[K point[K]](spans []span[K]) (j jumps) {
	n := len(spans)
	if n == 0 {
		return j
	}
	j.least = spans[0].from.leading()
	reach := spans[n-1].from.leading() - j.least
	buckets := bits.Len(uint(n / perBucket))          // as a power of two
	j.shift = uint(max(0, bits.Len64(reach)-buckets)) //nolint:gosec // between 0 and 64
	j.jump = make([]uint32, (reach>>j.shift)+2)
	for _, s := range spans {
		j.jump[(s.from.leading()-j.least)>>j.shift+1]++
	}
	for i := 1; i < len(j.jump); i++ {
		j.jump[i] += j.jump[i-1]
	}
	return j
}

// near answers the spans that begin with the leading bits of an address, which are not less than the first: from one to before
// another.
func (j *jumps) near(leading uint64) (from, to int) {
	bucket := min((leading-j.least)>>j.shift, uint64(len(j.jump)-2))
	return int(j.jump[bucket]), int(j.jump[bucket+1])
}

// find answers the owner of the span that holds k.
func find[K narrow[K]](x *index[K], k K) (owner uint16, found bool) {
	if len(x.spans) == 0 || k < x.spans[0].from {
		return 0, false
	}
	low, high := x.near(uint64(k))
	for low < high {
		middle := int(uint(low+high) >> 1) //nolint:gosec // both are indices
		if x.spans[middle].from <= k {
			low = middle + 1
		} else {
			high = middle
		}
	}
	if x.spans[low-1].to < k {
		return 0, false
	}
	return x.owner[low-1], true
}

// table is the index of both families with the tallies of its owners. Nearly all networks of IPv6 consist of whole /64s; as
// such they take half the room, and room is time where every look is a miss of the processor's caches.
type table struct {
	four    index[p4]
	six     sixIndex // of whole /64s
	rest    restIndex
	owners  []string // ids
	tallies []*tally
}

// tableBuilder collects the spans of owners.
type tableBuilder struct {
	table
	all4 []owned[p4]
	all8 []owned[p8]
	all6 []owned[p6]
}

func (b *tableBuilder) add(id string, t *tally, r ranges) {
	owner := uint16(len(b.owners)) //nolint:gosec // the numbers of networks and lists are bounded far below
	b.owners, b.tallies = append(b.owners, id), append(b.tallies, t)
	for _, s := range r.four {
		b.all4 = append(b.all4, owned[p4]{s, owner})
	}
	for _, s := range r.six {
		b.addSix(s, owner)
	}
}

// addSix takes a span of IPv6 apart: the whole /64s in its middle, and what is left of the first and the last.
func (b *tableBuilder) addSix(s span[p6], owner uint16) {
	first, last := s.from.hi, s.to.hi
	if first == last && (s.from.lo != 0 || s.to.lo != ^uint64(0)) {
		b.all6 = append(b.all6, owned[p6]{s, owner})
		return
	}
	if s.from.lo != 0 {
		b.all6 = append(b.all6, owned[p6]{span[p6]{s.from, p6{first, ^uint64(0)}}, owner})
		first++
	}
	if s.to.lo != ^uint64(0) {
		b.all6 = append(b.all6, owned[p6]{span[p6]{p6{last, 0}, s.to}, owner})
		last--
	}
	if first <= last {
		b.all8 = append(b.all8, owned[p8]{span[p8]{p8(first), p8(last)}, owner})
	}
}

func (b *tableBuilder) build() *table {
	b.four, b.six, b.rest = newIndex(b.all4), newSixIndex(b.all8), newRestIndex(b.all6)
	made := b.table
	return &made
}

// find answers the number of the owner whose span holds an unmapped address.
func (t *table) find(a netip.Addr) (owner uint16, found bool) {
	if a.Is4() {
		return find(&t.four, point4(a))
	}
	k := point6(a)
	if owner, found = t.six.find(k.hi); found {
		return owner, true
	}
	return t.rest.find(k)
}

// matcher is all that a call is held against, at one instant. It is immutable.
type matcher struct {
	allowed, single, lists *table
	endsAt                 int64 // when the next single network ends, in microseconds since 1970; 0 = none does
}

// find answers what refuses an address: a single network or else a list, unless the address is allowed.
func (m *matcher) find(a netip.Addr) (*table, uint16, bool) {
	by := m.single
	owner, found := by.find(a)
	if !found {
		by = m.lists
		owner, found = by.find(a)
	}
	if !found {
		return nil, 0, false
	}
	if _, spared := m.allowed.find(a); spared {
		return nil, 0, false
	}
	return by, owner, true
}
