package enforce

import (
	"context"
	"sync"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
)

const (
	quotaBlockMax  = 1000                    // and at most a hundredth of the quota
	quotaWait      = 2 * time.Second         // that a call waits for reservations at most
	quotaFresh     = int64(time.Second)      // how long what the database said of a used-up quota is believed
	quotaIdle      = int64(30 * time.Second) // after which what nobody uses is given back
	quotaWantedMax = 200                     // reservations in one transaction
)

// Quotas counts calls per grant, or per owner of apps, and calendar period (UTC): a day from midnight, a month from midnight of its first.
//
// Units are used only after they were reserved: the database has counted them before a call gets them. So no number of
// nodes gives more than the quota, and what a killed process had reserved and not used is lost, at most one block, never
// given twice. Blocks are reserved ahead, so that a call seldom waits for one.
type Quotas struct {
	mu       sync.RWMutex
	counters map[quotaKey]*quotaCounter

	reserve func(context.Context, []*want) error // nil: nothing is stored, and every reservation succeeds
	kick    chan struct{}                        // tells who reserves in the background; nil: callers reserve themselves
	wantMu  sync.Mutex
	wanted  []*want
	turn    sync.Mutex // held while reserving and giving back
}

type quotaKey struct {
	grant  string // or the pool of an owner
	period string
}

type quotaCounter struct {
	mu    sync.Mutex
	start int64 // microseconds
	end   int64
	taken int64 // used or reserved by all nodes, when the database was last asked
	free  int64 // reserved by this node and not yet used
	asked int64 // when the database was last asked, monotonic nanoseconds; 0 = never
	used  int64 // when the last call came, monotonic nanoseconds
	lack  int64 // what calls wait for that came too late for the reservation under way
	want  *want // under way
}

// want is a reservation that is asked for. It gets fewer units where fewer are left; zero units only ask how much is
// taken.
type want struct {
	key      quotaKey
	counter  *quotaCounter
	start    int64
	units    int64 // may grow until sent
	requests int64
	sent     bool
	got      int64
	taken    int64 // afterwards, by all
	done     chan struct{}
	err      error // may be read when done is closed
}

// NewQuotas returns counters that stand at zero.
func NewQuotas() *Quotas { return &Quotas{counters: map[quotaKey]*quotaCounter{}} }

// Take uses up cost calls of the quota of a holder (Plan.quotaHolder): Allowed, QuotaExhausted, or Undecided when the database can't say. With
// dry it takes nothing. now is microseconds since 1970.
func (q *Quotas) Take(holder string, quota Quota, cost, now int64, dry bool) (Standing, Code) {
	key := quotaKey{grant: holder, period: quota.Period}
	c := q.counter(key)
	s, code, w := q.attempt(c, key, quota, cost, now, dry)
	if w == nil {
		return s, code
	}
	ctx, cancel := context.WithTimeout(context.Background(), quotaWait)
	defer cancel()
	for w != nil { // until others leave something of a block for this call
		if !q.await(ctx, w) {
			return s, Undecided
		}
		s, code, w = q.attempt(c, key, quota, cost, now, dry)
	}
	return s, code
}

// attempt decides with what is reserved, or answers the reservation that has to be waited for.
func (q *Quotas) attempt(c *quotaCounter, key quotaKey, quota Quota, cost, now int64, dry bool) (Standing, Code, *want) {
	mono := clock.Monotonic()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.turn(quota.Period, now)
	used := c.taken - c.free
	s := Standing{Name: quotaName(quota), Limit: quota.Requests, Window: time.Duration(quotaSeconds(quota)) * time.Second, Pool: quota.Pool,
		Reset: time.Duration(c.end-now) * time.Microsecond, Remaining: max(0, quota.Requests-used)}
	believed := q.reserve == nil || c.asked != 0 && mono-c.asked < quotaFresh
	switch full := cost < 0 || used+cost > quota.Requests; {
	case full && (believed || cost < 0 || cost > quota.Requests):
		s.Refused = true
		return s, QuotaExhausted, nil
	case dry && believed, dry && c.free > 0:
		return s, Allowed, nil
	case full || dry:
		return s, Undecided, q.ask(c, key, quota, 0)
	}
	c.used = mono
	if cost > c.free {
		if q.reserve != nil {
			return s, Undecided, q.ask(c, key, quota, cost-c.free)
		}
		c.taken, c.free = c.taken+cost-c.free, cost
	}
	c.free -= cost
	s.Remaining -= cost
	if q.kick != nil && c.want == nil && c.taken < quota.Requests && 2*c.free < quotaBlock(quota) {
		q.ask(c, key, quota, 1)
	}
	return s, Allowed, nil
}

