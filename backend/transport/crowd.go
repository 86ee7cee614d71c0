package transport

import (
	"log/slog"
	"math/rand/v2"
	"net"
	"net/netip"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
)

const (
	// neighbourBits is the part of an IPv6 address by which connections are counted: whoever has one address of a /64 has
	// all of them.
	neighbourBits = 64
	// crowdWordEvery is how often the log speaks of refused connections, at most.
	crowdWordEvery = time.Minute
	// crowdSample is among how many connections the one is sought that has to go. The longest wait among so many is near
	// the longest of all.
	crowdSample = 128
)

// CrowdBounds are how many connections a listener holds.
type CrowdBounds struct {
	// Most is how many in all, PerAddress how many of one address (of IPv6: of a /64). Both are positive.
	Most, PerAddress int
	// Spared are addresses which PerAddress does not hold for, such as those of proxies that carry everybody's calls.
	Spared []netip.Prefix
}

// Crowd bounds how many connections a listener holds (F-NET-01): each takes memory, and who holds them open and says
// nothing takes it from everybody else. An address that holds too many gets no more. When there are too many in all, one
// goes that has kept the server waiting for long, for its first byte or for the next; a call that has arrived whole is never
// broken off.
// It may be used from many goroutines at once.
type Crowd struct {
	CrowdBounds
	name   string
	logger *slog.Logger

	mu      sync.Mutex
	conns   []*crowdConn
	held    map[netip.Addr]int
	spoken  int64 // when the log last spoke, by clock.Monotonic; 0 = never
	refused atomic.Int64
	evicted atomic.Int64
}

// NewCrowd bounds the listener of that name.
func NewCrowd(name string, bounds CrowdBounds, logger *slog.Logger) *Crowd {
	return &Crowd{CrowdBounds: bounds, name: name, logger: logger, held: map[netip.Addr]int{}}
}

// Refused answers how many connections were closed as they came.
func (c *Crowd) Refused() int64 { return c.refused.Load() }

// Evicted answers how many connections had to go for others.
func (c *Crowd) Evicted() int64 { return c.evicted.Load() }

// Listener bounds ln, which must hand out connections as they arrive, before anything is read of them. nil stays nil.
func (c *Crowd) Listener(ln net.Listener) net.Listener {
	if ln == nil {
		return nil
	}
	return &crowdListener{Listener: ln, crowd: c}
}

type crowdListener struct {
	net.Listener
	crowd *Crowd
}

// Accept implements net.Listener. Connections that find no room are closed and never seen.
func (l *crowdListener) Accept() (net.Conn, error) {
	for {
		conn, err := l.Listener.Accept()
		if err != nil {
			return nil, err //nolint:wrapcheck // a listener's errors are compared by those who serve it
		}
		if bounded, ok := l.crowd.enter(conn); ok {
			return bounded, nil
		}
		l.crowd.refused.Add(1)
		_ = conn.Close()
	}
}

// enter takes a connection in, if there is room or room can be made.
func (c *Crowd) enter(conn net.Conn) (*crowdConn, bool) {
	x := &crowdConn{Conn: conn, crowd: c}
	x.since.Store(clock.Monotonic())
	if remote, err := netip.ParseAddrPort(conn.RemoteAddr().String()); err == nil {
		address := remote.Addr().Unmap().WithZone("")
		if !slices.ContainsFunc(c.Spared, func(p netip.Prefix) bool { return p.Contains(address) }) {
			x.key = neighbour(address)
		}
	}
	c.mu.Lock()
	if x.key.IsValid() && c.held[x.key] >= c.PerAddress {
		c.speak("an address holds too many connections; if it is a proxy, name it in trusted-proxies, else connections-per-address can be raised",
			"address", x.key, "most", c.PerAddress)
		c.mu.Unlock()
		return nil, false
	}
	var goes net.Conn
	if len(c.conns) >= c.Most {
		longest := c.waitsLongest()
		if longest == nil {
			c.speak("all connections are at work and more are refused; connections can be raised, for memory", "most", c.Most)
			c.mu.Unlock()
			return nil, false
		}
		c.remove(longest)
		goes = longest.Conn
	}
	c.add(x)
	c.mu.Unlock()
	if goes != nil {
		c.evicted.Add(1)
		_ = goes.Close() // whoever reads from it is told, and closes it in order
	}
	return x, true
}

