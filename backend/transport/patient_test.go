package transport_test

import (
	"log/slog"
	"net"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/transport"
)

// scarce is a listener of a machine that has no file descriptors for a while.
type scarce struct {
	net.Listener
	refusals int
	last     error
}

func (s *scarce) Accept() (net.Conn, error) {
	if s.refusals == 0 {
		return nil, s.last
	}
	s.refusals--
	return nil, &net.OpError{Op: "accept", Net: "tcp", Err: syscall.EMFILE}
}

func TestAListenerOutlivesAMachineWithoutFileDescriptors(t *testing.T) {
	var log strings.Builder
	under := &scarce{refusals: 5, last: net.ErrClosed}
	ln := transport.NewPatient("gateway", under, slog.New(slog.NewTextHandler(&log, nil)))
	began := time.Now()
	_, err := ln.Accept()
	require.ErrorIs(t, err, net.ErrClosed, "its own end is passed on")
	require.GreaterOrEqual(t, time.Since(began), (5+10+20+40+80)*time.Millisecond, "it backs off")
	require.EqualValues(t, 5, ln.(*transport.Patient).Failed())
	require.Equal(t, 1, strings.Count(log.String(), "no connection can be taken"), "it is said once a minute")
	require.Nil(t, transport.NewPatient("http", nil, nil))
}
