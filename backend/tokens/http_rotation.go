package tokens

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/web"
)

// ExtendRequest says for how long from now the older secret goes on to work.
type ExtendRequest struct {
	OverlapSeconds int64 `json:"overlapSeconds" validate:"required,min=60,max=604800" example:"86400"`
} //@name ExtendRotationRequest

// extendRotation lets the older secret work for longer.
//
//	@Summary		Extend a rotation
//	@Description	The older secret works for so long from now, within what policy allows from the rotation on. People need a fresh passkey assertion.
//	@Tags			tokens
//	@ID				extendRotation
//	@Accept			json
//	@Produce		json
//	@Param			token	path		string			true	"the token's id"
//	@Param			body	body		ExtendRequest	true	"for how long"
//	@Success		200		{object}	View
//	@Failure		default	{object}	web.Problem
//	@Router			/tokens/{token}/extend-rotation [post]
func (s *Service) extendRotation(c *fiber.Ctx) error {
	body, err := web.Decode[ExtendRequest](c)
	if err != nil {
		return err
	}
	t, err := s.ExtendRotation(c.UserContext(), c.Params("token"), time.Duration(body.OverlapSeconds)*time.Second)
	return s.answer(c, t, err)
}

// cancelRotation goes back to the older secret.
//
//	@Summary		Cancel a rotation
//	@Description	Only while the new secret waits for its first use. It never works again; the older one goes on as before.
//	@Tags			tokens
//	@ID				cancelRotation
//	@Produce		json
//	@Param			token	path		string	true	"the token's id"
//	@Success		200		{object}	View
//	@Failure		default	{object}	web.Problem
//	@Router			/tokens/{token}/cancel-rotation [post]
func (s *Service) cancelRotation(c *fiber.Ctx) error {
	if err := web.Empty(c); err != nil {
		return err
	}
	t, err := s.CancelRotation(c.UserContext(), c.Params("token"))
	return s.answer(c, t, err)
}
