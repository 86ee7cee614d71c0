package guides

import (
	"bytes"
	"mime"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/web"
)

type imageJSON struct {
	// Address is what a guide's text names to show the picture.
	Address string `json:"address" validate:"required" example:"/api/v1/guide-images/9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08-640x480.png"`
	Type    string `json:"type" validate:"required" enums:"image/png,image/jpeg"`
	Width   int    `json:"width" validate:"required" example:"640"`
	Height  int    `json:"height" validate:"required" example:"480"`
	Bytes   int    `json:"bytes" validate:"required" example:"20480"`
} //@name GuideImage

// addGuideImage keeps a picture.
//
//	@Summary		Add a picture for guides
//	@Description	The body is a PNG, JPEG or WebP picture. It is made anew from its pixels, so that nothing else in it is kept. Pictures that no revision of a guide shows are deleted after seven days.
//	@Tags			guides
//	@ID				addGuideImage
//	@Accept			application/octet-stream
//	@Produce		json
//	@Param			body	body		string	true	"the picture"	format(binary)
//	@Success		201		{object}	imageJSON
//	@Failure		default	{object}	web.Problem
//	@Router			/guide-images [post]
func (s *Service) addGuideImage(c *fiber.Ctx) error {
	made, err := s.AddImage(c.UserContext(), bytes.Clone(c.Request().Body()))
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusCreated, imageJSON{
		Address: ImagePath + made.Name, Type: made.Type, Width: made.Width, Height: made.Height, Bytes: len(made.Data),
	})
}

// getGuideImage answers a picture. Opened by itself it is a download that may do nothing (S-OAS-10).
//
//	@Summary	Read a picture of guides
//	@Tags		guides
//	@ID			getGuideImage
//	@Produce	png
//	@Produce	jpeg
//	@Param		image	path		string	true	"the picture's name"
//	@Success	200		{file}		file
//	@Failure	default	{object}	web.Problem
//	@Router		/guide-images/{image} [get]
func (s *Service) getGuideImage(c *fiber.Ctx) error {
	found, err := s.Image(c.UserContext(), web.Param(c, "image"))
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentDisposition, mime.FormatMediaType("attachment", map[string]string{"filename": found.Name}))
	c.Set(fiber.HeaderContentSecurityPolicy, "default-src 'none'; sandbox")
	c.Set(fiber.HeaderCacheControl, "public, max-age=31536000, immutable")
	c.Set(fiber.HeaderContentType, found.Type)
	return c.Status(fiber.StatusOK).Send(found.Data)
}
