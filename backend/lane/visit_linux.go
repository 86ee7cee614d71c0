package lane

import (
	"io"
	"sync/atomic"
	"time"
)

// slowly lets the library's server take the call, over a connection that begins with what was read.
func (c *client) slowly(read []byte) {
	c.begins()
	_ = c.conn.SetDeadline(noTime) // that an earlier answer left; the library doesn't set all before it needs them
	c.server.visits.Add(1)
	v := &visit{Conn: c.conn, client: c, read: append([]byte(nil), read...)}
	go func() { _ = c.server.Slow.ServeConn(v) }()
}

// visit is a connection while the library's server has it: until all that was read is answered.
type visit struct {
	*Conn
	client *client
	read   []byte
	idle   atomic.Bool // the server has answered, and reads a next request
	back   atomic.Bool // its Shutdown may close it from another goroutine
}

// Read gives what the loop had read first. When the server would wait for a next call, it hears of an end instead.
func (v *visit) Read(p []byte) (int, error) {
	if len(v.read) > 0 {
		n := copy(p, v.read)
		v.read = v.read[n:]
		return n, nil
	}
	if v.idle.Load() {
		v.back.Store(true)
		return 0, io.EOF
	}
	v.waits(true, false) // a call that comes byte by byte keeps us waiting since the last answer
	defer v.waits(false, false)
	return v.Conn.Read(p)
}

// Close ends the visit: a connection without anything open goes back to its loop.
func (v *visit) Close() error {
	if v.back.CompareAndSwap(true, false) {
		v.loop.post(v.client)
		return nil
	}
	return v.Conn.Close()
}

// noTime takes a deadline away.
var noTime time.Time
