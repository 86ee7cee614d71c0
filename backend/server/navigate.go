package server

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"html"
	"io/fs"
	"path"
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/twin"
	"github.com/gatehouse-dev/gatehouse/backend/web"
)

// What stands in the built index.html and is replaced in each answer.
const (
	noncePlaceholder = "__NONCE__"
	emptyRoot        = `<div id="root"></div>`
	headEnd          = "</head>"
)

// strangerMark tells the scripts that the browser sent no session, so that they need not ask who is signed in. It is no
// proof of anything: whoever changes it learns from the first answer of the API what holds.
const strangerMark = `<meta name="session" content="none">`

// Twin answers the plain form of a page for the caller of the context (twin.Reader.Read).
type Twin func(ctx context.Context, path string, asked twin.Asked) (twin.Page, bool, error)

// navigate serves the SPA's page for navigations. A path that looks like a file, or belongs to the API, is not one.
func (p *pages) navigate(c *fiber.Ctx) error {
	if strings.HasPrefix(c.Path(), "/api/") || strings.HasPrefix(c.Path(), "/oauth2/") || strings.HasPrefix(c.Path(), "/.well-known/") {
		return fault.ErrNotFound
	}
	if path.Ext(c.Path()) != "" && !strings.Contains(c.Get(fiber.HeaderAccept), fiber.MIMETextHTML) {
		return p.file(c, strings.TrimPrefix(c.Path(), "/"), "no-cache")
	}
	if err := p.portal.Throttle(c, web.BucketPage); err != nil {
		return err
	}
	page, found, err := p.deps.Twin(c.UserContext(), c.Path(), twin.Asked{Version: c.Query("version"), Number: c.Query("page")})
	if err != nil {
		// The plain form is a courtesy: the scripts show the same, and say what failed.
		p.portal.Logger.WarnContext(c.UserContext(), "plain page", "path", c.Path(), "error", err)
	}
	body := p.index
	if found {
		body = p.filled(page)
	}
	if c.Cookies(web.CookieSession) == "" {
		body = bytes.Replace(body, []byte(headEnd), []byte(strangerMark+headEnd), 1)
	}
	raw := make([]byte, 16)
	rand.Read(raw) // never fails: it ends the process instead
	nonce := base64.RawStdEncoding.EncodeToString(raw)
	c.Set(fiber.HeaderContentSecurityPolicy, p.portal.PagePolicy(nonce))
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	return compressed(c, bytes.ReplaceAll(body, []byte(noncePlaceholder), []byte(nonce)))
}

// filled puts the plain form into the page, where the scripts replace it, and what a browser and a search engine want to
// know into its head.
func (p *pages) filled(page twin.Page) []byte {
	var head strings.Builder
	base := strings.TrimSuffix(p.portal.PublicURL.String(), "/")
	head.WriteString(`<link rel="canonical" href="` + html.EscapeString(base+page.Path) + `">`)
	for _, answer := range append([]string{"/api/v1/portal"}, page.Preload...) {
		head.WriteString(`<link rel="preload" as="fetch" crossorigin href="` + html.EscapeString(answer) + `">`)
	}
	kind := "twin"
	if strings.Contains(page.Path, "/reference") {
		kind = "twin twin-reference"
		head.WriteString(p.reader)
	}
	body := p.index
	if page.Title != "" {
		body = p.title.ReplaceAllLiteral(body, []byte("<title>"+html.EscapeString(page.Title)+"</title>"))
	}
	body = p.about.ReplaceAllLiteral(body, []byte(`<meta name="description" content="`+html.EscapeString(page.Description)+`" />`))
	body = bytes.Replace(body, []byte(headEnd), []byte(head.String()+headEnd), 1)
	return bytes.Replace(body, []byte(emptyRoot), []byte(`<div id="root"><main class="`+kind+`">`+string(page.Body)+`</main></div>`), 1)
}

// compressMin is the size below which headers outweigh what compressing saves; compressLevel trades a little size for speed.
const (
	compressMin   = 1_400
	compressLevel = 4
)

// compressed sends a page that was made for this answer. It holds no secret but a nonce that the next answer doesn't have,
// so its length tells nothing (BREACH).
func compressed(c *fiber.Ctx, body []byte) error {
	accepted := c.Get(fiber.HeaderAcceptEncoding)
	c.Set(fiber.HeaderVary, fiber.HeaderAcceptEncoding)
	switch {
	case len(body) < compressMin:
	case strings.Contains(accepted, "br"):
		c.Set(fiber.HeaderContentEncoding, "br")
		body = fasthttp.AppendBrotliBytesLevel(nil, body, compressLevel)
	case strings.Contains(accepted, "gzip"):
		c.Set(fiber.HeaderContentEncoding, "gzip")
		body = fasthttp.AppendGzipBytesLevel(nil, body, compressLevel)
	}
	return c.Send(body)
}

// readerLinks are the files of a reference page beyond those of every page (vite.config.ts names them), so that a browser
// fetches all of them at once instead of one after the other.
func readerLinks(spa fs.FS) string {
	var links strings.Builder
	for _, kind := range []struct{ glob, link string }{
		{"assets/reader-*.js", `<link rel="modulepreload" crossorigin href="/`},
		{"assets/reader-*.css", `<link rel="preload" as="style" crossorigin href="/`},
	} {
		names, _ := fs.Glob(spa, kind.glob) // the only error is a bad pattern
		for _, name := range names {
			links.WriteString(kind.link + html.EscapeString(name) + `">`)
		}
	}
	return links.String()
}
