//go:build linux

package lane_test

import (
	"io"
	"net"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/lane"
)

func TestAConnectionOfALoopIsANetConnToGoroutines(t *testing.T) {
	ours, theirs := pair(t)
	require.NoError(t, ours.SetReadDeadline(time.Now().Add(time.Millisecond)))
	_, err := ours.Read(make([]byte, 1))
	require.ErrorIs(t, err, os.ErrDeadlineExceeded)
	var network net.Error
	require.ErrorAs(t, err, &network)
	require.True(t, network.Timeout())
	require.NoError(t, ours.SetReadDeadline(time.Time{}))

	large := make([]byte, 4<<20)
	for i := range large {
		large[i] = byte(i)
	}
	go func() {
		_, _ = ours.Write(large)
		_, _ = theirs.Write([]byte("back"))
	}()
	got := make([]byte, len(large))
	_, err = io.ReadFull(theirs, got)
	require.NoError(t, err)
	require.Equal(t, large, got)
	back := make([]byte, 4)
	_, err = io.ReadFull(ours, back)
	require.NoError(t, err)
	require.Equal(t, "back", string(back))

	failed := make(chan error, 1)
	go func() {
		_, err := ours.Read(make([]byte, 1))
		failed <- err
	}()
	require.NoError(t, ours.Close())
	require.ErrorIs(t, <-failed, net.ErrClosed)
	require.ErrorIs(t, ours.Close(), net.ErrClosed)
	_, err = ours.Write([]byte("x"))
	require.ErrorIs(t, err, net.ErrClosed)
}

// pair is a connection that a loop watches, and its other end.
func pair(t *testing.T) (*lane.Conn, net.Conn) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = ln.Close() })
	adopted := make(chan *lane.Conn, 1)
	s := open(t, lane.Settings{Handler: func(x *lane.Exchange) lane.Next {
		x.Go(func() {
			socket, err := net.Dial("tcp", ln.Addr().String())
			if err != nil {
				close(adopted)
				return
			}
			conn, _ := x.Adopt(socket)
			adopted <- conn
		})
		return lane.Later
	}}, nil)
	l := s.dial(t)
	l.send(t, plain)
	theirs, err := ln.Accept()
	require.NoError(t, err)
	t.Cleanup(func() { _ = theirs.Close() })
	l.answer(t)
	return <-adopted, theirs
}
