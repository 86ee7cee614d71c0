package notify

import (
	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/web"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// ChoiceView is what the caller wants of one topic. A locked one can't be changed.
type ChoiceView struct {
	Topic  Topic    `json:"topic" enums:"security,account,tokens,access,queue,apis,upkeep,portal,other" swaggertype:"string"`
	InApp  bool     `json:"inApp"`
	Mail   Delivery `json:"mail" enums:"now,daily,weekly,off" swaggertype:"string"`
	Locked bool     `json:"locked"`
} //@name NoticePreference

// ChoiceList is what the caller wants of every topic.
type ChoiceList struct {
	Items []ChoiceView `json:"items"`
	// DigestZone is the time zone by whose clocks digests are sent at 07:00.
	DigestZone string `json:"digestZone" example:"Europe/Vienna"`
} //@name NoticePreferences

// ChoiceRequest says where notices of a topic go.
type ChoiceRequest struct {
	InApp *bool    `json:"inApp" validate:"required"`
	Mail  Delivery `json:"mail" validate:"required" enums:"now,daily,weekly,off" swaggertype:"string"`
} //@name NoticePreferenceRequest

// listNoticePreferences lists what reaches the caller, and how.
//
// @Summary     List what reaches me
// @Tags        me
// @ID          listNoticePreferences
// @Produce     json
// @Success     200 {object} ChoiceList
// @Failure     default {object} web.Problem
// @Router      /me/notice-preferences [get]
func (s *Service) listNoticePreferences(c *fiber.Ctx) error {
	all, err := s.Choices(c.UserContext(), rbac.From(c.UserContext()).AccountID())
	if err != nil {
		return err
	}
	answer := ChoiceList{Items: make([]ChoiceView, len(all)), DigestZone: s.zone().String()}
	for i, choice := range all {
		answer.Items[i] = ChoiceView(choice)
	}
	return web.JSON(c, fiber.StatusOK, answer)
}

// setNoticePreference changes how notices of a topic reach the caller.
//
// @Summary     Choose how notices reach me
// @Description A digest is sent at 07:00 UTC, the weekly one on Mondays; it leaves out what was read in the portal before. Notices about security can't be switched off.
// @Tags        me
// @ID          setNoticePreference
// @Accept      json
// @Produce     json
// @Param       topic path string true "The kind of notices" Enums(security, account, tokens, access, queue, apis, upkeep, portal, other)
// @Param       body body ChoiceRequest true "Where they go"
// @Success     200 {object} ChoiceView
// @Failure     default {object} web.Problem
// @Router      /me/notice-preferences/{topic} [put]
func (s *Service) setNoticePreference(c *fiber.Ctx) error {
	r, err := web.Decode[ChoiceRequest](c)
	if err != nil {
		return err
	}
	wanted := Choice{Topic: Topic(web.Param(c, "topic")), InApp: *r.InApp, Mail: r.Mail}
	made, err := s.Choose(c.UserContext(), rbac.From(c.UserContext()).AccountID(), wanted)
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, ChoiceView(made))
}
