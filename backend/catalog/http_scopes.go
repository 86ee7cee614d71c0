package catalog

import (
	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/web"
)

// getScopes answers the scopes of an API.
//
//	@Summary		Read the scopes
//	@Description	The scopes of the API and what each operation of its current version needs. The ETag is that of the API.
//	@Tags			scopes
//	@ID				getScopes
//	@Produce		json
//	@Param			api			path		string	true	"id or slug"
//	@Param			operation	query		string	false	"the only operation to answer"
//	@Success		200			{object}	ScopeTable
//	@Failure		default		{object}	web.Problem
//	@Router			/apis/{api}/scopes [get]
func (s *Service) getScopes(c *fiber.Ctx) error {
	api, table, err := s.Scopes(c.UserContext(), param(c, "api"))
	if err != nil {
		return err
	}
	web.ETag(c, api.Version)
	return web.JSON(c, fiber.StatusOK, table.only(c.Query("operation")))
}

// updateScopes changes scopes and the mapping of operations.
//
//	@Summary		Change the scopes
//	@Description	Sets description, risk and deprecation of the scopes that are named (a deprecated one is not granted any more; who has it keeps it), and the scopes of the operations that are named; an operation with scopes null goes back to what the document says.
//	@Tags			scopes
//	@ID				updateScopes
//	@Accept			json
//	@Produce		json
//	@Param			api			path		string		true	"id or slug"
//	@Param			If-Match	header		string		false	"the ETag that you read, or *"
//	@Param			body		body		ScopePatch	true	"what changes"
//	@Success		200			{object}	ScopeTable
//	@Failure		default		{object}	web.Problem
//	@Router			/apis/{api}/scopes [patch]
func (s *Service) updateScopes(c *fiber.Ctx) error {
	expected, overwrite, err := web.IfMatch(c)
	if err != nil {
		return err
	}
	body, err := web.Decode[ScopePatch](c)
	if err != nil {
		return err
	}
	api, table, err := s.ChangeScopes(c.UserContext(), param(c, "api"), expected, overwrite, body)
	if err != nil {
		return err
	}
	web.ETag(c, api.Version)
	return web.JSON(c, fiber.StatusOK, table)
}

// getScopeUses answers what holds a scope.
//
//	@Summary		See what holds a scope
//	@Description	Operations that need it, grants and waiting requests that name it, and living tokens that have it. A scope that something holds can be deprecated and not deleted.
//	@Tags			scopes
//	@ID				getScopeUses
//	@Produce		json
//	@Param			api		path		string	true	"id or slug"
//	@Param			name	query		string	true	"the scope's name, without the API's prefix"
//	@Success		200		{object}	ScopeUses
//	@Failure		default	{object}	web.Problem
//	@Router			/apis/{api}/scopes/uses [get]
func (s *Service) getScopeUses(c *fiber.Ctx) error {
	uses, err := s.ScopeUses(c.UserContext(), param(c, "api"), c.Query("name"))
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, uses)
}

// deleteScope removes a scope.
//
//	@Summary		Delete a scope
//	@Description	Refused while an operation, a grant, a waiting request or a living token holds it: deprecate it first. The ETag is that of the API.
//	@Tags			scopes
//	@ID				deleteScope
//	@Param			api			path	string	true	"id or slug"
//	@Param			name		query	string	true	"the scope's name, without the API's prefix"
//	@Param			If-Match	header	string	false	"the ETag that you read, or *"
//	@Success		204
//	@Failure		default	{object}	web.Problem
//	@Router			/apis/{api}/scopes [delete]
func (s *Service) deleteScope(c *fiber.Ctx) error {
	expected, overwrite, err := web.IfMatch(c)
	if err != nil {
		return err
	}
	api, err := s.RemoveScope(c.UserContext(), param(c, "api"), c.Query("name"), expected, overwrite)
	if err != nil {
		return err
	}
	web.ETag(c, api.Version)
	return web.NoContent(c)
}
