package webhooks

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/web"
)

// listEvents answers the events that a webhook may choose.
//
//	@Summary	List the events of webhooks
//	@Tags		webhooks
//	@ID			listWebhookEvents
//	@Produce	json
//	@Success	200		{object}	eventList
//	@Failure	default	{object}	web.Problem
//	@Router		/webhook-events [get]
func (s *Service) listEvents(c *fiber.Ctx) error {
	list := eventList{Items: []eventView{}}
	for _, e := range Events() {
		list.Items = append(list.Items, eventView{Name: e.Name, Sentence: e.Sentence, Portal: e.Portal, Example: e.Example(s.PublicURL)})
	}
	return web.JSON(c, fiber.StatusOK, list)
}

// listAppWebhooks answers the webhooks of an app.
//
//	@Summary	List the webhooks of an app
//	@Tags		webhooks
//	@ID			listAppWebhooks
//	@Produce	json
//	@Param		app		path		string	true	"the app's id"
//	@Success	200		{object}	endpointList
//	@Failure	default	{object}	web.Problem
//	@Router		/apps/{app}/webhooks [get]
func (s *Service) listAppWebhooks(c *fiber.Ctx) error { return s.answerList(c, c.Params("app")) }

// createAppWebhook adds a webhook to an app.
//
//	@Summary		Add a webhook to an app
//	@Description	The secret that signs is shown in this answer and never again. Needs a person and a fresh passkey assertion.
//	@Tags			webhooks
//	@ID				createAppWebhook
//	@Accept			json
//	@Produce		json
//	@Param			app				path		string			true	"the app's id"
//	@Param			body			body		endpointCreate	true	"where to, and what"
//	@Param			Idempotency-Key	header		string			false	"makes a repeated request harmless for 24 hours"
//	@Success		201				{object}	endpointMade
//	@Failure		default			{object}	web.Problem
//	@Router			/apps/{app}/webhooks [post]
func (s *Service) createAppWebhook(c *fiber.Ctx) error { return s.create(c, c.Params("app")) }

// listPortalWebhooks answers the webhooks of the portal.
//
//	@Summary	List the webhooks of the portal
//	@Tags		webhooks
//	@ID			listPortalWebhooks
//	@Produce	json
//	@Success	200		{object}	endpointList
//	@Failure	default	{object}	web.Problem
//	@Router		/webhooks [get]
func (s *Service) listPortalWebhooks(c *fiber.Ctx) error { return s.answerList(c, "") }

// createPortalWebhook adds a webhook that hears of the whole portal.
//
//	@Summary		Add a webhook to the portal
//	@Description	It hears of every app. The secret that signs is shown in this answer and never again. Needs a person and a fresh passkey assertion.
//	@Tags			webhooks
//	@ID				createPortalWebhook
//	@Accept			json
//	@Produce		json
//	@Param			body			body		endpointCreate	true	"where to, and what"
//	@Param			Idempotency-Key	header		string			false	"makes a repeated request harmless for 24 hours"
//	@Success		201				{object}	endpointMade
//	@Failure		default			{object}	web.Problem
//	@Router			/webhooks [post]
func (s *Service) createPortalWebhook(c *fiber.Ctx) error { return s.create(c, "") }

func (s *Service) answerList(c *fiber.Ctx, app string) error {
	found, err := s.List(c.UserContext(), app)
	if err != nil {
		return err
	}
	views, err := s.present(c.UserContext(), found...)
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, endpointList{Items: views})
}

func (s *Service) create(c *fiber.Ctx, app string) error {
	body, err := web.Decode[endpointCreate](c)
	if err != nil {
		return err
	}
	made, err := s.Create(c.UserContext(), app, Draft(body))
	return s.answerMade(c, fiber.StatusCreated, made, err)
}

// getWebhook answers one webhook.
//
//	@Summary	Read a webhook
//	@Tags		webhooks
//	@ID			getWebhook
//	@Produce	json
//	@Param		webhook	path		string	true	"the webhook's id"
//	@Success	200		{object}	endpointView
//	@Failure	default	{object}	web.Problem
//	@Router		/webhooks/{webhook} [get]
func (s *Service) getWebhook(c *fiber.Ctx) error {
	found, err := s.Find(c.UserContext(), c.Params("webhook"))
	return s.answer(c, found, err)
}

