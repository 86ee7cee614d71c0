package guides

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/web"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Routes answers the routes of guides.
func (s *Service) Routes() []web.Route {
	return []web.Route{
		{Method: fiber.MethodGet, Path: "/guides", Public: true, Handler: s.listGuides},
		{Method: fiber.MethodGet, Path: "/guides/:guide", Public: true, Handler: s.getGuide},
		{Method: fiber.MethodPut, Path: "/guides/:guide", Permission: rbac.GuidesWrite, Handler: s.saveGuide},
		{Method: fiber.MethodPost, Path: "/guides/preview", Permission: rbac.GuidesWrite, Unaudited: "it changes nothing", Handler: s.previewGuide},
		{Method: fiber.MethodGet, Path: "/guides/:guide/revisions", Permission: rbac.GuidesWrite, Handler: s.listGuideRevisions},
		{Method: fiber.MethodGet, Path: "/guides/:guide/revisions/:version", Permission: rbac.GuidesWrite, Handler: s.getGuideRevision},
		{
			Method: fiber.MethodPost, Path: "/guide-images", Permission: rbac.GuidesWrite, Bucket: web.BucketImport,
			MediaType: fiber.MIMEOctetStream, BodyLimit: imageBytesMax, Handler: s.addGuideImage,
		},
		{Method: fiber.MethodGet, Path: "/guide-images/:image", Public: true, Handler: s.getGuideImage},
	}
}

type guideJSON struct {
	Slug      string    `json:"slug" example:"quickstart"`
	Title     string    `json:"title" example:"Quickstart"`
	Summary   string    `json:"summary"`
	Section   string    `json:"section" example:"Tokens/Rotation"`
	Order     int       `json:"order" example:"10"`
	HTML      string    `json:"html,omitempty"`
	Markdown  string    `json:"markdown,omitempty"`
	Version   int64     `json:"version" example:"1"`
	UpdatedAt time.Time `json:"updatedAt" format:"date-time"`
} //@name Guide

type guidePage struct {
	Items []guideJSON `json:"items"`
	Next  string      `json:"next"`
} //@name GuidePage

type guideRequest struct {
	Title   string `json:"title" validate:"required,max=120" example:"Quickstart"`
	Summary string `json:"summary" validate:"max=300"`
	// Section is the path of sections that the guide stands in, such as Tokens/Rotation; empty for none.
	Section  string `json:"section" validate:"max=200" example:"Tokens/Rotation"`
	Order    int    `json:"order" validate:"min=0,max=1000000" example:"10"`
	Markdown string `json:"markdown" validate:"required"`
} //@name GuideRequest

func show(g Guide) guideJSON {
	return guideJSON{Slug: g.Slug, Title: g.Title, Summary: g.Summary, Section: g.Section, Order: g.Order, Version: g.Version, UpdatedAt: g.UpdatedAt}
}

// answer sends one guide with its texts and its ETag.
func (s *Service) answer(c *fiber.Ctx, g Guide) error {
	html, err := s.HTML(g)
	if err != nil {
		return err
	}
	view := show(g)
	view.HTML, view.Markdown = html, g.Markdown
	web.ETag(c, g.Version)
	return web.JSON(c, fiber.StatusOK, view)
}

// listGuides answers the guides without their texts, in the order in which one reads them.
//
//	@Summary	List guides
//	@Tags		guides
//	@ID			listGuides
//	@Produce	json
//	@Success	200		{object}	guidePage
//	@Failure	default	{object}	web.Problem
//	@Router		/guides [get]
func (s *Service) listGuides(c *fiber.Ctx) error {
	all, err := s.List(c.UserContext())
	if err != nil {
		return err
	}
	answer := guidePage{Items: make([]guideJSON, len(all))}
	for i, g := range all {
		answer.Items[i] = show(g)
	}
	return web.JSON(c, fiber.StatusOK, answer)
}

// getGuide answers one guide.
//
//	@Summary	Read a guide
//	@Tags		guides
//	@ID			getGuide
//	@Produce	json
//	@Param		guide	path		string	true	"the guide's slug"
//	@Success	200		{object}	guideJSON
//	@Failure	default	{object}	web.Problem
//	@Router		/guides/{guide} [get]
func (s *Service) getGuide(c *fiber.Ctx) error {
	g, err := s.Find(c.UserContext(), c.Params("guide"))
	if err != nil {
		return err
	}
	return s.answer(c, g)
}

// saveGuide writes a guide.
//
//	@Summary		Write a guide
//	@Description	The body replaces all of the guide; every earlier text is kept. If-Match: * makes a new one.
//	@Tags			guides
//	@ID				saveGuide
//	@Accept			json
//	@Produce		json
//	@Param			guide		path		string			true	"the guide's slug"
//	@Param			If-Match	header		string			false	"the ETag that you read, or *"
//	@Param			body		body		guideRequest	true	"the guide"
//	@Success		200			{object}	guideJSON
//	@Failure		default		{object}	web.Problem
//	@Router			/guides/{guide} [put]
func (s *Service) saveGuide(c *fiber.Ctx) error {
	expected, overwrite, err := web.IfMatch(c)
	if err != nil {
		return err
	}
	body, err := web.Decode[guideRequest](c)
	if err != nil {
		return err
	}
	g, err := s.Save(c.UserContext(), c.Params("guide"), expected, overwrite, Text(body))
	if err != nil {
		return err
	}
	return s.answer(c, g)
}
