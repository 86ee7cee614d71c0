package access

import (
	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/web"
)

// listAccessRequests answers requests.
//
//	@Summary		List access requests
//	@Description	Your requests, newest first; everybody's with the permission access:read-all. Hints and canDecide are for approvers.
//	@Tags			access
//	@ID				listAccessRequests
//	@Produce		json
//	@Param			state	query		string	false	"only requests in this state"	Enums(pending, approved, partly, denied, withdrawn)
//	@Param			app		query		string	false	"only requests of this app (id)"
//	@Param			api		query		string	false	"only requests that name this API (id)"
//	@Param			mine	query		string	false	"true for only your own"
//	@Param			cursor	query		string	false	"the next of the page before"
//	@Param			limit	query		integer	false	"1 to 200, 50 when missing"
//	@Success		200		{object}	AccessRequestPage
//	@Failure		default	{object}	web.Problem
//	@Router			/access-requests [get]
func (s *Service) listAccessRequests(c *fiber.Ctx) error {
	r, err := web.Page(c)
	if err != nil {
		return err
	}
	f := Filter{State: State(c.Query("state")), App: c.Query("app"), API: c.Query("api"), Mine: c.Query("mine") == "true"}
	found, err := s.Requests(c.UserContext(), f, r)
	if err != nil {
		return err
	}
	views, err := s.presentRequests(c.UserContext(), found.Items...)
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, AccessRequestPage{Items: views, Next: found.Next})
}

// createAccessRequest asks for access.
//
//	@Summary		Ask for access
//	@Description	One app, one or several APIs. What a plan approves by itself is granted at once; the rest waits for an approver.
//	@Tags			access
//	@ID				createAccessRequest
//	@Accept			json
//	@Produce		json
//	@Param			body			body		AccessRequestBody	true	"what for"
//	@Param			Idempotency-Key	header		string				false	"makes a repeated request harmless for 24 hours"
//	@Success		201				{object}	RequestView
//	@Failure		default			{object}	web.Problem
//	@Router			/access-requests [post]
func (s *Service) createAccessRequest(c *fiber.Ctx) error {
	body, err := web.Decode[AccessRequestBody](c)
	if err != nil {
		return err
	}
	made, err := s.AskFor(c.UserContext(), body.Token, body.App, body.wishes(), body.Justification)
	if err != nil {
		return err
	}
	return s.answer(c, fiber.StatusCreated, made)
}

func (b AccessRequestBody) wishes() []Wish {
	wishes := make([]Wish, len(b.Items))
	for i, it := range b.Items {
		wishes[i] = Wish{API: it.API, Plan: it.Plan, Environment: it.Environment, Scopes: it.Scopes}
	}
	return wishes
}

// answer sends one request.
func (s *Service) answer(c *fiber.Ctx, status int, r Request) error {
	views, err := s.presentRequests(c.UserContext(), r)
	if err != nil {
		return err
	}
	web.ETag(c, r.Version)
	return web.JSON(c, status, views[0])
}

// getAccessRequest answers one request.
//
//	@Summary	Read an access request
//	@Tags		access
//	@ID			getAccessRequest
//	@Produce	json
//	@Param		request	path		string	true	"the request's id"
//	@Success	200		{object}	RequestView
//	@Failure	default	{object}	web.Problem
//	@Router		/access-requests/{request} [get]
func (s *Service) getAccessRequest(c *fiber.Ctx) error {
	r, err := s.Request(c.UserContext(), c.Params("request"))
	if err != nil {
		return err
	}
	return s.answer(c, fiber.StatusOK, r)
}

// approveAccessRequest grants a request.
//
//	@Summary		Approve an access request
//	@Description	All scopes, or the part that the body names; optionally until an end date. Nobody approves their own request.
//	@Tags			access
//	@ID				approveAccessRequest
//	@Accept			json
//	@Produce		json
//	@Param			request	path		string		true	"the request's id"
//	@Param			body	body		ApproveBody	true	"how much, how long, why"
//	@Success		200		{object}	RequestView
//	@Failure		default	{object}	web.Problem
//	@Router			/access-requests/{request}/approve [post]
func (s *Service) approveAccessRequest(c *fiber.Ctx) error {
	body, err := web.Decode[ApproveBody](c)
	if err != nil {
		return err
	}
	r, err := s.Approve(c.UserContext(), c.Params("request"), Verdict(body))
	if err != nil {
		return err
	}
	return s.answer(c, fiber.StatusOK, r)
}

// denyAccessRequest refuses a request.
//
//	@Summary		Deny an access request
//	@Description	The developer gets the reason in the portal and by mail.
//	@Tags			access
//	@ID				denyAccessRequest
//	@Accept			json
//	@Produce		json
//	@Param			request	path		string		true	"the request's id"
//	@Param			body	body		DenyBody	true	"why"
//	@Success		200		{object}	RequestView
//	@Failure		default	{object}	web.Problem
//	@Router			/access-requests/{request}/deny [post]
func (s *Service) denyAccessRequest(c *fiber.Ctx) error {
	body, err := web.Decode[DenyBody](c)
	if err != nil {
		return err
	}
	r, err := s.Deny(c.UserContext(), c.Params("request"), body.Reason)
	if err != nil {
		return err
	}
	return s.answer(c, fiber.StatusOK, r)
}

// withdrawAccessRequest takes a request back.
//
//	@Summary	Withdraw an access request
//	@Tags		access
//	@ID			withdrawAccessRequest
//	@Produce	json
//	@Param		request	path		string	true	"the request's id"
//	@Success	200		{object}	RequestView
//	@Failure	default	{object}	web.Problem
//	@Router		/access-requests/{request}/withdraw [post]
func (s *Service) withdrawAccessRequest(c *fiber.Ctx) error {
	if err := web.Empty(c); err != nil {
		return err
	}
	r, err := s.Withdraw(c.UserContext(), c.Params("request"))
	if err != nil {
		return err
	}
	return s.answer(c, fiber.StatusOK, r)
}
