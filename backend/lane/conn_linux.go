package lane

import (
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// errAgain says that a socket has nothing to give, or no room.
var errAgain = errors.New("not now")

// Watcher is told on the loop when a connection that it awaits has something to read, or when its time is over.
type Watcher interface {
	Readable()
	Expired()
}

// Conn is a TCP connection whose socket one loop watches. For goroutines it is a net.Conn: its methods wait, and one goroutine
// may read while another one writes and a third one sets deadlines or closes. On the loop the methods that begin with Try don't
// wait.
type Conn struct {
	loop          *loop
	fd            int
	local, remote net.Addr

	// mu is held over every system call with fd, so that the number is never used after it was given back. Those calls don't wait.
	mu     sync.Mutex
	closed bool
	ended  bool // the other end has, or the socket failed: reading never waits again
	in     side
	out    side

	// Of the loop alone.
	client   *client // whose calls it brings; nil for one to somewhere else
	guest    Guest   // that the caller's connection came in; nil = none
	watcher  Watcher
	deadline int64 // monotonic; of what is awaited
	at       int   // its place among the awaited ones, -1 = none
}

// side is one direction of a connection, as its goroutine sees it.
type side struct {
	ready    bool          // a call may succeed; false: the socket said no, and the poller will say when that changes
	waits    bool          // a goroutine waits for wake
	wake     chan struct{} // holds one
	deadline time.Time
}

func (s *side) rouse() {
	if s.waits {
		s.waits = false
		select {
		case s.wake <- struct{}{}:
		default:
		}
	}
}

func (c *Conn) init(fd int, local, remote net.Addr) {
	c.fd, c.local, c.remote, c.at = fd, local, remote, -1
	c.in.ready, c.out.ready = true, true
	c.in.wake, c.out.wake = make(chan struct{}, 1), make(chan struct{}, 1)
}

// signal notes what the poller said, and answers whether there may be something to read.
func (c *Conn) signal(events uint32) (readable bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if events&(unix.EPOLLRDHUP|unix.EPOLLHUP|unix.EPOLLERR) != 0 {
		c.ended = true
	}
	if c.ended || events&unix.EPOLLIN != 0 {
		c.in.ready = true
		c.in.rouse()
	}
	if events&(unix.EPOLLOUT|unix.EPOLLHUP|unix.EPOLLERR) != 0 {
		c.out.ready = true
		c.out.rouse()
	}
	return c.in.ready
}

// readable says whether there may be something to read.
func (c *Conn) readable() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.in.ready
}

// TryRead reads once what is there. It returns io.EOF at the end and an error that Again knows when nothing has come.
//
// A read that didn't fill its buffer emptied the socket, and what comes later is announced by the poller, so that nobody has to
// ask in vain; only after the other end has closed there may be an end of which nothing more is said.
func (c *Conn) TryRead(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.read(p)
}

func (c *Conn) read(p []byte) (int, error) {
	switch {
	case c.closed:
		return 0, net.ErrClosed
	case !c.in.ready:
		return 0, errAgain
	case len(p) == 0:
		return 0, nil
	}
	n, errno := sysRead(c.fd, p)
	switch {
	case errno == unix.EAGAIN:
		c.in.ready = c.ended
		return 0, errAgain
	case errno != 0:
		return 0, c.failed("read", errno)
	case n == 0:
		return 0, io.EOF
	}
	c.in.ready = n == len(p) || c.ended
	return n, nil
}

// TryWrite writes as much as there is room for.
func (c *Conn) TryWrite(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.write(p)
}

func (c *Conn) write(p []byte) (int, error) {
	if c.closed {
		return 0, net.ErrClosed
	}
	if !c.out.ready {
		return 0, errAgain
	}
	for sent := 0; ; {
		n, errno := sysWrite(c.fd, p[sent:])
		if sent += n; errno == 0 && sent < len(p) {
			continue
		}
		switch errno {
		case 0:
			return sent, nil
		case unix.EAGAIN:
			c.out.ready = false
			return sent, errAgain
		}
		return sent, c.failed("write", errno)
	}
}

func (c *Conn) failed(op string, errno syscall.Errno) error {
	return &net.OpError{Op: op, Net: "tcp", Source: c.local, Addr: c.remote, Err: os.NewSyscallError(op, errno)}
}

// Again says whether an error only means that a Try came too early.
func Again(err error) bool { return errors.Is(err, errAgain) }

// Quiet says whether nothing is there to read, not even an end. It asks the socket, not the poller.
func (c *Conn) Quiet() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return !c.closed && sysQuiet(c.fd)
}

// Close implements net.Conn. It may be called more than once.
func (c *Conn) Close() error {
	if !c.shut() {
		return net.ErrClosed
	}
	if c.client != nil {
		c.client.over()
	}
	if c.guest != nil {
		_ = c.guest.Close() // which closes this one, in vain
	}
	return nil
}

func (c *Conn) shut() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return false
	}
	c.closed = true
	c.in.rouse()
	c.out.rouse()
	c.loop.forget(c.fd) // before the number can be somebody else's
	_ = unix.Close(c.fd)
	return true
}

// NetConn answers the connection that was taken over; nil when nobody counts it.
func (c *Conn) NetConn() net.Conn {
	if c.guest == nil {
		return nil
	}
	return c.guest
}

// waits tells who counts the connection whether the server waits for its caller, and whether it begins to.
func (c *Conn) waits(yes, anew bool) {
	if c.guest != nil {
		c.guest.Waiting(yes, anew)
	}
}
