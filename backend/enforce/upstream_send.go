package enforce

import (
	"errors"
	"strconv"
	"time"

	"github.com/valyala/fasthttp"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
)

// exchange sends a call to a target of the pool and tells its breaker how that went; the connection that it answers has read
// the answer's head. When no connection comes about, so that no byte was sent, an idempotent call is tried on one other
// target, in what is left of its time.
func (s *Service) exchange(ctx *fasthttp.RequestCtx, c *call, p *pool) (*upstreamConn, error) {
	t := c.target
	if t == nil || t.pool != p {
		t = p.pick(nil)
	}
	if t == nil {
		return nil, p.unavailable()
	}
	started := clock.Monotonic()
	shown, err := p.show()
	if err != nil {
		return nil, err
	}
	left := p.left(started)
	if left <= 0 {
		return nil, errCredentialLate
	}
	until := clock.In(left)
	if c.flows() {
		until = until.Add(s.BodyTimeout) // which bounds how long the caller may take for it
	}
	conn, err := t.send(s.write(ctx, c, t, &shown), until, left)
	if err != nil && len(p.targets) > 1 && unsent(err) && idempotent(c.request.Method) {
		if other := p.pick(t); other != nil && p.left(started) > 0 {
			t = other
			conn, err = t.send(s.write(ctx, c, t, &shown), until, p.left(started))
		}
	}
	c.target = t
	if err == nil && p.credential != nil && conn.frame.status == fasthttp.StatusUnauthorized {
		p.credential.refused()
	}
	return conn, err
}

// left is what a call that began at a monotonic time may still take.
func (p *pool) left(started int64) time.Duration {
	return p.total - time.Duration(clock.Monotonic()-started)
}

// show answers the header that shows the upstream's credential, empty when it has none.
func (p *pool) show() (credentialField, error) {
	if p.credential == nil {
		return credentialField{}, nil
	}
	return p.credential.field()
}

// unsent says whether a call failed before its first byte. It stands alone so that calls that succeed allocate nothing for it.
func unsent(err error) bool {
	var connect *connectError
	return errors.As(err, &connect) || errors.Is(err, errConnsBusy)
}

// send is one attempt. A failure counts at once, a success when the body is whole.
func (t *target) send(out outgoing, until time.Time, left time.Duration) (*upstreamConn, error) {
	conn, err := t.reach(out, until, left)
	if err != nil {
		t.note(err)
	}
	return conn, err
}

// reach sends a request over a connection that is silent: one that was closed, or spoken to, while nobody used it is no
// attempt.
func (t *target) reach(out outgoing, until time.Time, left time.Duration) (*upstreamConn, error) {
	out.until, out.patience = until, t.pool.firstByte
	for {
		conn, err := t.conns.get(left, out.near)
		if err != nil {
			return nil, err
		}
		if err = conn.ask(out); err == nil {
			return conn, nil
		}
		conn.drop()
		if !errors.Is(err, errNotSilent) {
			return nil, err
		}
	}
}

// noteUpstream tells the breaker of the target that answered how its body went.
func (c *call) noteUpstream(err error) {
	if c.target != nil {
		c.target.note(err)
	}
}

// idempotent: repeating the call does what making it once does (RFC 9110 section 9.2.2).
func idempotent(method string) bool {
	switch method {
	case fasthttp.MethodGet, fasthttp.MethodHead, fasthttp.MethodPut, fasthttp.MethodDelete, fasthttp.MethodOptions:
		return true
	}
	return false
}

// downError says that no target may be called, and in how many seconds one may be.
type downError struct{ seconds int64 }

func (e *downError) Error() string {
	return "every target of the upstream is down; the next probe is due in " + strconv.FormatInt(e.seconds, 10) + " seconds"
}

// unavailable answers when it makes sense to come back.
func (p *pool) unavailable() *downError {
	least := p.up.probeEvery
	for _, t := range p.targets {
		if d := t.probing(); d > 0 {
			least = min(least, d)
		}
	}
	return &downError{int64(least/time.Second) + 1}
}

// openTunnel shakes hands with a target for a WebSocket, on a connection of its own.
func (s *Service) openTunnel(ctx *fasthttp.RequestCtx, c *call, p *pool) (*upstreamConn, error) {
	t := p.pick(nil)
	if t == nil {
		return nil, p.unavailable()
	}
	shown, err := p.show()
	if err != nil {
		return nil, err
	}
	until := clock.In(p.total)
	conn, err := t.open(p.total)
	if err == nil {
		conn.tunnel = true
		out := s.write(ctx, c, t, &shown)
		out.head, out.until = append(out.head[:len(out.head)-2], "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n"...), until
		if err = conn.ask(out); err == nil && conn.frame.status == fasthttp.StatusSwitchingProtocols && !agreed(conn) {
			err = errHandshake
		}
		if err != nil {
			conn.end()
		}
	}
	t.note(err)
	return conn, err
}
