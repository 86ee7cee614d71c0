package web

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"time"

	"github.com/gofiber/fiber/v2"
)

// The portal's cookies. The __Host- prefix binds them to this host and path, and makes browsers insist on Secure;
// browsers treat http://localhost as secure.
const (
	CookieSession = "__Host-gth_s"
	CookiePreAuth = "__Host-gth_pre"
)

const preAuthLife = 30 * time.Minute

// SetSession gives the browser its session. The cookie ends with the browser's session; the server ends it earlier.
func SetSession(c *fiber.Ctx, value string) { setCookie(c, CookieSession, value, 0) }

// ClearSession takes the session cookie away and asks the browser to forget what it kept of this site.
func ClearSession(c *fiber.Ctx) {
	setCookie(c, CookieSession, "", -time.Hour)
	c.Set("Clear-Site-Data", `"cache", "storage"`)
}

// PreAuth answers the value that binds a ceremony to this browser, and makes one when there is none. It is 32 random
// bytes in base64url. A value that this browser was not given by us is replaced.
func PreAuth(c *fiber.Ctx) string {
	value := c.Cookies(CookiePreAuth)
	if raw, err := base64.RawURLEncoding.DecodeString(value); err == nil && len(raw) == 32 {
		return value
	}
	raw := make([]byte, 32)
	rand.Read(raw) // never fails: it ends the process instead
	value = base64.RawURLEncoding.EncodeToString(raw)
	setCookie(c, CookiePreAuth, value, preAuthLife)
	return value
}

// ClearPreAuth ends what the pre-authentication cookie was bound to, so the next ceremony starts with a fresh one.
func ClearPreAuth(c *fiber.Ctx) { setCookie(c, CookiePreAuth, "", -time.Hour) }

func setCookie(c *fiber.Ctx, name, value string, life time.Duration) {
	cookie := &fiber.Cookie{Name: name, Value: value, Path: "/", Secure: true, HTTPOnly: true, SameSite: fiber.CookieSameSiteLaxMode}
	switch {
	case life > 0:
		cookie.MaxAge = int(life.Seconds())
	case life < 0:
		cookie.Expires = time.Unix(1, 0)
		cookie.MaxAge = -1
	default:
		cookie.SessionOnly = true
	}
	c.Cookie(cookie)
}

// sessionCookie answers the session cookie's value, "" when there is none, and ErrCookieRepeated when it came twice:
// two cookies of one name mean that somebody else could set one.
func sessionCookie(c *fiber.Ctx) (string, error) {
	count := 0
	for _, header := range c.Request().Header.PeekAll(fiber.HeaderCookie) {
		for pair := range bytes.SplitSeq(header, []byte{';'}) {
			name, _, _ := bytes.Cut(bytes.TrimSpace(pair), []byte{'='})
			if string(name) == CookieSession {
				count++
			}
		}
	}
	if count > 1 {
		return "", ErrCookieRepeated
	}
	return c.Cookies(CookieSession), nil
}
