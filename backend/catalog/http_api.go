package catalog

import (
	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/web"
)

// answerAPI sends one API with its ETag.
func (s *Service) answerAPI(c *fiber.Ctx, status int, a API) error {
	shown := showAPI(a, s.Manages(c.UserContext()))
	names, err := s.TeamNames(c.UserContext(), a)
	if err != nil {
		return err
	}
	for _, id := range a.Teams {
		if name, there := names[id]; there {
			shown.Teams = append(shown.Teams, teamJSON{ID: id, Name: name})
		}
	}
	web.ETag(c, a.Version)
	return web.JSON(c, status, shown)
}

// listAPIs answers the catalogue.
//
//	@Summary		List APIs
//	@Description	The APIs that you may see, by slug.
//	@Tags			apis
//	@ID				listAPIs
//	@Produce		json
//	@Param			q		query		string	false	"part of the slug, name or summary"
//	@Param			cursor	query		string	false	"the next of the page before"
//	@Param			limit	query		integer	false	"1 to 200, 50 when missing"
//	@Success		200		{object}	apiPage
//	@Failure		default	{object}	web.Problem
//	@Router			/apis [get]
func (s *Service) listAPIs(c *fiber.Ctx) error {
	r, err := web.Page(c)
	if err != nil {
		return err
	}
	found, err := s.ListAPIs(c.UserContext(), c.Query("q"), r)
	if err != nil {
		return err
	}
	answer := apiPage{Items: make([]apiJSON, len(found.Items)), Next: found.Next}
	for i, a := range found.Items {
		answer.Items[i] = showAPI(a, s.Manages(c.UserContext()))
	}
	return web.JSON(c, fiber.StatusOK, answer)
}

// createAPI makes an entry of the catalogue.
//
//	@Summary		Create an API
//	@Description	The API has no version yet and is seen only by those who manage APIs until one is published.
//	@Tags			apis
//	@ID				createAPI
//	@Accept			json
//	@Produce		json
//	@Param			body			body		apiRequest	true	"the API"
//	@Param			Idempotency-Key	header		string		false	"makes a repeated request harmless for 24 hours"
//	@Success		201				{object}	apiJSON
//	@Failure		default			{object}	web.Problem
//	@Router			/apis [post]
func (s *Service) createAPI(c *fiber.Ctx) error {
	body, err := web.Decode[apiRequest](c)
	if err != nil {
		return err
	}
	api, err := s.CreateAPI(c.UserContext(), APIDraft{
		Slug: body.Slug, Name: body.Name, Summary: body.Summary, Description: body.Description, Visibility: body.Visibility, Teams: body.Teams,
	})
	if err != nil {
		return err
	}
	return s.answerAPI(c, fiber.StatusCreated, api)
}

// getAPI answers one API.
//
//	@Summary	Read an API
//	@Tags		apis
//	@ID			getAPI
//	@Produce	json
//	@Param		api		path		string	true	"id or slug"
//	@Success	200		{object}	apiJSON
//	@Failure	default	{object}	web.Problem
//	@Router		/apis/{api} [get]
func (s *Service) getAPI(c *fiber.Ctx) error {
	api, err := s.FindAPI(c.UserContext(), param(c, "api"))
	if err != nil {
		return err
	}
	return s.answerAPI(c, fiber.StatusOK, api)
}

// updateAPI changes an API.
//
//	@Summary	Change an API
//	@Tags		apis
//	@ID			updateAPI
//	@Accept		json
//	@Produce	json
//	@Param		api			path		string		true	"id or slug"
//	@Param		If-Match	header		string		false	"the ETag that you read, or *"
//	@Param		body		body		apiPatch	true	"what changes"
//	@Success	200			{object}	apiJSON
//	@Failure	default		{object}	web.Problem
//	@Router		/apis/{api} [patch]
func (s *Service) updateAPI(c *fiber.Ctx) error {
	expected, overwrite, err := web.IfMatch(c)
	if err != nil {
		return err
	}
	body, err := web.Decode[apiPatch](c)
	if err != nil {
		return err
	}
	api, err := s.ChangeAPI(c.UserContext(), param(c, "api"), expected, overwrite, APIPatch(body))
	if err != nil {
		return err
	}
	return s.answerAPI(c, fiber.StatusOK, api)
}

// deleteAPI removes an API.
//
//	@Summary		Delete an API
//	@Description	Refused while grants refer to it.
//	@Tags			apis
//	@ID				deleteAPI
//	@Param			api	path	string	true	"id or slug"
//	@Success		204
//	@Failure		default	{object}	web.Problem
//	@Router			/apis/{api} [delete]
func (s *Service) deleteAPI(c *fiber.Ctx) error {
	if err := s.RemoveAPI(c.UserContext(), param(c, "api")); err != nil {
		return err
	}
	return web.NoContent(c)
}

// getUpstreams answers where calls go.
//
//	@Summary	Read the upstreams
//	@Tags		apis
//	@ID			getUpstreams
//	@Produce	json
//	@Param		api		path		string	true	"id or slug"
//	@Success	200		{object}	Upstreams
//	@Failure	default	{object}	web.Problem
//	@Router		/apis/{api}/upstreams [get]
func (s *Service) getUpstreams(c *fiber.Ctx) error {
	api, u, err := s.Upstreams(c.UserContext(), param(c, "api"))
	if err != nil {
		return err
	}
	web.ETag(c, api.Version)
	return web.JSON(c, fiber.StatusOK, u)
}

// setUpstreams replaces where calls go.
//
//	@Summary		Set the upstreams
//	@Description	Calls go to the new places before this answers. The ETag is that of the API. Secrets are written and never read: one that is left out stays as it is, unless it would go to another server than it was written for.
//	@Tags			apis
//	@ID				setUpstreams
//	@Accept			json
//	@Produce		json
//	@Param			api			path		string		true	"id or slug"
//	@Param			If-Match	header		string		false	"the ETag that you read, or *"
//	@Param			body		body		Upstreams	true	"the upstreams"
//	@Success		200			{object}	Upstreams
//	@Failure		default		{object}	web.Problem
//	@Router			/apis/{api}/upstreams [put]
func (s *Service) setUpstreams(c *fiber.Ctx) error {
	expected, overwrite, err := web.IfMatch(c)
	if err != nil {
		return err
	}
	body, err := web.Decode[Upstreams](c)
	if err != nil {
		return err
	}
	api, stored, err := s.SetUpstreams(c.UserContext(), param(c, "api"), expected, overwrite, body)
	if err != nil {
		return err
	}
	web.ETag(c, api.Version)
	return web.JSON(c, fiber.StatusOK, stored)
}
