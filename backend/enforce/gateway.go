package enforce

import (
	"fmt"
	"net/netip"
	"runtime/debug"
	"sync"

	"github.com/valyala/fasthttp"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/lane"
)

// The names of the doors in usage and decisions.
const (
	doorGateway     = "gateway"
	doorForwardAuth = "forwardAuth"
	doorVerify      = "verify"
	doorSandbox     = "sandbox"
	doorTest        = "test"
)

// call is one call at the gateway. It is pooled; nothing may keep a reference to it, or to what its slices point at,
// when the handler is over.
type call struct {
	request Request
	verdict verdict
	outcome outcome
	in      inbound
	query   []byte
	// detached says that a long answer, a tunnel or an expectation owns the call and releases it.
	detached bool
	waited   bool    // it was decided before its body came
	target   *target // that answers, or whose turn it is; nil before one is picked
	body     []byte  // what was read of the body before it is sent on; its memory stays for the next call
	rest     bodyStream
	out      []byte // the outbound request; its memory stays for the next call

	// On the lane: where the call is, whose answer it waits for, and since when (monotonic).
	exchange *lane.Exchange
	service  *Service
	answerer *upstreamConn
	sentAt   int64
	late     bool // it can't be decided there
}

var calls = sync.Pool{New: func() any { return new(call) }}

// serveGateway is the whole way of one call: frame, path, credential, decision, body, upstream, event. What waited for the
// decision with its body comes decided.
func (s *Service) serveGateway(ctx *fasthttp.RequestCtx) {
	c := waiting(ctx)
	if c == nil {
		c = begin()
	}
	defer s.finish(ctx, c)
	if !c.waited && !s.admitted(ctx, c) || !s.readBody(ctx, c) || !s.fitsDocument(ctx, c) {
		return
	}
	s.serveUpstream(ctx, c)
}

func begin() *call {
	c := calls.Get().(*call)
	c.outcome = outcome{door: doorGateway, started: clock.Monotonic()}
	return c
}

// admitted decides over a call by its head. false means that it is answered already.
func (s *Service) admitted(ctx *fasthttp.RequestCtx, c *call) bool {
	if !s.read(ctx, c) || s.preflight(ctx, c) {
		return false
	}
	c.verdict.bounded = true
	if c.late = !s.decide(&c.request, 1, false, &c.verdict); c.late {
		return false
	}
	if c.verdict.Code != Allowed {
		s.deny(ctx, c)
	}
	return c.verdict.Code == Allowed
}

// read takes the call apart. false means that it is answered already.
func (s *Service) read(ctx *fasthttp.RequestCtx, c *call) bool {
	header := &ctx.Request.Header
	var ok bool
	c.in, ok = checkFraming(header.Method(), header.Protocol(), header.RawHeaders())
	client, known := clientAddress(peerAddress(ctx), netip.Addr{}, s.TrustedProxies, header)
	c.request = Request{Brand: s.Brand, Method: methodText(string(header.Method())), Address: client, OwnSandbox: true}
	c.outcome.address = client
	c.request.Plain = s.overPlain(ctx, &c.in, client)
	c.request.Upgrade = len(c.in.upgrade) > 0
	c.outcome.agent = agentFamily(header.UserAgent())
	c.request.Length = announced(header)
	if !ok || !known {
		c.verdict.Code = FramingInvalid
		if c.in.tooMany {
			c.verdict.Code = HeadersTooLarge
		}
		s.deny(ctx, c)
		ctx.SetConnectionClose()
		return false
	}
	path, query, ok := splitTarget(header.RequestURI())
	c.request.Path, c.request.Origin = string(path), string(c.in.origin)
	c.query = query
	if !ok || !PathCanonical(c.request.Path) {
		c.request.API, _ = s.route(header.Host(), c.request.Path) // whose rules for web pages the refusal goes by
		if ok && s.preflight(ctx, c) {
			return false // the call itself is refused, and its page can read why
		}
		c.verdict.Code = PathInvalid
		if len(header.RequestURI()) > pathBytesMax {
			c.verdict.Code = HeadersTooLarge
		}
		s.deny(ctx, c)
		if !ok { // not a target of ours at all; some proxies read the host of http://host/path instead of Host
			ctx.SetConnectionClose()
		}
		return false
	}
	if c.in.proven() {
		c.request.Possession = s.possessed(header.Host(), c.request.Path, &c.in)
	}
	c.request.API, c.request.Path = s.route(header.Host(), c.request.Path)
	c.request.Version = string(header.Peek(headerVersion))
	token, problem := credential(&c.in)
	c.request.Credential, c.request.Problem = string(token), problem
	return true
}

// deny answers a refusal and gives it a name under which its owner finds the reasons.
func (s *Service) deny(ctx *fasthttp.RequestCtx, c *call) {
	c.verdict.ID = newDecisionID()
	c.outcome.status = c.verdict.status()
	ctx.Response.Reset()
	s.writeProblem(ctx, &c.verdict, c.outcome.status)
	s.allowOrigin(ctx, c)
	c.outcome.bytesOut = len(ctx.Response.Body())
}

// finish records the call. A panic anywhere on the way becomes a refusal, never a forwarded call or a dead process.
func (s *Service) finish(ctx *fasthttp.RequestCtx, c *call) {
	if p := recover(); p != nil {
		s.Logger.Error("the gateway panicked over a call and refused it", "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
		c.drop()
		c.verdict.Code = Undecided
		s.deny(ctx, c)
		ctx.SetConnectionClose()
	}
	if c.in.chunked {
		// The library reads the ends of chunks and of trailers more generously than we read headers. Nothing that a
		// proxy in front may have counted to this body is taken for a next call.
		ctx.SetConnectionClose()
	}
	s.settle(ctx, c)
	c.outcome.bytesIn = int(c.rest.read)
	if c.detached {
		return
	}
	if c.outcome.status != 0 {
		s.recordGuarded(c)
	}
	s.release(c)
}

func (s *Service) release(c *call) {
	s.inflight.leave(&c.verdict.place)
	*c = call{out: kept(c.out), body: kept(c.body)}
	calls.Put(c)
}

// kept is a buffer for the next call, unless it grew too large to lie about.
func kept(b []byte) []byte {
	if cap(b) > keptMax {
		return nil
	}
	return b[:0]
}

// recordGuarded keeps a fault in recording from ending the process; the caller has its answer already.
func (s *Service) recordGuarded(c *call) {
	defer func() {
		if p := recover(); p != nil {
			s.Logger.Error("a call could not be recorded", "panic", fmt.Sprint(p))
		}
	}()
	s.record(&c.request, &c.verdict, &c.outcome)
}
