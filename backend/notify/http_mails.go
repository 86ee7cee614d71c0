package notify

import (
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/web"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// MailView is a mail as an operator sees it. Its text is empty once it was sent.
type MailView struct {
	ID        string    `json:"id" example:"mal_01kb3w6t5ye8b9x3v7q2n4m1rz"`
	To        string    `json:"to" example:"ada@example.com"`
	Subject   string    `json:"subject"`
	Text      string    `json:"text"`
	Template  string    `json:"template" example:"token-created"`
	Attempts  int64     `json:"attempts" example:"1"`
	State     State     `json:"state" enums:"kept,queued,sent,failed" swaggertype:"string"`
	CreatedAt time.Time `json:"createdAt"`
	Error     string    `json:"error,omitempty"`
} // @name Mail

// MailPage is one page of mails.
type MailPage struct {
	Items []MailView `json:"items"`
	Next  string     `json:"next"`
}

// TestMailRequest says where the test mail goes.
type TestMailRequest struct {
	To string `json:"to" validate:"required,max=254" example:"ada@example.com"`
}

// MailsRetried says how many mails go out again.
type MailsRetried struct {
	Mails int `json:"mails" example:"12"`
}

func (s *Service) mailRoutes() []web.Route {
	return append([]web.Route{
		{Method: fiber.MethodGet, Path: "/mails", Permission: rbac.MailsRead, Handler: s.listMails},
		{Method: fiber.MethodPost, Path: "/mails/test", Permission: rbac.SettingsWrite, Bucket: web.BucketMail, Handler: s.sendTestMail},
		{Method: fiber.MethodPost, Path: "/mails/retry", Permission: rbac.SettingsWrite, Bucket: web.BucketMail, Handler: s.retryFailedMails},
		{Method: fiber.MethodPost, Path: "/mails/:mail/retry", Permission: rbac.SettingsWrite, Bucket: web.BucketMail, Handler: s.retryMail},
	}, s.letterRoutes()...)
}

func showMail(m Mail) MailView {
	return MailView{
		ID: m.ID, To: m.To, Subject: m.Subject, Text: m.Text, Template: m.Template, Attempts: m.Attempts, State: m.State,
		CreatedAt: m.CreatedAt, Error: m.Error,
	}
}

// listMails lists mails.
//
// @Summary     List mails
// @Description Where no mail server is configured, mails are kept here for an operator to pass on.
// @Tags        operations
// @ID          listMails
// @Produce     json
// @Param       state  query string false "Only those in a state" Enums(kept, queued, sent, failed)
// @Param       cursor query string false "next of the page before"
// @Param       limit  query int    false "How many, at most 200" default(50)
// @Success     200 {object} MailPage
// @Failure     default {object} web.Problem
// @Router      /mails [get]
func (s *Service) listMails(c *fiber.Ctx) error {
	r, err := web.Page(c)
	if err != nil {
		return err
	}
	state := State(c.Query("state"))
	if !slices.Contains([]State{"", Kept, Queued, Sent, Failed}, state) {
		return fault.ErrInvalid.With(fault.Bad("/state", "A mail is kept, queued, sent or failed."))
	}
	found, next, err := s.Mails(c.UserContext(), state, r)
	if err != nil {
		return err
	}
	answer := MailPage{Items: make([]MailView, len(found)), Next: next}
	for i, m := range found {
		answer.Items[i] = showMail(m)
	}
	return web.JSON(c, fiber.StatusOK, answer)
}

// sendTestMail sends a test mail.
//
// @Summary     Send a test mail
// @Tags        operations
// @ID          sendTestMail
// @Accept      json
// @Param       body body TestMailRequest true "Where to"
// @Success     202
// @Failure     default {object} web.Problem
// @Router      /mails/test [post]
func (s *Service) sendTestMail(c *fiber.Ctx) error {
	r, err := web.Decode[TestMailRequest](c)
	if err != nil {
		return err
	}
	if err := s.SendTest(c.UserContext(), r.To); err != nil {
		return err
	}
	c.Status(fiber.StatusAccepted)
	return nil
}

// retryMail sends a mail once more.
//
// @Summary     Send a mail once more
// @Description For mails that failed, and for kept ones when a mail server is configured. A link in an old mail may have expired.
// @Tags        operations
// @ID          retryMail
// @Accept      json
// @Produce     json
// @Param       mail path string true "The mail's id"
// @Success     200 {object} MailView
// @Failure     default {object} web.Problem
// @Router      /mails/{mail}/retry [post]
func (s *Service) retryMail(c *fiber.Ctx) error {
	if err := web.Empty(c); err != nil {
		return err
	}
	m, err := s.Retry(c.UserContext(), web.Param(c, "mail"))
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, showMail(m))
}

// retryFailedMails sends the mails that failed once more.
//
// @Summary     Send all failed mails once more
// @Description Takes the oldest 500; call it again for more.
// @Tags        operations
// @ID          retryFailedMails
// @Accept      json
// @Produce     json
// @Success     200 {object} MailsRetried
// @Failure     default {object} web.Problem
// @Router      /mails/retry [post]
func (s *Service) retryFailedMails(c *fiber.Ctx) error {
	if err := web.Empty(c); err != nil {
		return err
	}
	n, err := s.RetryFailed(c.UserContext())
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, MailsRetried{Mails: n})
}
