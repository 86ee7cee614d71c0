package enforce

import (
	"errors"
	"net"
	"strconv"

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
		if !s.vouches() {
			c.verdict.Code = ClockBehind
			s.deny(ctx, c)
			return
		}
		pool, err := s.upstreams.pool(upstream)
		if err != nil {
			s.failUpstream(ctx, c, UpstreamUnreachable, err)
			return
		}
		if upstream.LongLived && c.wantsTunnel(ctx) {
			if code := handshake(ctx); code != Allowed {
				s.refuseHandshake(ctx, c, code)
				return
			}
			s.tunnel(ctx, c, pool)
			return
		}
		s.forward(ctx, c, pool)
	case kindSealed:
		s.failUpstream(ctx, c, UpstreamUnreachable, errSealed)
	default:
		s.failUpstream(ctx, c, UpstreamMissing, errNoUpstream)
	}
}

var errNoUpstream = errors.New("the API has no upstream in this environment")

// forward makes a fresh request, sends it and hands the answer back.
func (s *Service) forward(ctx *fasthttp.RequestCtx, c *call, p *pool) {
	before := clock.Monotonic()
	conn, err := s.exchange(ctx, c, p)
	c.outcome.upstreamNS = clock.Monotonic() - before
	switch {
	case err == nil:
		s.relay(ctx, c, conn)
	case callers(err):
		s.refuseBody(ctx, c, err)
	default:
		s.failUpstream(ctx, c, upstreamCode(err), err)
	}
}

// callers says whether a call failed by its caller's doing.
func callers(err error) bool {
	var body *bodyError
	return errors.As(err, &body)
}

// relay gives the upstream's answer to the caller. Redirects are the caller's to follow.
func (s *Service) relay(ctx *fasthttp.RequestCtx, c *call, from *upstreamConn) {
	to := &ctx.Response
	to.SetStatusCode(from.frame.status)
	c.outcome.status = from.frame.status
	copyResponseHeaders(&to.Header, from)
	writeLifecycle(&to.Header, c.verdict.Version)
	s.writeNonce(&to.Header, &c.verdict)
	s.writeLimits(&to.Header, &c.verdict)
	s.allowOrigin(ctx, c)
	if ctx.Request.Header.IsHead() {
		to.SkipBody = true
		if from.frame.length >= 0 {
			to.Header.SetContentLength(int(from.frame.length))
		}
	}
	done, err := s.body(ctx, c, from)
	c.answerer = nil // from here on it is given back or closed, or the stream's
	if !done {
		return
	}
	if err != nil {
		from.drop()
		c.noteUpstream(err)
		s.failUpstream(ctx, c, upstreamCode(err), err)
		return
	}
	from.end()
	c.noteUpstream(nil)
}

// failUpstream answers for an upstream that did not, and says why in the log, once per call that was sent.
func (s *Service) failUpstream(ctx *fasthttp.RequestCtx, c *call, code Code, cause error) {
	c.verdict.Code = code
	var down *downError
	if errors.As(cause, &down) {
		s.deny(ctx, c)
		ctx.Response.Header.Set(fasthttp.HeaderRetryAfter, strconv.FormatInt(down.seconds, 10))
		return
	}
	s.Logger.Warn("upstream failed", "api", c.verdict.API.Slug, "environment", c.verdict.Token.Environment.String(),
		"operation", c.verdict.Operation.ID, "code", code.String(), "cause", cause)
	s.deny(ctx, c)
}

func upstreamCode(err error) Code {
	var network net.Error
	switch {
	case errors.As(err, &network) && network.Timeout():
		return UpstreamTimeout
	case errors.Is(err, errConnsBusy), errors.Is(err, errTooManyOpen):
		return Undecided
	}
	return UpstreamUnreachable
}
