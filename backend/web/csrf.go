package web

import (
	"github.com/gofiber/fiber/v2"
)

// HeaderCSRF carries the session's token on every unsafe request that a cookie authenticates.
const HeaderCSRF = "X-CSRF-Token"

// sameOrigin refuses unsafe requests that did not come from the portal's own pages (S-SES-07): Sec-Fetch-Site, where
// the browser sends it, must be same-origin; Origin, where it is sent, must be the configured one; one of the two must
// be there.
func (p *Portal) sameOrigin(c *fiber.Ctx) error {
	site, origin := c.Get("Sec-Fetch-Site"), c.Get(fiber.HeaderOrigin)
	switch {
	case site == "" && origin == "":
		return ErrCSRF.Saying("The request names neither its origin nor where it was fetched from.")
	case site != "" && site != "same-origin":
		return ErrCSRF
	case origin != "" && origin != p.PublicURL.Scheme+"://"+p.PublicURL.Host:
		return ErrCSRF
	}
	return nil
}

// checkBody enforces the one media type that a route takes, and its size. A content encoding is refused: nothing here
// inflates what a caller sends (security.md 3.1.6).
func checkBody(c *fiber.Ctx, route Route) error {
	if len(c.Request().Body()) > route.bodyLimit() {
		return ErrTooLarge
	}
	if c.Get(fiber.HeaderContentEncoding) != "" {
		return ErrMediaType
	}
	if !route.Unsafe() {
		if len(c.Request().Body()) > 0 {
			return ErrBodyMalformed.Saying("A reading request has no body.")
		}
		return nil
	}
	given := c.Get(fiber.HeaderContentType)
	if given == route.mediaType() || given == route.mediaType()+"; charset=utf-8" {
		return nil
	}
	if given == "" && len(c.Request().Body()) == 0 && route.Method == fiber.MethodDelete {
		return nil
	}
	return ErrMediaType.Saying("This operation takes " + route.mediaType() + ".")
}
