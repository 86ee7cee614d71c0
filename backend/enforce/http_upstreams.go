package enforce

import (
	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/catalog"
	"github.com/gatehouse-dev/gatehouse/backend/web"
)

// getUpstreamHealth godoc
//
//	@Summary		Read how the upstreams are
//	@Description	Which servers take calls at the moment and what was wrong last, as the process that answers sees them.
//	@Tags			apis
//	@ID				getUpstreamHealth
//	@Produce		json
//	@Param			api		path		string	true	"id or slug"
//	@Success		200		{object}	UpstreamHealth
//	@Failure		default	{object}	web.Problem
//	@Router			/apis/{api}/upstreams/health [get]
func (s *Service) getUpstreamHealth(c *fiber.Ctx) error {
	health, err := s.UpstreamHealth(c.UserContext(), web.Param(c, "api"))
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, health)
}

// tryUpstream godoc
//
//	@Summary		Test the connection to an upstream
//	@Description	Connects to every target and asks it once, without storing anything. Secrets that are left out are the stored ones of this environment. What the server answers is not shown, only how.
//	@Tags			apis
//	@ID				tryUpstream
//	@Accept			json
//	@Produce		json
//	@Param			api			path		string				true	"id or slug"
//	@Param			environment	path		string				true	"sandbox or live"	Enums(sandbox, live)
//	@Param			body		body		catalog.Upstream	true	"the upstream"
//	@Success		200			{object}	UpstreamTrial
//	@Failure		default		{object}	web.Problem
//	@Router			/apis/{api}/upstreams/{environment}/test [post]
func (s *Service) tryUpstream(c *fiber.Ctx) error {
	draft, err := web.Decode[catalog.Upstream](c)
	if err != nil {
		return err
	}
	_, complete, err := s.Catalog.TryUpstream(c.UserContext(), web.Param(c, "api"), catalog.Environment(web.Param(c, "environment")), draft)
	if err != nil {
		return err
	}
	trial, err := s.TryUpstream(complete)
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, trial)
}
