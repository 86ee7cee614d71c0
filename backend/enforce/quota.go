package enforce

import (
	"sync"
	"sync/atomic"
	"time"
)

// Quotas counts calls per grant and calendar period in memory; repo_quota.go makes the counts durable at least once a
// second. A period begins at midnight UTC, of the day or of the first of the month.
type Quotas struct {
	mu       sync.RWMutex
	counters map[quotaKey]*quotaCounter
}

type quotaKey struct {
	grant  string
	period string
}

type quotaCounter struct {
	mu    sync.Mutex
	start int64 // microseconds
	end   int64
	used  atomic.Int64
	saved int64 // what the database knows of used
}

// NewQuotas returns counters that stand at zero.
func NewQuotas() *Quotas { return &Quotas{counters: map[quotaKey]*quotaCounter{}} }

// Take uses up cost calls of a grant's quota, or says that fewer are left. With dry it takes nothing. now is
// microseconds since 1970.
func (q *Quotas) Take(grantID string, quota Quota, cost, now int64, dry bool) (Standing, bool) {
	c := q.counter(quotaKey{grant: grantID, period: quota.Period})
	c.mu.Lock()
	defer c.mu.Unlock()
	if now >= c.end {
		c.start, c.end = periodAround(quota.Period, now)
		c.used.Store(0)
		c.saved = 0
	}
	used := c.used.Load()
	s := Standing{Name: quotaName(quota), Limit: quota.Requests, Window: time.Duration(quotaSeconds(quota)) * time.Second,
		Reset: time.Duration(c.end-now) * time.Microsecond}
	if cost < 0 || used+cost > quota.Requests {
		s.Refused, s.Remaining = true, max(0, quota.Requests-used)
		return s, false
	}
	if !dry {
		c.used.Add(cost)
		used += cost
	}
	s.Remaining = quota.Requests - used
	return s, true
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

// unsaved is what a flush has to add to the database.
type unsaved struct {
	key     quotaKey
	start   int64
	delta   int64
	counter *quotaCounter
}

// unsaved lists the counters that moved since the last flush.
func (q *Quotas) unsaved() []unsaved {
	q.mu.RLock()
	defer q.mu.RUnlock()
	var out []unsaved
	for key, c := range q.counters {
		c.mu.Lock()
		if delta := c.used.Load() - c.saved; delta > 0 {
			out = append(out, unsaved{key: key, start: c.start, delta: delta, counter: c})
		}
		c.mu.Unlock()
	}
	return out
}

// flushed notes that a delta is in the database, unless the period is over meanwhile.
func (u unsaved) flushed() {
	u.counter.mu.Lock()
	defer u.counter.mu.Unlock()
	if u.counter.start == u.start {
		u.counter.saved += u.delta
	}
}

// restore sets a counter to what the database knows.
func (q *Quotas) restore(key quotaKey, start, used int64) {
	c := q.counter(key)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.start, c.end = periodAround(key.period, start)
	c.used.Store(used)
	c.saved = used
}

func periodAround(period string, now int64) (start, end int64) {
	t := time.UnixMicro(now).UTC()
	if period == "month" {
		first := time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC)
		return first.UnixMicro(), first.AddDate(0, 1, 0).UnixMicro()
	}
	day := time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
	return day.UnixMicro(), day.AddDate(0, 0, 1).UnixMicro()
}

func quotaName(q Quota) string { return "quota-" + q.Period }

// quotaSeconds is the period's usual length, for the policy field; the exact end is in the standing.
func quotaSeconds(q Quota) int64 {
	if q.Period == "month" {
		return 30 * 86400
	}
	return 86400
}
