package enforce

import (
	"errors"
	"fmt"
	"net"
	"os"
	"runtime/debug"
	"slices"
	"time"

	"github.com/valyala/fasthttp"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/lane"
)

// newLane puts an event loop in front of a server. Where windows are counted in Redis every call waits for that, so none is
// answered on the loop.
func (s *Service) newLane(slow *fasthttp.Server, handler lane.Handler) *lane.Server {
	if s.Shared != nil {
		handler = func(*lane.Exchange) lane.Next { return lane.Slowly }
	}
	return lane.New(lane.Settings{Slow: slow, Handler: handler, Logger: s.Logger, First: s.HeaderTimeout, Idle: idleTimeout, Write: writeTimeout})
}

// gatewayOnLane is serveGateway for calls without a body. What has to wait for anything but an idle connection to a plain
// upstream goes on in a goroutine, from where it is.
func (s *Service) gatewayOnLane(x *lane.Exchange) (next lane.Next) {
	ctx := x.Ctx
	if ctx.Request.Header.ContentLength() > 0 {
		return lane.Slowly
	}
	c := begin()
	c.exchange, c.service, c.verdict.prompt, c.verdict.began = x, s, true, c.outcome.started
	defer func() {
		if p := recover(); p != nil {
			s.refuseOnLane(c, p)
			next = lane.Answered
		}
	}()
	switch {
	case s.admitted(ctx, c):
	case c.late:
		s.release(c)
		return lane.Slowly
	default:
		s.finish(ctx, c)
		return lane.Answered
	}
	if !s.depart(c) {
		x.Go(func() {
			defer s.finish(ctx, c)
			if s.fitsDocument(ctx, c) {
				s.serveUpstream(ctx, c)
			}
		})
	}
	return lane.Later
}

// refuseOnLane is what finish makes of a panic.
func (s *Service) refuseOnLane(c *call, cause any) {
	s.Logger.Error("the gateway panicked over a call and refused it", "panic", fmt.Sprint(cause), "stack", string(debug.Stack()))
	c.giveUp()
	c.verdict.Code = Undecided
	s.deny(c.exchange.Ctx, c)
	c.exchange.Ctx.SetConnectionClose()
	s.finish(c.exchange.Ctx, c)
}

// giveUp closes the connection that a call waits for, unless it was given back before. On the loop nothing is awaited of it then.
func (c *call) giveUp() {
	if c.answerer != nil {
		c.answerer.lane.Release()
		c.drop()
	}
}

// drop is giveUp for a goroutine.
func (c *call) drop() {
	if conn := c.answerer; conn != nil {
		c.answerer = nil
		conn.drop()
	}
}

// depart sends an allowed call over an idle connection of its loop and leaves it waiting for the answer. gone=false means that
// nothing was done.
func (s *Service) depart(c *call) (gone bool) {
	api := c.verdict.API
	upstream := &api.Upstreams[c.verdict.Token.Environment]
	if upstream.Kind != "http" || api.Comparing != ComparingOff || !s.vouches() {
		return false
	}
	p, err := s.upstreams.pool(upstream)
	if err != nil || p.credential != nil || slices.ContainsFunc(p.targets, func(t *target) bool { return t.down() }) {
		return false
	}
	t := p.pick(nil)
	c.target = t // has the turn, whoever sends the call in the end
	if t == nil || t.tls != nil {
		return false
	}
	began := clock.Monotonic()
	for {
		conn := t.conns.tryGet(c.exchange, began)
		if conn == nil {
			return false
		}
		if !conn.used || conn.silent() {
			c.answerer = conn
			c.send(conn, s.write(c.exchange.Ctx, c, t, &credentialField{}), began)
			return true
		}
		conn.drop()
	}
}

