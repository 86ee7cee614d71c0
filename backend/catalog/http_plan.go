package catalog

import (
	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/web"
)

// listPlans answers the plans of an API.
//
//	@Summary	List plans
//	@Tags		plans
//	@ID			listPlans
//	@Produce	json
//	@Param		api		path		string	true	"id or slug"
//	@Success	200		{object}	planPage
//	@Failure	default	{object}	web.Problem
//	@Router		/apis/{api}/plans [get]
func (s *Service) listPlans(c *fiber.Ctx) error {
	found, err := s.Plans(c.UserContext(), param(c, "api"))
	if err != nil {
		return err
	}
	answer := planPage{Items: make([]planJSON, len(found.Items)), Next: found.Next}
	for i, p := range found.Items {
		answer.Items[i] = showPlan(p)
	}
	return web.JSON(c, fiber.StatusOK, answer)
}

// createPlan adds a plan.
//
//	@Summary	Create a plan
//	@Tags		plans
//	@ID			createPlan
//	@Accept		json
//	@Produce	json
//	@Param		api				path		string		true	"id or slug"
//	@Param		body			body		planRequest	true	"the plan"
//	@Param		Idempotency-Key	header		string		false	"makes a repeated request harmless for 24 hours"
//	@Success	201				{object}	planJSON
//	@Failure	default			{object}	web.Problem
//	@Router		/apis/{api}/plans [post]
func (s *Service) createPlan(c *fiber.Ctx) error {
	body, err := web.Decode[planRequest](c)
	if err != nil {
		return err
	}
	plan, err := s.CreatePlan(c.UserContext(), param(c, "api"), PlanDraft(body))
	if err != nil {
		return err
	}
	web.ETag(c, plan.Version)
	return web.JSON(c, fiber.StatusCreated, showPlan(plan))
}

// updatePlan replaces what a plan says.
//
//	@Summary		Change a plan
//	@Description	The body replaces all of the plan. Grants on it obey the new limits at once.
//	@Tags			plans
//	@ID				updatePlan
//	@Accept			json
//	@Produce		json
//	@Param			api			path		string		true	"id or slug"
//	@Param			plan		path		string		true	"the plan's id"
//	@Param			If-Match	header		string		false	"the ETag that you read, or *"
//	@Param			body		body		planRequest	true	"the plan"
//	@Success		200			{object}	planJSON
//	@Failure		default		{object}	web.Problem
//	@Router			/apis/{api}/plans/{plan} [patch]
func (s *Service) updatePlan(c *fiber.Ctx) error {
	expected, overwrite, err := web.IfMatch(c)
	if err != nil {
		return err
	}
	body, err := web.Decode[planRequest](c)
	if err != nil {
		return err
	}
	plan, err := s.ChangePlan(c.UserContext(), param(c, "api"), param(c, "plan"), expected, overwrite, PlanDraft(body))
	if err != nil {
		return err
	}
	web.ETag(c, plan.Version)
	return web.JSON(c, fiber.StatusOK, showPlan(plan))
}

// deletePlan removes a plan.
//
//	@Summary		Delete a plan
//	@Description	Refused while grants or requests refer to it.
//	@Tags			plans
//	@ID				deletePlan
//	@Param			api		path	string	true	"id or slug"
//	@Param			plan	path	string	true	"the plan's id"
//	@Success		204
//	@Failure		default	{object}	web.Problem
//	@Router			/apis/{api}/plans/{plan} [delete]
func (s *Service) deletePlan(c *fiber.Ctx) error {
	if err := s.RemovePlan(c.UserContext(), param(c, "api"), param(c, "plan")); err != nil {
		return err
	}
	return web.NoContent(c)
}
