package oauth

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/tokens"
	"github.com/gatehouse-dev/gatehouse/backend/web"
)

// listAppClients answers the clients of an app.
//
//	@Summary	List the OAuth clients of an app
//	@Tags		oauth
//	@ID			listOAuthClients
//	@Produce	json
//	@Param		app		path		string	true	"the app's id"
//	@Success	200		{object}	ListView
//	@Failure	default	{object}	web.Problem
//	@Router		/apps/{app}/oauth-clients [get]
func (s *Service) listAppClients(c *fiber.Ctx) error {
	found, err := s.OfApp(c.UserContext(), c.Params("app"))
	if err != nil {
		return err
	}
	list := ListView{Items: []View{}}
	for _, client := range found {
		view, err := s.view(c.UserContext(), client)
		if err != nil {
			return err
		}
		list.Items = append(list.Items, view)
	}
	return web.JSON(c, fiber.StatusOK, list)
}

// createClient registers a client.
//
//	@Summary		Register an OAuth client
//	@Description	One for each environment of an app. The secret of a client_secret_basic client is shown in this answer and never again. People need a fresh passkey assertion.
//	@Tags			oauth
//	@ID				createOAuthClient
//	@Accept			json
//	@Produce		json
//	@Param			app				path		string			true	"the app's id"
//	@Param			body			body		ClientCreate	true	"what the client may do, and how it authenticates"
//	@Param			Idempotency-Key	header		string			false	"makes a repeated request harmless for 24 hours"
//	@Success		201				{object}	ClientMade
//	@Failure		default			{object}	web.Problem
//	@Router			/apps/{app}/oauth-clients [post]
func (s *Service) createClient(c *fiber.Ctx) error {
	body, err := web.Decode[ClientCreate](c)
	if err != nil {
		return err
	}
	d := Draft{Environment: body.Environment, Method: Method(body.AuthMethod), Scopes: body.Scopes, Networks: body.Networks, KeySet: string(body.KeySet), Binding: Binding(body.Binding)}
	made, err := s.Create(c.UserContext(), c.Params("app"), d)
	if err != nil {
		return err
	}
	return s.answerMade(c, made)
}

// getClient answers one client.
//
//	@Summary	Read an OAuth client
//	@Tags		oauth
//	@ID			getOAuthClient
//	@Produce	json
//	@Param		client	path		string	true	"the client's id"
//	@Success	200		{object}	View
//	@Failure	default	{object}	web.Problem
//	@Router		/oauth-clients/{client} [get]
func (s *Service) getClient(c *fiber.Ctx) error {
	found, err := s.Find(c.UserContext(), c.Params("client"))
	return s.answer(c, found, err)
}

// updateClient changes a client.
//
//	@Summary		Change an OAuth client
//	@Description	Scopes, networks, the key set and what access tokens are bound to. What a client loses, its access tokens lose before this answer. People need a fresh passkey assertion.
//	@Tags			oauth
//	@ID				updateOAuthClient
//	@Accept			json
//	@Produce		json
//	@Param			client		path		string		true	"the client's id"
//	@Param			If-Match	header		string		false	"the ETag that you read, or *"
//	@Param			body		body		ClientPatch	true	"what changes"
//	@Success		200			{object}	View
//	@Failure		default		{object}	web.Problem
//	@Router			/oauth-clients/{client} [patch]
func (s *Service) updateClient(c *fiber.Ctx) error {
	expected, overwrite, err := web.IfMatch(c)
	if err != nil {
		return err
	}
	body, err := web.Decode[ClientPatch](c)
	if err != nil {
		return err
	}
	p := Patch{Scopes: body.Scopes, Networks: body.Networks, Binding: body.Binding}
	if body.KeySet != nil {
		set := string(body.KeySet)
		p.KeySet = &set
	}
	changed, err := s.Change(c.UserContext(), c.Params("client"), expected, overwrite, p)
	return s.answer(c, changed, err)
}

// addClientSecret makes another secret.
//
//	@Summary		Add a secret to an OAuth client
//	@Description	Two may work at once, so that one can be replaced without a gap. The secret is shown in this answer and never again. People need a fresh passkey assertion.
//	@Tags			oauth
//	@ID				addOAuthClientSecret
//	@Produce		json
//	@Param			client			path		string	true	"the client's id"
//	@Param			Idempotency-Key	header		string	false	"makes a repeated request harmless for 24 hours"
//	@Success		201				{object}	ClientMade
//	@Failure		default			{object}	web.Problem
//	@Router			/oauth-clients/{client}/secrets [post]
func (s *Service) addClientSecret(c *fiber.Ctx) error {
	if err := web.Empty(c); err != nil {
		return err
	}
	made, err := s.AddSecret(c.UserContext(), c.Params("client"))
	if err != nil {
		return err
	}
	return s.answerMade(c, made)
}

