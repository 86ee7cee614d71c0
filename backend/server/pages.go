package server

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"io/fs"
	"mime"
	"path"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/web"
)

// noncePlaceholder stands in the built index.html wherever the page's nonce belongs.
const noncePlaceholder = "__NONCE__"

type pages struct {
	portal *web.Portal
	deps   Deps
	index  []byte
	etag   string
}

func newPages(portal *web.Portal, deps Deps) *pages {
	index, err := fs.ReadFile(deps.SPA, "index.html")
	if err != nil {
		panic("the built pages have no index.html: " + err.Error())
	}
	sum := sha256.Sum256(deps.Document)
	return &pages{portal: portal, deps: deps, index: index, etag: `"` + hex.EncodeToString(sum[:8]) + `"`}
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

// navigate serves the SPA's page for navigations. A path that looks like a file, or belongs to the API, is not one.
func (p *pages) navigate(c *fiber.Ctx) error {
	if strings.HasPrefix(c.Path(), "/api/") || strings.HasPrefix(c.Path(), "/oauth2/") || strings.HasPrefix(c.Path(), "/.well-known/") {
		return fault.ErrNotFound
	}
	if path.Ext(c.Path()) != "" && !strings.Contains(c.Get(fiber.HeaderAccept), fiber.MIMETextHTML) {
		return p.file(c, strings.TrimPrefix(c.Path(), "/"), "no-cache")
	}
	raw := make([]byte, 16)
	rand.Read(raw) // never fails: it ends the process instead
	nonce := base64.RawStdEncoding.EncodeToString(raw)
	c.Set(fiber.HeaderContentSecurityPolicy, p.portal.PagePolicy(nonce))
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	return c.Send(bytes.ReplaceAll(p.index, []byte(noncePlaceholder), []byte(nonce)))
}

func (p *pages) asset(c *fiber.Ctx) error {
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
