package lane

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"

	"github.com/valyala/fasthttp"
	"golang.org/x/sys/unix"
)

const (
	eventsMax = 128
	headMax   = 32 << 10 // of a call that the loop reads, its body included
)

// loop watches its connections. What isn't under mu belongs to the goroutine of run.
type loop struct {
	server *Server
	epoll  int
	events [eventsMax]unix.EpollEvent

	mu     sync.Mutex
	conns  []*Conn   // by file descriptor
	posted []*client // that come back from goroutines
	count  int
	ended  bool

	now           int64 // monotonic, when this turn began
	wakeup, timer int
	fast          bool
	calm          int
	ticks         int
	awaited       []*Conn
	again, turn   []*client // that have something to read, although no event will say so

	in     [headMax]byte
	source bytes.Reader
	reader *bufio.Reader
	uri    fasthttp.URI
	answer appender
	writer *bufio.Writer
}

// atWork is how many loops of this process aren't waiting for events.
var atWork atomic.Int32

// appender collects what is written to it.
type appender []byte

func (a *appender) Write(p []byte) (int, error) {
	*a = append(*a, p...)
	return len(p), nil
}

func newLoop(s *Server) (*loop, error) {
	l := &loop{server: s, epoll: -1, wakeup: -1, timer: -1, reader: bufio.NewReaderSize(nil, headMax), writer: bufio.NewWriterSize(nil, 4<<10)}
	if err := l.open(); err != nil {
		return nil, errors.Join(err, l.close())
	}
	return l, nil
}

func (l *loop) open() (err error) {
	if l.epoll, err = unix.EpollCreate1(unix.EPOLL_CLOEXEC); err != nil {
		return err
	}
	if l.wakeup, err = unix.Eventfd(0, unix.EFD_CLOEXEC|unix.EFD_NONBLOCK); err != nil {
		return err
	}
	if l.timer, err = unix.TimerfdCreate(unix.CLOCK_MONOTONIC, unix.TFD_CLOEXEC|unix.TFD_NONBLOCK); err != nil {
		return err
	}
	for _, fd := range []int{l.wakeup, l.timer} {
		if err = l.control(unix.EPOLL_CTL_ADD, fd, unix.EPOLLIN); err != nil {
			return err
		}
	}
	l.tick(tickSlow)
	return nil
}

func (l *loop) control(op, fd int, events uint32) error {
	return unix.EpollCtl(l.epoll, op, fd, &unix.EpollEvent{Events: events, Fd: int32(fd)})
}

// close gives back what the loop itself holds.
func (l *loop) close() error {
	var all []error
	for _, fd := range []int{l.wakeup, l.timer, l.epoll} {
		if fd >= 0 {
			all = append(all, unix.Close(fd))
		}
	}
	return errors.Join(all...)
}

// run serves until the server ends and its last caller's connection is closed, whichever loop it is of: calls of other loops, and
// those that the library has, may use connections to somewhere else that this one watches.
//
// While there are no events a thread waits in the kernel. The runtime's own poller, as a place to park in, looks for events only
// when a processor has nothing to do: under load loops lay for 30 ms.
func (l *loop) run() error {
	atWork.Add(1)
	defer func() {
		atWork.Add(-1)
		l.end()
		_ = l.close()
	}()
	for {
		n, err := l.wait()
		if err != nil {
			return fmt.Errorf("wait for events: %w", err)
		}
		l.now = monotonic()
		for i := range n {
			l.event(int(l.events[i].Fd), l.events[i].Events)
		}
		if atWork.Load() >= l.server.processors {
			runtime.Gosched() // or loops with enough to do would let nobody else run for ten milliseconds
		}
		l.turn, l.again = l.again, l.turn[:0]
		for _, c := range l.turn {
			l.guarded(c.conn)
		}
		if l.server.ending.Load() && l.server.drained() {
			return nil
		}
	}
}

// wait answers how many events there are, when there is one or a client wants to be served again.
func (l *loop) wait() (int, error) {
	n := sysPoll(l.epoll, l.events[:])
	if n > 0 || len(l.again) > 0 {
		return n, nil
	}
	atWork.Add(-1)
	defer atWork.Add(1)
	n, err := unix.EpollWait(l.epoll, l.events[:], -1)
	if errors.Is(err, unix.EINTR) {
		err = nil
	}
	return max(0, n), err
}

func (l *loop) event(fd int, events uint32) {
	switch fd {
	case l.wakeup:
		l.drain(fd)
		l.takePosted()
	case l.timer:
		l.drain(fd)
		l.ticked()
	default:
		l.mu.Lock()
		var c *Conn
		if fd < len(l.conns) {
			c = l.conns[fd]
		}
		l.mu.Unlock()
		if c != nil && c.signal(events) {
			l.guarded(c)
		}
	}
}

// guarded does what a connection is readable for. A panic ends that connection, not the process.
func (l *loop) guarded(c *Conn) {
	defer func() {
		if cause := recover(); cause != nil {
			l.server.Logger.Error("a call panicked on the lane", "panic", fmt.Sprint(cause), "stack", string(debug.Stack()))
			_ = c.Close()
		}
	}()
	switch {
	case c.client != nil:
		c.client.readable()
	case c.watcher != nil:
		c.watcher.Readable()
	}
}

func (l *loop) drain(fd int) {
	var b [8]byte
	_, _ = unix.Read(fd, b[:])
}

// wake makes the loop look at what was posted, from any goroutine. mu is held, so that the number isn't somebody else's yet: it is
// given back after ended was set.
func (l *loop) wake() {
	if l.ended {
		return
	}
	one := [8]byte{1}
	_, _ = unix.Write(l.wakeup, one[:])
}

func (l *loop) takePosted() {
	l.mu.Lock()
	back := l.posted
	l.posted = nil
	l.mu.Unlock()
	for _, c := range back {
		c.resume()
	}
	if l.server.ending.Load() {
		l.closeIdle(1 << 62)
	}
}

// post gives a client back to its loop.
func (l *loop) post(c *client) {
	l.mu.Lock()
	l.posted = append(l.posted, c)
	ended := l.ended
	l.wake()
	l.mu.Unlock()
	if ended {
		c.close()
	}
}

// watch adds a connection. Any goroutine may do so.
func (l *loop) watch(c *Conn) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ended {
		return os.ErrClosed
	}
	c.loop = l
	for len(l.conns) <= c.fd {
		l.conns = append(l.conns, nil)
	}
	if err := l.control(unix.EPOLL_CTL_ADD, c.fd, unix.EPOLLIN|unix.EPOLLOUT|unix.EPOLLRDHUP|unix.EPOLLET); err != nil {
		return err
	}
	l.conns[c.fd] = c
	l.count++
	return nil
}

func (l *loop) forget(fd int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if fd < len(l.conns) && l.conns[fd] != nil {
		l.conns[fd] = nil
		l.count--
	}
}

// end closes what is left.
func (l *loop) end() {
	l.mu.Lock()
	l.ended = true
	left := append([]*Conn(nil), l.conns...)
	l.mu.Unlock()
	for _, c := range left {
		if c != nil {
			_ = c.Close()
		}
	}
}
