package server

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"mime"
	"path"
	"regexp"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/web"
)

type pages struct {
	portal *web.Portal
	deps   Deps
	index  []byte
	etag   string
	title  *regexp.Regexp
	about  *regexp.Regexp
	reader string // what the head of a reference page names
}

func newPages(portal *web.Portal, deps Deps) *pages {
	index, err := fs.ReadFile(deps.SPA, "index.html")
	if err != nil {
		panic("the built pages have no index.html: " + err.Error())
	}
	sum := sha256.Sum256(deps.Document)
	return &pages{
		portal: portal, deps: deps, index: index, etag: `"` + hex.EncodeToString(sum[:8]) + `"`,
		title: regexp.MustCompile(`<title>[^<]*</title>`), about: regexp.MustCompile(`<meta name="description"[^>]*>`),
		reader: readerLinks(deps.SPA),
	}
}

func (p *pages) healthy(c *fiber.Ctx) error { return c.SendString("ok\n") }

func (p *pages) ready(c *fiber.Ctx) error {
	if p.deps.Ready != nil {
		if err := p.deps.Ready(c.UserContext()); err != nil {
			return c.Status(fiber.StatusServiceUnavailable).SendString("not ready\n")
		}
	}
	return c.SendString("ready\n")
}

func (p *pages) document(c *fiber.Ctx) error {
	c.Set(fiber.HeaderETag, p.etag)
	c.Set(fiber.HeaderCacheControl, "no-cache")
	if c.Get(fiber.HeaderIfNoneMatch) == p.etag {
		return c.SendStatus(fiber.StatusNotModified)
	}
	c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSONCharsetUTF8)
	return c.Send(p.deps.Document)
}

func (p *pages) keys(c *fiber.Ctx) error {
	c.Set(fiber.HeaderCacheControl, "public, max-age=900")
	c.Set(fiber.HeaderContentType, "application/jwk-set+json")
	return c.Send(p.deps.Keys())
}

func (p *pages) asset(c *fiber.Ctx) error {
	// What only matters for documents would outweigh small files.
	for _, name := range []string{"Permissions-Policy", fiber.HeaderContentSecurityPolicy, "Cross-Origin-Opener-Policy", fiber.HeaderXFrameOptions, fiber.HeaderReferrerPolicy} {
		c.Response().Header.Del(name)
	}
	return p.file(c, "assets/"+c.Params("*"), "public, max-age=31536000, immutable")
}

// file serves a file of the SPA, in the best encoding that the build made and the caller takes.
func (p *pages) file(c *fiber.Ctx, name, caching string) error {
	if !fs.ValidPath(name) || strings.HasSuffix(name, ".map") {
		return fault.ErrNotFound
	}
	accepted := c.Get(fiber.HeaderAcceptEncoding)
	for _, encoding := range []struct{ name, suffix string }{{"br", ".br"}, {"gzip", ".gz"}, {"", ""}} {
		if encoding.name != "" && !strings.Contains(accepted, encoding.name) {
			continue
		}
		body, err := fs.ReadFile(p.deps.SPA, name+encoding.suffix)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return fault.ErrNotFound.Because(err)
		}
		if encoding.name != "" {
			c.Set(fiber.HeaderContentEncoding, encoding.name)
		}
		c.Set(fiber.HeaderVary, fiber.HeaderAcceptEncoding)
		c.Set(fiber.HeaderCacheControl, caching)
		c.Set(fiber.HeaderContentType, mediaType(name))
		return c.Send(body)
	}
	return fault.ErrNotFound
}

func mediaType(name string) string {
	if known := mime.TypeByExtension(path.Ext(name)); known != "" {
		return known
	}
	return fiber.MIMEOctetStream
}
