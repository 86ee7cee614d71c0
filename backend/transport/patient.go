package transport

import (
	"errors"
	"log/slog"
	"net"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
)

const (
	patienceFirst = 5 * time.Millisecond
	patienceLast  = time.Second
)

// Patient is a listener that survives a machine which has no more file descriptors or memory for a while (F-DISK-04). Those
// who serve take such an error for the end of the listener, and nobody would be answered until a restart. It tries again
// after 5 ms and then after twice as long each time, a second at most. Connections wait with the kernel meanwhile.
type Patient struct {
	net.Listener
	name   string
	logger *slog.Logger
	spoken int64
	failed atomic.Int64
}

// NewPatient makes ln, the listener of that name, patient. nil stays nil.
func NewPatient(name string, ln net.Listener, logger *slog.Logger) net.Listener {
	if ln == nil {
		return nil
	}
	return &Patient{Listener: ln, name: name, logger: logger}
}

// Failed answers how often no connection could be taken.
func (p *Patient) Failed() int64 { return p.failed.Load() }

// Accept implements net.Listener. Only one goroutine may call it.
func (p *Patient) Accept() (net.Conn, error) {
	for wait := patienceFirst; ; wait = min(2*wait, patienceLast) {
		conn, err := p.Listener.Accept()
		if err == nil || !passes(err) {
			return conn, err //nolint:wrapcheck // a listener's errors are compared by those who serve it
		}
		p.failed.Add(1)
		if now := max(1, clock.Monotonic()); p.spoken == 0 || now-p.spoken > int64(crowdWordEvery) {
			p.spoken = now
			p.logger.Error("no connection can be taken at the moment, and it is tried again; the limit of open files can be raised (LimitNOFILE)", "listener", p.name, "cause", err)
		}
		<-time.NewTimer(wait).C
	}
}

// passes says whether an error is of the moment and not of the listener.
func passes(err error) bool {
	for _, of := range []syscall.Errno{syscall.EMFILE, syscall.ENFILE, syscall.ENOBUFS, syscall.ENOMEM, syscall.ECONNABORTED, syscall.EINTR, syscall.EPROTO, syscall.EPERM} {
		if errors.Is(err, of) {
			return true
		}
	}
	return false
}
