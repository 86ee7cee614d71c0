package blocks

import "math"

// sixIndex is the index of whole /64s. A look at a large one is all misses of the processor's caches: so the jump table leads to
// one of the blocks, whose first /64s are few enough to stay in a cache, and the block is two of its lines.
type sixIndex struct {
	jumps
	firsts []uint64 // where each block begins
	blocks []sixBlock
	wide   map[uint64]uint64 // the last /64 of spans that are too long for their 32 bits, by their first
}

const blockSpans = 8

// sixBlock is spans in their order; the last one of all is repeated until its block is full.
type sixBlock struct {
	from  [blockSpans]uint64
	more  [blockSpans]uint32 // how many /64s follow the first; sixWide = see wide
	owner [blockSpans]uint16
	_     [16]byte
}

const sixWide = math.MaxUint32

func newSixIndex(all []owned[p8]) sixIndex {
	x := newIndex(all)
	s := sixIndex{wide: map[uint64]uint64{}, blocks: make([]sixBlock, (len(x.spans)+blockSpans-1)/blockSpans)}
	for i := range len(s.blocks) * blockSpans {
		at := min(i, len(x.spans)-1)
		block, in := &s.blocks[i/blockSpans], i%blockSpans
		from, to := uint64(x.spans[at].from), uint64(x.spans[at].to)
		block.from[in], block.owner[in], block.more[in] = from, x.owner[at], uint32(min(to-from, sixWide)) //nolint:gosec // bounded
		if to-from >= sixWide {
			s.wide[from] = to
		}
	}
	firsts := make([]span[p8], len(s.blocks))
	for i := range s.blocks {
		firsts[i].from = p8(s.blocks[i].from[0])
		s.firsts = append(s.firsts, s.blocks[i].from[0])
	}
	s.jumps = newJumps(firsts)
	return s
}

// find answers the owner of the span that holds the /64 with the upper half k.
func (x *sixIndex) find(k uint64) (owner uint16, found bool) {
	if len(x.firsts) == 0 || k < x.least {
		return 0, false
	}
	low, high := x.near(k)
	for low < high {
		middle := int(uint(low+high) >> 1) //nolint:gosec // both are indices
		if x.firsts[middle] <= k {
			low = middle + 1
		} else {
			high = middle
		}
	}
	block, n := &x.blocks[low-1], -1
	for _, from := range block.from {
		if from <= k {
			n++
		}
	}
	from, more := block.from[n], block.more[n]
	if more == sixWide {
		return block.owner[n], k <= x.wide[from]
	}
	return block.owner[n], k-from <= uint64(more)
}

// restIndex is the index of what is no whole /64. No span of it leaves its /64, so it needs 32 bytes of one.
type restIndex struct {
	jumps
	spans []restSpan
}

type restSpan struct {
	from  p6
	to    uint64 // the lower half; the upper one is that of from
	owner uint16
}

func newRestIndex(all []owned[p6]) restIndex {
	x := newIndex(all)
	r := restIndex{jumps: newJumps(x.spans), spans: make([]restSpan, len(x.spans))}
	for i, span := range x.spans {
		r.spans[i] = restSpan{from: span.from, to: span.to.lo, owner: x.owner[i]}
	}
	return r
}

func (x *restIndex) find(k p6) (owner uint16, found bool) {
	if len(x.spans) == 0 || k.less(x.spans[0].from) {
		return 0, false
	}
	low, high := x.near(k.hi)
	for low < high {
		middle := int(uint(low+high) >> 1) //nolint:gosec // both are indices
		if k.less(x.spans[middle].from) {
			high = middle
		} else {
			low = middle + 1
		}
	}
	s := &x.spans[low-1]
	return s.owner, k.hi == s.from.hi && k.lo <= s.to
}
