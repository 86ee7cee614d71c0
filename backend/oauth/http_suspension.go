package oauth

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/tokens"
	"github.com/gatehouse-dev/gatehouse/backend/web"
)

// suspendClient stops a client for a while.
//
//	@Summary		Suspend an OAuth client
//	@Description	It gets no tokens, and its access tokens are refused before this answer, until it is resumed. Your own, or any with the permission tokens:revoke-any.
//	@Tags			oauth
//	@ID				suspendOAuthClient
//	@Accept			json
//	@Produce		json
//	@Param			client	path		string		true	"the client's id"
//	@Param			body	body		reasonBody	true	"why"
//	@Success		200		{object}	View
//	@Failure		default	{object}	web.Problem
//	@Router			/oauth-clients/{client}/suspend [post]
func (s *Service) suspendClient(c *fiber.Ctx) error {
	body, err := web.Decode[reasonBody](c)
	if err != nil {
		return err
	}
	suspended, err := s.Suspend(c.UserContext(), c.Params("client"), body.Reason)
	return s.answer(c, suspended, err)
}

// resumeClient lets a suspended client work again.
//
//	@Summary		Resume an OAuth client
//	@Description	What an operator suspended, only operators resume; what policy suspended has to meet the rule first. Access tokens from before work again as long as they live.
//	@Tags			oauth
//	@ID				resumeOAuthClient
//	@Produce		json
//	@Param			client	path		string	true	"the client's id"
//	@Success		200		{object}	View
//	@Failure		default	{object}	web.Problem
//	@Router			/oauth-clients/{client}/resume [post]
func (s *Service) resumeClient(c *fiber.Ctx) error {
	if err := web.Empty(c); err != nil {
		return err
	}
	resumed, err := s.Resume(c.UserContext(), c.Params("client"))
	return s.answer(c, resumed, err)
}

// viewSuspension answers why a client is suspended, and whether an operator did it; nil when it isn't.
func (s *Service) viewSuspension(ctx context.Context, client Client) (*tokens.SuspensionView, error) {
	if client.Suspension == nil {
		return nil, nil
	}
	app, err := s.Apps.Any(ctx, client.AppID)
	held := client.Suspension
	return &tokens.SuspensionView{At: held.At, Reason: held.Reason, Operator: tokens.ByOperator(app, held.By)}, err
}
