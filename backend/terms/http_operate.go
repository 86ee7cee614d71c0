package terms

import (
	"bytes"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/web"
)

// AcceptanceView is one acceptance of the policy.
type AcceptanceView struct {
	Account    string    `json:"account" example:"acc_01kb3w6t5ye8b9x3v7q2n4m1rz"`
	Name       string    `json:"name" example:"Ada Palmer"`
	Version    int64     `json:"version" example:"2"`
	AcceptedAt time.Time `json:"acceptedAt" format:"date-time"`
	Place      string    `json:"place" enums:"sign-up,portal"`
} //@name TermsAcceptance

// AcceptancePage is one page of acceptances, with how many people have accepted what is asked of them.
type AcceptancePage struct {
	Items    []AcceptanceView `json:"items"`
	Next     string           `json:"next"`
	Accepted int64            `json:"accepted" example:"12"`
	People   int64            `json:"people" example:"14"`
} //@name TermsAcceptances

// publishTerms publishes a text.
//
//	@Summary		Publish a version of the acceptable-use policy
//	@Description	With asks, everybody has to accept it before they change anything again; the first version always asks.
//	@Tags			terms
//	@ID				publishTerms
//	@Accept			json
//	@Produce		json
//	@Param			If-Match	header		string		false	"the ETag of the policy that you read, or *"
//	@Param			body		body		TextRequest	true	"the text"
//	@Success		201			{object}	TextView
//	@Failure		default		{object}	web.Problem
//	@Router			/terms/versions [post]
func (s *Service) publishTerms(c *fiber.Ctx) error {
	expected, overwrite, err := web.IfMatch(c)
	if err != nil {
		return err
	}
	r, err := web.Decode[TextRequest](c)
	if err != nil {
		return err
	}
	t, err := s.Publish(c.UserContext(), expected, overwrite, Text{Markdown: r.Markdown, Summary: r.Summary, Asks: r.Asks})
	if err != nil {
		return err
	}
	return s.answer(c, fiber.StatusCreated, t)
}

// previewTerms answers a text as readers would see it.
//
//	@Summary	Preview the acceptable-use policy
//	@Tags		terms
//	@ID			previewTerms
//	@Accept		json
//	@Produce	json
//	@Param		body	body		PreviewRequest	true	"the text"
//	@Success	200		{object}	PreviewView
//	@Failure	default	{object}	web.Problem
//	@Router		/terms/preview [post]
func (s *Service) previewTerms(c *fiber.Ctx) error {
	r, err := web.Decode[PreviewRequest](c)
	if err != nil {
		return err
	}
	html, err := s.Draft(r.Markdown)
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, PreviewView{HTML: html})
}

// listTermsAcceptances answers who accepted which version.
//
//	@Summary	List who accepted the acceptable-use policy
//	@Tags		terms
//	@ID			listTermsAcceptances
//	@Produce	json
//	@Param		cursor	query		string	false	"next of the page before"
//	@Param		limit	query		int		false	"How many, at most 200"	default(50)
//	@Success	200		{object}	AcceptancePage
//	@Failure	default	{object}	web.Problem
//	@Router		/terms/acceptances [get]
func (s *Service) listTermsAcceptances(c *fiber.Ctx) error {
	r, err := web.Page(c)
	if err != nil {
		return err
	}
	found, err := s.Acceptances(c.UserContext(), r)
	if err != nil {
		return err
	}
	names, err := s.names(c.UserContext(), found.Items)
	if err != nil {
		return err
	}
	standing, err := s.Standing(c.UserContext())
	if err != nil {
		return err
	}
	answer := AcceptancePage{Items: make([]AcceptanceView, len(found.Items)), Next: found.Next, Accepted: standing.Accepted, People: standing.People}
	for i, a := range found.Items {
		answer.Items[i] = AcceptanceView{Account: a.Account, Name: names[a.Account], Version: a.Version, AcceptedAt: a.At, Place: a.Place}
	}
	return web.JSON(c, fiber.StatusOK, answer)
}

// exportTermsAcceptances answers every acceptance as a table.
//
//	@Summary		Export who accepted the acceptable-use policy
//	@Description	Each line has the SHA-256 of the text that was accepted.
//	@Tags			terms
//	@ID				exportTermsAcceptances
//	@Produce		text/csv
//	@Success		200		{string}	string
//	@Failure		default	{object}	web.Problem
//	@Router			/terms/acceptances.csv [get]
func (s *Service) exportTermsAcceptances(c *fiber.Ctx) error {
	var body bytes.Buffer
	if err := s.ExportCSV(c.UserContext(), &body); err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "text/csv; charset=utf-8; header=present")
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="acceptances.csv"`)
	return c.Status(fiber.StatusOK).Send(body.Bytes())
}
