package enforce

import (
	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/web"
)

// Routes are the parts of enforcement that the portal offers to people.
func (s *Service) Routes() []web.Route {
	return []web.Route{
		{Method: fiber.MethodPost, Path: "/tokens/:token/test", SignedIn: true, Handler: s.testToken,
			Unaudited: "it decides an imagined call and changes nothing"},
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