// revokeClientSecret ends one secret.
//
//	@Summary	Revoke a secret of an OAuth client
//	@Tags		oauth
//	@ID			revokeOAuthClientSecret
//	@Produce	json
//	@Param		client	path		string	true	"the client's id"
//	@Param		secret	path		integer	true	"the secret's number"
//	@Success	200		{object}	View
//	@Failure	default	{object}	web.Problem
//	@Router		/oauth-clients/{client}/secrets/{secret}/revoke [post]
func (s *Service) revokeClientSecret(c *fiber.Ctx) error {
	if err := web.Empty(c); err != nil {
		return err
	}
	number, err := strconv.ParseInt(c.Params("secret"), 10, 64)
	if err != nil {
		return ErrNotFound
	}
	changed, err := s.EndSecret(c.UserContext(), c.Params("client"), number)
	return s.answer(c, changed, err)
}

// endClientTokens ends the access tokens of a client.
//
//	@Summary		End the access tokens of an OAuth client
//	@Description	Those that were issued so far are refused before this answer; the client may ask for new ones.
//	@Tags			oauth
//	@ID				endOAuthClientTokens
//	@Produce		json
//	@Param			client	path		string	true	"the client's id"
//	@Success		200		{object}	View
//	@Failure		default	{object}	web.Problem
//	@Router			/oauth-clients/{client}/end-tokens [post]
func (s *Service) endClientTokens(c *fiber.Ctx) error {
	if err := web.Empty(c); err != nil {
		return err
	}
	changed, err := s.EndTokens(c.UserContext(), c.Params("client"))
	return s.answer(c, changed, err)
}

// revokeClient ends a client.
//
//	@Summary		Revoke an OAuth client
//	@Description	Its secrets, keys and access tokens stop working before this answer; nothing brings it back. Your own, or any with the permission tokens:revoke-any.
//	@Tags			oauth
//	@ID				revokeOAuthClient
//	@Accept			json
//	@Produce		json
//	@Param			client	path		string		true	"the client's id"
//	@Param			body	body		reasonBody	true	"why"
//	@Success		200		{object}	View
//	@Failure		default	{object}	web.Problem
//	@Router			/oauth-clients/{client}/revoke [post]
func (s *Service) revokeClient(c *fiber.Ctx) error {
	body, err := web.Decode[reasonBody](c)
	if err != nil {
		return err
	}
	revoked, err := s.Revoke(c.UserContext(), c.Params("client"), body.Reason)
	return s.answer(c, revoked, err)
}

// endAllTokens ends every access token.
//
//	@Summary		End every access token
//	@Description	Access tokens of all OAuth clients that were issued so far are refused before this answer; clients may ask for new ones. Needs a person and a fresh passkey assertion.
//	@Tags			keys
//	@ID				endAllAccessTokens
//	@Accept			json
//	@Param			body	body	reasonBody	true	"why"
//	@Success		204
//	@Failure		default	{object}	web.Problem
//	@Router			/oauth/end-tokens [post]
func (s *Service) endAllTokens(c *fiber.Ctx) error {
	body, err := web.Decode[reasonBody](c)
	if err != nil {
		return err
	}
	reason, err := tokens.CleanReason(body.Reason)
	if err != nil {
		return err
	}
	if err := s.EndAll(c.UserContext(), reason); err != nil {
		return err
	}
	return web.NoContent(c)
}

func (s *Service) answer(c *fiber.Ctx, client Client, err error) error {
	if err != nil {
		return err
	}
	view, err := s.view(c.UserContext(), client)
	if err != nil {
		return err
	}
	web.ETag(c, client.Version)
	return web.JSON(c, fiber.StatusOK, view)
}

// answerMade sends a client with its secret, which no cache may keep.
func (s *Service) answerMade(c *fiber.Ctx, made Made) error {
	view, err := s.view(c.UserContext(), made.Client)
	if err != nil {
		return err
	}
	web.ETag(c, made.Client.Version)
	c.Set(fiber.HeaderCacheControl, "no-store")
	answer := ClientMade{Client: view}
	if text := made.Secret.Reveal(); text != "" {
		answer.Secret = &text
	}
	return web.JSON(c, fiber.StatusCreated, answer)
}
