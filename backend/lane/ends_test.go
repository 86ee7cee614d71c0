//go:build linux

package lane_test

import (
	"context"
	"io"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/lane"
)

func TestSilentConnectionsAreClosed(t *testing.T) {
	s := open(t, lane.Settings{First: 10 * time.Millisecond, Idle: 20 * time.Millisecond}, nil)
	s.dial(t).ends(t)
	l := s.dial(t)
	l.send(t, plain)
	l.answer(t)
	l.ends(t)
	require.Eventually(t, func() bool { return s.Open() == 0 }, long, time.Millisecond)
}

func TestShutdownClosesWhatIsSilentAndLetsCallsEnd(t *testing.T) {
	began, end := make(chan struct{}), make(chan struct{})
	s := open(t, lane.Settings{Handler: func(x *lane.Exchange) lane.Next {
		x.Go(func() {
			close(began)
			<-end
		})
		return lane.Later
	}}, nil)
	idle, busy := s.dial(t), s.dial(t)
	busy.send(t, plain)
	<-began
	done := make(chan error, 1)
	go func() { done <- s.Shutdown(context.Background()) }()
	idle.ends(t)
	_, err := net.Dial("tcp", s.address)
	require.Error(t, err)
	close(end)
	_, closes := busy.answer(t)
	require.True(t, closes)
	busy.ends(t)
	require.NoError(t, <-done)
}

func TestShutdownBreaksOffWhatTakesTooLong(t *testing.T) {
	began, end := make(chan struct{}), make(chan struct{})
	defer close(end)
	s := open(t, lane.Settings{Handler: func(x *lane.Exchange) lane.Next {
		x.Go(func() {
			close(began)
			<-end
		})
		return lane.Later
	}}, nil)
	l := s.dial(t)
	l.send(t, plain)
	<-began
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	require.ErrorIs(t, s.Shutdown(ctx), context.Canceled)
	l.ends(t)
}

// wrapped is a listener whose connections aren't TCP, as those with TLS.
type wrapped struct{ net.Listener }

func (l wrapped) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return struct{ net.Conn }{conn}, nil
}

func TestConnectionsThatArentPlainAreTheLibrarysUntilTheEnd(t *testing.T) {
	s := open(t, lane.Settings{}, func(ln net.Listener) net.Listener { return wrapped{ln} })
	l := s.dial(t)
	for range 2 {
		l.send(t, plain)
		body, _ := l.answer(t)
		require.Equal(t, "slow /a ", body)
	}
	require.Zero(t, s.Open())
	done := make(chan error, 1)
	go func() { done <- s.Shutdown(context.Background()) }()
	l.ends(t)
	require.NoError(t, <-done)
}

// counted is a listener whose connections are guests.
type counted struct {
	net.Listener
	mu    sync.Mutex
	conns []*guest
}

type guest struct {
	net.Conn
	list    *counted
	waiting atomic.Bool
	closed  atomic.Int64
}

func (l *counted) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.conns = append(l.conns, &guest{Conn: conn, list: l})
	return l.conns[len(l.conns)-1], nil
}

func (l *counted) first() *guest {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.conns[0]
}

func (g *guest) NetConn() net.Conn   { return g.Conn }
func (g *guest) Waiting(yes, _ bool) { g.waiting.Store(yes) }
func (g *guest) Adopted(by net.Conn) bool {
	g.list.mu.Lock()
	defer g.list.mu.Unlock()
	g.Conn = by
	return true
}

func (g *guest) Close() error {
	g.closed.Add(1)
	g.list.mu.Lock()
	inner := g.Conn
	g.list.mu.Unlock()
	return inner.Close()
}

func TestWhoCountsConnectionsHearsOfThemAndMayCloseThem(t *testing.T) {
	list := &counted{}
	began, end := make(chan struct{}), make(chan struct{})
	s := open(t, lane.Settings{Handler: func(x *lane.Exchange) lane.Next {
		x.Go(func() {
			close(began)
			<-end
		})
		return lane.Later
	}}, func(ln net.Listener) net.Listener {
		list.Listener = ln
		return list
	})
	l := s.dial(t)
	l.send(t, plain)
	<-began
	g := list.first()
	require.False(t, g.waiting.Load(), "the caller waits for the server")
	close(end)
	l.answer(t)
	require.Eventually(t, g.waiting.Load, long, time.Millisecond)
	_ = g.Conn.Close() // as who makes room does
	l.ends(t)
	require.Eventually(t, func() bool { return g.closed.Load() == 1 && s.Open() == 0 }, long, time.Millisecond)
}

// asker forwards each call over one connection that it keeps.
type asker struct {
	x      *lane.Exchange
	conn   *lane.Conn
	buffer [64]byte
	late   atomic.Int64
}

func (a *asker) Readable() {
	n, err := a.conn.TryRead(a.buffer[:])
	if lane.Again(err) {
		return
	}
	a.conn.Release()
	if err != nil {
		a.x.Ctx.SetBodyString(err.Error())
	} else {
		a.x.Ctx.SetBody(a.buffer[:n])
	}
	a.x.Finish()
}

func (a *asker) Expired() {
	a.late.Add(1)
	a.x.Ctx.SetBodyString("late")
	a.x.Finish()
}

