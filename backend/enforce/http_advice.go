package enforce

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/web"
)

// AdviceView is how much narrower a token could be. refused is how many of the calls the narrower token would have refused.
type AdviceView struct {
	Since          time.Time `json:"since" format:"date-time"`
	Calls          int64     `json:"calls" example:"1200"`
	Scopes         []string  `json:"scopes" example:"museum:tickets:read"`
	UnusedScopes   []string  `json:"unusedScopes" example:"museum:tickets:write"`
	Networks       []string  `json:"networks" example:"192.0.2.0/24"`
	UnusedNetworks []string  `json:"unusedNetworks" example:"198.51.100.0/24"`
	Refused        int64     `json:"refused" example:"0"`
} //@name TokenAdvice

// getTokenAdvice godoc
//
//	@Summary		Read how much narrower a token could be
//	@Description	Scopes that no call of the last 30 days needed, in any version that is served, and networks that none came from. PATCH the token with scopes and networks of the answer to take the others away.
//	@Tags			tokens
//	@ID				getTokenAdvice
//	@Produce		json
//	@Param			token	path		string	true	"id of the token"
//	@Success		200		{object}	AdviceView
//	@Failure		default	{object}	web.Problem
//	@Router			/tokens/{token}/advice [get]
func (s *Service) getTokenAdvice(c *fiber.Ctx) error {
	token := c.Params("token")
	if err := s.TokenVisible(c.UserContext(), token); err != nil {
		return err
	}
	a, err := s.Advise(c.UserContext(), token)
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, AdviceView(a))
}
