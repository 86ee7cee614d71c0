package enforce

import (
	"strconv"

	"github.com/valyala/fasthttp"
)

// serveForwardAuth answers a proxy: may the call that you describe go through? The proxy proves itself with
// Gatehouse-Verifier, because Authorization carries its caller's token, and describes the call in exactly one each of
// X-Forwarded-Method, -Host, -Uri and -Proto. Whatever is missing, doubled or odd is a refusal.
func (s *Service) serveForwardAuth(ctx *fasthttp.RequestCtx, in *inbound, name string, query []byte) {
	header := &ctx.Request.Header
	caller, one := in.single(forwardedVerifier)
	if !one {
		s.refuse(ctx, VerifierRequired)
		return
	}
	if code, wait := s.mayAsk(in, caller, 1); in.late {
		return
	} else if code != Allowed {
		s.refuseCaller(ctx, code, wait)
		return
	}
	c := calls.Get().(*call)
	defer s.release(c)
	c.outcome = outcome{door: doorForwardAuth, started: in.monotonic(), agent: agentFamily(header.UserAgent())}
	c.request = s.described(ctx, in, name)
	c.outcome.address = c.request.Address
	c.verdict.prompt, c.verdict.began = in.prompt, c.outcome.started
	if in.late = !s.decide(&c.request, 1, false, &c.verdict); in.late {
		return
	}
	s.asked(in)
	if c.verdict.Code == Allowed && !s.vouches() {
		c.verdict.Code = ClockBehind
	}
	if c.verdict.Code == Allowed {
		c.outcome.status = fasthttp.StatusOK
		s.admit(ctx, c)
	} else {
		c.verdict.ID = newDecisionID()
		c.outcome.status = c.verdict.Code.Status()
		s.writeProblem(ctx, &c.verdict, forwardAuthStatus(c.verdict.Code, string(query) == profileNginx))
		ctx.Response.Header.Set(headerStatus, strconv.Itoa(c.outcome.status))
		ctx.Response.Header.Set(headerCode, c.verdict.Code.String())
	}
	s.record(&c.request, &c.verdict, &c.outcome)
}

// described builds the request from what the proxy says of its caller.
func (s *Service) described(ctx *fasthttp.RequestCtx, in *inbound, name string) Request {
	header := &ctx.Request.Header
	r := Request{Brand: s.Brand, Origin: string(in.origin), Version: string(header.Peek(headerVersion)), Upgrade: len(in.upgrade) > 0}
	method, okMethod := in.single(forwardedMethod)
	host, okHost := in.single(forwardedHost)
	uri, okURI := in.single(forwardedURI)
	proto, okProto := in.single(forwardedProto)
	r.Method = methodText(string(method))
	// The proxy is who it says, by its token; so is the address that it puts rightmost.
	peer := peerAddress(ctx)
	client, known := clientAddress(peer, peer, s.TrustedProxies, header)
	r.Address = client
	r.Plain = string(proto) == "http" && !r.Address.IsLoopback() && !contains(s.PlainAllow, r.Address)
	token, problem := credential(in)
	r.Credential, r.Problem = string(token), problem
	if !known || !okMethod || !okHost || !okURI || !okProto || !methodKnown(method) || !hostPlain(host) || string(proto) != "http" && string(proto) != "https" {
		r.Problem = FramingInvalid
		return r
	}
	path, _, ok := splitTarget(uri)
	r.Path = string(path)
	if !ok || !PathCanonical(r.Path) {
		r.Problem = PathInvalid
		return r
	}
	if in.proven() {
		r.Possession = possession(string(proto)+"://"+string(host)+r.Path, in.proofs, in.proof)
	}
	switch {
	case name == "":
		r.API, r.Path = s.route(host, r.Path)
	case name[0] == '/' && len(name) > 1:
		r.API = name[1:]
	}
	return r
}

// admit answers 200 with all identity headers, empty ones included, so that the proxy overwrites whatever its caller
// sent under their names.
func (s *Service) admit(ctx *fasthttp.RequestCtx, c *call) {
	var buffer [64]byte
	h := &ctx.Response.Header
	v := &c.verdict
	about := s.contexts.of(&v.Decision, v.wall)
	ctx.SetStatusCode(fasthttp.StatusOK)
	h.SetCanonical(nameCacheControl, valueNoStore)
	h.SetCanonical(nameRequestID, s.nextRequestID(buffer[:0]))
	h.SetCanonical(nameTokenID, about.token)
	h.SetCanonical(nameAppID, about.app)
	h.SetCanonical(nameEnvironment, about.environment)
	h.SetCanonical(nameScopes, about.scopes)
	h.SetCanonical(nameContext, about.signed)
	s.writeNonce(h, v)
	writeLifecycle(h, v.Version)
	s.writeLimits(h, v)
}

// forwardAuthStatus is the status that a proxy understands (S-FWD-05). For nginx's auth_request everything but 401 is
// 403; the true status travels in Gatehouse-Status.
func forwardAuthStatus(code Code, nginx bool) int {
	status := code.Status()
	switch {
	case status == fasthttp.StatusUnauthorized:
		return status
	case nginx:
		return fasthttp.StatusForbidden
	case status == fasthttp.StatusBadRequest, status == fasthttp.StatusTooManyRequests, status == fasthttp.StatusServiceUnavailable:
		return status
	}
	return fasthttp.StatusForbidden
}
