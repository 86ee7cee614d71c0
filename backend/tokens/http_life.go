package tokens

import (
	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/web"
)

// rotateToken gives a token another secret.
//
//	@Summary		Rotate a token
//	@Description	The id stays; the old secret works for the overlap, counted from now or from the first use of the new one. While two secrets work already, endsGeneration says which of them ends at once; without it the answer is tokens.rotation_underway. The new secret is shown in this answer and never again.
//	@Tags			tokens
//	@ID				rotateToken
//	@Accept			json
//	@Produce		json
//	@Param			token			path		string			true	"the token's id"
//	@Param			body			body		RotateRequest	true	"how the old secret ends"
//	@Param			Idempotency-Key	header		string			false	"makes a repeated request harmless for 24 hours"
//	@Success		200				{object}	TokenCreated
//	@Failure		default			{object}	web.Problem
//	@Router			/tokens/{token}/rotate [post]
func (s *Service) rotateToken(c *fiber.Ctx) error {
	body, err := web.Decode[RotateRequest](c)
	if err != nil {
		return err
	}
	made, err := s.Rotate(c.UserContext(), c.Params("token"), body.turn())
	if err != nil {
		return err
	}
	return s.answerMade(c, fiber.StatusOK, made)
}

// finishRotation ends the old secret at once.
//
//	@Summary	Finish a rotation
//	@Tags		tokens
//	@ID			finishRotation
//	@Produce	json
//	@Param		token	path		string	true	"the token's id"
//	@Success	200		{object}	View
//	@Failure	default	{object}	web.Problem
//	@Router		/tokens/{token}/finish-rotation [post]
func (s *Service) finishRotation(c *fiber.Ctx) error {
	if err := web.Empty(c); err != nil {
		return err
	}
	t, err := s.FinishRotation(c.UserContext(), c.Params("token"))
	return s.answer(c, t, err)
}

// revokeToken ends a token.
//
//	@Summary		Revoke a token
//	@Description	Takes effect before this answer; nothing brings the token back. Your own tokens, or any with the permission tokens:revoke-any.
//	@Tags			tokens
//	@ID				revokeToken
//	@Accept			json
//	@Produce		json
//	@Param			token	path		string		true	"the token's id"
//	@Param			body	body		reasonBody	true	"why"
//	@Success		200		{object}	View
//	@Failure		default	{object}	web.Problem
//	@Router			/tokens/{token}/revoke [post]
func (s *Service) revokeToken(c *fiber.Ctx) error {
	body, err := web.Decode[reasonBody](c)
	if err != nil {
		return err
	}
	t, err := s.Revoke(c.UserContext(), c.Params("token"), body.Reason)
	return s.answer(c, t, err)
}

// reportLeak ends a token whose secret others know.
//
//	@Summary		Report a token as leaked
//	@Description	Revokes it before this answer, and tells the app's owner and contacts and the people who may revoke any token. Your own tokens, or any with the permission tokens:revoke-any.
//	@Tags			tokens
//	@ID				reportTokenLeak
//	@Accept			json
//	@Produce		json
//	@Param			token	path		string		true	"the token's id"
//	@Param			body	body		leakBody	true	"where the secret was seen, if you know"
//	@Success		200		{object}	View
//	@Failure		default	{object}	web.Problem
//	@Router			/tokens/{token}/report-leak [post]
func (s *Service) reportLeak(c *fiber.Ctx) error {
	body, err := web.Decode[leakBody](c)
	if err != nil {
		return err
	}
	t, err := s.ReportLeak(c.UserContext(), c.Params("token"), body.Where)
	return s.answer(c, t, err)
}

// suspendToken stops a token for a while.
//
//	@Summary	Suspend a token
//	@Tags		tokens
//	@ID			suspendToken
//	@Accept		json
//	@Produce	json
//	@Param		token	path		string		true	"the token's id"
//	@Param		body	body		reasonBody	true	"why"
//	@Success	200		{object}	View
//	@Failure	default	{object}	web.Problem
//	@Router		/tokens/{token}/suspend [post]
func (s *Service) suspendToken(c *fiber.Ctx) error {
	body, err := web.Decode[reasonBody](c)
	if err != nil {
		return err
	}
	t, err := s.Suspend(c.UserContext(), c.Params("token"), body.Reason)
	return s.answer(c, t, err)
}

// resumeToken lets a suspended token work again.
//
//	@Summary		Resume a token
//	@Description	What an operator suspended, only operators resume.
//	@Tags			tokens
//	@ID				resumeToken
//	@Accept			json
//	@Produce		json
//	@Param			token	path		string		true	"the token's id"
//	@Param			body	body		reasonBody	true	"may be empty"
//	@Success		200		{object}	View
//	@Failure		default	{object}	web.Problem
//	@Router			/tokens/{token}/resume [post]
func (s *Service) resumeToken(c *fiber.Ctx) error {
	if _, err := web.Decode[reasonBody](c); err != nil {
		return err
	}
	t, err := s.Resume(c.UserContext(), c.Params("token"))
	return s.answer(c, t, err)
}
