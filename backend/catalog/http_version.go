package catalog

import (
	"bytes"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/web"
)

func (s *Service) answerVersion(c *fiber.Ctx, status int, v Version) error {
	return web.JSON(c, status, showVersion(v, s.Manages(c.UserContext())))
}

// listVersions answers the versions of an API.
//
//	@Summary	List versions
//	@Tags		versions
//	@ID			listVersions
//	@Produce	json
//	@Param		api		path		string	true	"id or slug"
//	@Success	200		{object}	versionPage
//	@Failure	default	{object}	web.Problem
//	@Router		/apis/{api}/versions [get]
func (s *Service) listVersions(c *fiber.Ctx) error {
	found, err := s.Versions(c.UserContext(), param(c, "api"))
	if err != nil {
		return err
	}
	answer := versionPage{Items: make([]versionJSON, len(found.Items)), Next: found.Next}
	for i, v := range found.Items {
		answer.Items[i] = showVersion(v, s.Manages(c.UserContext()))
	}
	return web.JSON(c, fiber.StatusOK, answer)
}

// createVersion starts an import from text or from a URL.
//
//	@Summary		Import a version
//	@Description	Give the document as text, or the url of a public server to get it from. The answer comes at once; read the version until its state is draft or failed.
//	@Tags			versions
//	@ID				createVersion
//	@Accept			json
//	@Produce		json
//	@Param			api				path		string			true	"id or slug"
//	@Param			body			body		versionRequest	true	"label and document"
//	@Param			Idempotency-Key	header		string			false	"makes a repeated request harmless for 24 hours"
//	@Success		202				{object}	versionJSON
//	@Failure		default			{object}	web.Problem
//	@Router			/apis/{api}/versions [post]
func (s *Service) createVersion(c *fiber.Ctx) error {
	body, err := web.Decode[versionRequest](c)
	if err != nil {
		return err
	}
	v, err := s.StartImport(c.UserContext(), param(c, "api"), Import{Label: body.Label, Text: body.Text, URL: body.URL})
	if err != nil {
		return err
	}
	return s.answerVersion(c, fiber.StatusAccepted, v)
}

// uploadVersion starts an import from the bytes of a document or an archive.
//
//	@Summary		Upload a version
//	@Description	The body is the document itself, or a zip, tar or tar.gz of it and the files that it refers to.
//	@Tags			versions
//	@ID				uploadVersion
//	@Accept			application/octet-stream
//	@Produce		json
//	@Param			api		path		string	true	"id or slug"
//	@Param			label	query		string	true	"the version's label"
//	@Param			body	body		string	true	"the document or archive"	format(binary)
//	@Param			Idempotency-Key	header	string	false	"makes a repeated request harmless for 24 hours"
//	@Success		202		{object}	versionJSON
//	@Failure		default	{object}	web.Problem
//	@Router			/apis/{api}/versions/upload [post]
func (s *Service) uploadVersion(c *fiber.Ctx) error {
	upload := bytes.Clone(c.Request().Body())
	if upload == nil {
		upload = []byte{}
	}
	v, err := s.StartImport(c.UserContext(), param(c, "api"), Import{Label: c.Query("label"), Upload: upload})
	if err != nil {
		return err
	}
	return s.answerVersion(c, fiber.StatusAccepted, v)
}

// getVersion answers one version.
//
//	@Summary	Read a version
//	@Tags		versions
//	@ID			getVersion
//	@Produce	json
//	@Param		api		path		string	true	"id or slug"
//	@Param		version	path		string	true	"id, label or latest"
//	@Success	200		{object}	versionJSON
//	@Failure	default	{object}	web.Problem
//	@Router		/apis/{api}/versions/{version} [get]
func (s *Service) getVersion(c *fiber.Ctx) error {
	v, err := s.Version(c.UserContext(), param(c, "api"), param(c, "version"))
	if err != nil {
		return err
	}
	return s.answerVersion(c, fiber.StatusOK, v)
}

// deleteVersion deletes a version that was never published.
//
//	@Summary		Delete a version
//	@Description	For drafts, failed imports and imports under way, which end. A version that was published is retired instead.
//	@Tags			versions
//	@ID				deleteVersion
//	@Param			api		path	string	true	"id or slug"
//	@Param			version	path	string	true	"id or label"
//	@Success		204
//	@Failure		default	{object}	web.Problem
//	@Router			/apis/{api}/versions/{version} [delete]
func (s *Service) deleteVersion(c *fiber.Ctx) error {
	if err := s.DiscardVersion(c.UserContext(), param(c, "api"), param(c, "version")); err != nil {
		return err
	}
	return web.NoContent(c)
}

// publishVersion makes a version readable.
//
//	@Summary		Publish a version
//	@Description	Also takes a deprecation back. The newest published version is the current one. A draft that breaks callers of the current version is refused with catalog.breaking_changes, unless acceptBreaking is true and comparedWith names that version.
//	@Tags			versions
//	@ID				publishVersion
//	@Accept			json
//	@Produce		json
//	@Param			api		path		string	true	"id or slug"
//	@Param			version	path		string	true	"id, label or latest"
//	@Param			body	body		publishRequest	true	"whether breaking changes are accepted"
//	@Success		200		{object}	versionJSON
//	@Failure		default	{object}	web.Problem
//	@Router			/apis/{api}/versions/{version}/publish [post]
func (s *Service) publishVersion(c *fiber.Ctx) error {
	body, err := web.Decode[publishRequest](c)
	if err != nil {
		return err
	}
	v, err := s.Publish(c.UserContext(), param(c, "api"), param(c, "version"), Acceptance{Breaking: body.AcceptBreaking, ComparedWith: body.ComparedWith})
	if err != nil {
		return err
	}
	return s.answerVersion(c, fiber.StatusOK, v)
}

// deprecateVersion warns the callers of a version.
//
//	@Summary	Deprecate a version
//	@Tags		versions
//	@ID			deprecateVersion
//	@Accept		json
//	@Produce	json
//	@Param		api		path		string				true	"id or slug"
//	@Param		version	path		string				true	"id, label or latest"
//	@Param		body	body		deprecateRequest	true	"when it is meant to end"
//	@Success	200		{object}	versionJSON
//	@Failure	default	{object}	web.Problem
//	@Router		/apis/{api}/versions/{version}/deprecate [post]
func (s *Service) deprecateVersion(c *fiber.Ctx) error {
	body, err := web.Decode[deprecateRequest](c)
	if err != nil {
		return err
	}
	v, err := s.Deprecate(c.UserContext(), param(c, "api"), param(c, "version"), body.SunsetAt)
	if err != nil {
		return err
	}
	return s.answerVersion(c, fiber.StatusOK, v)
}

// retireVersion ends a version.
//
//	@Summary		Retire a version
//	@Description	Calls of it are answered 410 from now on. This cannot be undone.
//	@Tags			versions
//	@ID				retireVersion
//	@Accept			json
//	@Produce		json
//	@Param			api		path		string	true	"id or slug"
//	@Param			version	path		string	true	"id, label or latest"
//	@Param			body	body		empty	true	"nothing"
//	@Success		200		{object}	versionJSON
//	@Failure		default	{object}	web.Problem
//	@Router			/apis/{api}/versions/{version}/retire [post]
func (s *Service) retireVersion(c *fiber.Ctx) error {
	if _, err := web.Decode[empty](c); err != nil {
		return err
	}
	v, err := s.Retire(c.UserContext(), param(c, "api"), param(c, "version"))
	if err != nil {
		return err
	}
	return s.answerVersion(c, fiber.StatusOK, v)
}
