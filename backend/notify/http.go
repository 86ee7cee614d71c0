package notify

import (
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/web"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// NoticeView is a notice as its reader sees it.
type NoticeView struct {
	ID        string    `json:"id" example:"ntc_01kb3w6t5ye8b9x3v7q2n4m1rz"`
	Kind      string    `json:"kind" example:"access.approved"`
	Topic     Topic     `json:"topic" enums:"security,account,tokens,access,queue,apis,upkeep,portal,other" swaggertype:"string"`
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

// NoticesRead names the notices that were read; none means all of the topic (or of every topic) up to the one that was seen.
type NoticesRead struct {
	IDs   []string `json:"ids,omitempty" validate:"max=200"`
	Topic Topic    `json:"topic,omitempty" enums:"security,account,tokens,access,queue,apis,upkeep,portal,other" swaggertype:"string"`
	// UpTo is the newest notice that was seen; what came after it stays unread.
	UpTo string `json:"upTo,omitempty" validate:"max=64" example:"ntc_01kb3w6t5ye8b9x3v7q2n4m1rz"`
}

// Routes answers the operations on notices, mails and their texts.
func (s *Service) Routes() []web.Route {
	const ownList = "it only marks the reader's own list"
	return append([]web.Route{
		{Method: fiber.MethodGet, Path: "/me/notices", SignedIn: true, PersonOnly: true, Handler: s.listNotices},
		{Method: fiber.MethodPost, Path: "/me/notices/read", SignedIn: true, PersonOnly: true, Unaudited: ownList, Handler: s.readNotices},
		{Method: fiber.MethodGet, Path: "/me/notice-preferences", SignedIn: true, PersonOnly: true, Handler: s.listNoticePreferences},
		{Method: fiber.MethodPut, Path: "/me/notice-preferences/:topic", SignedIn: true, PersonOnly: true, Handler: s.setNoticePreference},
	}, s.mailRoutes()...)
}

// listNotices lists the caller's notices.
//
// @Summary     List my notices
// @Tags        me
// @ID          listNotices
// @Produce     json
// @Param       unread query bool   false "Only what was not read yet"
// @Param       topic  query string false "Only one kind" Enums(security, account, tokens, access, queue, apis, upkeep, portal, other)
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
	f, err := filter(c)
	if err != nil {
		return err
	}
	found, next, err := s.Notices(c.UserContext(), rbac.From(c.UserContext()).AccountID(), f, r)
	if err != nil {
		return err
	}
	answer := NoticePage{Items: make([]NoticeView, len(found)), Next: next}
	for i, n := range found {
		answer.Items[i] = NoticeView{
			ID: n.ID, Kind: n.Notice.Kind, Topic: n.Topic, Title: n.Notice.Title, Body: n.Notice.Body, Link: n.Notice.Link,
			Read: n.ReadAt != nil, CreatedAt: n.CreatedAt,
		}
	}
	return web.JSON(c, fiber.StatusOK, answer)
}

func filter(c *fiber.Ctx) (Filter, error) {
	f := Filter{Topic: Topic(c.Query("topic"))}
	if f.Topic != "" && !slices.Contains(Topics(), f.Topic) {
		return f, ErrNoTopic
	}
	switch c.Query("unread") {
	case "", "false":
	case "true":
		f.Unread = true
	default:
		return f, fault.ErrInvalid.With(fault.Bad("/unread", "unread is true or false."))
	}
	return f, nil
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
	if r.Topic != "" && !slices.Contains(Topics(), r.Topic) {
		return ErrNoTopic
	}
	if err := s.MarkRead(c.UserContext(), rbac.From(c.UserContext()).AccountID(), r.IDs, r.Topic, r.UpTo); err != nil {
		return err
	}
	return web.NoContent(c)
}
