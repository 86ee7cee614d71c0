package enforce

import (
	"bytes"
	"strconv"

	"github.com/valyala/fasthttp"
)

// write makes the outbound request anew: the target's own host, the decided path byte for byte, the caller's query and
// permitted headers, then our words about the caller and the upstream's credential, each once.
func (s *Service) write(ctx *fasthttp.RequestCtx, c *call, t *target, shown *credentialField) (out outgoing) {
	in := &ctx.Request.Header
	b := append(append(c.out[:0], c.request.Method...), ' ')
	b = append(append(b, t.basePath...), c.request.Path...)
	if c.query != nil {
		b = append(append(b, '?'), c.query...)
	}
	b = appendField(append(b, " HTTP/1.1\r\n"...), nameHost, t.host)
	b = appendCallers(b, in, c, shown.folded)
	b = s.introduce(ctx, c, b)
	if shown.name != nil {
		b = appendField(b, shown.name, shown.value)
	}
	length := int64(len(c.body))
	if c.flows() {
		out.rest, length = &c.rest, c.rest.length
	}
	switch {
	case length < 0:
		b = append(b, "Transfer-Encoding: chunked\r\n"...)
	case length > 0 || !in.IsGet() && !in.IsHead():
		b = append(strconv.AppendInt(append(b, "Content-Length: "...), length, 10), "\r\n"...)
	}
	b = append(b, "\r\n"...)
	if out.body = c.body; out.rest == nil && len(c.body) <= togetherMax {
		b, out.body = append(b, c.body...), nil
	}
	c.out, out.head, out.near = b, b, c.exchange
	return out
}

// appendField writes a header field on a line of its own, whatever its value holds.
func appendField(b, name, value []byte) []byte {
	b = append(append(b, name...), ": "...)
	if bytes.IndexByte(value, '\n') >= 0 || bytes.IndexByte(value, '\r') >= 0 {
		value = bytes.Map(func(r rune) rune {
			if r == '\n' || r == '\r' {
				return ' '
			}
			return r
		}, value)
	}
	return append(append(b, value...), "\r\n"...)
}

// appendCallers writes what the caller may say. replaced is the folded name of a field that we say in its place.
func appendCallers(b []byte, in *fasthttp.RequestHeader, c *call, replaced []byte) []byte {
	var buffer [foldedMax]byte
	for name, value := range in.All() {
		folded := foldName(&buffer, name)
		if len(name) > foldedMax || headerReserved(folded) || replaced != nil && bytes.Equal(folded, replaced) || nominates(c.in.nominated, name) {
			continue
		}
		switch string(folded) {
		case "cookie":
			if value = withoutPortalCookies(value); len(value) == 0 {
				continue
			}
		case "origin":
			// The gateway answers for the portal's pages; an upstream with rules of its own for origins would refuse this one.
			if c.verdict.Token.Binding() != nil {
				continue
			}
		}
		b = appendField(b, name, value)
	}
	return b
}

// introduce tells the upstream who calls, and the caller the id of its request.
func (s *Service) introduce(ctx *fasthttp.RequestCtx, c *call, b []byte) []byte {
	var buffer [64]byte
	id := s.nextRequestID(buffer[:0])
	ctx.Response.Header.SetCanonical(nameRequestID, id)
	now := c.verdict.wall
	if c.answerer == nil { // not on the loop: the decision may have waited
		now = s.Clock.Now()
	}
	about := s.contexts.of(&c.verdict.Decision, now)
	b = appendField(b, nameRequestID, id)
	b = appendField(b, nameTokenID, about.token)
	b = appendField(b, nameAppID, about.app)
	b = appendField(b, nameEnvironment, about.environment)
	b = appendField(b, nameScopes, about.scopes)
	if len(about.signed) > 0 {
		b = appendField(b, nameContext, about.signed)
	}
	address, _ := c.request.Address.AppendText(buffer[:0])
	b = appendField(b, nameForwardedFor, address)
	b = appendField(b, nameForwardedHost, ctx.Request.Header.Host())
	proto := valueHTTP
	if s.callerSecure(ctx, &c.in) {
		proto = valueHTTPS
	}
	return appendField(b, nameForwardedProto, proto)
}
