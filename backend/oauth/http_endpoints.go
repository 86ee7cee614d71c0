package oauth

import (
	"context"
	"errors"
	"math"
	"mime"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/reqinfo"
	"github.com/gatehouse-dev/gatehouse/backend/web"
)

const (
	formBytesMax = 24 << 10
	keysCaching  = "public, max-age=900"
	headerProof  = "DPoP"
	headerNonce  = "DPoP-Nonce"
)

// Mount adds the endpoints that speak OAuth, and no problem documents, to the portal's application. Cookies mean nothing to
// them. They stay closed as long as the portal waits for its first administrator.
func (s *Service) Mount(app fiber.Router, portal *web.Portal) {
	endpoint := func(path string, serve func(context.Context, Call) (any, error)) {
		app.All(path, func(c *fiber.Ctx) error { return s.serve(c, portal, serve) })
	}
	endpoint(PathToken, func(ctx context.Context, call Call) (any, error) { return s.Issue(ctx, call) })
	endpoint(PathIntrospect, func(ctx context.Context, call Call) (any, error) { return s.Introspect(ctx, call) })
	endpoint(PathRevoke, func(ctx context.Context, call Call) (any, error) { return nil, s.RevokeToken(ctx, call) })
	app.Get(PathMetadata, func(c *fiber.Ctx) error {
		c.Set(fiber.HeaderCacheControl, keysCaching)
		return web.JSON(c, fiber.StatusOK, s.Describe())
	})
	app.Get(PathKeys, func(c *fiber.Ctx) error {
		if err := portal.Throttle(c, web.BucketPage); err != nil {
			return err
		}
		set, err := s.Signer.Set(c.UserContext())
		if err != nil {
			return err
		}
		c.Set(fiber.HeaderCacheControl, keysCaching)
		c.Set(fiber.HeaderContentType, "application/jwk-set+json")
		return c.Send(set)
	})
}

// serve is the way of one request: method, throttle, body, use case, answer.
func (s *Service) serve(c *fiber.Ctx, portal *web.Portal, use func(context.Context, Call) (any, error)) error {
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Set(fiber.HeaderPragma, "no-cache")
	if err := s.admit(c, portal); err != nil {
		return s.answerRefusal(c, err)
	}
	call, err := readCall(c)
	if err != nil {
		return s.answerRefusal(c, err)
	}
	call.Spend = func(client string) error { return portal.Spend(web.BucketClient, client) }
	answer, err := use(c.UserContext(), call)
	if err != nil {
		return s.answerRefusal(c, err)
	}
	if made, ok := answer.(Issued); ok && made.Nonce != "" {
		c.Set(headerNonce, made.Nonce)
	}
	if answer == nil {
		return c.Status(fiber.StatusOK).Send(nil)
	}
	return web.JSON(c, fiber.StatusOK, answer)
}

// admit lets a request in by its method, while the portal is set up, from where calls are taken, as often as its sender may.
func (s *Service) admit(c *fiber.Ctx, portal *web.Portal) error {
	switch {
	case c.Method() != fiber.MethodPost:
		c.Set(fiber.HeaderAllow, fiber.MethodPost)
		return Refusal{Status: fiber.StatusMethodNotAllowed, Code: codeRequest, Description: "The method is POST."}
	case portal.Closed != nil && portal.Closed(c.UserContext()):
		return refuse(codeUnavailable, "The portal waits for its first administrator.")
	}
	if err := portal.Throttle(c, web.BucketOAuth); err != nil {
		return err
	}
	if s.Blocked != nil && s.Blocked(reqinfo.From(c.UserContext()).Address, true) {
		return errBlocked
	}
	return nil
}

// readCall takes the parameters from the body and from nowhere else.
func readCall(c *fiber.Ctx) (Call, error) {
	call := Call{Address: reqinfo.From(c.UserContext()).Address}
	kind, _, err := mime.ParseMediaType(c.Get(fiber.HeaderContentType))
	switch {
	case err != nil || kind != fiber.MIMEApplicationForm || len(c.Request().Header.PeekAll(fiber.HeaderContentEncoding)) > 0:
		return call, refuse(codeRequest, "The body is "+fiber.MIMEApplicationForm+".")
	case len(c.Request().Body()) > formBytesMax:
		return call, refuse(codeRequest, "The body is longer than 24 KiB.")
	case len(c.Request().URI().QueryString()) > 0:
		return call, refuse(codeRequest, "Parameters stand in the body, never in the address.")
	}
	for _, field := range c.Request().Header.PeekAll(fiber.HeaderAuthorization) {
		call.Authorization = append(call.Authorization, string(field))
	}
	for _, field := range c.Request().Header.PeekAll(headerProof) {
		call.Proofs = append(call.Proofs, string(field))
	}
	call.Form, err = parseForm(string(c.Request().Body()))
	return call, err
}

// errorBody is RFC 6749 §5.2.
type errorBody struct {
	Error       string `json:"error"`
	Description string `json:"error_description"`
}

// answerRefusal answers an error in OAuth's own form, and logs what is ours.
func (s *Service) answerRefusal(c *fiber.Ctx, err error) error {
	r, ours := refusalOf(err)
	if ours {
		s.Logger.Error("request failed", "requestId", reqinfo.From(c.UserContext()).RequestID, "method", c.Method(), "route", c.Route().Path, "cause", err)
	}
	var f *fault.Fault
	if errors.As(err, &f) && f.RetryAfter > 0 {
		c.Set(fiber.HeaderRetryAfter, strconv.Itoa(int(math.Ceil(f.RetryAfter.Seconds()))))
	}
	switch {
	case r.Code == codeNonce:
		c.Set(headerNonce, s.nonces.At(s.now().Unix()))
	case r.Code == codeToken:
		c.Set(fiber.HeaderWWWAuthenticate, `Bearer realm="gatehouse", error="invalid_token"`)
	case r.Status == fiber.StatusUnauthorized:
		c.Set(fiber.HeaderWWWAuthenticate, `Basic realm="gatehouse", charset="UTF-8"`)
	}
	return web.JSON(c, r.Status, errorBody{Error: r.Code, Description: r.Description})
}
