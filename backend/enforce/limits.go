package enforce

import (
	"hash/maphash"
	"math"
	"math/bits"
	"strconv"
	"sync"
	"time"
)

const (
	limitShards   = 256
	shardKeysSoft = 4096 // entries in a shard before it looks for dead ones
	shardKeysMax  = 8192 // entries that it holds at most: two million windows in some 100 MB
	evictSample   = 8
	limitsPlanMax = 10 // five of a grant's own, and five that its plan has for the whole team
)

// Limit is one named window of a plan: so many requests in so long, evenly refilled (GCRA), with a burst of the whole
// window.
//
// Pool says whose calls a window counts together.
type Limit struct {
	Name     string
	Requests int64
	Window   time.Duration
	Pool     Pool
}

// interval is the time that one request costs.
func (l *Limit) interval() int64 {
	if l.Requests < 1 {
		return math.MaxInt64
	}
	return max(1, int64(l.Window)/l.Requests)
}

// Standing is where a caller stands in one window after a call.
type Standing struct {
	Name      string
	Pool      Pool
	Limit     int64
	Window    time.Duration
	Remaining int64
	Reset     time.Duration // until one more request is possible when refused, else until the window is full again
	Refused   bool
}

// Limits counts requests per grant and window. Time is monotonic nanoseconds, so a change of the wall clock neither
// opens nor closes anything. State is bounded: where callers make more keys than a shard holds, those with the most room
// are forgotten first, so that a window that is used up stays used up.
type Limits struct {
	shards [limitShards]limitShard
}

type limitShard struct {
	mu      sync.Mutex
	tats    map[limitKey]int64 // theoretical arrival times
	sweepAt int                // how many entries cause the next look for dead ones
	calm    int                // how many entries are evicted before that look, in a full shard
}

type limitKey struct {
	grant uint64
	index uint64
}

var keySeed = maphash.MakeSeed()

// keyOf names a grant for the limiter. The hash keeps the keys' size fixed; its seed is the process's own, so nobody can
// make two callers share a window.
func keyOf(grantID string) uint64 { return maphash.String(keySeed, grantID) }

// NewLimits returns an empty limiter.
func NewLimits() *Limits {
	l := &Limits{}
	for i := range l.shards {
		l.shards[i].tats = map[limitKey]int64{}
	}
	return l
}

// Holder is whose windows are asked: a grant's, of windows that count by token one token's, and of those that the apps of an
// owner share the owner's; Team is 0 where a plan has none of them. Keys come from keyOf.
type Holder struct{ Grant, Token, Team uint64 }

// key names one window of the holder. A token's windows lie in its grant's shard, so that one lock covers all of a call.
func (h Holder) key(l *Limit) limitKey {
	switch l.Pool {
	case PoolTeam:
		return limitKey{grant: h.Team, index: l.hash()}
	case PoolToken:
		return limitKey{grant: h.Grant ^ bits.RotateLeft64(h.Token, 17), index: l.hash()}
	default:
		return limitKey{grant: h.Grant, index: l.hash()}
	}
}

// Take asks every window of a plan for cost requests of a holder, and takes them only if all have room. It writes the
// standings to out, which must have room for all windows, and returns how many it wrote and whether there was room.
// With dry it takes nothing. now is monotonic nanoseconds.
func (l *Limits) Take(holder Holder, limits []Limit, cost, now int64, dry bool, out []Standing) (n int, ok bool) {
	return l.takeShare(holder, limits, 1, cost, now, dry, out)
}

// takeShare is Take for one of several nodes that can't ask each other: each gives an equal part of every window.
func (l *Limits) takeShare(holder Holder, limits []Limit, nodes, cost, now int64, dry bool, out []Standing) (n int, ok bool) {
	var next [limitsPlanMax]int64
	n = min(len(limits), len(out), limitsPlanMax)
	ok = true
	first, second := l.lock(holder)
	defer first.unlock(second)
	for i := range n {
		tats := l.shardOf(holder, &limits[i]).tats
		next[i], out[i] = limits[i].step(tats[holder.key(&limits[i])], nodes, cost, now)
		ok = ok && !out[i].Refused
	}
	if !ok || dry {
		return n, ok
	}
	for i := range n {
		l.shardOf(holder, &limits[i]).put(holder.key(&limits[i]), next[i], now)
	}
	return n, true
}

