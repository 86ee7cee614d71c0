package notify

import (
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/mail"
	"github.com/gatehouse-dev/gatehouse/backend/web"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// LetterView is the text of one kind of mail. In lists the bodies are left out.
type LetterView struct {
	Name    string `json:"name" example:"token-created"`
	When    string `json:"when" example:"A token or an OAuth client is made."`
	Subject string `json:"subject" example:"A token was made for {{.App}}"`
	Body    string `json:"body,omitempty"`
	// ShippedSubject and ShippedBody are the text that comes with Gatehouse.
	ShippedSubject string `json:"shippedSubject,omitempty"`
	ShippedBody    string `json:"shippedBody,omitempty"`
	Edited         bool   `json:"edited"`
	// Values are those that it may show, Needs those without which it is of no use.
	Values []string `json:"values" example:"Portal,Name,Link"`
	Needs  []string `json:"needs" example:"Link"`
	// Mistakes are in an edited text that the shipped one has outgrown: the shipped one is sent until they are mended.
	Mistakes  []string   `json:"mistakes"`
	Version   int64      `json:"version" example:"0"`
	UpdatedAt *time.Time `json:"updatedAt,omitempty" format:"date-time"`
} //@name MailTemplate

// LetterList is every kind of mail.
type LetterList struct {
	Items []LetterView `json:"items"`
} //@name MailTemplates

// LetterRequest is the text that an operator writes for a kind of mail.
type LetterRequest struct {
	Subject string `json:"subject" validate:"required" example:"A token was made for {{.App}}"`
	Body    string `json:"body" validate:"required"`
} //@name MailTemplateRequest

// LetterPreview is what a text becomes with made-up values.
type LetterPreview struct {
	Subject string `json:"subject"`
	Text    string `json:"text"`
	HTML    string `json:"html"`
} //@name MailTemplatePreview

func (s *Service) letterRoutes() []web.Route {
	const path = "/mail-templates/:template"
	return []web.Route{
		{Method: fiber.MethodGet, Path: "/mail-templates", Permission: rbac.MailsRead, Handler: s.listMailTemplates},
		{Method: fiber.MethodGet, Path: path, Permission: rbac.MailsRead, Handler: s.getMailTemplate},
		{Method: fiber.MethodPut, Path: path, Permission: rbac.SettingsWrite, StepUp: true, Handler: s.saveMailTemplate},
		{Method: fiber.MethodDelete, Path: path, Permission: rbac.SettingsWrite, StepUp: true, Handler: s.resetMailTemplate},
		{Method: fiber.MethodPost, Path: path + "/preview", Permission: rbac.SettingsWrite, Unaudited: "it changes nothing", Handler: s.previewMailTemplate},
	}
}

func showLetter(l Letter) LetterView {
	v := LetterView{
		Name: l.Name, When: l.When, Subject: l.Subject, Edited: l.Edited, Values: l.Known(), Needs: append([]string{}, l.Needs...),
		Mistakes: []string{}, Version: l.Version,
	}
	for _, m := range l.Mistakes {
		v.Mistakes = append(v.Mistakes, place(m))
	}
	if !l.UpdatedAt.IsZero() {
		v.UpdatedAt = &l.UpdatedAt
	}
	return v
}

func answerLetter(c *fiber.Ctx, l Letter) error {
	v := showLetter(l)
	v.Body, v.ShippedSubject, v.ShippedBody = l.Body, l.ShippedSubject, l.ShippedBody
	web.ETag(c, l.Version)
	return web.JSON(c, fiber.StatusOK, v)
}

// place says a mistake with where it is.
func place(m mail.Mistake) string {
	if m.InSubject {
		return m.Text
	}
	return "Line " + strconv.Itoa(m.Line) + ": " + m.Text
}

// listMailTemplates lists the kinds of mail.
//
// @Summary     List the texts of mails
// @Tags        operations
// @ID          listMailTemplates
// @Produce     json
// @Success     200 {object} LetterList
// @Failure     default {object} web.Problem
// @Router      /mail-templates [get]
func (s *Service) listMailTemplates(c *fiber.Ctx) error {
	all, err := s.Letters(c.UserContext())
	if err != nil {
		return err
	}
	answer := LetterList{Items: make([]LetterView, len(all))}
	for i, l := range all {
		answer.Items[i] = showLetter(l)
	}
	return web.JSON(c, fiber.StatusOK, answer)
}

// getMailTemplate answers the text of one kind of mail.
//
// @Summary     Read the text of a mail
// @Tags        operations
// @ID          getMailTemplate
// @Produce     json
// @Param       template path string true "The template's name"
// @Success     200 {object} LetterView
// @Failure     default {object} web.Problem
// @Router      /mail-templates/{template} [get]
func (s *Service) getMailTemplate(c *fiber.Ctx) error {
	l, err := s.Letter(c.UserContext(), web.Param(c, "template"))
	if err != nil {
		return err
	}
	return answerLetter(c, l)
}

// saveMailTemplate writes the text of one kind of mail.
//
// @Summary     Write the text of a mail
// @Description A text shows values as {{.Name}} and leaves parts out with {{if .Name}}…{{else}}…{{end}}; nothing else can stand between braces. Every mistake is answered with its line.
// @Tags        operations
// @ID          saveMailTemplate
// @Accept      json
// @Produce     json
// @Param       template path string true "The template's name"
// @Param       If-Match header string false "the ETag that you read, or *"
// @Param       body body LetterRequest true "The text"
// @Success     200 {object} LetterView
// @Failure     default {object} web.Problem
// @Router      /mail-templates/{template} [put]
func (s *Service) saveMailTemplate(c *fiber.Ctx) error {
	expected, overwrite, err := web.IfMatch(c)
	if err != nil {
		return err
	}
	r, err := web.Decode[LetterRequest](c)
	if err != nil {
		return err
	}
	l, err := s.SaveLetter(c.UserContext(), web.Param(c, "template"), expected, overwrite, r.Subject, r.Body)
	if err != nil {
		return err
	}
	return answerLetter(c, l)
}

// resetMailTemplate goes back to the shipped text.
//
// @Summary     Go back to the shipped text of a mail
// @Tags        operations
// @ID          resetMailTemplate
// @Produce     json
// @Param       template path string true "The template's name"
// @Param       If-Match header string false "the ETag that you read, or *"
// @Success     200 {object} LetterView
// @Failure     default {object} web.Problem
// @Router      /mail-templates/{template} [delete]
func (s *Service) resetMailTemplate(c *fiber.Ctx) error {
	expected, overwrite, err := web.IfMatch(c)
	if err != nil {
		return err
	}
	l, err := s.ResetLetter(c.UserContext(), web.Param(c, "template"), expected, overwrite)
	if err != nil {
		return err
	}
	return answerLetter(c, l)
}

// previewMailTemplate shows what a text becomes.
//
// @Summary     See what a text of a mail becomes
// @Description Shows the text with made-up values, as plain text and as a page, and answers every mistake with its line.
// @Tags        operations
// @ID          previewMailTemplate
// @Accept      json
// @Produce     json
// @Param       template path string true "The template's name"
// @Param       body body LetterRequest true "The text"
// @Success     200 {object} LetterPreview
// @Failure     default {object} web.Problem
// @Router      /mail-templates/{template}/preview [post]
func (s *Service) previewMailTemplate(c *fiber.Ctx) error {
	r, err := web.Decode[LetterRequest](c)
	if err != nil {
		return err
	}
	m, err := s.PreviewLetter(c.UserContext(), web.Param(c, "template"), r.Subject, r.Body)
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, LetterPreview{Subject: m.Subject, Text: m.Text, HTML: m.HTML})
}
