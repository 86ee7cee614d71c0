package transport

import (
	"bytes"
	"crypto/tls"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/lane"
)

// crowded is a bounded listener that keeps every connection it is given, and counts them.
type crowded struct {
	*Crowd
	address string
	log     bytes.Buffer
	mu      sync.Mutex
	conns   []net.Conn
	hear    func(net.Conn) // what the server does with a connection; nil = nothing
}

func openCrowded(t *testing.T, bounds CrowdBounds, hear func(net.Conn)) *crowded {
	t.Helper()
	plain, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	x := &crowded{address: plain.Addr().String(), hear: hear}
	x.Crowd = NewCrowd("gateway", bounds, slog.New(slog.NewTextHandler(&x.log, nil)))
	ln := x.Listener(plain)
	t.Cleanup(func() { _ = ln.Close() })
	go func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			x.mu.Lock()
			x.conns = append(x.conns, conn)
			x.mu.Unlock()
			_, _ = conn.Write([]byte{'+'})
			if x.hear != nil {
				go x.hear(conn)
			}
		}
	}()
	return x
}

// enter connects from an address and says whether the listener let it in.
func (x *crowded) enter(t *testing.T, from string) bool {
	t.Helper()
	dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}}
	conn, err := dialer.Dial("tcp", x.address)
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	require.NoError(t, conn.SetReadDeadline(time.Now().Add(time.Minute)))
	_, err = io.ReadFull(conn, make([]byte, 1))
	return err == nil
}

func TestAnAddressHoldsSoManyConnectionsAndNoMore(t *testing.T) {
	x := openCrowded(t, CrowdBounds{Most: 100, PerAddress: 3}, nil)
	for range 3 {
		require.True(t, x.enter(t, "127.0.0.2"))
	}
	require.False(t, x.enter(t, "127.0.0.2"))
	require.False(t, x.enter(t, "127.0.0.2"))
	require.True(t, x.enter(t, "127.0.0.3"), "others have room of their own")
	require.EqualValues(t, 2, x.Refused())

	x.mu.Lock()
	first := x.conns[0]
	x.mu.Unlock()
	require.NoError(t, first.Close())
	require.ErrorIs(t, first.Close(), net.ErrClosed, "closing twice gives back one place")
	require.True(t, x.enter(t, "127.0.0.2"))
	require.False(t, x.enter(t, "127.0.0.2"))
	require.Equal(t, 1, bytes.Count(x.log.Bytes(), []byte("level=WARN")), "the log speaks once a minute at most")
}

func TestAProxyIsNotCounted(t *testing.T) {
	x := openCrowded(t, CrowdBounds{Most: 100, PerAddress: 1, Spared: []netip.Prefix{netip.MustParsePrefix("127.0.0.2/32")}}, nil)
	for range 5 {
		require.True(t, x.enter(t, "127.0.0.2"))
	}
	require.Zero(t, x.Refused())
}

func TestNeighboursOfIPv6AreCountedTogether(t *testing.T) {
	for _, c := range []struct{ a, b string }{
		{"2001:db8::1", "2001:db8::ffff:1"},
		{"192.0.2.1", "192.0.2.1"},
	} {
		require.Equal(t, neighbour(netip.MustParseAddr(c.a)), neighbour(netip.MustParseAddr(c.b)))
	}
	require.NotEqual(t, neighbour(netip.MustParseAddr("2001:db8::1")), neighbour(netip.MustParseAddr("2001:db8:0:1::1")))
	require.NotEqual(t, neighbour(netip.MustParseAddr("192.0.2.1")), neighbour(netip.MustParseAddr("192.0.2.2")))
}

func TestWhenThereIsNoRoomTheLongestSilenceEnds(t *testing.T) {
	ended := make(chan string, 8)
	x := openCrowded(t, CrowdBounds{Most: 3, PerAddress: 100}, func(conn net.Conn) {
		_, _ = conn.Read(make([]byte, 1))
		_ = conn.Close()
		ended <- conn.RemoteAddr().(*net.TCPAddr).IP.String()
	})
	for _, from := range []string{"127.0.0.2", "127.0.0.3", "127.0.0.4"} {
		require.True(t, x.enter(t, from))
	}
	require.Eventually(t, func() bool { return x.waiting() == 3 }, time.Minute, time.Millisecond)
	require.True(t, x.enter(t, "127.0.0.5"))
	require.Equal(t, "127.0.0.2", <-ended)
	require.EqualValues(t, 1, x.Evicted())
	require.Zero(t, x.Refused())
}

// waiting counts the connections that the server reads from.
func (x *crowded) waiting() (n int) {
	x.Crowd.mu.Lock()
	defer x.Crowd.mu.Unlock()
	for _, conn := range x.Crowd.conns {
		if conn.reading.Load() {
			n++
		}
	}
	return n
}

func TestACallInWorkAndATunnelAreNeverEnded(t *testing.T) {
	x := openCrowded(t, CrowdBounds{Most: 2, PerAddress: 100}, func(conn net.Conn) {
		if conn.RemoteAddr().(*net.TCPAddr).IP.String() == "127.0.0.3" {
			Keep(tls.Server(conn, &tls.Config{MinVersion: tls.VersionTLS13}))
			_, _ = conn.Read(make([]byte, 1))
		}
	})
	require.True(t, x.enter(t, "127.0.0.2")) // of which nothing is read
	require.True(t, x.enter(t, "127.0.0.3"))
	require.Eventually(t, func() bool { return x.waiting() == 1 }, time.Minute, time.Millisecond)
	require.False(t, x.enter(t, "127.0.0.4"))
	require.Zero(t, x.Evicted())
	require.EqualValues(t, 1, x.Refused())
}

var _ lane.Guest = (*crowdConn)(nil) // else no loop takes our connections

func TestWhoSendsByteByByteKeepsUsWaitingAllTheTime(t *testing.T) {
	x := NewCrowd("gateway", CrowdBounds{Most: 2, PerAddress: 2}, slog.New(slog.DiscardHandler))
	come := func() (*crowdConn, net.Conn) {
		ours, theirs := net.Pipe()
		t.Cleanup(func() { _, _ = ours.Close(), theirs.Close() })
		c, ok := x.enter(ours)
		require.True(t, ok)
		c.Waiting(true, true)
		return c, theirs
	}
	drips, _ := come()
	silent, _ := come()
	for range 3 {
		drips.Waiting(false, false)
		drips.Waiting(true, false)
	}
	come()
	require.Negative(t, drips.at, "had to go")
	require.GreaterOrEqual(t, silent.at, 0)
}

// spoken is a connection over which something came that nobody has read yet.
type spoken struct{ net.Conn }

func (spoken) Quiet() bool { return false }

func TestWhoseCallLiesUnreadStays(t *testing.T) {
	x := NewCrowd("gateway", CrowdBounds{Most: 2, PerAddress: 100}, slog.New(slog.DiscardHandler))
	come := func() *crowdConn {
		ours, theirs := net.Pipe()
		t.Cleanup(func() { _, _ = ours.Close(), theirs.Close() })
		c, ok := x.enter(ours)
		require.True(t, ok)
		c.Waiting(true, true)
		return c
	}
	called, silent := come(), come()
	called.Adopted(spoken{called.Conn})
	come()
	require.GreaterOrEqual(t, called.at, 0, "it has waited for longer, and yet it doesn't wait")
	require.Negative(t, silent.at)
}
