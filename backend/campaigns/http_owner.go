package campaigns

import (
	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/web"
)

// listMyAsks answers what campaigns ask of the caller.
//
//	@Summary		List your tokens that a campaign asks you to narrow
//	@Description	Tokens of your own apps only. Narrow each with its advice, or say why it stays as it is.
//	@Tags			campaigns
//	@ID				listMyAsks
//	@Produce		json
//	@Param			cursor	query		string	false	"the next of the page before"
//	@Param			limit	query		integer	false	"1 to 200, 50 when missing"
//	@Success		200		{object}	NarrowablePage
//	@Failure		default	{object}	web.Problem
//	@Router			/token-asks [get]
func (s *Service) listMyAsks(c *fiber.Ctx) error {
	r, err := web.Page(c)
	if err != nil {
		return err
	}
	found, err := s.Mine(c.UserContext(), r)
	if err != nil {
		return err
	}
	items, err := s.present(c.UserContext(), found.Items)
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, NarrowablePage{Items: items, Next: found.Next})
}

// getTokenAsk answers what is asked of a token.
//
//	@Summary	Read what is asked of a token
//	@Tags		campaigns
//	@ID			getTokenAsk
//	@Produce	json
//	@Param		token	path		string	true	"the token's id"
//	@Success	200		{object}	TokenAsk
//	@Failure	default	{object}	web.Problem
//	@Router		/tokens/{token}/ask [get]
func (s *Service) getTokenAsk(c *fiber.Ctx) error {
	ask, err := s.AskOf(c.UserContext(), c.Params("token"))
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, ask.view())
}

func (a Ask) view() TokenAsk {
	return TokenAsk{Advised: a.Advised.TokenID != "", Campaign: a.campaign(), Keep: a.keep()}
}

// keepToken notes why a token stays as it is.
//
//	@Summary		Say why a token stays as it is
//	@Description	For a token of your own app that holds more than its calls needed. The security admins read the reason. Campaigns leave the token alone for 90 days, or until its scopes change.
//	@Tags			campaigns
//	@ID				keepToken
//	@Accept			json
//	@Produce		json
//	@Param			token	path		string		true	"the token's id"
//	@Param			body	body		keepRequest	true	"why"
//	@Success		200		{object}	TokenAsk
//	@Failure		default	{object}	web.Problem
//	@Router			/tokens/{token}/keep [post]
func (s *Service) keepToken(c *fiber.Ctx) error {
	body, err := web.Decode[keepRequest](c)
	if err != nil {
		return err
	}
	ask, err := s.Keep(c.UserContext(), c.Params("token"), body.Reason)
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, ask.view())
}