// waitsLongest answers, of some connections, the one that has kept the server waiting for longest; nil when none does.
func (c *Crowd) waitsLongest() *crowdConn {
	var found *crowdConn
	for range crowdSample {
		x := c.conns[rand.IntN(len(c.conns))] //nolint:gosec // a sample, not a secret
		if x.reading.Load() && !x.kept.Load() && (found == nil || x.since.Load() < found.since.Load()) && !x.called() {
			found = x
		}
	}
	return found
}

// called says whether something has come that the server did not read yet: it doesn't wait then, whatever it said last. Called
// with the crowd's lock held.
func (x *crowdConn) called() bool {
	socket, ok := x.Conn.(interface{ Quiet() bool })
	return ok && !socket.Quiet()
}

func (c *Crowd) add(x *crowdConn) {
	x.at = len(c.conns)
	c.conns = append(c.conns, x)
	if x.key.IsValid() {
		c.held[x.key]++
	}
}

// remove forgets a connection; one that was forgotten before stays so.
func (c *Crowd) remove(x *crowdConn) {
	if x.at < 0 {
		return
	}
	last := len(c.conns) - 1
	c.conns[x.at] = c.conns[last]
	c.conns[x.at].at = x.at
	c.conns[last] = nil
	c.conns, x.at = c.conns[:last], -1
	if !x.key.IsValid() {
		return
	}
	if c.held[x.key]--; c.held[x.key] == 0 {
		delete(c.held, x.key)
	}
}

// speak tells the operator why connections are refused, a few times at most.
func (c *Crowd) speak(why string, with ...any) {
	now := max(1, clock.Monotonic())
	if c.spoken != 0 && now-c.spoken < int64(crowdWordEvery) {
		return
	}
	c.spoken = now
	c.logger.Warn(why, append(with, "listener", c.name)...)
}

// neighbour answers by which address the connections of an unmapped one are counted.
func neighbour(a netip.Addr) netip.Addr {
	if a.Is4() {
		return a
	}
	together, err := a.Prefix(neighbourBits)
	if err != nil {
		return a
	}
	return together.Addr()
}

// crowdConn knows whether, and since when, the server waits for it.
type crowdConn struct {
	net.Conn // written by Adopted under the crowd's lock
	crowd    *Crowd
	key      netip.Addr // by which it is counted; invalid = it isn't
	at       int        // its place among the crowd's; -1 = it has left. Guarded by the crowd's lock.
	since    atomic.Int64
	reading  atomic.Bool
	kept     atomic.Bool
}

// Read implements net.Conn.
func (x *crowdConn) Read(b []byte) (int, error) {
	x.reading.Store(true)
	n, err := x.Conn.Read(b)
	x.reading.Store(false)
	return n, err //nolint:wrapcheck // io.EOF and net.Error are compared by those who read
}

// Write implements net.Conn. With the end of an answer the wait for the next call begins.
func (x *crowdConn) Write(b []byte) (int, error) {
	n, err := x.Conn.Write(b)
	x.since.Store(clock.Monotonic())
	return n, err //nolint:wrapcheck // net.Error is compared by those who write
}

// Close implements net.Conn.
func (x *crowdConn) Close() error {
	x.crowd.mu.Lock()
	x.crowd.remove(x)
	inner := x.Conn
	x.crowd.mu.Unlock()
	return inner.Close() //nolint:wrapcheck // the wrapped connection's own error
}

// NetConn answers what it is around.
func (x *crowdConn) NetConn() net.Conn { return x.Conn }

// Adopted says that another connection has the socket from now on, and has to go in this one's place. Who reads and writes
// there says by Waiting what Read and Write would have noted. false says that it had to go already.
func (x *crowdConn) Adopted(by net.Conn) bool {
	x.crowd.mu.Lock()
	defer x.crowd.mu.Unlock()
	x.Conn = by
	return x.at >= 0
}

// Waiting says whether the server waits for the caller, and with anew that it does so from now on.
func (x *crowdConn) Waiting(yes, anew bool) {
	if anew {
		x.since.Store(clock.Monotonic())
	}
	x.reading.Store(yes)
}

// Keep says that a connection is silent for good reasons, as a tunnel is: it never has to go for others. Connections that
// no crowd holds are left as they are.
func Keep(conn net.Conn) {
	for conn != nil {
		if x, ok := conn.(*crowdConn); ok {
			x.kept.Store(true)
			return
		}
		inner, ok := conn.(interface{ NetConn() net.Conn })
		if !ok {
			return
		}
		conn = inner.NetConn()
	}
}
