package lane

import (
	"bytes"
	"sync/atomic"

	"github.com/valyala/fasthttp"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
)

func monotonic() int64 { return clock.Monotonic() }

// client is a caller's connection and whose turn it is. It is of its loop, except while busy: then of whoever serves its call.
type client struct {
	conn   *Conn
	server *Server
	busy   bool
	until  int64 // monotonic: when it was silent for too long
	ended  atomic.Bool
}

// over counts the connection out, once.
func (c *client) over() {
	if c.ended.CompareAndSwap(false, true) {
		c.server.left()
	}
}

func (c *client) close() { _ = c.conn.Close() }

// begins and rests tell whose turn it is: the server's, or the caller's.
func (c *client) begins() {
	c.busy = true
	c.conn.waits(false, false)
}

func (c *client) rests() {
	c.busy = false
	c.until = c.conn.loop.now + int64(c.server.Idle)
	c.conn.waits(true, true)
}

// resume takes the connection back from a goroutine.
func (c *client) resume() {
	c.rests()
	if c.server.ending.Load() {
		c.close()
		return
	}
	c.conn.loop.guarded(c.conn)
}

// readable reads what came. While a call is in work nothing is read, so that a caller who sends more waits in its own socket.
func (c *client) readable() {
	if c.busy {
		return
	}
	l := c.conn.loop
	n, err := c.conn.TryRead(l.in[:])
	if err != nil {
		if !Again(err) {
			c.close()
		}
		return
	}
	if !c.serve(l.in[:n]) {
		c.slowly(l.in[:n])
	}
}

// serve answers what is one whole, plain request. false means that nothing was done.
func (c *client) serve(data []byte) bool {
	end := bytes.Index(data, []byte("\r\n\r\n"))
	if end < 0 || len(data) == headMax || data[0] < 'A' || data[0] > 'Z' {
		return false
	}
	x := exchanges.Get().(*Exchange)
	x.client = c
	if !c.conn.loop.parse(x.Ctx, data, data[end+4:]) {
		x.release()
		return false
	}
	ctx, slow := x.Ctx, c.server.Slow
	ctx.Init2(c.conn, slow.Logger, false)
	ctx.Response.Header.SetNoDefaultContentType(slow.NoDefaultContentType)
	c.begins()
	switch c.server.Handler(x) {
	case Answered:
		x.Finish()
	case Slowly:
		x.release()
		return false
	case Later:
	}
	return true
}

// parse reads a request with the library's parser. It refuses what can't be answered from these bytes alone, or ends the
// connection; the library's server deals with that.
func (l *loop) parse(ctx *fasthttp.RequestCtx, data, body []byte) bool {
	l.source.Reset(data)
	l.reader.Reset(&l.source)
	h := &ctx.Request.Header
	if h.Read(l.reader) != nil || !h.IsHTTP11() || h.ConnectionClose() || len(h.Peek(fasthttp.HeaderUpgrade)) > 0 || ctx.Request.MayContinue() ||
		len(h.Peek(fasthttp.HeaderTransferEncoding)) > 0 || len(h.PeekTrailerKeys()) > 0 || l.reader.Buffered() != len(body) {
		return false
	}
	switch length := h.ContentLength(); {
	case len(body) == 0:
		if length > 0 || length == -1 {
			return false
		}
	case length != len(body) || h.IsGet() || h.IsHead():
		return false
	default:
		ctx.Request.SetBodyRaw(body)
	}
	if h.ContentLength() == -2 && !h.IsGet() && !h.IsHead() {
		h.SetContentLength(0) // as the library's server reads such a head (RFC 9112 section 6.3)
	}
	return l.uri.Parse(h.Host(), h.RequestURI()) == nil
}
