package usage

import (
	"encoding/binary"
	"math"
	"slices"
)

// Latencies fall into bands whose upper edges grow by the fourth root of two from 50 µs on: band n holds what is
// above edge(n-1) and up to edge(n). Any percentile read from them is within a tenth of the true one.
const (
	bandFloorUS = 50.0
	bandMax     = 90
)

// bandOf answers the band of a latency in microseconds.
func bandOf(us int64) int {
	if us <= bandFloorUS {
		return 0
	}
	n := int(math.Ceil(4*math.Log2(float64(us)/bandFloorUS) - 1e-9))
	return min(n, bandMax)
}

// bandEdge answers the upper edge of a band in microseconds.
func bandEdge(n int) float64 { return bandFloorUS * math.Exp2(float64(n)/4) }

// histogram counts calls by band: those bands that have any, in ascending order. The zero value is empty.
type histogram []bandCount

type bandCount struct {
	band  int
	calls int64
}

func (h *histogram) add(band int, calls int64) {
	at, found := slices.BinarySearchFunc(*h, band, func(b bandCount, band int) int { return b.band - band })
	if found {
		(*h)[at].calls += calls
		return
	}
	*h = slices.Insert(*h, at, bandCount{band, calls})
}

// percentile answers the latency in microseconds below which the share q (0 to 1) of the calls stayed, and 0 for an
// empty histogram. It goes straight through the band that holds the answer.
func (h histogram) percentile(q float64) int64 {
	var total int64
	for _, b := range h {
		total += b.calls
	}
	want, seen := q*float64(total), int64(0)
	for _, b := range h {
		if float64(seen+b.calls) < want {
			seen += b.calls
			continue
		}
		low := 0.0
		if b.band > 0 {
			low = bandEdge(b.band - 1)
		}
		return int64(low + (bandEdge(b.band)-low)*(want-float64(seen))/float64(b.calls))
	}
	return 0
}

// text writes the histogram as it is stored: a byte for each band and its count as a varint.
func (h histogram) text() string {
	out := make([]byte, 0, 3*len(h))
	for _, b := range h {
		out = binary.AppendUvarint(append(out, byte(b.band)), uint64(b.calls)) //nolint:gosec // bands are small, counts positive
	}
	return string(out)
}

// addText adds what text wrote. What is no histogram ends it.
func (h *histogram) addText(text string) {
	rest := []byte(text)
	for len(rest) > 1 {
		calls, n := binary.Uvarint(rest[1:])
		if n <= 0 || rest[0] > bandMax {
			return
		}
		h.add(int(rest[0]), int64(calls)) //nolint:gosec // written from an int64
		rest = rest[1+n:]
	}
}
