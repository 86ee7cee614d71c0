package notify

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/web"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// NoticeView is a notice as its reader sees it.
type NoticeView struct {
	ID        string    `json:"id" example:"ntc_01kb3w6t5ye8b9x3v7q2n4m1rz"`
	Kind      string    `json:"kind" example:"access.approved"`
	Title     string    `json:"title"`
	Body      string    `json:"body"`
	Link      string    `json:"link,omitempty" example:"/apps"`
	Read      bool      `json:"read"`
	CreatedAt time.Time `json:"createdAt"`
} // @name Notice

// NoticePage is one page of notices.
type NoticePage struct {
	Items []NoticeView `json:"items"`
	Next  string       `json:"next"`
}

// NoticesRead names the notices that were read; none means all.
type NoticesRead struct {
	IDs []string `json:"ids,omitempty" validate:"max=200"`
}

// MailView is a mail as an operator sees it. Its text is empty once it was sent.
type MailView struct {
	ID        string    `json:"id" example:"mal_01kb3w6t5ye8b9x3v7q2n4m1rz"`
	To        string    `json:"to" example:"ada@example.com"`
	Subject   string    `json:"subject"`
	Text      string    `json:"text"`
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

// Routes answers the operations on notices and mails.
func (s *Service) Routes() []web.Route {
	const ownList = "it only marks the reader's own list"
	return []web.Route{
		{Method: fiber.MethodGet, Path: "/me/notices", SignedIn: true, PersonOnly: true, Handler: s.listNotices},
		{Method: fiber.MethodPost, Path: "/me/notices/read", SignedIn: true, PersonOnly: true, Unaudited: ownList, Handler: s.readNotices},
		{Method: fiber.MethodGet, Path: "/mails", Permission: rbac.MailsRead, Handler: s.listMails},
		{Method: fiber.MethodPost, Path: "/mails/test", Permission: rbac.SettingsWrite, Bucket: web.BucketMail, Handler: s.sendTestMail},
	}
}

// listNotices lists the caller's notices.
//
// @Summary     List my notices
// @Tags        me
// @ID          listNotices
// @Produce     json
// @Param       cursor query string false "next of the page before"
// @Param       limit  query int    false "How many, at most 200" default(50)
// @Success     200 {object} NoticePage
// @Failure     default {object} web.Problem
// @Router      /me/notices [get]
func (s *Service) listNotices(c *fiber.Ctx) error {
	r, err := web.Page(c)
	if err != nil {
		return err
	}
	found, next, err := s.Notices(c.UserContext(), rbac.From(c.UserContext()).AccountID(), r)
	if err != nil {
		return err
	}
	answer := NoticePage{Items: make([]NoticeView, len(found)), Next: next}
	for i, n := range found {
		answer.Items[i] = NoticeView{
			ID: n.ID, Kind: n.Notice.Kind, Title: n.Notice.Title, Body: n.Notice.Body, Link: n.Notice.Link,
			Read: n.ReadAt != nil, CreatedAt: n.CreatedAt,
		}
	}
	return web.JSON(c, fiber.StatusOK, answer)
}

// readNotices marks notices as read.
//
// @Summary     Mark my notices as read
// @Tags        me
// @ID          readNotices
// @Accept      json
// @Param       body body NoticesRead true "Which; none means all"
// @Success     204
// @Failure     default {object} web.Problem
// @Router      /me/notices/read [post]
func (s *Service) readNotices(c *fiber.Ctx) error {
	r, err := web.Decode[NoticesRead](c)
	if err != nil {
		return err
	}
	if err := s.MarkRead(c.UserContext(), rbac.From(c.UserContext()).AccountID(), r.IDs); err != nil {
		return err
	}
	return web.NoContent(c)
}

// listMails lists mails.
//
// @Summary     List mails
// @Description Where no mail server is configured, mails are kept here for an operator to pass on.
// @Tags        operations
// @ID          listMails
// @Produce     json
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
	found, next, err := s.Mails(c.UserContext(), r)
	if err != nil {
		return err
	}
	answer := MailPage{Items: make([]MailView, len(found)), Next: next}
	for i, m := range found {
		answer.Items[i] = MailView{ID: m.ID, To: m.To, Subject: m.Subject, Text: m.Text, State: m.State, CreatedAt: m.CreatedAt, Error: m.Error}
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
