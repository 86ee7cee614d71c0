package tokens

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/web"
)

// SilenceRequest says after which silence of the older secret the rotation ends by itself; 0 is never, where policy allows it.
type SilenceRequest struct {
	FinishSilentSeconds int64 `json:"finishSilentSeconds" validate:"min=0,max=604800" example:"21600"`
} //@name FinishWhenSilentRequest

// finishWhenSilent lets a rotation end by itself.
//
//	@Summary		Finish a rotation when the old secret is silent
//	@Description	The older secret ends by itself when nothing used it for so long while the new one is in use, if its time isn't over before. The owner is told. 0 takes that back, unless policy asks for an end: then only a silence that is as short or shorter is accepted.
//	@Tags			tokens
//	@ID				finishRotationWhenSilent
//	@Accept			json
//	@Produce		json
//	@Param			token	path		string			true	"the token's id"
//	@Param			body	body		SilenceRequest	true	"after which silence"
//	@Success		200		{object}	View
//	@Failure		default	{object}	web.Problem
//	@Router			/tokens/{token}/finish-when-silent [post]
func (s *Service) finishWhenSilent(c *fiber.Ctx) error {
	body, err := web.Decode[SilenceRequest](c)
	if err != nil {
		return err
	}
	t, err := s.FinishWhenSilent(c.UserContext(), c.Params("token"), time.Duration(body.FinishSilentSeconds)*time.Second)
	return s.answer(c, t, err)
}