// updateWebhook changes a webhook.
//
//	@Summary		Change a webhook
//	@Description	Another address goes with newSecret: the answer has the secret for whoever receives there, and the old one ends. Needs a person and a fresh passkey assertion.
//	@Tags			webhooks
//	@ID				updateWebhook
//	@Accept			json
//	@Produce		json
//	@Param			webhook		path		string			true	"the webhook's id"
//	@Param			If-Match	header		string			false	"the ETag that you read, or *"
//	@Param			body		body		endpointPatch	true	"what changes"
//	@Success		200			{object}	endpointMade
//	@Failure		default		{object}	web.Problem
//	@Router			/webhooks/{webhook} [patch]
func (s *Service) updateWebhook(c *fiber.Ctx) error {
	expected, overwrite, err := web.IfMatch(c)
	if err != nil {
		return err
	}
	body, err := web.Decode[endpointPatch](c)
	if err != nil {
		return err
	}
	p := Patch(body)
	made, err := s.Change(c.UserContext(), c.Params("webhook"), expected, overwrite, p)
	return s.answerMade(c, fiber.StatusOK, made, err)
}

// deleteWebhook removes a webhook.
//
//	@Summary	Delete a webhook with its log
//	@Tags		webhooks
//	@ID			deleteWebhook
//	@Param		webhook	path	string	true	"the webhook's id"
//	@Success	204
//	@Failure	default	{object}	web.Problem
//	@Router		/webhooks/{webhook} [delete]
func (s *Service) deleteWebhook(c *fiber.Ctx) error {
	if err := s.Remove(c.UserContext(), c.Params("webhook")); err != nil {
		return err
	}
	return web.NoContent(c)
}

// rotateWebhookSecret makes another secret.
//
//	@Summary		Rotate the secret of a webhook
//	@Description	Both secrets sign until the overlap ends. The new one is shown in this answer and never again. Needs a person and a fresh passkey assertion.
//	@Tags			webhooks
//	@ID				rotateWebhookSecret
//	@Accept			json
//	@Produce		json
//	@Param			webhook			path		string			true	"the webhook's id"
//	@Param			body			body		rotateRequest	true	"how long the old one signs too"
//	@Param			Idempotency-Key	header		string			false	"makes a repeated request harmless for 24 hours"
//	@Success		200				{object}	endpointMade
//	@Failure		default			{object}	web.Problem
//	@Router			/webhooks/{webhook}/rotate-secret [post]
func (s *Service) rotateWebhookSecret(c *fiber.Ctx) error {
	body, err := web.Decode[rotateRequest](c)
	if err != nil {
		return err
	}
	overlap := overlapDefault
	if body.OverlapSeconds != nil {
		overlap = time.Duration(*body.OverlapSeconds) * time.Second
	}
	made, err := s.RotateSecret(c.UserContext(), c.Params("webhook"), overlap)
	return s.answerMade(c, fiber.StatusOK, made, err)
}

// pauseWebhook holds a webhook back.
//
//	@Summary		Pause a webhook
//	@Description	What happens meanwhile waits until it is resumed.
//	@Tags			webhooks
//	@ID				pauseWebhook
//	@Produce		json
//	@Param			webhook	path		string	true	"the webhook's id"
//	@Success		200		{object}	endpointView
//	@Failure		default	{object}	web.Problem
//	@Router			/webhooks/{webhook}/pause [post]
func (s *Service) pauseWebhook(c *fiber.Ctx) error { return s.turn(c, s.Pause) }

// resumeWebhook lets a webhook go on.
//
//	@Summary		Resume a webhook
//	@Description	One that was paused or that the portal stopped. It answers to you from now on. Needs a person.
//	@Tags			webhooks
//	@ID				resumeWebhook
//	@Produce		json
//	@Param			webhook	path		string	true	"the webhook's id"
//	@Success		200		{object}	endpointView
//	@Failure		default	{object}	web.Problem
//	@Router			/webhooks/{webhook}/resume [post]
func (s *Service) resumeWebhook(c *fiber.Ctx) error { return s.turn(c, s.Resume) }

func (s *Service) turn(c *fiber.Ctx, act func(context.Context, string) (Endpoint, error)) error {
	if err := web.Empty(c); err != nil {
		return err
	}
	e, err := act(c.UserContext(), c.Params("webhook"))
	return s.answer(c, e, err)
}

func (s *Service) answer(c *fiber.Ctx, e Endpoint, err error) error {
	if err != nil {
		return err
	}
	views, err := s.present(c.UserContext(), e)
	if err != nil {
		return err
	}
	web.ETag(c, e.Version)
	return web.JSON(c, fiber.StatusOK, views[0])
}

// answerMade sends a webhook with its secret, which no cache may keep.
func (s *Service) answerMade(c *fiber.Ctx, status int, made Made, err error) error {
	if err != nil {
		return err
	}
	views, err := s.present(c.UserContext(), made.Endpoint)
	if err != nil {
		return err
	}
	web.ETag(c, made.Endpoint.Version)
	c.Set(fiber.HeaderCacheControl, "no-store")
	answer := endpointMade{Webhook: views[0]}
	if text := made.Secret.Reveal(); text != "" {
		answer.Secret = &text
	}
	return web.JSON(c, status, answer)
}
