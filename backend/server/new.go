package server

import (
	"context"
	"io/fs"
	"net"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/web"
)

// Deps is what the portal's application is made of. All fields are required unless said otherwise.
type Deps struct {
	Web web.Config
	// Routes are those of every domain, mounted below /api/v1.
	Routes []web.Route
	// SPA holds the built pages: index.html, assets/….
	SPA fs.FS
	// Twin answers the plain form of public pages.
	Twin Twin
	// Document is the description of the management API, OpenAPI 3.1 in JSON.
	Document []byte
	// Keys answers the JSON Web Key Set that upstreams verify Gatehouse-Context with.
	Keys func() []byte
	// OAuth adds the endpoints of the authorization server, which are no routes of the API; nil adds none.
	OAuth func(app fiber.Router, portal *web.Portal)
	// Ready reports whether the portal can serve; nil means always.
	Ready func(context.Context) error
}

// bodyMax bounds what Fiber reads before any route is known: the largest document that the catalogue takes.
const bodyMax = 32 << 20

// Server is the portal's application.
type Server struct{ app *fiber.App }

// Serve answers requests on a listener until Shutdown.
func (s *Server) Serve(ln net.Listener) error { return s.app.Listener(ln) }

// Shutdown lets running requests end, until the context does.
func (s *Server) Shutdown(ctx context.Context) error { return s.app.ShutdownWithContext(ctx) }

// New answers the application, ready to serve. It panics when a route does not say who may call it.
func New(deps Deps) *Server {
	portal := web.NewPortal(deps.Web)
	app := fiber.New(fiber.Config{
		AppName:                 "Gatehouse",
		Immutable:               true,
		StrictRouting:           true,
		CaseSensitive:           true,
		DisableStartupMessage:   true,
		EnableTrustedProxyCheck: true,
		EnableIPValidation:      true,
		BodyLimit:               bodyMax,
		ReadBufferSize:          32 << 10,
		ReadTimeout:             30 * time.Second,
		WriteTimeout:            60 * time.Second,
		IdleTimeout:             60 * time.Second,
		RequestMethods:          []string{fiber.MethodGet, fiber.MethodHead, fiber.MethodPost, fiber.MethodPut, fiber.MethodPatch, fiber.MethodDelete},
		ErrorHandler:            web.ErrorHandler(deps.Web.Logger, store.Classify),
	})
	harden(app.Server(), deps.Web.PublicURL.Scheme == "https")
	app.Use(portal.Enter())
	portal.Mount(app, "/api/v1", deps.Routes)
	pages := newPages(portal, deps)
	app.Get("/healthz", pages.healthy)
	app.Get("/readyz", pages.ready)
	app.Get("/api/v1/openapi.json", pages.document)
	app.Get("/.well-known/jwks.json", pages.keys)
	if deps.OAuth != nil {
		deps.OAuth(app, portal)
	}
	app.Get("/problems/:code", pages.problem)
	app.Get("/assets/*", pages.asset)
	app.Get("/*", pages.navigate)
	return &Server{app: app}
}

// harden replaces what fasthttp would say to requests that it cannot read: its own words repeat the header block,
// credentials included (security.md 3.1.10).
func harden(s *fasthttp.Server, https bool) {
	s.SecureErrorLogMessage = true
	s.NoDefaultServerHeader = true
	s.DisablePreParseMultipartForm = true // no operation takes forms; the guard says so in words
	s.ErrorHandler = func(ctx *fasthttp.RequestCtx, err error) {
		status, body, id := web.Unreadable(err)
		if status == fasthttp.StatusRequestEntityTooLarge {
			web.Linger(ctx)
		}
		ctx.Response.Reset()
		ctx.SetStatusCode(status)
		ctx.SetContentType(web.MIMEProblem)
		ctx.Response.Header.Set(web.HeaderRequestID, id)
		ctx.Response.Header.Set(fiber.HeaderCacheControl, "no-store")
		if https {
			ctx.Response.Header.Set(fiber.HeaderStrictTransportSecurity, web.StrictTransport)
		}
		ctx.SetConnectionClose()
		ctx.SetBody(body)
	}
}
