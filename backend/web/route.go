// Package web is how HTTP reaches the portal and how answers leave it: request ids, deadlines, client addresses,
// security headers, sessions and bearer tokens, CSRF, strict JSON, throttles, idempotent creation, problems (RFC 9457).
//
// Routes are data. A route says who may call it; mounting one that doesn't say so panics at start. Handlers decode,
// call one use case and present; they return faults and never set an error status.
package web

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Route is one operation of the management API.
type Route struct {
	// Method and Path as Fiber writes them, below /api/v1: GET, /apps/:app.
	Method, Path string
	// Exactly one of Permission, SignedIn, Public and Authenticate says who may call. SignedIn takes operator tokens too,
	// unless PersonOnly refuses them.
	Permission rbac.Permission
	SignedIn   bool
	Public     bool
	// Impersonal routes are public ones that machines call: who calls is never asked, so cookies and tokens are not looked at,
	// and a call may come from any origin. Such a handler must set no cookie.
	Impersonal bool
	// Authenticate turns the one bearer credential of a request into who asks, and a context that may remember more of it.
	// Cookies and operator tokens are not looked at: what it refuses with a fault may not call.
	Authenticate func(ctx context.Context, credential string) (context.Context, rbac.Subject, error)
	// StepUp asks people for a fresh passkey assertion; operator tokens pass (contract.md).
	StepUp bool
	// PersonOnly refuses operator tokens with person_required.
	PersonOnly bool
	// Restricted admits sessions that came from a recovery code.
	Restricted bool
	// BeforeTerms admits people who have still to accept the acceptable-use policy, to acts that are audited: those that stop
	// damage must not wait for it.
	BeforeTerms bool
	// Streams says that the answer is made while it is sent. It isn't kept, so an Idempotency-Key is refused.
	Streams bool
	// Bucket names the throttle of this route; empty is BucketDefault.
	Bucket string
	// Unaudited gives the reason why an unsafe route leaves no audit entry; tests expect one otherwise.
	Unaudited string
	// MediaType of the body of an unsafe route; empty is application/json. The types that a plain HTML form can send are
	// refused at start.
	MediaType string
	// BodyLimit in bytes; 0 is BodyLimitDefault.
	BodyLimit int
	Handler   fiber.Handler
}

// BodyLimitDefault bounds a request's body, in bytes, where the route doesn't say otherwise.
const BodyLimitDefault = 1 << 20

// Unsafe reports whether the route changes state by its method (RFC 9110 §9.2.1).
func (r Route) Unsafe() bool {
	return r.Method != fiber.MethodGet && r.Method != fiber.MethodHead && r.Method != fiber.MethodOptions
}

// mediaType answers the only media type that the route takes.
func (r Route) mediaType() string {
	if r.MediaType == "" {
		return fiber.MIMEApplicationJSON
	}
	return r.MediaType
}

func (r Route) bodyLimit() int {
	if r.BodyLimit == 0 {
		return BodyLimitDefault
	}
	return r.BodyLimit
}

// formTypes can be sent across origins by a plain form, without a preflight; no route may take them (S-SES-07).
var formTypes = []string{fiber.MIMEApplicationForm, fiber.MIMEMultipartForm, fiber.MIMETextPlain}

// check answers what is wrong with the declaration of a route, or nil.
func (r Route) check() error {
	ways := 0
	for _, way := range []bool{r.Permission != "", r.SignedIn, r.Public, r.Authenticate != nil} {
		if way {
			ways++
		}
	}
	switch {
	case ways != 1:
		return fmt.Errorf("route %s %s must have exactly one of Permission, SignedIn, Public and Authenticate", r.Method, r.Path)
	case r.Permission != "" && !slices.Contains(rbac.Permissions(), r.Permission):
		return fmt.Errorf("route %s %s names the unknown permission %q", r.Method, r.Path, r.Permission)
	case r.Impersonal && !r.Public:
		return fmt.Errorf("route %s %s is impersonal and not public", r.Method, r.Path)
	case r.Handler == nil:
		return fmt.Errorf("route %s %s has no handler", r.Method, r.Path)
	case !strings.HasPrefix(r.Path, "/"):
		return fmt.Errorf("route %s %s does not begin with a slash", r.Method, r.Path)
	case slices.Contains(formTypes, r.mediaType()):
		return fmt.Errorf("route %s %s takes a media type that a form can send", r.Method, r.Path)
	case !knownBucket(r.Bucket):
		return fmt.Errorf("route %s %s names the unknown bucket %q", r.Method, r.Path, r.Bucket)
	}
	return nil
}
