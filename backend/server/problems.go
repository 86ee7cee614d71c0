package server

import (
	"bytes"
	"html/template"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/enforce"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/web"
)

var problemPage = template.Must(template.New("problem").Parse(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>{{.Code}} · {{.Portal}}</title>
<style>
:root{color-scheme:light dark}
body{font:1rem/1.6 system-ui,sans-serif;max-width:40rem;margin:4rem auto;padding:0 1.25rem}
code{font-family:ui-monospace,monospace;padding:.1em .35em;border-radius:.3em;background:color-mix(in srgb,currentColor 10%,transparent)}
h1{font-size:1.6rem;line-height:1.25;margin:.5rem 0 1.5rem}h2{font-size:1rem;margin:1.5rem 0 .25rem}p{margin:.25rem 0}
</style></head><body><main>
<p><code>{{.Code}}</code> · HTTP {{.Status}}</p>
<h1>{{.Message}}</h1>
<h2>What to do</h2><p>{{.Fix}}</p>
<p style="margin-top:2.5rem"><a href="/guides/errors">All errors and their fixes</a> · <a href="/">{{.Portal}}</a></p>
</main></body></html>`))

// problem explains a code in words: the address that a problem's type member names. Machines get the same as JSON.
func (p *pages) problem(c *fiber.Ctx) error {
	f, ok := fault.ByCode(c.Params("code"))
	if !ok {
		return fault.ErrNotFound
	}
	status, ofDoor := enforce.StatusOf(f.Code) // finer than its kind: a timeout is no 503
	if !ofDoor {
		status = web.Status(f.Kind)
	}
	c.Set(fiber.HeaderCacheControl, "public, max-age=3600")
	c.Set(fiber.HeaderVary, fiber.HeaderAccept)
	if !strings.Contains(c.Get(fiber.HeaderAccept), fiber.MIMETextHTML) {
		return web.JSON(c, fiber.StatusOK, explanation{Code: f.Code, Status: status, Message: f.Message, Fix: f.Fix})
	}
	var page bytes.Buffer
	data := explanation{Code: f.Code, Status: status, Message: f.Message, Fix: f.Fix, Portal: "Gatehouse"}
	if err := problemPage.Execute(&page, data); err != nil {
		return err
	}
	c.Set(fiber.HeaderContentSecurityPolicy, "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'")
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	return c.Send(page.Bytes())
}

type explanation struct {
	Code    string `json:"code"`
	Status  int    `json:"status"`
	Message string `json:"message"`
	Fix     string `json:"fix"`
	Portal  string `json:"-"`
}
