package webhooks

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/web"
)

// testWebhook sends a test event.
//
//	@Summary		Send a test event
//	@Description	At once and once, also to a webhook that is paused. The answer says what came of it. Needs a person.
//	@Tags			webhooks
//	@ID				testWebhook
//	@Produce		json
//	@Param			webhook	path		string	true	"the webhook's id"
//	@Success		200		{object}	deliveryView
//	@Failure		default	{object}	web.Problem
//	@Router			/webhooks/{webhook}/test [post]
func (s *Service) testWebhook(c *fiber.Ctx) error {
	if err := web.Empty(c); err != nil {
		return err
	}
	d, err := s.Test(c.UserContext(), c.Params("webhook"))
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, presentDelivery(d))
}

// listDeliveries answers the log of a webhook.
//
//	@Summary	List the deliveries of a webhook, newest first
//	@Tags		webhooks
//	@ID			listWebhookDeliveries
//	@Produce	json
//	@Param		webhook	path		string	true	"the webhook's id"
//	@Param		state	query		string	false	"only those in this state"	Enums(waiting, delivered, failed)
//	@Param		event	query		string	false	"only those of this event"
//	@Param		cursor	query		string	false	"the next of the page before"
//	@Param		limit	query		integer	false	"1 to 200, 50 without"
//	@Success	200		{object}	deliveryPage
//	@Failure	default	{object}	web.Problem
//	@Router		/webhooks/{webhook}/deliveries [get]
func (s *Service) listDeliveries(c *fiber.Ctx) error {
	r, err := web.Page(c)
	if err != nil {
		return err
	}
	asked := Asked{State: DeliveryState(c.Query("state")), Event: c.Query("event")}
	if !slices.Contains([]DeliveryState{"", Waiting, Delivered, Failed}, asked.State) {
		return fault.ErrInvalid.With(fault.Bad("/state", "A delivery is waiting, delivered or failed."))
	}
	found, next, err := s.Log(c.UserContext(), c.Params("webhook"), asked, r)
	if err != nil {
		return err
	}
	answer := deliveryPage{Items: []deliveryView{}, Next: next}
	for _, d := range found {
		answer.Items = append(answer.Items, presentDelivery(d))
	}
	return web.JSON(c, fiber.StatusOK, answer)
}

// getDelivery answers one delivery with what was sent.
//
//	@Summary	Read a delivery of a webhook
//	@Tags		webhooks
//	@ID			getWebhookDelivery
//	@Produce	json
//	@Param		webhook		path		string	true	"the webhook's id"
//	@Param		delivery	path		string	true	"the delivery's id"
//	@Success	200			{object}	deliveryView
//	@Failure	default		{object}	web.Problem
//	@Router		/webhooks/{webhook}/deliveries/{delivery} [get]
func (s *Service) getDelivery(c *fiber.Ctx) error {
	d, err := s.Delivery(c.UserContext(), c.Params("webhook"), c.Params("delivery"))
	if err != nil {
		return err
	}
	view := presentDelivery(d)
	view.Body = d.Body
	return web.JSON(c, fiber.StatusOK, view)
}

// replayDelivery sends one delivery again.
//
//	@Summary		Replay a delivery of a webhook
//	@Description	One that was delivered or failed, with the webhook-id that it had. Needs a person.
//	@Tags			webhooks
//	@ID				replayWebhookDelivery
//	@Produce		json
//	@Param			webhook		path		string	true	"the webhook's id"
//	@Param			delivery	path		string	true	"the delivery's id"
//	@Success		200			{object}	deliveryView
//	@Failure		default		{object}	web.Problem
//	@Router			/webhooks/{webhook}/deliveries/{delivery}/replay [post]
func (s *Service) replayDelivery(c *fiber.Ctx) error {
	if err := web.Empty(c); err != nil {
		return err
	}
	d, err := s.Replay(c.UserContext(), c.Params("webhook"), c.Params("delivery"))
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, presentDelivery(d))
}

// replayFailed sends again what failed.
//
//	@Summary		Replay what failed since a time
//	@Description	Everything that was given up, each with the webhook-id that it had. Needs a person.
//	@Tags			webhooks
//	@ID				replayWebhookFailures
//	@Accept			json
//	@Produce		json
//	@Param			webhook	path		string			true	"the webhook's id"
//	@Param			body	body		replayRequest	true	"since when"
//	@Success		200		{object}	replayed
//	@Failure		default	{object}	web.Problem
//	@Router			/webhooks/{webhook}/replay [post]
func (s *Service) replayFailed(c *fiber.Ctx) error {
	body, err := web.Decode[replayRequest](c)
	if err != nil {
		return err
	}
	n, err := s.ReplayFailed(c.UserContext(), c.Params("webhook"), body.Since)
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, replayed{Deliveries: n})
}
