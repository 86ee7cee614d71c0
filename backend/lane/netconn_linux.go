package lane

import (
	"net"
	"os"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
)

// These are the methods of net.Conn that a goroutine waits in, or that say how long.

// Read implements net.Conn.
func (c *Conn) Read(p []byte) (int, error) {
	for {
		c.mu.Lock()
		if !c.closed && past(c.in.deadline) {
			c.mu.Unlock()
			return 0, c.timeout("read")
		}
		n, err := c.read(p)
		if !Again(err) {
			c.mu.Unlock()
			return n, err
		}
		c.wait(&c.in)
	}
}

// Write implements net.Conn.
func (c *Conn) Write(p []byte) (int, error) {
	for sent := 0; ; {
		c.mu.Lock()
		if !c.closed && past(c.out.deadline) {
			c.mu.Unlock()
			return sent, c.timeout("write")
		}
		n, err := c.write(p[sent:])
		if sent += n; !Again(err) {
			c.mu.Unlock()
			return sent, err
		}
		c.wait(&c.out)
	}
}

func past(deadline time.Time) bool {
	return !deadline.IsZero() && !clock.In(0).Before(deadline)
}

func (c *Conn) timeout(op string) error {
	return &net.OpError{Op: op, Net: "tcp", Source: c.local, Addr: c.remote, Err: os.ErrDeadlineExceeded}
}

// wait is called with mu held and gives it back. It returns when there may be something, when the deadline is over or was
// moved, or when the connection was closed.
func (c *Conn) wait(s *side) {
	s.waits = true
	until := s.deadline
	c.mu.Unlock()
	if until.IsZero() {
		<-s.wake
		return
	}
	timer := time.NewTimer(until.Sub(clock.In(0)))
	defer timer.Stop()
	select {
	case <-s.wake:
	case <-timer.C:
	}
}

// LocalAddr implements net.Conn.
func (c *Conn) LocalAddr() net.Addr { return c.local }

// RemoteAddr implements net.Conn.
func (c *Conn) RemoteAddr() net.Addr { return c.remote }

// SetDeadline implements net.Conn.
func (c *Conn) SetDeadline(t time.Time) error {
	_ = c.SetReadDeadline(t)
	return c.SetWriteDeadline(t)
}

// SetReadDeadline implements net.Conn.
func (c *Conn) SetReadDeadline(t time.Time) error { return c.setDeadline(&c.in, t) }

// SetWriteDeadline implements net.Conn.
func (c *Conn) SetWriteDeadline(t time.Time) error { return c.setDeadline(&c.out, t) }

func (c *Conn) setDeadline(s *side, t time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return net.ErrClosed
	}
	s.deadline = t
	s.rouse()
	return nil
}
