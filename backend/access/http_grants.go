package access

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/web"
)

// listGrants answers an app's grants.
//
//	@Summary	List the grants of an app
//	@Tags		access
//	@ID			listGrants
//	@Produce	json
//	@Param		app		path		string	true	"the app's id"
//	@Success	200		{object}	GrantPage
//	@Failure	default	{object}	web.Problem
//	@Router		/apps/{app}/grants [get]
func (s *Service) listGrants(c *fiber.Ctx) error {
	found, err := s.Grants(c.UserContext(), c.Params("app"))
	if err != nil {
		return err
	}
	views, err := s.presentGrants(c.UserContext(), found...)
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, GrantPage{Items: views})
}

// pauseGrant stops a grant for a while.
//
//	@Summary		Pause a grant
//	@Description	The app's tokens stay and are refused for this API until the grant is resumed.
//	@Tags			access
//	@ID				pauseGrant
//	@Accept			json
//	@Produce		json
//	@Param			grant	path		string		true	"the grant's id"
//	@Param			body	body		reasonBody	true	"why; the developer reads it"
//	@Success		200		{object}	GrantView
//	@Failure		default	{object}	web.Problem
//	@Router			/grants/{grant}/pause [post]
func (s *Service) pauseGrant(c *fiber.Ctx) error { return s.turnAndAnswer(c, s.Pause) }

// resumeGrant lets a paused grant work again.
//
//	@Summary	Resume a grant
//	@Tags		access
//	@ID			resumeGrant
//	@Accept		json
//	@Produce	json
//	@Param		grant	path		string		true	"the grant's id"
//	@Param		body	body		reasonBody	true	"why; may be empty"
//	@Success	200		{object}	GrantView
//	@Failure	default	{object}	web.Problem
//	@Router		/grants/{grant}/resume [post]
func (s *Service) resumeGrant(c *fiber.Ctx) error { return s.turnAndAnswer(c, s.Resume) }

// endGrant ends a grant for good.
//
//	@Summary		End a grant
//	@Description	The app's owner may do it, and whoever decides on access. It can't be undone; ask again for new access.
//	@Tags			access
//	@ID				endGrant
//	@Accept			json
//	@Produce		json
//	@Param			grant	path		string		true	"the grant's id"
//	@Param			body	body		reasonBody	true	"why; may be empty"
//	@Success		200		{object}	GrantView
//	@Failure		default	{object}	web.Problem
//	@Router			/grants/{grant}/end [post]
func (s *Service) endGrant(c *fiber.Ctx) error { return s.turnAndAnswer(c, s.End) }

func (s *Service) turnAndAnswer(c *fiber.Ctx, act func(ctx context.Context, id, reason string) (Grant, error)) error {
	body, err := web.Decode[reasonBody](c)
	if err != nil {
		return err
	}
	g, err := act(c.UserContext(), c.Params("grant"), body.Reason)
	if err != nil {
		return err
	}
	return s.answerGrant(c, g)
}
