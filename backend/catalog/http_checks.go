package catalog

import (
	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/web"
)

// getChecks answers how calls are compared.
//
//	@Summary		Read the request checks of an API
//	@Description	The ETag is that of the API.
//	@Tags			apis
//	@ID				getChecks
//	@Produce		json
//	@Param			api		path		string	true	"id or slug"
//	@Success		200		{object}	Checks
//	@Failure		default	{object}	web.Problem
//	@Router			/apis/{api}/checks [get]
func (s *Service) getChecks(c *fiber.Ctx) error {
	api, checks, err := s.Checks(c.UserContext(), param(c, "api"))
	if err != nil {
		return err
	}
	web.ETag(c, api.Version)
	return web.JSON(c, fiber.StatusOK, checks)
}

// setChecks sets how calls are compared.
//
//	@Summary		Set the request checks of an API
//	@Description	off: calls go on unseen. report: what doesn't fit the document is counted and goes on. enforce: it is refused with request_invalid and the sandbox's findings. Holds from before this answers.
//	@Tags			apis
//	@ID				setChecks
//	@Accept			json
//	@Produce		json
//	@Param			api			path		string	true	"id or slug"
//	@Param			If-Match	header		string	false	"the ETag that you read, or *"
//	@Param			body		body		Checks	true	"the mode"
//	@Success		200			{object}	Checks
//	@Failure		default		{object}	web.Problem
//	@Router			/apis/{api}/checks [put]
func (s *Service) setChecks(c *fiber.Ctx) error {
	expected, overwrite, err := web.IfMatch(c)
	if err != nil {
		return err
	}
	body, err := web.Decode[Checks](c)
	if err != nil {
		return err
	}
	api, err := s.SetChecks(c.UserContext(), param(c, "api"), expected, overwrite, body)
	if err != nil {
		return err
	}
	web.ETag(c, api.Version)
	return web.JSON(c, fiber.StatusOK, body)
}
