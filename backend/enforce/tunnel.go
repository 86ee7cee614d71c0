package enforce

import (
	"bytes"
	"errors"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/valyala/fasthttp"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/transport"
)

const (
	// tunnelFrameMax bounds one frame of a WebSocket in bytes, whichever way it goes.
	tunnelFrameMax = 1 << 20
	tunnelBuffer   = 16 << 10
)

var errHandshake = errors.New("the upstream's answer to a WebSocket handshake is not one")

// tunnel opens a WebSocket to the upstream on a connection of its own and, when that agrees, joins both ends. It lasts until
// one end closes, both are silent for streamIdle, a frame is too large, or the caller's rights end.
func (s *Service) tunnel(ctx *fasthttp.RequestCtx, c *call, p *pool) {
	before := clock.Monotonic()
	upstream, err := s.openTunnel(ctx, c, p)
	c.outcome.upstreamNS = clock.Monotonic() - before
	if err != nil {
		s.failUpstream(ctx, c, upstreamCode(err), err)
		return
	}
	if upstream.frame.status != fasthttp.StatusSwitchingProtocols {
		s.relay(ctx, c, upstream)
		return
	}
	opened := newTunnel(c, ctx.Conn(), upstream.wire)
	if !s.lives.add(&opened.live) {
		upstream.end()
		s.failUpstream(ctx, c, Undecided, errTooManyOpen)
		return
	}
	to := &ctx.Response
	copyResponseHeaders(&to.Header, upstream)
	to.SetStatusCode(fasthttp.StatusSwitchingProtocols)
	to.Header.Set(fasthttp.HeaderUpgrade, "websocket")
	to.Header.Set(fasthttp.HeaderConnection, "Upgrade")
	s.writeNonce(&to.Header, &c.verdict)
	s.writeLimits(&to.Header, &c.verdict)
	head := bytes.Clone(to.Header.Header())
	c.outcome.status = fasthttp.StatusSwitchingProtocols
	c.detached = true
	transport.Keep(ctx.Conn())
	s.inflight.leave(&c.verdict.place)
	s.tunnels.Add(1)
	// The answer is written by join: when that fails, the library would forget the tunnel, and its upstream stay open.
	ctx.HijackSetNoResponse(true)
	ctx.Hijack(func(client net.Conn) { s.join(c, opened, client, head, upstream.rest()) })
}

// tunnel is an open WebSocket.
type tunnel struct {
	live     live
	upstream net.Conn
	once     sync.Once
	refused  atomic.Uint32 // the Code for which it was broken off; Allowed while it was not
}

func newTunnel(c *call, client, upstream net.Conn) *tunnel {
	t := &tunnel{upstream: upstream}
	t.refused.Store(uint32(Allowed))
	t.live = live{request: c.request, app: c.verdict.App.ID, endless: true, end: func(code Code) {
		t.refused.CompareAndSwap(uint32(Allowed), uint32(code))
		t.close(client)
	}}
	return t
}

func (t *tunnel) close(client net.Conn) {
	t.once.Do(func() {
		_ = client.Close()
		_ = t.upstream.Close()
	})
}

// agreed says whether the upstream speaks the protocol. That it answers this handshake and no other is the caller's to
// check, who made the key (RFC 6455 section 4.1).
func agreed(answer *upstreamConn) bool {
	return foldIs(answer.field("upgrade"), "websocket") && len(answer.field("sec-websocket-accept")) > 0
}

// join answers the handshake, copies both ways until one end is over, and records the call.
func (s *Service) join(c *call, t *tunnel, client net.Conn, head []byte, from io.Reader) {
	defer s.tunnels.Done()
	defer func() {
		s.recordGuarded(c)
		s.release(c)
	}()
	defer s.lives.remove(&t.live)
	defer t.close(client)
	var in, out atomic.Int64
	var both sync.WaitGroup
	idle := &idleness{conns: []net.Conn{client, t.upstream}}
	idle.touch()
	if _, err := client.Write(head); err != nil {
		return
	}
	for _, way := range []struct {
		to    io.Writer
		from  io.Reader
		count *atomic.Int64
	}{{t.upstream, client, &in}, {client, from, &out}} {
		both.Go(func() {
			defer t.close(client)
			s.carry(way.to, way.from, way.count, idle)
		})
	}
	both.Wait()
	c.verdict.Code = Code(t.refused.Load()) //nolint:gosec // stored from a Code
	c.outcome.bytesIn, c.outcome.bytesOut = int(in.Load()), int(out.Load())
}

// carry copies one way while frames are small enough.
func (s *Service) carry(to io.Writer, from io.Reader, count *atomic.Int64, idle *idleness) {
	defer func() {
		if p := recover(); p != nil {
			s.Logger.Error("a tunnel panicked and was closed", "panic", p)
		}
	}()
	buffer := make([]byte, tunnelBuffer)
	var frames frameMeter
	for {
		n, err := from.Read(buffer)
		if n > 0 {
			idle.touch()
			count.Add(int64(n))
			if !frames.pass(buffer[:n]) {
				return
			}
			if _, err := to.Write(buffer[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// idleness moves the deadline of both connections, at most once a second.
type idleness struct {
	conns []net.Conn
	at    atomic.Int64
}

func (i *idleness) touch() {
	now := clock.Monotonic()
	if last := i.at.Load(); last != 0 && now-last < int64(time.Second) || !i.at.CompareAndSwap(i.at.Load(), now) {
		return
	}
	for _, conn := range i.conns {
		_ = conn.SetDeadline(clock.In(streamIdle))
	}
}

// frameMeter walks over the frames of one direction (RFC 6455 section 5.2) and finds those that are too large. The zero
// value stands before the first frame.
type frameMeter struct {
	head [14]byte
	have int   // bytes of the head that are there
	left int64 // bytes of the payload that are to come
}

// pass looks at the next bytes and says whether all frames so far are small enough.
func (f *frameMeter) pass(b []byte) bool {
	for len(b) > 0 {
		if f.left > 0 {
			n := min(f.left, int64(len(b)))
			f.left -= n
			b = b[n:]
			continue
		}
		f.head[f.have] = b[0]
		f.have++
		b = b[1:]
		if f.have < 2 || f.have < f.headLen() {
			continue
		}
		f.left = f.payload()
		f.have = 0
		if f.left < 0 || f.left > tunnelFrameMax {
			return false
		}
	}
	return true
}

func (f *frameMeter) headLen() int {
	n := 2
	switch f.head[1] & 0x7f {
	case 126:
		n += 2
	case 127:
		n += 8
	}
	if f.head[1]&0x80 != 0 {
		n += 4 // the mask
	}
	return n
}

func (f *frameMeter) payload() int64 {
	size := int64(f.head[1] & 0x7f)
	bytesOfSize := map[int64]int{126: 2, 127: 8}[size]
	if bytesOfSize == 0 {
		return size
	}
	size = 0
	for _, c := range f.head[2 : 2+bytesOfSize] {
		size = size<<8 | int64(c)
	}
	return size
}
