package catalog

import (
	"mime"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/web"
	"github.com/gatehouse-dev/gatehouse/openapi/lint"
)

type lintRule struct {
	ID       string `json:"id" example:"operation-summary"`
	Group    string `json:"group" enums:"structure,naming,description,examples,security"`
	Severity string `json:"severity" enums:"error,warning,info"`
	Why      string `json:"why"`
	Fix      string `json:"fix"`
	Off      bool   `json:"off"`
} //@name LintRule

type lintJSON struct {
	Rules []lintRule `json:"rules"`
} //@name Lint

type lintRequest struct {
	Off []string `json:"off" validate:"required,max=200"`
} //@name LintRequest

type sourceJSON struct {
	Files []string `json:"files"`
	File  string   `json:"file" example:"openapi.yaml"`
	Text  string   `json:"text"`
} //@name SourceFile

type refreshJSON struct {
	URL      string `json:"url" example:"https://example.com/openapi.yaml"`
	Schedule string `json:"schedule" enums:"off,hourly,daily,weekly"`
	Outcome  string `json:"outcome,omitempty" enums:"unchanged,changed,failed"`
	// Failure is why the last look did, Failures how many in a row did; the more, the later is the next.
	Failure   Failure    `json:"failure,omitempty" enums:"unreachable,refused,broken,empty,too-large"`
	Failures  int64      `json:"failures" example:"0"`
	CheckedAt *time.Time `json:"checkedAt,omitempty" format:"date-time"`
	DueAt     *time.Time `json:"dueAt,omitempty" format:"date-time"`
} //@name Refresh

type refreshRequest struct {
	URL      string `json:"url" validate:"required,max=2000" example:"https://example.com/openapi.yaml"`
	Schedule string `json:"schedule" validate:"required,oneof=off hourly daily weekly" enums:"off,hourly,daily,weekly"`
} //@name RefreshRequest

// getLint answers the rules for documents.
//
//	@Summary	Read the lint rules of an API
//	@Tags		versions
//	@ID			getLint
//	@Produce	json
//	@Param		api		path		string	true	"id or slug"
//	@Success	200		{object}	lintJSON
//	@Failure	default	{object}	web.Problem
//	@Router		/apis/{api}/lint [get]
func (s *Service) getLint(c *fiber.Ctx) error {
	api, off, err := s.LintOff(c.UserContext(), param(c, "api"))
	if err != nil {
		return err
	}
	return answerLint(c, api, off)
}

// setLint switches rules off.
//
//	@Summary		Switch lint rules off
//	@Description	Those that are named neither report nor count; all others do. Drafts and published versions are looked at again. The ETag is that of the API.
//	@Tags			versions
//	@ID				setLint
//	@Accept			json
//	@Produce		json
//	@Param			api			path		string		true	"id or slug"
//	@Param			If-Match	header		string		false	"the ETag that you read, or *"
//	@Param			body		body		lintRequest	true	"the rules"
//	@Success		200			{object}	lintJSON
//	@Failure		default		{object}	web.Problem
//	@Router			/apis/{api}/lint [put]
func (s *Service) setLint(c *fiber.Ctx) error {
	expected, overwrite, err := web.IfMatch(c)
	if err != nil {
		return err
	}
	body, err := web.Decode[lintRequest](c)
	if err != nil {
		return err
	}
	api, err := s.SetLintOff(c.UserContext(), param(c, "api"), expected, overwrite, body.Off)
	if err != nil {
		return err
	}
	return answerLint(c, api, body.Off)
}

func answerLint(c *fiber.Ctx, api API, off []string) error {
	view, switched := lintJSON{Rules: []lintRule{}}, map[string]bool{}
	for _, id := range off {
		switched[id] = true
	}
	for _, r := range lint.Rules() {
		view.Rules = append(view.Rules, lintRule{
			ID: r.ID, Group: r.Group, Severity: severityNames[r.Severity], Why: r.Why, Fix: r.Fix, Off: switched[r.ID],
		})
	}
	web.ETag(c, api.Version)
	return web.JSON(c, fiber.StatusOK, view)
}

