package web

import (
	"context"
	"fmt"
	"net/netip"
	"net/url"
	"runtime/debug"
	"strings"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/ident"
	"github.com/gatehouse-dev/gatehouse/backend/reqinfo"
)

// HeaderRequestID names the request in answers and logs. A caller's own value is never taken over.
const HeaderRequestID = "Gatehouse-Request-Id"

// Enter is the outermost handler: it survives panics, names the request, bounds its time, finds out where it came from,
// refuses odd paths and sets the headers that every answer carries.
func (p *Portal) Enter() fiber.Handler {
	return func(c *fiber.Ctx) (err error) {
		ctx, cancel := context.WithTimeout(context.Background(), requestBudget)
		defer cancel()
		info := reqinfo.Info{
			RequestID: ident.New("rqs"),
			Address:   p.address(c),
			UserAgent: clip(c.Get(fiber.HeaderUserAgent), 256),
			Actor:     reqinfo.Actor{Kind: reqinfo.Anonymous},
		}
		c.SetUserContext(reqinfo.With(ctx, info))
		c.Set(HeaderRequestID, info.RequestID)
		p.secure(c)
		defer func() {
			if cause := recover(); cause != nil {
				p.Logger.Error("panic", "requestId", info.RequestID, "cause", fmt.Sprint(cause), "stack", string(debug.Stack()))
				err = errInternal
			}
			if err != nil {
				err = c.App().ErrorHandler(c, err)
			}
		}()
		if uri := c.Request().URI(); !canonical(string(uri.PathOriginal())) || !textual(string(uri.PathOriginal())) || !textual(string(uri.QueryString())) {
			return ErrPathInvalid
		}
		return c.Next()
	}
}

// canonical reports whether a path is served as it is written. Anything that a proxy and we might read differently is
// refused rather than repaired (security.md 3.1.4).
func canonical(path string) bool {
	if path == "" || path[0] != '/' || strings.Contains(path, "//") {
		return false
	}
	for i := 0; i < len(path); i++ {
		if c := path[i]; c < 0x21 || c > 0x7e || c == '\\' || c == ';' || c == '#' {
			return false
		}
	}
	lower := strings.ToLower(path)
	for _, odd := range []string{"%2f", "%5c", "%00", "%2e", "%25"} {
		if strings.Contains(lower, odd) {
			return false
		}
	}
	for segment := range strings.SplitSeq(path[1:], "/") {
		if segment == "." || segment == ".." {
			return false
		}
	}
	return true
}

// textual reports whether a part of an address means text: valid UTF-8 without NUL, which no database takes.
func textual(part string) bool {
	if strings.IndexByte(part, '%') < 0 {
		return true
	}
	for _, piece := range strings.FieldsFunc(part, func(r rune) bool { return r == '&' || r == '=' || r == '/' }) {
		text, err := url.QueryUnescape(piece)
		if err != nil || !utf8.ValidString(text) || strings.IndexByte(text, 0) >= 0 {
			return false
		}
	}
	return true
}

func (p *Portal) address(c *fiber.Ctx) netip.Addr {
	peer, _ := netip.AddrFromSlice(c.Context().RemoteIP())
	var forwarded []string
	for _, value := range c.Request().Header.PeekAll(fiber.HeaderXForwardedFor) {
		forwarded = append(forwarded, string(value))
	}
	return reqinfo.ClientAddress(peer, forwarded, p.TrustedProxies)
}

// clip shortens text that a caller chose to at most n bytes, at a character's boundary.
func clip(s string, n int) string {
	if len(s) <= n {
		return strings.Clone(s)
	}
	return strings.ToValidUTF8(s[:n], "")
}
