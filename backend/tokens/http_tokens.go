package tokens

import (
	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/web"
)

// listAppTokens answers the tokens of an app.
//
//	@Summary	List the tokens of an app
//	@Tags		tokens
//	@ID			listAppTokens
//	@Produce	json
//	@Param		app		path		string	true	"the app's id"
//	@Param		cursor	query		string	false	"the next of the page before"
//	@Param		limit	query		integer	false	"1 to 200, 50 when missing"
//	@Success	200		{object}	TokenPage
//	@Failure	default	{object}	web.Problem
//	@Router		/apps/{app}/tokens [get]
func (s *Service) listAppTokens(c *fiber.Ctx) error {
	r, err := web.Page(c)
	if err != nil {
		return err
	}
	found, err := s.OfApp(c.UserContext(), c.Params("app"), r)
	if err != nil {
		return err
	}
	return s.answerPage(c, found)
}

// createToken makes a token.
//
//	@Summary		Make a token
//	@Description	The secret is shown in this answer and never again. People need a fresh passkey assertion.
//	@Tags			tokens
//	@ID				createToken
//	@Accept			json
//	@Produce		json
//	@Param			app				path		string		true	"the app's id"
//	@Param			body			body		TokenCreate	true	"what the token may do"
//	@Param			Idempotency-Key	header		string		false	"makes a repeated request harmless for 24 hours"
//	@Success		201				{object}	TokenCreated
//	@Failure		default			{object}	web.Problem
//	@Router			/apps/{app}/tokens [post]
func (s *Service) createToken(c *fiber.Ctx) error {
	body, err := web.Decode[TokenCreate](c)
	if err != nil {
		return err
	}
	made, err := s.Create(c.UserContext(), c.Params("app"), body.draft())
	if err != nil {
		return err
	}
	return s.answerMade(c, fiber.StatusCreated, made)
}

// listTokens answers everybody's tokens.
//
//	@Summary	List every token
//	@Tags		tokens
//	@ID			listTokens
//	@Produce	json
//	@Param		state	query		string	false	"only tokens in this state"	Enums(active, expiring, rotating, suspended, quarantined, expired, revoked)
//	@Param		app		query		string	false	"only tokens of this app (id)"
//	@Param		api		query		string	false	"only tokens with a scope of this API (slug)"
//	@Param		owner	query		string	false	"only tokens of the apps of this person or team (id)"
//	@Param		network	query		string	false	"only tokens whose last use came from this network"
//	@Param		olderThanDays	query	integer	false	"only tokens made at least so many days ago"
//	@Param		unusedDays	query	integer	false	"only tokens that were not used for so many days"
//	@Param		q		query		string	false	"part of the name or id"
//	@Param		scopeRisk	query	string	false	"only tokens whose riskiest scope has this risk"	Enums(low, medium, high)
//	@Param		breaks	query	string	false	"only living tokens that break this rule of the policy, or any of them"	Enums(any, maxLifeSeconds, rotationWarnDays, rotationBlockDays, idleDays, maxOverlapSeconds, kinds, tokensPerApp, nameRule, descriptionRequired, networksForHighRisk)
//	@Param		order	query		string	false	"what comes first: the newest (when missing) or oldest token, the longest unused, or the one that ends first"	Enums(newest, oldest, unused, ending)
//	@Param		cursor	query		string	false	"the next of the page before"
//	@Param		limit	query		integer	false	"1 to 200, 50 when missing"
//	@Success	200		{object}	TokenPage
//	@Failure	default	{object}	web.Problem
//	@Router		/tokens [get]
func (s *Service) listTokens(c *fiber.Ctx) error {
	r, err := web.Page(c)
	if err != nil {
		return err
	}
	f, err := FilterOf(c)
	if err != nil {
		return err
	}
	found, err := s.Inventory(c.UserContext(), f, orderOf(c), r)
	if err != nil {
		return err
	}
	return s.answerPage(c, found)
}

// getToken answers one token.
//
//	@Summary	Read a token
//	@Tags		tokens
//	@ID			getToken
//	@Produce	json
//	@Param		token	path		string	true	"the token's id"
//	@Success	200		{object}	View
//	@Failure	default	{object}	web.Problem
//	@Router		/tokens/{token} [get]
func (s *Service) getToken(c *fiber.Ctx) error {
	t, err := s.Find(c.UserContext(), c.Params("token"))
	return s.answer(c, t, err)
}

// updateToken changes a token.
//
//	@Summary		Change a token
//	@Description	Name, description, scopes and restrictions, without a new secret. More scopes or networks need a fresh passkey assertion.
//	@Tags			tokens
//	@ID				updateToken
//	@Accept			json
//	@Produce		json
//	@Param			token		path		string		true	"the token's id"
//	@Param			If-Match	header		string		false	"the ETag that you read, or *"
//	@Param			body		body		TokenPatch	true	"what changes"
//	@Success		200			{object}	View
//	@Failure		default		{object}	web.Problem
//	@Router			/tokens/{token} [patch]
func (s *Service) updateToken(c *fiber.Ctx) error {
	expected, overwrite, err := web.IfMatch(c)
	if err != nil {
		return err
	}
	body, err := web.Decode[TokenPatch](c)
	if err != nil {
		return err
	}
	t, err := s.Change(c.UserContext(), c.Params("token"), expected, overwrite, Patch(body))
	return s.answer(c, t, err)
}

// answer sends one token with its ETag, or the error that came instead.
func (s *Service) answer(c *fiber.Ctx, t Token, err error) error {
	if err != nil {
		return err
	}
	view, err := s.present(c.UserContext(), t)
	if err != nil {
		return err
	}
	web.ETag(c, t.Version)
	return web.JSON(c, fiber.StatusOK, view)
}

// answerMade sends a token with its secret, which no cache may keep.
func (s *Service) answerMade(c *fiber.Ctx, status int, made Made) error {
	view, err := s.present(c.UserContext(), made.Token)
	if err != nil {
		return err
	}
	web.ETag(c, made.Token.Version)
	c.Set(fiber.HeaderCacheControl, "no-store")
	text := made.Secret.Reveal()
	return web.JSON(c, status, TokenCreated{Token: view, Secret: &text})
}

func (s *Service) answerPage(c *fiber.Ctx, found page.Page[Token]) error {
	views, err := s.presentAll(c.UserContext(), found.Items)
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, TokenPage{Items: views, Next: found.Next})
}
