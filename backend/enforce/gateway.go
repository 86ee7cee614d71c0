package enforce

import (
	"fmt"
	"runtime/debug"
	"sync"

	"github.com/valyala/fasthttp"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
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
}

var calls = sync.Pool{New: func() any { return new(call) }}

// serveGateway is the whole way of one call: frame, path, credential, decision, upstream, event.
func (s *Service) serveGateway(ctx *fasthttp.RequestCtx) {
	c := calls.Get().(*call)
	c.outcome = outcome{door: doorGateway, started: clock.Monotonic(), bytesIn: len(ctx.Request.Body())}
	defer s.finish(ctx, c)
	if !s.read(ctx, c) {
		return
	}
	if s.preflight(ctx, c) {
		c.outcome.status = 0
		return
	}
	s.decide(&c.request, 1, false, &c.verdict)
	if c.verdict.Code != Allowed {
		s.deny(ctx, c)
		return
	}
	s.serveUpstream(ctx, c)
}

// read takes the call apart. false means that it is answered already.
func (s *Service) read(ctx *fasthttp.RequestCtx, c *call) bool {
	header := &ctx.Request.Header
	var ok bool
	c.in, ok = checkFraming(header.Method(), header.Protocol(), header.RawHeaders())
	c.request = Request{Brand: s.Brand, Method: string(header.Method()), Address: clientAddress(peerAddress(ctx), s.TrustedProxies, header), OwnSandbox: true}
	c.outcome.address = c.request.Address
	c.outcome.agent = agentFamily(header.UserAgent())
	if !ok || len(header.PeekTrailerKeys()) > 0 {
		c.verdict.Code = FramingInvalid
		s.deny(ctx, c)
		ctx.SetConnectionClose()
		return false
	}
	path, query, ok := splitTarget(header.RequestURI())
	c.request.Path, c.request.Origin = string(path), string(c.in.origin)
	c.query = query
	if !ok || !PathCanonical(c.request.Path) {
		c.verdict.Code = PathInvalid
		s.deny(ctx, c)
		return false
	}
	c.request.API, c.request.Path = splitAPI(c.request.Path)
	c.request.Version = string(header.Peek(headerVersion))
	token, problem := credential(&c.in)
	c.request.Credential, c.request.Problem = string(token), problem
	return true
}

// deny answers a refusal and gives it a name under which its owner finds the reasons.
func (s *Service) deny(ctx *fasthttp.RequestCtx, c *call) {
	c.verdict.ID = newDecisionID()
	c.outcome.status = c.verdict.Code.Status()
	ctx.Response.Reset()
	s.writeProblem(ctx, &c.verdict, c.outcome.status)
	s.allowOrigin(ctx, c)
	c.outcome.bytesOut = len(ctx.Response.Body())
}

// finish records the call. A panic anywhere on the way becomes a refusal, never a forwarded call or a dead process.
func (s *Service) finish(ctx *fasthttp.RequestCtx, c *call) {
	if p := recover(); p != nil {
		s.Logger.Error("the gateway panicked over a call and refused it", "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
		c.verdict.Code = Undecided
		s.deny(ctx, c)
		ctx.SetConnectionClose()
	}
	if c.outcome.status != 0 {
		s.recordGuarded(c)
	}
	*c = call{}
	calls.Put(c)
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
