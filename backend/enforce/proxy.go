package enforce

import (
	"errors"
	"net"

	"github.com/valyala/fasthttp"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
)

// serveUpstream sends an allowed call to where its environment goes. A sandbox token has no way to a live upstream: the
// choice is made by the token's environment and nothing else.
func (s *Service) serveUpstream(ctx *fasthttp.RequestCtx, c *call) {
	upstream := &c.verdict.API.Upstreams[c.verdict.Token.Environment]
	switch upstream.Kind {
	case "mock":
		s.serveSandbox(ctx, c)
	case "http":
		target, err := s.upstreams.target(upstream.URL)
		if err != nil {
			s.failUpstream(ctx, c, UpstreamUnreachable, err)
			return
		}
		s.forward(ctx, c, target)
	default:
		s.failUpstream(ctx, c, Undecided, errNoUpstream)
	}
}

var errNoUpstream = errors.New("the API has no upstream in this environment")

// forward makes a fresh request, sends it once and hands the answer back.
func (s *Service) forward(ctx *fasthttp.RequestCtx, c *call, t *target) {
	request, response := fasthttp.AcquireRequest(), fasthttp.AcquireResponse()
	defer fasthttp.ReleaseRequest(request)
	defer fasthttp.ReleaseResponse(response)
	s.prepare(ctx, c, t, request)
	response.SkipBody = request.Header.IsHead()
	before := clock.Monotonic()
	err := t.client.DoTimeout(request, response, s.UpstreamTimeout)
	c.outcome.upstreamNS = clock.Monotonic() - before
	if err == nil && (response.StatusCode() < 200 || response.StatusCode() > 599) {
		err = errUpgrade
	}
	if err != nil {
		s.failUpstream(ctx, c, upstreamCode(err), err)
		return
	}
	s.relay(ctx, c, response)
}

var errUpgrade = errors.New("the upstream answered with an interim or unknown status")

// prepare writes the outbound request: the target's own host, the decided path byte for byte, the caller's query and
// permitted headers, then our words about the caller, each once.
func (s *Service) prepare(ctx *fasthttp.RequestCtx, c *call, t *target, out *fasthttp.Request) {
	var buffer [512]byte
	in := &ctx.Request
	out.Header.SetMethodBytes(in.Header.Method())
	uri := append(append(buffer[:0], t.basePath...), c.request.Path...)
	if c.query != nil {
		uri = append(append(uri, '?'), c.query...)
	}
	out.Header.SetRequestURIBytes(uri)
	out.Header.SetHostBytes(t.host)
	if t.secure {
		out.URI().SetScheme("https")
	}
	copyRequestHeaders(&out.Header, &in.Header, c.in.nominated)
	if c.verdict.Token.Binding != nil {
		// The gateway answers for the portal's pages; an upstream with rules of its own for origins would refuse this one.
		out.Header.Del(fasthttp.HeaderOrigin)
	}
	if len(in.Header.UserAgent()) > 0 {
		out.Header.SetUserAgentBytes(in.Header.UserAgent())
	}
	s.introduce(ctx, c, &out.Header, buffer[:0])
	if body := in.Body(); len(body) > 0 {
		out.SetBodyRaw(body)
	}
}

// introduce tells the upstream who calls.
func (s *Service) introduce(ctx *fasthttp.RequestCtx, c *call, h *fasthttp.RequestHeader, buffer []byte) {
	v := &c.verdict
	id := s.nextRequestID(buffer)
	h.SetCanonical([]byte(headerRequestID), id)
	h.Set(headerTokenID, v.Token.ID)
	h.Set(headerAppID, v.App.ID)
	h.Set(headerEnvironment, v.Token.Environment.String())
	about := s.contexts.of(&v.Decision, s.Clock.Now())
	h.Set(headerScopes, about.scopes)
	if about.signed != "" {
		h.Set(headerContext, about.signed)
	}
	address, _ := c.request.Address.AppendText(buffer[len(id):len(id)])
	h.SetBytesV(fasthttp.HeaderXForwardedFor, address)
	h.SetBytesV(fasthttp.HeaderXForwardedHost, ctx.Request.Header.Host())
	proto := "http"
	if callerSecure(ctx, peerAddress(ctx), s.TrustedProxies) {
		proto = "https"
	}
	h.Set(fasthttp.HeaderXForwardedProto, proto)
	ctx.Response.Header.SetBytesV(headerRequestID, id)
}

// relay gives the upstream's answer to the caller. Redirects are the caller's to follow.
func (s *Service) relay(ctx *fasthttp.RequestCtx, c *call, from *fasthttp.Response) {
	to := &ctx.Response
	to.SetStatusCode(from.StatusCode())
	copyResponseHeaders(&to.Header, &from.Header)
	writeLifecycle(&to.Header, c.verdict.Version)
	s.writeLimits(&to.Header, &c.verdict)
	s.allowOrigin(ctx, c)
	if from.SkipBody {
		to.SkipBody = true
		if length := from.Header.ContentLength(); length >= 0 {
			to.Header.SetContentLength(length)
		}
	} else {
		body := from.SwapBody(to.SwapBody(nil)) // the two trade buffers: nothing is copied
		to.SwapBody(body)
		c.outcome.bytesOut = len(body)
	}
	c.outcome.status = from.StatusCode()
}

// failUpstream answers for an upstream that did not, and says why in the log, once per call.
func (s *Service) failUpstream(ctx *fasthttp.RequestCtx, c *call, code Code, cause error) {
	c.verdict.Code = code
	s.Logger.Warn("upstream failed", "api", c.verdict.API.Slug, "environment", c.verdict.Token.Environment.String(),
		"operation", c.verdict.Operation.ID, "code", code.String(), "cause", cause)
	s.deny(ctx, c)
}

func upstreamCode(err error) Code {
	var network net.Error
	switch {
	case errors.Is(err, fasthttp.ErrTimeout), errors.Is(err, fasthttp.ErrDialTimeout),
		errors.As(err, &network) && network.Timeout():
		return UpstreamTimeout
	case errors.Is(err, fasthttp.ErrNoFreeConns):
		return Undecided
	}
	return UpstreamUnreachable
}
