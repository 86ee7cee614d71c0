package mydata

import (
	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/web"
)

// Routes answers the operations.
func (s *Service) Routes() []web.Route {
	return []web.Route{
		{Method: fiber.MethodPost, Path: "/me/export", SignedIn: true, PersonOnly: true, StepUp: true, BeforeTerms: true, Streams: true, Bucket: web.BucketExport, Handler: s.exportMyData},
	}
}

// exportMyData answers what the portal knows of the caller.
//
// @Summary     Export my data
// @Description Everything that the portal keeps of the person who asks, as one document: account, passkeys, sessions, teams, apps with
// @Description their tokens and OAuth clients, requests, notices, mails, choices and what they did by the audit log. Never a secret.
// @Description A document without the member complete at its end was cut off.
// @Tags        me
// @ID          exportMyData
// @Accept      json
// @Produce     json
// @Success     200 {object} MyData
// @Failure     default {object} web.Problem
// @Router      /me/export [post]
func (s *Service) exportMyData(c *fiber.Ctx) error {
	if err := web.Empty(c); err != nil {
		return err
	}
	text, err := s.Export(c.UserContext())
	if err != nil {
		return err
	}
	web.Attach(c, fiber.MIMEApplicationJSON, "my-data.json", text)
	return nil
}