// shardOf is where a window lies: those of a team with its other apps, the others with their grant.
func (l *Limits) shardOf(h Holder, limit *Limit) *limitShard {
	if limit.Pool == PoolTeam {
		return &l.shards[h.Team%limitShards]
	}
	return &l.shards[h.Grant%limitShards]
}

// lock takes the shards of a holder, a second one only where a team's windows lie elsewhere, and always in the same order.
func (l *Limits) lock(h Holder) (first, second *limitShard) {
	a, b := h.Grant%limitShards, h.Team%limitShards
	if h.Team == 0 || a == b {
		l.shards[a].mu.Lock()
		return &l.shards[a], nil
	}
	first, second = &l.shards[min(a, b)], &l.shards[max(a, b)]
	first.mu.Lock()
	second.mu.Lock()
	return first, second
}

func (s *limitShard) unlock(second *limitShard) {
	if second != nil {
		second.mu.Unlock()
	}
	s.mu.Unlock()
}

// step is GCRA: tat' = max(tat, now) + cost·T, refused when that lies more than a window ahead of now. As one of several
// nodes T is as many times longer. A share that nobody has touched gives one call, also one that is larger than the
// share, because a node that gives nothing would be no help; its T keeps the rate all the same.
func (l *Limit) step(tat, nodes, cost, now int64) (next int64, s Standing) {
	interval := l.interval()
	s = Standing{Name: l.Name, Limit: l.Requests, Window: l.Window, Pool: l.Pool}
	tat = max(tat, now)
	if cost < 0 || cost > l.Requests || interval > math.MaxInt64/max(cost, 1)/nodes {
		s.Refused, s.Reset = true, l.Window
		return tat, s
	}
	capacity := interval * l.Requests // the rounded window, so that the burst is exact
	interval *= nodes
	next = tat + cost*interval
	if nodes > 1 && tat == now {
		capacity = max(capacity, cost*interval)
	}
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
func (l *Limit) hash() uint64 {
	h := uint64(14695981039346656037)
	for i := 0; i < len(l.Name); i++ {
		h = (h ^ uint64(l.Name[i])) * 1099511628211
	}
	return (h^uint64(l.Window))*1099511628211 ^ uint64(l.Requests)
}

// put notes an arrival time. Called with the lock held.
func (s *limitShard) put(key limitKey, tat, now int64) {
	if len(s.tats) >= max(s.sweepAt, shardKeysSoft) {
		if _, there := s.tats[key]; !there {
			s.makeRoom(now)
		}
	}
	s.tats[key] = tat
}

// makeRoom drops windows that are full again. Where that did not help a moment ago, a few are drawn and the one with the
// most room is dropped: a flood of keys costs every call the same small time.
func (s *limitShard) makeRoom(now int64) {
	if s.calm == 0 || len(s.tats) < shardKeysMax {
		for key, tat := range s.tats {
			if tat <= now {
				delete(s.tats, key)
			}
		}
		s.sweepAt, s.calm = min(max(2*len(s.tats), shardKeysSoft), shardKeysMax), shardKeysMax/2
	}
	if len(s.tats) >= shardKeysMax {
		s.calm--
		s.evict()
	}
}

func (s *limitShard) evict() {
	var victim limitKey
	drawn, least := 0, int64(math.MaxInt64)
	for key, tat := range s.tats { // begins at a random place
		if tat < least {
			victim, least = key, tat
		}
		if drawn++; drawn == evictSample {
			break
		}
	}
	delete(s.tats, victim)
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

// waitText says how long to wait as people say it, rounded up; programs read Retry-After.
func waitText(d time.Duration) string {
	switch up := func(unit time.Duration) string { return strconv.FormatInt(int64((d+unit-1)/unit), 10) }; {
	case d > 48*time.Hour:
		return up(24*time.Hour) + " days"
	case d > 2*time.Hour:
		return up(time.Hour) + " hours"
	case d > 2*time.Minute:
		return up(time.Minute) + " minutes"
	case d > time.Second:
		return up(time.Second) + " seconds"
	}
	return "a second"
}
