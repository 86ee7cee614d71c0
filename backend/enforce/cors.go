package enforce

import (
	"net/url"

	"github.com/valyala/fasthttp"
)

const corsMaxAge = "600"

// preflight answers the portal's console, whose pages call the gateway from another origin. Every other preflight goes
// the usual way and is refused for its lack of a token.
func (s *Service) preflight(ctx *fasthttp.RequestCtx, c *call) bool {
	header := &ctx.Request.Header
	if !header.IsOptions() || c.request.Origin == "" || c.request.Origin != s.origin {
		return false
	}
	wanted := header.Peek(fasthttp.HeaderAccessControlRequestMethod)
	if len(wanted) == 0 {
		return false
	}
	h := &ctx.Response.Header
	ctx.SetStatusCode(fasthttp.StatusNoContent)
	h.Set(fasthttp.HeaderAccessControlAllowMethods, "GET, HEAD, POST, PUT, PATCH, DELETE")
	if names := header.Peek(fasthttp.HeaderAccessControlRequestHeaders); len(names) > 0 {
		h.SetBytesV(fasthttp.HeaderAccessControlAllowHeaders, names)
	}
	h.Set(fasthttp.HeaderAccessControlMaxAge, corsMaxAge)
	s.allowOrigin(ctx, c)
	return true
}

// allowOrigin lets a web page read the answer: the portal's own, and one whose origin the token names. Credentials mode
// stays off, so cookies play no part.
func (s *Service) allowOrigin(ctx *fasthttp.RequestCtx, c *call) {
	origin := c.request.Origin
	if origin == "" || origin != s.origin && !tokenNames(c.verdict.Token, origin) {
		return
	}
	h := &ctx.Response.Header
	h.Set(fasthttp.HeaderAccessControlAllowOrigin, origin)
	h.Add(fasthttp.HeaderVary, "Origin")
	h.Set(fasthttp.HeaderAccessControlExposeHeaders, headerDecision+", "+headerRequestID+", RateLimit, RateLimit-Policy, Retry-After, WWW-Authenticate, Deprecation, Sunset")
}

func tokenNames(token *Token, origin string) bool {
	if token == nil || token.Fence == nil {
		return false
	}
	for _, o := range token.Fence.Origins {
		if o == origin {
			return true
		}
	}
	return false
}

// originOf is the origin of a URL as browsers send it, or "".
func originOf(raw string) string {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" {
		return ""
	}
	return u.Scheme + "://" + u.Host
}