// send writes the request at once. A socket that has no room for it is left to a goroutine.
func (c *call) send(conn *upstreamConn, out outgoing, began int64) {
	p := c.target.pool
	out.patience = p.firstByte
	conn.begin(out)
	conn.sent, conn.used, conn.prompt = true, true, true
	c.sentAt = began
	n, err := conn.lane.TryWrite(out.head)
	switch {
	case lane.Again(err):
		c.goOn(func() error {
			if _, err := conn.wire.Write(out.head[n:]); err != nil {
				return err
			}
			return conn.awaitFirst()
		})
	case err != nil:
		c.fail(err)
	default:
		wait := p.total
		if out.patience > 0 {
			wait = min(wait, out.patience)
		}
		conn.lane.Await(c, began+int64(wait))
	}
}

// Readable implements lane.Watcher: a part of the answer has come, most often the whole.
func (c *call) Readable() {
	x := c.exchange
	if c.advance() {
		x.Finish()
	}
}

// advance takes what came. true means that the caller's answer is there.
func (c *call) advance() (done bool) {
	defer c.rescue(&done)
	conn := c.answerer
	for {
		if conn.to == len(conn.buffer) {
			conn.grow()
		}
		n, err := conn.lane.TryRead(conn.buffer[conn.to:])
		if lane.Again(err) {
			return false
		}
		if conn.to += n; err != nil {
			c.fail(err)
			return false
		}
		if conn.frame.status == 0 {
			err = conn.readHead(toHead(conn.out))
			if errors.Is(err, errNotNow) {
				conn.frame = answerFrame{} // of an interim answer, perhaps
			} else if err != nil {
				c.fail(err)
				return false
			}
		}
		whole, soon := conn.whole()
		if !soon {
			conn.lane.Release()
			if whole && !c.longLived() {
				return c.arrive()
			}
			c.goOn(nil)
			return false
		}
		conn.lane.Await(c, c.sentAt+int64(c.target.pool.total))
	}
}

// Expired implements lane.Watcher.
func (c *call) Expired() {
	x, done := c.exchange, false
	func() {
		defer c.rescue(&done)
		c.fail(&net.OpError{Op: "read", Net: "tcp", Addr: c.answerer.wire.RemoteAddr(), Err: os.ErrDeadlineExceeded})
	}()
	if done {
		x.Finish()
	}
}

// fail ends a call whose upstream failed it. That is told to the log, which may make wait: so it is done in a goroutine.
func (c *call) fail(err error) {
	c.giveUp()
	c.exchange.Go(func() {
		defer c.service.finish(c.exchange.Ctx, c)
		c.target.note(err)
		c.take(nil, err)
	})
}

// arrive gives the caller the answer. The call is over then, unless a stream has it.
func (c *call) arrive() (done bool) {
	c.take(c.answerer, nil)
	c.service.finish(c.exchange.Ctx, c)
	return true
}

// take gives the caller the answer that a connection has, or what became of it.
func (c *call) take(conn *upstreamConn, err error) {
	c.outcome.upstreamNS = clock.Monotonic() - c.sentAt
	if err != nil {
		c.service.failUpstream(c.exchange.Ctx, c, upstreamCode(err), err)
		return
	}
	conn.out = outgoing{}
	c.service.relay(c.exchange.Ctx, c, conn)
}

// goOn reads what is left of the answer in a goroutine, after first when that is not nil.
func (c *call) goOn(first func() error) {
	c.exchange.Go(func() {
		defer c.service.finish(c.exchange.Ctx, c)
		conn := c.answerer
		conn.prompt = false
		conn.out.until = clock.In(c.target.pool.total - time.Duration(clock.Monotonic()-c.sentAt))
		err := conn.wire.SetDeadline(conn.out.until)
		if err == nil && first != nil {
			err = first()
		}
		if err == nil && conn.frame.status == 0 {
			err = conn.readHead(toHead(conn.out))
		}
		if err != nil {
			c.drop()
			c.target.note(err)
		}
		c.take(conn, err)
	})
}

// rescue refuses a call whose answer made us panic, and gives up the connection.
func (c *call) rescue(done *bool) {
	if p := recover(); p != nil {
		c.service.refuseOnLane(c, p)
		*done = true
	}
}

var _ lane.Watcher = (*call)(nil)
