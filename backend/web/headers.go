package web

import (
	"strings"

	"github.com/gofiber/fiber/v2"
)

// StrictTransport is what every answer says of a portal whose address is https (S-WEB-02).
const StrictTransport = "max-age=31536000; includeSubDomains"

// secure sets the headers that every answer of the portal carries (S-WEB-01, S-WEB-02, S-WAN-13).
func (p *Portal) secure(c *fiber.Ctx) {
	if p.PublicURL.Scheme == "https" {
		c.Set(fiber.HeaderStrictTransportSecurity, StrictTransport)
	}
	c.Set(fiber.HeaderXContentTypeOptions, "nosniff")
	c.Set(fiber.HeaderReferrerPolicy, "no-referrer")
	c.Set(fiber.HeaderXFrameOptions, "DENY")
	c.Set("Cross-Origin-Opener-Policy", "same-origin")
	c.Set("Cross-Origin-Resource-Policy", "same-origin")
	c.Set(fiber.HeaderPermissionsPolicy, "camera=(), geolocation=(), microphone=(), payment=(), usb=(), publickey-credentials-create=(self), publickey-credentials-get=(self)")
	c.Set(fiber.HeaderContentSecurityPolicy, "default-src 'none'; frame-ancestors 'none'; base-uri 'none'")
}

// PagePolicy answers the content security policy of the SPA's page with a nonce for its script and its styles.
func (p *Portal) PagePolicy(nonce string) string {
	connect := "'self'"
	if p.GatewayURL != nil {
		connect += " " + p.GatewayURL.Scheme + "://" + p.GatewayURL.Host
	}
	return strings.Join([]string{
		"default-src 'none'",
		"script-src 'self' 'nonce-" + nonce + "' 'strict-dynamic'",
		"style-src 'self' 'nonce-" + nonce + "'",
		"img-src 'self' data:",
		"font-src 'self'",
		"connect-src " + connect,
		"manifest-src 'self'",
		"base-uri 'none'",
		"form-action 'self'",
		"frame-ancestors 'none'",
		"object-src 'none'",
		"require-trusted-types-for 'script'",
	}, "; ")
}
