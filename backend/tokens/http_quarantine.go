package tokens

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/web"
)

// QuarantineView is what holds a token back, and until when.
type QuarantineView struct {
	Mode     QuarantineMode `json:"mode" enums:"readOnly,knownNetworks,slow"`
	Networks []string       `json:"networks" example:"192.0.2.0/24"`
	At       time.Time      `json:"at" format:"date-time"`
	EndsAt   time.Time      `json:"endsAt" format:"date-time"`
	By       string         `json:"by" example:"Sam Security"`
	Reason   string         `json:"reason" example:"Calls from a network that we don't know."`
} //@name Quarantine

// QuarantineRequest says what a token may still do, and until when it may do only that. Networks belong to knownNetworks.
type QuarantineRequest struct {
	Mode     string    `json:"mode" validate:"required,oneof=readOnly knownNetworks slow" enums:"readOnly,knownNetworks,slow"`
	Networks []string  `json:"networks,omitempty" validate:"max=50,dive,max=64" example:"192.0.2.0/24"`
	EndsAt   time.Time `json:"endsAt" validate:"required" format:"date-time"`
	Reason   string    `json:"reason" validate:"max=500" example:"Calls from a network that we don't know."`
}

// quarantineToken holds a token back.
//
//	@Summary		Quarantine a token
//	@Description	Until endsAt the token reads only (GET, HEAD, OPTIONS, no WebSocket), works only from the networks named, or makes one call a minute; then it works as before. Takes effect before this answer. Your own tokens, or any with the permission tokens:revoke-any.
//	@Tags			tokens
//	@ID				quarantineToken
//	@Accept			json
//	@Produce		json
//	@Param			token	path		string				true	"the token's id"
//	@Param			body	body		QuarantineRequest	true	"what passes, until when, and why"
//	@Success		200		{object}	View
//	@Failure		default	{object}	web.Problem
//	@Router			/tokens/{token}/quarantine [post]
func (s *Service) quarantineToken(c *fiber.Ctx) error {
	body, err := web.Decode[QuarantineRequest](c)
	if err != nil {
		return err
	}
	q := Quarantine{Mode: QuarantineMode(body.Mode), Networks: body.Networks, Until: body.EndsAt, Reason: body.Reason}
	t, err := s.Quarantine(c.UserContext(), c.Params("token"), q)
	return s.answer(c, t, err)
}

// endQuarantine lets a token work as before.
//
//	@Summary		End a quarantine
//	@Description	What an operator began, only operators end before its time.
//	@Tags			tokens
//	@ID				endQuarantine
//	@Produce		json
//	@Param			token	path		string	true	"the token's id"
//	@Success		200		{object}	View
//	@Failure		default	{object}	web.Problem
//	@Router			/tokens/{token}/end-quarantine [post]
func (s *Service) endQuarantine(c *fiber.Ctx) error {
	if err := web.Empty(c); err != nil {
		return err
	}
	t, err := s.EndQuarantine(c.UserContext(), c.Params("token"))
	return s.answer(c, t, err)
}
