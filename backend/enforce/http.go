package enforce

import (
	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/web"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Routes are the parts of enforcement that the portal offers to people.
func (s *Service) Routes() []web.Route {
	manage := func(method, path string, h fiber.Handler) web.Route {
		return web.Route{Method: method, Path: path, Permission: rbac.APIsWrite, Handler: h}
	}
	return []web.Route{
		manage(fiber.MethodGet, "/apis/:api/findings", s.listFindings),
		manage(fiber.MethodGet, "/apis/:api/discovery", s.getDiscovery),
		manage(fiber.MethodGet, "/apis/:api/discovery.csv", s.exportDiscovery),
		manage(fiber.MethodDelete, "/apis/:api/discovery", s.forgetDiscovery),
		{Method: fiber.MethodPost, Path: "/tokens/:token/test", SignedIn: true, Handler: s.testToken,
			Unaudited: "it decides an imagined call and changes nothing"},
		{Method: fiber.MethodGet, Path: "/tokens/:token/advice", SignedIn: true, Handler: s.getTokenAdvice},
		{Method: fiber.MethodGet, Path: "/apps/:app/headroom", SignedIn: true, Handler: s.headroom},
		{Method: fiber.MethodGet, Path: "/apis/:api/upstreams/health", Permission: rbac.APIsWrite, Handler: s.getUpstreamHealth},
		{Method: fiber.MethodPost, Path: "/apis/:api/upstreams/:environment/test", Permission: rbac.APIsWrite, Bucket: web.BucketImport, Handler: s.tryUpstream,
			Unaudited: "it asks a server once and changes nothing"},
	}
}

// testToken godoc
//
//	@Summary		Test what a token may do
//	@Description	Decides an imagined call without sending it. Nothing is counted against limits or quotas.
//	@Tags			tokens
//	@ID				testToken
//	@Param			token	path		string		true	"id of the token"
//	@Param			call	body		TestCall	true	"the imagined call"
//	@Success		200		{object}	TestResult
//	@Failure		default	{object}	web.Problem
//	@Router			/tokens/{token}/test [post]
func (s *Service) testToken(c *fiber.Ctx) error {
	call, err := web.Decode[TestCall](c)
	if err != nil {
		return err
	}
	token := c.Params("token")
	if err := s.TokenVisible(c.UserContext(), token); err != nil {
		return err
	}
	result, err := s.Check(c.UserContext(), token, call)
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, result)
}

// headroom godoc
//
//	@Summary		Read how much an app has left
//	@Description	Where each grant of the app stands in its plan's windows and quota at this node, and which other apps of its owner draw on those that count for a team, each with how many calls it made. Reading takes nothing.
//	@Tags			usage
//	@ID				getHeadroom
//	@Param			app		path		string	true	"id of the app"
//	@Success		200		{object}	HeadroomPage
//	@Failure		default	{object}	web.Problem
//	@Router			/apps/{app}/headroom [get]
func (s *Service) headroom(c *fiber.Ctx) error {
	app := c.Params("app")
	if err := s.AppVisible(c.UserContext(), app); err != nil {
		return err
	}
	all := s.Headroom(app)
	if err := s.nameSharers(c.UserContext(), app, all); err != nil {
		return err
	}
	if err := s.countShares(c.UserContext(), app, all); err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, presentHeadroom(all))
}
