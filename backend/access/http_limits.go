package access

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/catalog"
	"github.com/gatehouse-dev/gatehouse/backend/web"
)

// OwnLimitsBody is what a grant may use up instead of what its plan says: all windows, and the quota, none when absent.
type OwnLimitsBody struct {
	Limits []catalog.Limit `json:"limits" validate:"max=5,dive"`
	Quota  *catalog.Quota  `json:"quota,omitempty"`
	Reason string          `json:"reason" validate:"required,max=1000" example:"Sale until Monday."`
	EndsAt *time.Time      `json:"endsAt,omitempty" format:"date-time"`
} //@name OwnLimits

// setGrantLimits gives a grant limits of its own.
//
//	@Summary		Set a grant's own limits
//	@Description	In place of those of its plan, higher or lower, all of them at once. What the plan says of a whole team stays. The developer reads the reason. Nobody does it for their own app.
//	@Tags			access
//	@ID				setGrantLimits
//	@Accept			json
//	@Produce		json
//	@Param			grant	path		string			true	"the grant's id"
//	@Param			body	body		OwnLimitsBody	true	"what the grant may use up"
//	@Success		200		{object}	GrantView
//	@Failure		default	{object}	web.Problem
//	@Router			/grants/{grant}/limits [put]
func (s *Service) setGrantLimits(c *fiber.Ctx) error {
	body, err := web.Decode[OwnLimitsBody](c)
	if err != nil {
		return err
	}
	g, err := s.SetLimits(c.UserContext(), c.Params("grant"), OwnLimits{Limits: body.Limits, Quota: body.Quota, Reason: body.Reason, EndsAt: body.EndsAt})
	if err != nil {
		return err
	}
	return s.answerGrant(c, g)
}

// dropGrantLimits gives a grant the limits of its plan again.
//
//	@Summary	End a grant's own limits
//	@Tags		access
//	@ID			dropGrantLimits
//	@Produce	json
//	@Param		grant	path		string	true	"the grant's id"
//	@Success	200		{object}	GrantView
//	@Failure	default	{object}	web.Problem
//	@Router		/grants/{grant}/limits [delete]
func (s *Service) dropGrantLimits(c *fiber.Ctx) error {
	g, err := s.DropLimits(c.UserContext(), c.Params("grant"))
	if err != nil {
		return err
	}
	return s.answerGrant(c, g)
}

func (s *Service) answerGrant(c *fiber.Ctx, g Grant) error {
	views, err := s.presentGrants(c.UserContext(), g)
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, views[0])
}
