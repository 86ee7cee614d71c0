package web

import (
	"context"
	"log/slog"
	"net/netip"
	"net/url"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// SessionInfo is what a session cookie stands for.
type SessionInfo struct {
	Subject rbac.Subject
	// ID is the session row's id.
	ID string
	// CSRF reports whether a token was made for this session.
	CSRF func(token string) bool
}

// SessionAuth turns a session cookie into who it is. It answers ErrUnauthenticated for anything but a live session.
type SessionAuth interface {
	Authenticate(ctx context.Context, cookie string) (SessionInfo, error)
}

// BearerAuth turns an operator token into who it is. It answers ErrUnauthenticated for anything but a live token.
type BearerAuth interface {
	AuthenticateBearer(ctx context.Context, token string) (rbac.Subject, error)
}

// Idempotency keeps the outcome of creations by their key. Package server implements it over the store.
type Idempotency interface {
	// Once runs create inside one transaction and keeps its answer under key and body. A second call with the same key
	// and body answers the kept answer with replayed true and runs nothing; with another body it is ErrIdempotencyReused.
	Once(ctx context.Context, key string, body []byte, create func(context.Context) (answer []byte, err error)) (answer []byte, replayed bool, err error)
}

// Config is what the way in needs to know. All fields are required unless said otherwise.
type Config struct {
	// PublicURL is the portal's own address; origins and links are compared with it and never with a Host header.
	PublicURL *url.URL
	// GatewayURL is where the console's calls go; the content security policy admits it.
	GatewayURL *url.URL
	// TrustedProxies may tell the client's address; empty means that nobody may.
	TrustedProxies []netip.Prefix
	Sessions       SessionAuth
	Bearers        BearerAuth
	Enforcer       *rbac.Enforcer
	Idempotency    Idempotency
	Clock          clock.Clock
	Logger         *slog.Logger
	// Closed reports whether the portal still waits for its first administrator; then only setup routes answer. nil
	// means never.
	Closed func(ctx context.Context) bool
	// Terms answers why an account may change nothing before it accepts the acceptable-use policy; nil asks nobody.
	Terms func(ctx context.Context, account string) error
	// Demo serves public reading routes while Closed; nobody can sign up before there is an administrator.
	Demo bool
}

// Portal is the way in: it turns routes into Fiber handlers. It may be used from many goroutines at once.
type Portal struct {
	Config
	throttle *throttle
}

// NewPortal answers a Portal over the configuration.
func NewPortal(config Config) *Portal {
	return &Portal{Config: config, throttle: newThrottle()}
}

// requestBudget bounds the work for one request; services see it as their context's deadline.
const requestBudget = 30 * time.Second

// Mount adds the routes below the prefix. It panics on a route that does not say who may call it.
func (p *Portal) Mount(app fiber.Router, prefix string, routes []Route) {
	for _, route := range routes {
		if err := route.check(); err != nil {
			panic(err.Error())
		}
		app.Add(route.Method, prefix+route.Path, p.guard(route), route.Handler)
	}
}
