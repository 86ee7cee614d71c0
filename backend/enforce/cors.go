package enforce

import (
	"net/url"

	"github.com/valyala/fasthttp"

	"github.com/gatehouse-dev/gatehouse/backend/secret"
)

const corsMaxAge = "600"

// preflight answers the question that a browser asks before a page's call (WHATWG Fetch, CORS-preflight request). It names
// no token. The portal's console, whose pages call the gateway from another origin, may always go on: the answer to the call
// itself decides whether the page may read it. An API whose CORS is on is answered for by its rules. Every other preflight
// goes the usual way and is refused for its lack of a token.
func (s *Service) preflight(ctx *fasthttp.RequestCtx, c *call) bool {
	header := &ctx.Request.Header
	if !header.IsOptions() || c.request.Origin == "" {
		return false
	}
	wanted := header.Peek(fasthttp.HeaderAccessControlRequestMethod)
	if len(wanted) == 0 {
		return false
	}
	if c.request.Origin != s.origin {
		return s.preflightAPI(ctx, c, string(wanted))
	}
	h := &ctx.Response.Header
	ctx.SetStatusCode(fasthttp.StatusNoContent)
	h.Set(fasthttp.HeaderAccessControlAllowMethods, "GET, HEAD, POST, PUT, PATCH, DELETE")
	if names := header.Peek(fasthttp.HeaderAccessControlRequestHeaders); len(names) > 0 {
		h.SetBytesV(fasthttp.HeaderAccessControlAllowHeaders, names)
	}
	h.Set(fasthttp.HeaderAccessControlMaxAge, corsMaxAge)
	s.admitOrigin(ctx, c.request.Origin, "")
	return true
}

// exposed are the headers that a page of an admitted origin may read.
const exposed = headerDecision + ", " + headerRequestID + ", RateLimit, RateLimit-Policy, Retry-After, WWW-Authenticate, " + headerNonce + ", Deprecation, Sunset"

// allowOrigin lets a web page read the answer: the portal's own when it called with a console token (S-OAS-09), one that the
// API's rules admit, and, where an API has none, one whose origin the token names. Without the API's rules credentials mode
// stays off, so cookies play no part, and the console, which shows every header of the answer, may be given all of them.
func (s *Service) allowOrigin(ctx *fasthttp.RequestCtx, c *call) {
	origin, names := c.request.Origin, exposed
	rules := s.rules(c)
	if rules != nil {
		takeOver(&ctx.Response.Header)
	}
	switch {
	case origin == "":
		return
	case origin == s.origin && s.fromConsole(c):
		names = "*"
	case rules != nil:
		if c.verdict.Code != PreflightDenied && rules.Allows(origin) {
			rules.admit(&ctx.Response.Header, origin)
		}
		return
	case origin == s.origin || !tokenNames(c.verdict.Token, origin):
		return
	}
	s.admitOrigin(ctx, origin, names)
}

func (s *Service) admitOrigin(ctx *fasthttp.RequestCtx, origin, names string) {
	h := &ctx.Response.Header
	h.Set(fasthttp.HeaderAccessControlAllowOrigin, origin)
	h.Del(fasthttp.HeaderAccessControlAllowCredentials)
	varyByOrigin(h)
	if names != "" {
		h.Set(fasthttp.HeaderAccessControlExposeHeaders, names)
	}
}

// fromConsole says whether a call came with a console token. A refusal before anybody looked the token up, such as of an
// odd path, says nothing about it, so there the token's form is enough.
func (s *Service) fromConsole(c *call) bool {
	if c.verdict.Token != nil {
		return c.verdict.Token.Binding() != nil
	}
	token, _ := credential(&c.in)
	parsed, ok := secret.Parse(s.Brand, string(token))
	return ok && parsed.Kind == secret.Ephemeral && c.verdict.Code != Allowed
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
