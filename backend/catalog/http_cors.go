package catalog

import (
	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/web"
)

// getCORS answers which web pages may call.
//
//	@Summary		Read the CORS rules of an API
//	@Description	The ETag is that of the API.
//	@Tags			apis
//	@ID				getCORS
//	@Produce		json
//	@Param			api		path		string	true	"id or slug"
//	@Success		200		{object}	CORS
//	@Failure		default	{object}	web.Problem
//	@Router			/apis/{api}/cors [get]
func (s *Service) getCORS(c *fiber.Ctx) error {
	api, rules, err := s.CORS(c.UserContext(), param(c, "api"))
	if err != nil {
		return err
	}
	web.ETag(c, api.Version)
	return web.JSON(c, fiber.StatusOK, rules)
}

// setCORS replaces which web pages may call.
//
//	@Summary		Set the CORS rules of an API
//	@Description	The gateway answers by them before this does. While they are enabled it answers preflights without a token, and replaces what the upstream says about other origins.
//	@Tags			apis
//	@ID				setCORS
//	@Accept			json
//	@Produce		json
//	@Param			api			path		string	true	"id or slug"
//	@Param			If-Match	header		string	false	"the ETag that you read, or *"
//	@Param			body		body		CORS	true	"the rules"
//	@Success		200			{object}	CORS
//	@Failure		default		{object}	web.Problem
//	@Router			/apis/{api}/cors [put]
func (s *Service) setCORS(c *fiber.Ctx) error {
	expected, overwrite, err := web.IfMatch(c)
	if err != nil {
		return err
	}
	body, err := web.Decode[CORS](c)
	if err != nil {
		return err
	}
	api, rules, err := s.SetCORS(c.UserContext(), param(c, "api"), expected, overwrite, body)
	if err != nil {
		return err
	}
	web.ETag(c, api.Version)
	return web.JSON(c, fiber.StatusOK, rules)
}
