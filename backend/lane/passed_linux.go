package lane

import (
	"net"
	"sync"
)

// passed is the listener of the library's server: it hands out the connections that the lane doesn't take.
type passed struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
	addr   net.Addr
}

func newPassed(addr net.Addr) *passed {
	return &passed{conns: make(chan net.Conn), closed: make(chan struct{}), addr: addr}
}

// give passes a connection on, or closes it when nobody takes any more.
func (p *passed) give(conn net.Conn) {
	select {
	case p.conns <- conn:
	case <-p.closed:
		_ = conn.Close()
	}
}

// Accept implements net.Listener.
func (p *passed) Accept() (net.Conn, error) {
	select {
	case conn := <-p.conns:
		return conn, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

// Close implements net.Listener. It may be called more than once.
func (p *passed) Close() error {
	p.once.Do(func() { close(p.closed) })
	return nil
}

// Addr implements net.Listener.
func (p *passed) Addr() net.Addr { return p.addr }
