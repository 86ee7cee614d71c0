package enforce

import (
	"errors"
	"net"
	"slices"
	"sync"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/lane"
)

// errConnsBusy says that all connections that a target may have stayed busy while a call waited.
var errConnsBusy = errors.New("all connections to the upstream are busy")

// conns are the connections to one target: a bounded number, the one that was used last before the others, so that those
// above the need fall idle. Whoever uses one holds a slot; a new one is made only when none is idle, so that there are never
// more than slots.
type conns struct {
	open   func(timeout time.Duration) (*upstreamConn, error)
	plain  bool // without TLS, so that loops can watch them
	slots  chan struct{}
	mu     sync.Mutex
	idle   []*upstreamConn
	closed bool
}

// get waits for a slot and answers a connection that was not idle for too long, or a new one. The caller gives it back by end
// or drop.
func (p *conns) get(timeout time.Duration, near *lane.Exchange) (*upstreamConn, error) {
	select {
	case p.slots <- struct{}{}:
	default:
		began := clock.Monotonic()
		if !p.wait(min(timeout, upstreamConnWaitMax)) {
			return nil, errConnsBusy
		}
		timeout = max(time.Millisecond, timeout-time.Duration(clock.Monotonic()-began))
	}
	if c := p.pop(near); c != nil {
		return c, nil
	}
	c, err := p.open(timeout)
	if err != nil {
		// An upstream that refuses more connections may well answer over those that other loops have.
		if refused := net.Error(nil); near != nil && !(errors.As(err, &refused) && refused.Timeout()) {
			if c := p.pop(nil); c != nil {
				return c, nil
			}
		}
		<-p.slots
		return nil, err
	}
	c.owner = p
	c.join(near)
	return c, nil
}

// tryGet answers a connection that the exchange's loop watches, or nil when none is idle. now is the monotonic time.
func (p *conns) tryGet(near *lane.Exchange, now int64) *upstreamConn {
	select {
	case p.slots <- struct{}{}:
	default:
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if i := p.watched(near, now-int64(upstreamIdleMax)); i >= 0 {
		return p.take(i)
	}
	<-p.slots
	return nil
}

// watched answers the place of the connection that the exchange's loop watches and that was used last, -1 when none was since. mu
// is held.
func (p *conns) watched(near *lane.Exchange, since int64) int {
	for i := len(p.idle) - 1; i >= 0 && p.idle[i].idleAt >= since; i-- {
		if c := p.idle[i]; c.lane != nil && near.Near(c.lane) {
			return i
		}
	}
	return -1
}

// take takes an idle connection out. mu is held.
func (p *conns) take(i int) *upstreamConn {
	c := p.idle[i]
	p.idle = slices.Delete(p.idle, i, i+1)
	return c
}

func (p *conns) wait(most time.Duration) bool {
	timer := time.NewTimer(most)
	defer timer.Stop()
	select {
	case p.slots <- struct{}{}:
		return true
	case <-timer.C:
		return false
	}
}

// pop answers the connection that was used last; when that was too long ago, it was longer ago for all others. A call of a loop gets
// one of its loop's, or none while there is room for another one: with one of another loop's it would cost a goroutine, and
// that loop's next call too, for as long as the connections are spread like that.
func (p *conns) pop(near *lane.Exchange) *upstreamConn {
	since := clock.Monotonic() - int64(upstreamIdleMax)
	p.mu.Lock()
	last := len(p.idle) - 1
	if last < 0 || p.idle[last].idleAt < since {
		p.mu.Unlock()
		p.sweep()
		return nil
	}
	defer p.mu.Unlock()
	if near == nil || !p.plain {
		return p.take(last)
	}
	if i := p.watched(near, since); i >= 0 {
		return p.take(i)
	}
	if len(p.slots)+len(p.idle) <= cap(p.slots) { // this call has a slot, which the new connection counts by
		return nil
	}
	return p.take(last)
}

// back ends a use. The connection is idle before its slot is free.
func (p *conns) back(c *upstreamConn, good bool) {
	p.mu.Lock()
	if good = good && !p.closed; good {
		c.idleAt = clock.Monotonic()
		p.idle = append(p.idle, c)
	}
	p.mu.Unlock()
	if !good {
		_ = c.wire.Close()
	}
	<-p.slots
}

// sweep closes what was idle for too long.
func (p *conns) sweep() {
	p.mu.Lock()
	var old []*upstreamConn
	since := clock.Monotonic() - int64(upstreamIdleMax)
	for len(p.idle) > 0 && p.idle[0].idleAt < since {
		old, p.idle = append(old, p.idle[0]), p.idle[1:]
	}
	p.mu.Unlock()
	for _, c := range old {
		_ = c.wire.Close()
	}
}

// close closes the idle connections, and the others when they come back.
func (p *conns) close() {
	p.mu.Lock()
	idle := p.idle
	p.idle, p.closed = nil, true
	p.mu.Unlock()
	for _, c := range idle {
		_ = c.wire.Close()
	}
}
