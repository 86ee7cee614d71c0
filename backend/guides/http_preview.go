package guides

import (
	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/web"
)

type previewRequest struct {
	Markdown string `json:"markdown"`
} //@name GuidePreviewRequest

type previewJSON struct {
	HTML string `json:"html" validate:"required"`
} //@name GuidePreview

// previewGuide answers a text as readers would see it.
//
//	@Summary		Preview a guide
//	@Description	Answers the HTML that the text becomes, and keeps nothing.
//	@Tags			guides
//	@ID				previewGuide
//	@Accept			json
//	@Produce		json
//	@Param			body	body		previewRequest	true	"the text"
//	@Success		200		{object}	previewJSON
//	@Failure		default	{object}	web.Problem
//	@Router			/guides/preview [post]
func (s *Service) previewGuide(c *fiber.Ctx) error {
	body, err := web.Decode[previewRequest](c)
	if err != nil {
		return err
	}
	html, err := s.Preview(body.Markdown)
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, previewJSON{HTML: html})
}
