package enforce

import (
	"crypto/sha256"
	"math"
	"strconv"
	"sync"
	"time"
)

const (
	limitShards   = 256
	shardKeysMax  = 4096 // entries in a shard before it looks for dead ones
	limitsPlanMax = 8
)

// Limit is one named window of a plan: so many requests in so long, evenly refilled (GCRA), with a burst of the whole
// window.
type Limit struct {
	Name     string
	Requests int64
	Window   time.Duration
}

// interval is the time that one request costs.
func (l Limit) interval() int64 {
	if l.Requests < 1 {
		return math.MaxInt64
	}
	return max(1, int64(l.Window)/l.Requests)
}

// Standing is where a caller stands in one window after a call.
type Standing struct {
	Name      string
	Limit     int64
	Window    time.Duration
	Remaining int64
	Reset     time.Duration // until one more request is possible when refused, else until the window is full again
	Refused   bool
}

// Limits counts requests per grant and window. Time is monotonic nanoseconds, so a change of the wall clock neither
// opens nor closes anything. State is bounded by the grants that were used within their windows.
type Limits struct {
	shards [limitShards]limitShard
}

type limitShard struct {
	mu   sync.Mutex
	tats map[limitKey]int64 // theoretical arrival times
}

type limitKey struct {
	grant uint64
	index uint64
}

// keyOf names a grant for the limiter. The hash keeps foreign text out of the keys and their size fixed.
func keyOf(grantID string) uint64 {
	sum := sha256.Sum256([]byte(grantID))
	return uint64(sum[0]) | uint64(sum[1])<<8 | uint64(sum[2])<<16 | uint64(sum[3])<<24 |
		uint64(sum[4])<<32 | uint64(sum[5])<<40 | uint64(sum[6])<<48 | uint64(sum[7])<<56
}

// NewLimits returns an empty limiter.
func NewLimits() *Limits {
	l := &Limits{}
	for i := range l.shards {
		l.shards[i].tats = map[limitKey]int64{}
	}
	return l
}

// Take asks every window of a plan for cost requests of a grant, and takes them only if all have room. It writes the
// standings to out, which must have room for all windows, and returns how many it wrote and whether there was room.
// With dry it takes nothing. now is monotonic nanoseconds.
func (l *Limits) Take(grant uint64, limits []Limit, cost, now int64, dry bool, out []Standing) (n int, ok bool) {
	shard := &l.shards[grant%limitShards]
	var next [limitsPlanMax]int64
	n = min(len(limits), len(out), limitsPlanMax)
	ok = true
	shard.mu.Lock()
	defer shard.mu.Unlock()
	for i := range n {
		key := limitKey{grant: grant, index: limits[i].hash()}
		next[i], out[i] = limits[i].step(shard.tats[key], cost, now)
		ok = ok && !out[i].Refused
	}
	if !ok || dry {
		return n, ok
	}
	shard.sweep(now)
	for i := range n {
		shard.tats[limitKey{grant: grant, index: limits[i].hash()}] = next[i]
	}
	return n, true
}

// step is GCRA: tat' = max(tat, now) + cost·T, refused when that lies more than a window ahead of now.
func (l Limit) step(tat, cost, now int64) (next int64, s Standing) {
	interval := l.interval()
	s = Standing{Name: l.Name, Limit: l.Requests, Window: l.Window}
	tat = max(tat, now)
	if cost < 0 || cost > l.Requests || interval > math.MaxInt64/max(cost, 1) {
		s.Refused, s.Reset = true, l.Window
		return tat, s
	}
	next = tat + cost*interval
	capacity := interval * l.Requests // the rounded window, so that the burst is exact
	if ahead := next - now; ahead > capacity {
		s.Refused = true
		s.Reset = time.Duration(ahead - capacity)
		s.Remaining = max(0, (capacity-(tat-now))/interval)
		return tat, s
	}
	s.Remaining = min(l.Requests, (capacity-(next-now))/interval)
	s.Reset = time.Duration(next - now)
	return next, s
}

// hash tells the windows of a grant apart; a window whose terms change starts afresh.
func (l Limit) hash() uint64 {
	h := uint64(14695981039346656037)
	for i := 0; i < len(l.Name); i++ {
		h = (h ^ uint64(l.Name[i])) * 1099511628211
	}
	return (h^uint64(l.Window))*1099511628211 ^ uint64(l.Requests)
}

// sweep drops windows that are full again, when a shard has grown. Called with the lock held.
func (s *limitShard) sweep(now int64) {
	if len(s.tats) < shardKeysMax {
		return
	}
	for key, tat := range s.tats {
		if tat <= now {
			delete(s.tats, key)
		}
	}
}

// policyField renders the RateLimit-Policy field of a plan: "minute";q=600;w=60, "day";q=…
func policyField(limits []Limit, quota Quota) string {
	var b []byte
	for _, l := range limits {
		b = appendPolicy(b, l.Name, l.Requests, int64(l.Window/time.Second))
	}
	if quota.Requests > 0 {
		b = appendPolicy(b, quotaName(quota), quota.Requests, quotaSeconds(quota))
	}
	return string(b)
}

func appendPolicy(b []byte, name string, requests, seconds int64) []byte {
	b = appendItem(b, name)
	b = strconv.AppendInt(append(b, ";q="...), requests, 10)
	return strconv.AppendInt(append(b, ";w="...), seconds, 10)
}

// appendStandings renders the RateLimit field: "minute";r=12;t=7. Seconds are rounded up, so waiting them is enough.
func appendStandings(b []byte, standings []Standing) []byte {
	for i := range standings {
		s := &standings[i]
		b = appendItem(b, s.Name)
		b = strconv.AppendInt(append(b, ";r="...), s.Remaining, 10)
		b = strconv.AppendInt(append(b, ";t="...), secondsUp(s.Reset), 10)
	}
	return b
}

// appendItem begins a list member with a Structured Fields string; plan names are free text, so what the grammar does
// not know becomes an underscore.
func appendItem(b []byte, name string) []byte {
	if len(b) > 0 {
		b = append(b, ", "...)
	}
	b = append(b, '"')
	for i := 0; i < len(name); i++ {
		if c := name[i]; c >= 0x20 && c < 0x7f && c != '"' && c != '\\' {
			b = append(b, c)
		} else {
			b = append(b, '_')
		}
	}
	return append(b, '"')
}

func secondsUp(d time.Duration) int64 { return int64((d + time.Second - 1) / time.Second) }
