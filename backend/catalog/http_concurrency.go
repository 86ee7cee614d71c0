package catalog

import (
	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/web"
)

// getConcurrency answers how many calls may be in work at once.
//
//	@Summary		Read how many calls of an API may be in work at once
//	@Description	Each node counts for itself. 0 is the installation's bound, which stands beside it. The ETag is that of the API.
//	@Tags			apis
//	@ID				getConcurrency
//	@Produce		json
//	@Param			api		path		string	true	"id or slug"
//	@Success		200		{object}	ConcurrencyView
//	@Failure		default	{object}	web.Problem
//	@Router			/apis/{api}/concurrency [get]
func (s *Service) getConcurrency(c *fiber.Ctx) error {
	api, bounds, err := s.Concurrency(c.UserContext(), param(c, "api"))
	if err != nil {
		return err
	}
	web.ETag(c, api.Version)
	return web.JSON(c, fiber.StatusOK, s.presentConcurrency(bounds))
}

// setConcurrency sets how many calls may be in work at once.
//
//	@Summary		Set how many calls of an API may be in work at once
//	@Description	A call above calls is refused with 503 api_busy, one above callsPerApp with 429 app_busy. A larger number than the installation's bound does nothing. Holds from before this answers, for calls that come.
//	@Tags			apis
//	@ID				setConcurrency
//	@Accept			json
//	@Produce		json
//	@Param			api			path		string		true	"id or slug"
//	@Param			If-Match	header		string		false	"the ETag that you read, or *"
//	@Param			body		body		Concurrency	true	"the bounds"
//	@Success		200			{object}	ConcurrencyView
//	@Failure		default		{object}	web.Problem
//	@Router			/apis/{api}/concurrency [put]
func (s *Service) setConcurrency(c *fiber.Ctx) error {
	expected, overwrite, err := web.IfMatch(c)
	if err != nil {
		return err
	}
	body, err := web.Decode[Concurrency](c)
	if err != nil {
		return err
	}
	api, err := s.SetConcurrency(c.UserContext(), param(c, "api"), expected, overwrite, body)
	if err != nil {
		return err
	}
	web.ETag(c, api.Version)
	return web.JSON(c, fiber.StatusOK, s.presentConcurrency(body))
}

func (s *Service) presentConcurrency(c Concurrency) ConcurrencyView {
	return ConcurrencyView{Calls: c.Calls, CallsPerApp: c.CallsPerApp, CallsMax: s.ConcurrencyMax.Calls, CallsPerAppMax: s.ConcurrencyMax.CallsPerApp}
}
