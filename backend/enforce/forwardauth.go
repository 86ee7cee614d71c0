package enforce

import (
	"net/netip"
	"strconv"

	"github.com/valyala/fasthttp"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
)

// serveForwardAuth answers a proxy: may the call that you describe go through? The proxy proves itself with
// Gatehouse-Verifier, because Authorization carries its caller's token, and describes the call in exactly one each of
// X-Forwarded-Method, -Host, -Uri and -Proto. Whatever is missing, doubled or odd is a refusal.
func (s *Service) serveForwardAuth(ctx *fasthttp.RequestCtx, in *inbound, name string, query []byte) {
	header := &ctx.Request.Header
	caller, one := single(header, headerVerifier)
	if !one || !s.verifierKnown(caller) {
		s.refuse(ctx, VerifierRequired)
		return
	}
	c := calls.Get().(*call)
	defer func() {
		*c = call{}
		calls.Put(c)
	}()
	c.outcome = outcome{door: doorForwardAuth, started: clock.Monotonic(), agent: agentFamily(header.UserAgent())}
	c.request = s.described(ctx, in, name)
	c.outcome.address = c.request.Address
	s.decide(&c.request, 1, false, &c.verdict)
	if c.verdict.Code == Allowed {
		c.outcome.status = fasthttp.StatusOK
		s.admit(ctx, c)
	} else {
		c.verdict.ID = newDecisionID()
		c.outcome.status = c.verdict.Code.Status()
		s.writeProblem(ctx, &c.verdict, forwardAuthStatus(c.verdict.Code, string(query) == profileNginx))
		ctx.Response.Header.Set(headerStatus, strconv.Itoa(c.outcome.status))
	}
	s.record(&c.request, &c.verdict, &c.outcome)
}

// described builds the request from what the proxy says of its caller.
func (s *Service) described(ctx *fasthttp.RequestCtx, in *inbound, name string) Request {
	header := &ctx.Request.Header
	r := Request{Brand: s.Brand, Origin: string(in.origin), Version: string(header.Peek(headerVersion))}
	method, okMethod := single(header, "X-Forwarded-Method")
	host, okHost := single(header, "X-Forwarded-Host")
	uri, okURI := single(header, "X-Forwarded-Uri")
	proto, okProto := single(header, "X-Forwarded-Proto")
	r.Method = method
	// The proxy is who it says, by its token; so is the address that it puts rightmost.
	r.Address = forwardedAddress(s, ctx)
	token, problem := credential(in)
	r.Credential, r.Problem = string(token), problem
	if !okMethod || !okHost || !okURI || !okProto || !methodKnown([]byte(method)) || !hostPlain([]byte(host)) || proto != "http" && proto != "https" {
		r.Problem = FramingInvalid
		return r
	}
	path, _, ok := splitTarget([]byte(uri))
	r.Path = string(path)
	if !ok || !PathCanonical(r.Path) {
		r.Problem = PathInvalid
		return r
	}
	switch {
	case name == "":
		r.API, r.Path = splitAPI(r.Path)
	case name[0] == '/' && len(name) > 1:
		r.API = name[1:]
	}
	return r
}

// forwardedAddress is the caller's address by the word of an authenticated proxy: rightmost-untrusted, with the proxy
// itself trusted.
func forwardedAddress(s *Service, ctx *fasthttp.RequestCtx) netip.Addr {
	peer := peerAddress(ctx)
	trusted := s.TrustedProxies
	if peer.IsValid() && !contains(trusted, peer) {
		trusted = append(trusted[:len(trusted):len(trusted)], netip.PrefixFrom(peer, peer.BitLen()))
	}
	return clientAddress(peer, trusted, &ctx.Request.Header)
}

// admit answers 200 with all identity headers, empty ones included, so that the proxy overwrites whatever its caller
// sent under their names.
func (s *Service) admit(ctx *fasthttp.RequestCtx, c *call) {
	var buffer [64]byte
	h := &ctx.Response.Header
	v := &c.verdict
	about := s.contexts.of(&v.Decision, s.Clock.Now())
	ctx.SetStatusCode(fasthttp.StatusOK)
	h.Set("Cache-Control", "no-store")
	h.SetBytesV(headerRequestID, s.nextRequestID(buffer[:0]))
	h.Set(headerTokenID, v.Token.ID)
	h.Set(headerAppID, v.App.ID)
	h.Set(headerEnvironment, v.Token.Environment.String())
	h.Set(headerScopes, about.scopes)
	h.Set(headerContext, about.signed)
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

// single returns a header's value when there is exactly one such header and it is not empty.
func single(header *fasthttp.RequestHeader, name string) (string, bool) {
	values := header.PeekAll(name)
	if len(values) != 1 || len(values[0]) == 0 {
		return "", false
	}
	return string(values[0]), true
}
