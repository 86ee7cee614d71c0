package web

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/reqinfo"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// guard answers the handler that stands before a route's own: body, identity, origin, right, step-up, throttle.
func (p *Portal) guard(route Route) fiber.Handler {
	opening := strings.HasPrefix(route.Path, "/setup/") || route.Path == "/portal"
	return func(c *fiber.Ctx) error {
		if p.Closed != nil && !opening && p.Closed(c.UserContext()) && (!p.Demo || !route.Public || route.Unsafe()) {
			return ErrSetupNeeded
		}
		if err := checkBody(c, route); err != nil {
			return err
		}
		subject, err := p.identify(c, route)
		if err != nil {
			return err
		}
		if err := p.throttled(c, route, subject); err != nil {
			return err
		}
		if err := p.permit(route, subject); err != nil {
			return err
		}
		if err := p.accepted(c, route, subject); err != nil {
			return err
		}
		if subject.SignedIn() {
			c.Set(fiber.HeaderCacheControl, "no-store")
		}
		if key := c.Get(HeaderIdempotencyKey); key != "" && route.Method == fiber.MethodPost {
			return p.once(c, route, subject, key)
		}
		return c.Next()
	}
}

// identify finds out who asks. A bearer token is taken alone: with an Authorization header the cookie is not looked at
// (S-SES-08). A public route is served to anybody, with whoever a good credential names.
func (p *Portal) identify(c *fiber.Ctx, route Route) (rbac.Subject, error) {
	if route.Impersonal {
		return rbac.Subject{}, nil
	}
	if route.Authenticate != nil {
		return p.identifyBy(c, route)
	}
	if c.Get(fiber.HeaderAuthorization) != "" {
		token, ok := bearer(c)
		if !ok {
			return rbac.Subject{}, ErrUnauthenticated
		}
		subject, err := p.Bearers.AuthenticateBearer(c.UserContext(), token)
		if err != nil {
			return rbac.Subject{}, err
		}
		p.become(c, subject, reqinfo.Actor{Kind: reqinfo.Operator, ID: strings.TrimPrefix(subject.ID, "t:")})
		return subject, nil
	}
	cookie, err := sessionCookie(c)
	if err != nil {
		return rbac.Subject{}, err
	}
	if cookie == "" {
		return p.anonymous(c, route)
	}
	session, err := p.Sessions.Authenticate(c.UserContext(), cookie)
	if err != nil {
		if route.Public {
			return p.anonymous(c, route)
		}
		return rbac.Subject{}, err
	}
	if route.Unsafe() {
		if err := p.sameOrigin(c); err != nil {
			return rbac.Subject{}, err
		}
		if !session.CSRF(c.Get(HeaderCSRF)) {
			return rbac.Subject{}, ErrCSRF
		}
	}
	p.become(c, session.Subject, reqinfo.Actor{Kind: reqinfo.Person, ID: session.Subject.AccountID()})
	return session.Subject, nil
}

// bearer answers the one bearer credential of a request.
func bearer(c *fiber.Ctx) (string, bool) {
	token, ok := strings.CutPrefix(c.Get(fiber.HeaderAuthorization), "Bearer ")
	return token, ok && len(c.Request().Header.PeekAll(fiber.HeaderAuthorization)) == 1
}

// identifyBy lets a route find out itself who asks. Guesses are counted by where they come from.
func (p *Portal) identifyBy(c *fiber.Ctx, route Route) (rbac.Subject, error) {
	if err := p.Throttle(c, BucketOAuth); err != nil {
		return rbac.Subject{}, err
	}
	credential, ok := bearer(c)
	if !ok {
		return rbac.Subject{}, ErrUnauthenticated
	}
	ctx, subject, err := route.Authenticate(c.UserContext(), credential)
	if err != nil {
		return rbac.Subject{}, err
	}
	c.SetUserContext(ctx)
	p.become(c, subject, reqinfo.Actor{Kind: reqinfo.Token, ID: strings.TrimPrefix(subject.ID, "k:")})
	return subject, nil
}

// anonymous lets nobody in particular pass on public routes. Unsafe ones set cookies, so they take the same origin.
func (p *Portal) anonymous(c *fiber.Ctx, route Route) (rbac.Subject, error) {
	if !route.Public {
		return rbac.Subject{}, ErrUnauthenticated
	}
	if route.Unsafe() {
		return rbac.Subject{}, p.sameOrigin(c)
	}
	return rbac.Subject{}, nil
}

func (p *Portal) become(c *fiber.Ctx, subject rbac.Subject, actor reqinfo.Actor) {
	info := reqinfo.From(c.UserContext())
	info.Actor, info.SessionID = actor, subject.SessionID
	c.SetUserContext(rbac.With(reqinfo.With(c.UserContext(), info), subject))
}

func (p *Portal) permit(route Route, subject rbac.Subject) error {
	if subject.Restricted && !route.Restricted && !(route.Public && !route.Unsafe()) {
		return ErrRestricted
	}
	switch {
	case route.Permission != "" && !subject.SignedIn(), route.SignedIn && !subject.SignedIn():
		return ErrUnauthenticated
	case route.Permission != "" && !p.Enforcer.Allows(subject, route.Permission):
		return errForbidden
	case route.PersonOnly && !subject.Person():
		return ErrPersonRequired
	case route.StepUp && subject.Person() && !p.Clock.Now().Before(subject.StepUpUntil):
		return ErrStepUpRequired
	}
	return nil
}

// accepted stops people who have still to accept the acceptable-use policy from changing anything. They may read, sign in
// and out, and prove who they are.
func (p *Portal) accepted(c *fiber.Ctx, route Route, subject rbac.Subject) error {
	if p.Terms == nil || !subject.Person() || !route.Unsafe() || route.Unaudited != "" || route.Public || route.Restricted || route.BeforeTerms {
		return nil
	}
	return p.Terms(c.UserContext(), subject.AccountID())
}