func TestALoopWaitsForAConnectionToSomewhereElse(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { _ = ln.Close() }()
	heard := make(chan net.Conn, 1)
	go func() {
		conn, err := ln.Accept()
		if err == nil {
			heard <- conn
		}
	}()
	a, wait := &asker{}, int64(long)
	s := open(t, lane.Settings{Handler: func(x *lane.Exchange) lane.Next {
		a.x = x
		if a.conn == nil {
			x.Go(func() {
				socket, err := net.Dial("tcp", ln.Addr().String())
				if err == nil {
					a.conn, err = x.Adopt(socket)
				}
				if err == nil && x.Near(a.conn) {
					x.Ctx.SetBodyString("connected")
				}
			})
			return lane.Later
		}
		if _, err := a.conn.TryWrite([]byte("ask")); err != nil {
			x.Ctx.SetBodyString(err.Error())
			return lane.Answered
		}
		a.conn.Await(a, clock.Monotonic()+wait)
		return lane.Later
	}}, nil)
	l := s.dial(t)
	l.send(t, plain)
	body, _ := l.answer(t)
	require.Equal(t, "connected", body)
	other := <-heard
	buffer := make([]byte, 8)
	for range 3 {
		l.send(t, plain)
		n, err := other.Read(buffer)
		require.NoError(t, err)
		require.Equal(t, "ask", string(buffer[:n]))
		_, err = other.Write([]byte("told"))
		require.NoError(t, err)
		body, _ = l.answer(t)
		require.Equal(t, "told", body)
	}
	require.True(t, a.conn.Quiet())
	wait = int64(time.Millisecond)
	l.send(t, plain)
	body, _ = l.answer(t)
	require.Equal(t, "late", body)
	wait = int64(long)
	_ = other.Close()
	require.Eventually(t, func() bool { return !a.conn.Quiet() }, long, time.Millisecond)
	l.send(t, plain)
	body, _ = l.answer(t)
	require.NotEqual(t, "late", body)
}

// What the last caller of one loop leaves behind may carry the calls of another one's.
func TestShutdownLeavesConnectionsToElsewhereToTheCallsThatUseThem(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { _ = ln.Close() }()
	var kept atomic.Pointer[lane.Conn]
	began := make(chan struct{})
	s := open(t, lane.Settings{Handler: func(x *lane.Exchange) lane.Next {
		x.Go(func() {
			conn := kept.Load()
			if conn == nil {
				if socket, err := net.Dial("tcp", ln.Addr().String()); err == nil {
					conn, _ = x.Adopt(socket)
					kept.Store(conn)
				}
				return
			}
			close(began)
			buffer := make([]byte, 8)
			n, err := conn.Read(buffer)
			if err != nil {
				x.Ctx.SetBodyString(err.Error())
				return
			}
			x.Ctx.SetBody(buffer[:n])
		})
		return lane.Later
	}}, nil)
	first, second := s.dial(t), s.dial(t) // of two loops, where there are as many processors
	first.send(t, plain)
	other, err := ln.Accept()
	require.NoError(t, err)
	defer func() { _ = other.Close() }()
	first.answer(t)
	second.send(t, plain)
	<-began
	done := make(chan error, 1)
	go func() { done <- s.Shutdown(context.Background()) }()
	first.ends(t)
	_ = other.SetReadDeadline(time.Now().Add(100 * time.Millisecond))
	_, err = other.Read(make([]byte, 1))
	require.ErrorIs(t, err, os.ErrDeadlineExceeded, "it stays open")
	_, err = other.Write([]byte("told"))
	require.NoError(t, err)
	body, _ := second.answer(t)
	require.Equal(t, "told", body)
	require.NoError(t, <-done)
	_ = other.SetReadDeadline(time.Now().Add(long))
	_, err = other.Read(make([]byte, 1))
	require.ErrorIs(t, err, io.EOF, "until the last call is over")
}

func TestTheSilenceOfAConnectionBeginsWithTheEndOfItsAnswer(t *testing.T) {
	const idle = 1500 * time.Millisecond
	elsewhere, err := net.Listen("tcp", "127.0.0.1:0") // which never says anything
	require.NoError(t, err)
	defer func() { _ = elsewhere.Close() }()
	a := &asker{}
	s := open(t, lane.Settings{Idle: idle, Handler: func(x *lane.Exchange) lane.Next {
		if a.x = x; a.conn != nil {
			a.conn.Await(a, clock.Monotonic()+int64(idle*4/3))
			return lane.Later
		}
		x.Go(func() {
			if socket, err := net.Dial("tcp", elsewhere.Addr().String()); err == nil {
				a.conn, _ = x.Adopt(socket)
			}
		})
		return lane.Later
	}}, nil)
	l := s.dial(t)
	l.send(t, plain)
	l.answer(t)
	l.send(t, plain)
	body, _ := l.answer(t)
	require.Equal(t, "late", body)
	answered := clock.Monotonic()
	l.ends(t)
	require.Greater(t, clock.Monotonic()-answered, int64(idle*9/10))
}

func TestTheDeadlineOfAnAnswerIsNotThatOfTheNextOne(t *testing.T) {
	const write = 20 * time.Millisecond
	s := open(t, lane.Settings{Write: write, Handler: func(x *lane.Exchange) lane.Next {
		x.Go(nil)
		return lane.Later
	}}, nil)
	l := s.dial(t)
	l.send(t, plain)
	l.answer(t)
	<-time.NewTimer(2 * write).C
	l.send(t, "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\nhi")
	for _, want := range []string{"", "slow /a hi"} {
		body, _ := l.answer(t)
		require.Equal(t, want, body)
	}
}