// getSource answers a file of a version's source.
//
//	@Summary		Read a file of a version's source
//	@Description	As it was given, so that findings can be shown at their lines.
//	@Tags			versions
//	@ID				getSource
//	@Produce		json
//	@Param			api		path		string	true	"id or slug"
//	@Param			version	path		string	true	"id, label or latest"
//	@Param			file	query		string	false	"name of the file; the first when missing"
//	@Success		200		{object}	sourceJSON
//	@Failure		default	{object}	web.Problem
//	@Router			/apis/{api}/versions/{version}/source [get]
func (s *Service) getSource(c *fiber.Ctx) error {
	found, err := s.SourceFile(c.UserContext(), param(c, "api"), param(c, "version"), c.Query("file"))
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, sourceJSON(found))
}

// downloadSource answers what a version was made of.
//
//	@Summary	Download a version's source
//	@Tags		reference
//	@ID			downloadSource
//	@Produce	application/octet-stream
//	@Param		api		path		string	true	"id or slug"
//	@Param		version	path		string	true	"id, label or latest"
//	@Success	200		{file}		file
//	@Failure	default	{object}	web.Problem
//	@Router		/apis/{api}/versions/{version}/original [get]
func (s *Service) downloadSource(c *fiber.Ctx) error {
	name, data, err := s.Original(c.UserContext(), param(c, "api"), param(c, "version"))
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentDisposition, mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	c.Set(fiber.HeaderContentType, fiber.MIMEOctetStream)
	return c.Status(fiber.StatusOK).Send(data)
}

// getRefresh answers how a document is refreshed.
//
//	@Summary	Read how an API's document is refreshed
//	@Tags		versions
//	@ID			getRefresh
//	@Produce	json
//	@Param		api		path		string	true	"id or slug"
//	@Success	200		{object}	refreshJSON
//	@Failure	default	{object}	web.Problem
//	@Router		/apis/{api}/refresh [get]
func (s *Service) getRefresh(c *fiber.Ctx) error {
	api, r, err := s.FindRefresh(c.UserContext(), param(c, "api"))
	if err != nil {
		return err
	}
	web.ETag(c, api.Version)
	return web.JSON(c, fiber.StatusOK, refreshJSON{
		URL: r.URL, Schedule: r.Schedule, Outcome: r.Outcome, Failure: r.Failure, Failures: r.Failures, CheckedAt: r.CheckedAt, DueAt: r.DueAt,
	})
}

// setRefresh sets how a document is refreshed.
//
//	@Summary		Set how an API's document is refreshed
//	@Description	A document that changed becomes a draft; nothing is published by itself. The ETag is that of the API.
//	@Tags			versions
//	@ID				setRefresh
//	@Accept			json
//	@Produce		json
//	@Param			api			path		string			true	"id or slug"
//	@Param			If-Match	header		string			false	"the ETag that you read, or *"
//	@Param			body		body		refreshRequest	true	"address and schedule"
//	@Success		200			{object}	refreshJSON
//	@Failure		default		{object}	web.Problem
//	@Router			/apis/{api}/refresh [put]
func (s *Service) setRefresh(c *fiber.Ctx) error {
	expected, overwrite, err := web.IfMatch(c)
	if err != nil {
		return err
	}
	body, err := web.Decode[refreshRequest](c)
	if err != nil {
		return err
	}
	if _, err := s.SetRefresh(c.UserContext(), param(c, "api"), expected, overwrite, body.URL, body.Schedule); err != nil {
		return err
	}
	return s.getRefresh(c)
}

// refreshNow looks at the address.
//
//	@Summary	Fetch an API's document now
//	@Tags		versions
//	@ID			refreshNow
//	@Accept		json
//	@Param		api		path	string	true	"id or slug"
//	@Param		body	body	empty	true	"nothing"
//	@Success	202
//	@Failure	default	{object}	web.Problem
//	@Router		/apis/{api}/refresh [post]
func (s *Service) refreshNow(c *fiber.Ctx) error {
	if _, err := web.Decode[empty](c); err != nil {
		return err
	}
	if err := s.RefreshNow(c.UserContext(), param(c, "api")); err != nil {
		return err
	}
	c.Status(fiber.StatusAccepted)
	return nil
}
