package oauth

import (
	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/web"
)

// TokenQuestion is an access token that somebody asks about.
type TokenQuestion struct {
	Token string `json:"token" validate:"required,max=8192" example:"eyJhbGciOiJFUzI1NiIsImtpZCI6…"`
} //@name OAuthTokenQuestion

// TokenAnswer is how it stands.
type TokenAnswer struct {
	Standing Standing `json:"standing" enums:"works,ended,early,refused,foreign"`
	// Scopes are those that the token has at this moment; empty unless it works.
	Scopes []string `json:"scopes" example:"museum:tickets:read"`
} //@name OAuthTokenAnswer

// checkClientToken says how an access token stands.
//
//	@Summary		Ask about an access token of an OAuth client
//	@Description	Whether the gateway takes it at this moment, for people who may see the client. A token that is bound to a key is asked about without a proof. Of tokens of other clients nothing is said.
//	@Tags			oauth
//	@ID				checkOAuthClientToken
//	@Accept			json
//	@Produce		json
//	@Param			client	path		string			true	"the client's id"
//	@Param			body	body		TokenQuestion	true	"the token"
//	@Success		200		{object}	TokenAnswer
//	@Failure		default	{object}	web.Problem
//	@Router			/oauth-clients/{client}/check-token [post]
func (s *Service) checkClientToken(c *fiber.Ctx) error {
	body, err := web.Decode[TokenQuestion](c)
	if err != nil {
		return err
	}
	standing, scopes, err := s.Check(c.UserContext(), c.Params("client"), body.Token)
	if err != nil {
		return err
	}
	if scopes == nil {
		scopes = []string{}
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	return web.JSON(c, fiber.StatusOK, TokenAnswer{Standing: standing, Scopes: scopes})
}
