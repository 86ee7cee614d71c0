package catalog

import (
	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/web"
)

// getIndex answers the light index of a version.
//
//	@Summary		Read the index of a version
//	@Description	Title, servers, groups, and one line for each operation, webhook and schema. It never changes for one hash; with ?hash= of the version it may be kept for ever.
//	@Tags			reference
//	@ID				getIndex
//	@Produce		json
//	@Param			api		path		string	true	"id or slug"
//	@Param			version	path		string	true	"id, label or latest"
//	@Param			hash	query		string	false	"the version's hash"
//	@Success		200		{object}	object
//	@Success		304		"what you have is current"
//	@Failure		default	{object}	web.Problem
//	@Router			/apis/{api}/versions/{version}/index [get]
func (s *Service) getIndex(c *fiber.Ctx) error {
	p, err := s.Index(c.UserContext(), param(c, "api"), param(c, "version"))
	if err != nil {
		return err
	}
	return sendPiece(c, p)
}

// getDocument answers the bundled document.
//
//	@Summary	Download a version's document
//	@Tags		reference
//	@ID			getDocument
//	@Produce	json
//	@Param		api		path		string	true	"id or slug"
//	@Param		version	path		string	true	"id, label or latest"
//	@Param		hash	query		string	false	"the version's hash"
//	@Success	200		{object}	object
//	@Success	304		"what you have is current"
//	@Failure	default	{object}	web.Problem
//	@Router		/apis/{api}/versions/{version}/document [get]
func (s *Service) getDocument(c *fiber.Ctx) error {
	p, err := s.Document(c.UserContext(), param(c, "api"), param(c, "version"))
	if err != nil {
		return err
	}
	return sendPiece(c, p)
}

// getOperation answers one resolved operation.
//
//	@Summary		Read an operation
//	@Description	Everything that is needed to show one operation or webhook, with the schemas that it reaches.
//	@Tags			reference
//	@ID				getOperation
//	@Produce		json
//	@Param			api			path		string	true	"id or slug"
//	@Param			version		path		string	true	"id, label or latest"
//	@Param			operation	path		string	true	"the operation's id in the index"
//	@Param			hash		query		string	false	"the version's hash"
//	@Success		200			{object}	object
//	@Success		304			"what you have is current"
//	@Failure		default		{object}	web.Problem
//	@Router			/apis/{api}/versions/{version}/operations/{operation} [get]
func (s *Service) getOperation(c *fiber.Ctx) error {
	p, err := s.Operation(c.UserContext(), param(c, "api"), param(c, "version"), param(c, "operation"))
	if err != nil {
		return err
	}
	return sendPiece(c, p)
}

// getSchema answers one schema.
//
//	@Summary	Read a schema
//	@Tags		reference
//	@ID			getSchema
//	@Produce	json
//	@Param		api		path		string	true	"id or slug"
//	@Param		version	path		string	true	"id, label or latest"
//	@Param		schema	path		string	true	"the schema's name"
//	@Param		hash	query		string	false	"the version's hash"
//	@Success	200		{object}	object
//	@Success	304		"what you have is current"
//	@Failure	default	{object}	web.Problem
//	@Router		/apis/{api}/versions/{version}/schemas/{schema} [get]
func (s *Service) getSchema(c *fiber.Ctx) error {
	p, err := s.Schema(c.UserContext(), param(c, "api"), param(c, "version"), param(c, "schema"))
	if err != nil {
		return err
	}
	return sendPiece(c, p)
}

// listSamples answers code samples.
//
//	@Summary		Code samples of an operation
//	@Description	They read the token from an environment variable and call the gateway.
//	@Tags			reference
//	@ID				listSamples
//	@Produce		json
//	@Param			api			path		string	true	"id or slug"
//	@Param			version		path		string	true	"id, label or latest"
//	@Param			operation	path		string	true	"the operation's id in the index"
//	@Success		200			{object}	sampleSet
//	@Failure		default		{object}	web.Problem
//	@Router			/apis/{api}/versions/{version}/operations/{operation}/samples [get]
func (s *Service) listSamples(c *fiber.Ctx) error {
	samples, err := s.Samples(c.UserContext(), param(c, "api"), param(c, "version"), param(c, "operation"))
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, sampleSet{Samples: samples})
}

// search answers hits.
//
//	@Summary		Search
//	@Description	The best hits over the APIs, operations, schemas and guides that you may see.
//	@Tags			search
//	@ID				search
//	@Produce		json
//	@Param			q		query		string	true	"what to look for"
//	@Success		200		{object}	searchPage
//	@Failure		default	{object}	web.Problem
//	@Router			/search [get]
func (s *Service) search(c *fiber.Ctx) error {
	hits, err := s.Search(c.UserContext(), c.Query("q"))
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, searchPage{Items: hits})
}
