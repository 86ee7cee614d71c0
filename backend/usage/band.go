package usage

import "math"

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

// histogram counts calls by band.
type histogram map[int]int64

// percentile answers the latency in microseconds below which the share q (0 to 1) of the calls stayed, and 0 for an
// empty histogram. It goes straight through the band that holds the answer.
func (h histogram) percentile(q float64) int64 {
	var total int64
	for _, n := range h {
		total += n
	}
	if total == 0 {
		return 0
	}
	want, seen := q*float64(total), int64(0)
	for band := 0; band <= bandMax; band++ {
		n := h[band]
		if n == 0 || float64(seen+n) < want {
			seen += n
			continue
		}
		low := 0.0
		if band > 0 {
			low = bandEdge(band - 1)
		}
		return int64(low + (bandEdge(band)-low)*(want-float64(seen))/float64(n))
	}
	return int64(bandEdge(bandMax))
}
