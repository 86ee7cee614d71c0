package lane

import (
	"bufio"
	"fmt"
	"runtime/debug"
	"sync"

	"github.com/valyala/fasthttp"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
)

// Exchange is one call and its answer.
type Exchange struct {
	Ctx    *fasthttp.RequestCtx
	client *client
}

var exchanges = sync.Pool{New: func() any { return &Exchange{Ctx: new(fasthttp.RequestCtx)} }}

func (x *Exchange) release() {
	x.Ctx.Request.Reset()
	x.Ctx.Response.Reset()
	x.Ctx.ResetUserValues()
	x.client = nil
	exchanges.Put(x)
}

// seal says what the connection's server says in every answer, and whether the connection ends with it.
func (x *Exchange) seal() (last bool) {
	response := &x.Ctx.Response
	if x.Ctx.IsHead() {
		response.SkipBody = true
	}
	if last = response.ConnectionClose() || x.client.server.ending.Load(); last {
		response.SetConnectionClose()
	}
	return last
}

// Finish sends the answer, on the loop. The exchange is over then, even if sending it panics.
func (x *Exchange) Finish() {
	defer x.client.guard("an answer could not be written")
	x.finish()
}

// guard ends a connection whose call panicked, and only that.
func (c *client) guard(what string) {
	if cause := recover(); cause != nil {
		c.server.Logger.Error(what, "panic", fmt.Sprint(cause), "stack", string(debug.Stack()))
		c.close()
	}
}

func (x *Exchange) finish() {
	if x.Ctx.Response.IsBodyStream() {
		x.Go(nil)
		return
	}
	c := x.client
	l := c.conn.loop
	last := x.seal()
	l.answer = l.answer[:0]
	l.writer.Reset(&l.answer)
	err := x.Ctx.Response.Write(l.writer)
	if err == nil {
		err = l.writer.Flush()
	}
	n := 0
	if err == nil {
		n, err = c.conn.TryWrite(l.answer)
	}
	if cap(l.answer) > 256<<10 {
		defer func() { l.answer = nil }()
	}
	switch {
	case Again(err):
		c.finishSlowly(append([]byte(nil), l.answer[n:]...), last)
		x.release()
	case err != nil || last:
		x.release()
		c.close()
	default:
		x.release()
		c.rests()
		if c.conn.readable() {
			l.again = append(l.again, c) // what came meanwhile, after the others had their turn
		}
	}
}

// finishSlowly gives the rest of an answer to a caller that takes it piece by piece.
func (c *client) finishSlowly(rest []byte, last bool) {
	go func() {
		_ = c.conn.SetWriteDeadline(clock.In(c.server.Write))
		if _, err := c.conn.Write(rest); err != nil || last {
			c.close()
			return
		}
		c.conn.loop.post(c)
	}()
}

// Go goes on in a goroutine: after work, which may wait and may be nil, the answer in the context is sent. Where work panics the
// connection ends.
func (x *Exchange) Go(work func()) {
	c := x.client
	go func() {
		sent := false
		defer func() {
			if !sent {
				_ = x.Ctx.Response.CloseBodyStream() // whose end is the call's
			}
		}()
		defer c.guard("a call panicked in its goroutine")
		if work != nil {
			work()
		}
		x.send()
		sent = true
	}()
}

var writers = sync.Pool{New: func() any { return bufio.NewWriterSize(nil, 4<<10) }}

func (x *Exchange) send() {
	c := x.client
	last := x.seal()
	_ = c.conn.SetWriteDeadline(clock.In(c.server.Write))
	w := writers.Get().(*bufio.Writer)
	w.Reset(c.conn)
	err := x.Ctx.Response.Write(w)
	if err == nil {
		err = w.Flush()
	}
	w.Reset(nil)
	writers.Put(w)
	x.release() // closes a body stream, whose end is the call's
	if err != nil || last {
		c.close()
		return
	}
	c.conn.loop.post(c)
}
