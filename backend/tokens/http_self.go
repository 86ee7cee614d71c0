package tokens

import (
	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/web"
)

// SelfRotateRequest says for how long the old secret works after the first use of the new one: a day when it doesn't say,
// policy permitting.
type SelfRotateRequest struct {
	OverlapSeconds *int64 `json:"overlapSeconds,omitempty" validate:"omitempty,min=0,max=604800" example:"3600"`
	// FinishSilentSeconds ends the overlap early, when the old secret was silent for so long; 0 never does. Left out, policy decides.
	FinishSilentSeconds *int64 `json:"finishSilentSeconds,omitempty" validate:"omitempty,min=0,max=604800" example:"1800"`
} //@name RotateSelfRequest

// rotateSelf gives the token that asks another secret.
//
//	@Summary		Rotate a token by itself
//	@Description	For programs: the token's secret is the credential, and the token is the one that rotates. Its id, scopes, restrictions and end stay. The old secret works until the overlap after the first use of the new one is over; until that first use it may ask again, when an answer got lost. A secret that was replaced this way and asks again after that ends the token. The new secret is shown in this answer and never again.
//	@Tags			tokens
//	@ID				rotateTokenSelf
//	@Accept			json
//	@Produce		json
//	@Param			body			body		SelfRotateRequest	true	"how the old secret ends"
//	@Param			Idempotency-Key	header		string				false	"makes a repeated request harmless for 24 hours"
//	@Success		200				{object}	TokenCreated
//	@Failure		default			{object}	web.Problem
//	@Router			/tokens/self/rotate [post]
func (s *Service) rotateSelf(c *fiber.Ctx) error {
	body, err := web.Decode[SelfRotateRequest](c)
	if err != nil {
		return err
	}
	turn := Turn{Overlap: inSeconds(body.OverlapSeconds), FinishSilent: inSeconds(body.FinishSilentSeconds)}
	made, err := s.RotateSelf(c.UserContext(), turn)
	if err != nil {
		return err
	}
	return s.answerMade(c, fiber.StatusOK, made)
}