// turn begins the period that now lies in. What was reserved in the one before stays counted there. A clock that was wrong
// ahead and is right again turns it back; calls that were decided a moment earlier don't.
func (c *quotaCounter) turn(period string, now int64) {
	if now < c.end && now >= c.start-int64(time.Minute/time.Microsecond) {
		return
	}
	c.start, c.end = periodAround(period, now)
	c.taken, c.free, c.asked, c.lack, c.want = 0, 0, 0, 0, nil
}

func quotaBlock(quota Quota) int64 { return max(1, min(quota.Requests/100, quotaBlockMax)) }

// ask wants units, or none to be told how many are taken. Calls that lack some at the same time ask together. Called
// with the counter's lock held.
func (q *Quotas) ask(c *quotaCounter, key quotaKey, quota Quota, units int64) *want {
	w := c.want
	if w != nil && w.sent {
		c.lack += units
		return w
	}
	if w == nil {
		w = &want{key: key, counter: c, start: c.start, requests: quota.Requests, done: make(chan struct{})}
		c.want = w
		q.wantMu.Lock()
		q.wanted = append(q.wanted, w)
		q.wantMu.Unlock()
		if units > 0 {
			units = max(units+c.lack, quotaBlock(quota)-c.free)
		}
		c.lack = 0
	}
	w.units += units
	if q.kick != nil {
		select {
		case q.kick <- struct{}{}:
		default:
		}
	}
	return w
}

// await waits for a reservation, or makes it where nobody does so in the background.
func (q *Quotas) await(ctx context.Context, w *want) bool {
	if q.kick == nil {
		_ = q.settle(ctx) // its error is in the want
	}
	select {
	case <-w.done:
		return w.err == nil
	case <-ctx.Done():
		return false
	}
}

// settle makes the reservations that are wanted, many in one transaction. It answers the last error.
func (q *Quotas) settle(ctx context.Context) (err error) {
	q.turn.Lock()
	defer q.turn.Unlock()
	for {
		q.wantMu.Lock()
		batch := q.wanted[:min(len(q.wanted), quotaWantedMax):min(len(q.wanted), quotaWantedMax)]
		q.wanted = q.wanted[len(batch):]
		q.wantMu.Unlock()
		if len(batch) == 0 {
			return err
		}
		for _, w := range batch {
			w.send()
		}
		failed := q.reserve(ctx, batch)
		for _, w := range batch {
			w.settled(failed)
		}
		if failed != nil {
			err = failed
		}
	}
}

func (w *want) send() {
	w.counter.mu.Lock()
	defer w.counter.mu.Unlock()
	w.sent = true
}

// settled gives the counter what was reserved for it, unless its period is over meanwhile.
func (w *want) settled(err error) {
	c := w.counter
	c.mu.Lock()
	defer c.mu.Unlock()
	if w.err = err; err == nil && c.start == w.start {
		c.taken, c.free, c.asked = w.taken, c.free+w.got, max(1, clock.Monotonic())
	}
	if c.want == w {
		c.want = nil
	}
	close(w.done)
}

func (q *Quotas) counter(key quotaKey) *quotaCounter {
	q.mu.RLock()
	c := q.counters[key]
	q.mu.RUnlock()
	if c != nil {
		return c
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if c = q.counters[key]; c == nil {
		c = &quotaCounter{}
		q.counters[key] = c
	}
	return c
}

// unused is what a counter has reserved and gives back.
type unused struct {
	key     quotaKey
	start   int64
	units   int64
	counter *quotaCounter
}

// takeUnused takes what was not used for a time away from the counters, so that other nodes can have it.
func (q *Quotas) takeUnused(idle int64) []unused {
	mono := clock.Monotonic()
	q.mu.RLock()
	defer q.mu.RUnlock()
	var out []unused
	for key, c := range q.counters {
		c.mu.Lock()
		if c.free > 0 && mono-c.used >= idle {
			out = append(out, unused{key: key, start: c.start, units: c.free, counter: c})
			c.taken -= c.free
			c.free = 0
		}
		c.mu.Unlock()
	}
	return out
}

// keep gives a counter back what the database did not take.
func (u unused) keep() {
	u.counter.mu.Lock()
	defer u.counter.mu.Unlock()
	if u.counter.start == u.start {
		u.counter.taken += u.units
		u.counter.free += u.units
	}
}

// restore sets a counter to what the database knows.
func (q *Quotas) restore(key quotaKey, start, taken int64) {
	c := q.counter(key)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.start, c.end = periodAround(key.period, start)
	c.taken, c.free, c.asked = taken, 0, max(1, clock.Monotonic())
}
