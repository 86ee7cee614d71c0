package lane

import (
	"context"
	"errors"
	"fmt"
	"net"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/valyala/fasthttp"
	"golang.org/x/sys/unix"
)

// Server serves one listener. Make it with New.
type Server struct {
	Settings
	ending atomic.Bool
	next   atomic.Uint32 // loop that gets the next connection
	active atomic.Int64  // callers' connections
	visits atomic.Int64
	gone   chan struct{} // holds one when active fell

	processors int32 // of the runtime, those that aren't there included (see Spare)

	mu       sync.Mutex
	listener net.Listener
	passed   *passed
	loops    []*loop
}

// New answers a server. The server that it stands in front of must not serve anything else.
func New(settings Settings) *Server {
	s := &Server{Settings: settings, gone: make(chan struct{}, 1)}
	s.Slow.ConnState = func(conn net.Conn, state fasthttp.ConnState) {
		if v, ok := conn.(*visit); ok {
			v.idle.Store(state == fasthttp.StateIdle)
		}
	}
	return s
}

// Serve serves ln until Shutdown, or until ln is closed. Connections that aren't plain TCP are served by the library alone.
func (s *Server) Serve(ln net.Listener) error {
	if err := s.open(ln); err != nil {
		_ = ln.Close()
		if s.ending.Load() { // it was shut down before it began
			return nil
		}
		return err
	}
	defer s.end()
	for {
		conn, err := ln.Accept()
		switch {
		case err == nil:
			s.take(conn)
		case s.ending.Load() || errors.Is(err, net.ErrClosed):
			return nil
		default:
			return fmt.Errorf("accept a connection: %w", err)
		}
	}
}

// open starts the loops, one for each processor that there is and that Go may use.
func (s *Server) open(ln net.Listener) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.listener != nil || s.ending.Load() {
		return errors.New("lane: a server serves once")
	}
	s.processors = int32(runtime.GOMAXPROCS(0))
	for range min(runtime.GOMAXPROCS(0), runtime.NumCPU()) {
		l, err := newLoop(s)
		if err != nil {
			for _, made := range s.loops {
				_ = made.close()
			}
			s.loops = nil
			return fmt.Errorf("open an event loop: %w", err)
		}
		s.loops = append(s.loops, l)
	}
	s.listener, s.passed = ln, newPassed(ln.Addr())
	go func() {
		if err := s.Slow.Serve(s.passed); err != nil {
			s.Logger.Error("the HTTP server ended, and the listener with it", "error", err)
			s.end()
		}
	}()
	for _, l := range s.loops {
		go func() {
			if err := l.run(); err != nil {
				s.Logger.Error("an event loop ended, and the listener with it", "error", err)
				s.end()
			}
		}()
	}
	return nil
}

// take deals a connection out to the loops in turn.
func (s *Server) take(accepted net.Conn) {
	s.active.Add(1)
	c := &client{server: s}
	guest, _ := accepted.(Guest)
	inner := accepted
	if guest != nil {
		inner = guest.NetConn()
	}
	if tcp, ok := inner.(*net.TCPConn); ok {
		c.until = s.after(s.First)
		l := s.loops[int(s.next.Add(1)%uint32(len(s.loops)))]
		if l.adopt(tcp, &Conn{client: c, guest: guest}) == nil {
			if s.ending.Load() { // and the loop may have closed what is silent already
				l.mu.Lock()
				l.wake()
				l.mu.Unlock()
			}
			return
		}
		// There is no second descriptor for it, perhaps: the library needs none.
	}
	c.over()
	s.passed.give(accepted)
}

// end stops accepting and makes the loops close what is idle, and end when their callers are gone.
func (s *Server) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ending.Swap(true) {
		return
	}
	if s.listener != nil {
		_ = s.listener.Close()
		_ = s.passed.Close()
	}
	s.wakeAll()
}

// wakeAll makes the loops look whether they may end.
func (s *Server) wakeAll() {
	for _, l := range s.loops {
		l.mu.Lock()
		l.wake()
		l.mu.Unlock()
	}
}

// drained says whether no caller's connection is left, and the library serves none.
func (s *Server) drained() bool {
	return s.active.Load() == 0 && s.Slow.GetCurrentConcurrency() == 0
}

// Open answers how many callers' connections are on the lane, those included that visit the library.
func (s *Server) Open() int64 { return s.active.Load() }

// Visits answers how often the library was given a connection.
func (s *Server) Visits() int64 { return s.visits.Load() }

// Shutdown stops accepting, lets the calls in work end until ctx does, and breaks off the others.
func (s *Server) Shutdown(ctx context.Context) error {
	s.end()
	defer func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.wakeAll()
	}()
	err := s.Slow.ShutdownWithContext(ctx)
	for s.active.Load() > 0 {
		select {
		case <-s.gone:
		case <-ctx.Done():
			s.breakOff()
			return ctx.Err()
		}
	}
	return err
}

func (s *Server) breakOff() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, l := range s.loops {
		l.mu.Lock()
		left := append([]*Conn(nil), l.conns...)
		l.mu.Unlock()
		for _, c := range left {
			if c != nil && c.client != nil {
				_ = c.Close()
			}
		}
	}
}

func (s *Server) left() {
	s.active.Add(-1)
	select {
	case s.gone <- struct{}{}:
	default:
	}
}

// Near says whether a connection is watched by the loop that an exchange is on.
func (x *Exchange) Near(c *Conn) bool { return c.loop == x.client.conn.loop }

// Adopt makes the loop of the exchange watch a connection to somewhere else, which is closed in its old form.
func (x *Exchange) Adopt(socket net.Conn) (*Conn, error) {
	tcp, ok := socket.(*net.TCPConn)
	if !ok {
		return nil, errors.New("not a plain TCP connection")
	}
	c := new(Conn)
	return c, x.client.conn.loop.adopt(tcp, c)
}

// adopt takes a socket over in a form that the runtime's poller doesn't know.
func (l *loop) adopt(socket *net.TCPConn, c *Conn) error {
	raw, err := socket.SyscallConn()
	if err != nil {
		return err
	}
	fd := -1
	if e := raw.Control(func(own uintptr) { fd, err = unix.FcntlInt(own, unix.F_DUPFD_CLOEXEC, 0) }); e != nil || err != nil {
		return errors.Join(e, err)
	}
	c.init(fd, socket.LocalAddr(), socket.RemoteAddr())
	if c.client != nil {
		c.client.conn = c
	}
	c.waits(true, true)
	if err := l.watch(c); err != nil {
		return errors.Join(err, unix.Close(fd))
	}
	_ = socket.Close()
	if c.guest != nil && !c.guest.Adopted(c) {
		_ = c.Close()
	}
	return nil
}

func (s *Server) after(d time.Duration) int64 { return monotonic() + int64(d) }
