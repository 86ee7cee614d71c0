package operators

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/web"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// OperatorToken is an operator token without its secret.
type OperatorToken struct {
	ID         string     `json:"id" example:"opt_4fT9xK2mPq7LrW8z"`
	Name       string     `json:"name" example:"deploy pipeline"`
	Role       string     `json:"role" example:"publisher"`
	Hint       string     `json:"hint" example:"gth_op_4fT9…_…abcd"`
	CreatedAt  time.Time  `json:"createdAt"`
	ExpiresAt  *time.Time `json:"expiresAt,omitempty"`
	RevokedAt  *time.Time `json:"revokedAt,omitempty"`
	LastUsedAt *time.Time `json:"lastUsedAt,omitempty"`
	CreatedBy  string     `json:"createdBy" example:"u:acc_01kb3w6t5ye8b9x3v7q2n4m1rz"`
	// Owner is the account that answers for the token; missing for those of the command line, which belong to nobody.
	Owner string `json:"owner,omitempty" example:"acc_01kb3w6t5ye8b9x3v7q2n4m1rz"`
	// OwnerName is missing when the account is gone.
	OwnerName string `json:"ownerName,omitempty" example:"Ada Palmer"`
	// Refused says that the token isn't taken as long as its owner may not sign in, or may do less than it.
	Refused bool `json:"refused" validate:"required"`
	// Unkept says that its owner, who isn't disabled, doesn't manage operator tokens any more, so that somebody else should answer for it.
	Unkept bool `json:"unkept" validate:"required"`
}

// OperatorTokenPage is one page of operator tokens.
type OperatorTokenPage struct {
	Items []OperatorToken `json:"items"`
	Next  string          `json:"next"`
}

// OperatorTokenRequest asks for an operator token.
type OperatorTokenRequest struct {
	Name       string    `json:"name" validate:"required,max=100" example:"deploy pipeline"`
	Role       rbac.Role `json:"role" validate:"required" swaggertype:"string" example:"publisher"`
	TTLSeconds int64     `json:"ttlSeconds" validate:"required,min=60,max=31536000" example:"3600"`
}

// OperatorTokenCreated holds the secret, which is never shown again.
type OperatorTokenCreated struct {
	Token  OperatorToken `json:"token"`
	Secret string        `json:"secret"`
}

// Routes answers the operations on operator tokens.
func (s *Service) Routes() []web.Route {
	return []web.Route{
		{Method: fiber.MethodGet, Path: "/operator-tokens", Permission: rbac.OperatorTokensWrite, Handler: s.listOperatorTokens},
		{Method: fiber.MethodPost, Path: "/operator-tokens", Permission: rbac.OperatorTokensWrite, StepUp: true, PersonOnly: true, Bucket: web.BucketToken, Handler: s.createOperatorToken},
		{Method: fiber.MethodGet, Path: "/operator-tokens/:token/heirs", Permission: rbac.OperatorTokensWrite, Handler: s.listHeirs},
		{Method: fiber.MethodPut, Path: "/operator-tokens/:token/owner", Permission: rbac.OperatorTokensWrite, StepUp: true, PersonOnly: true, Handler: s.handOver},
		{Method: fiber.MethodDelete, Path: "/operator-tokens/:token", Permission: rbac.OperatorTokensWrite, Handler: s.revokeOperatorToken},
	}
}

func present(t Token) OperatorToken {
	return OperatorToken{
		ID: t.ID, Name: t.Name, Role: string(t.Role), Hint: t.Hint, CreatedAt: t.CreatedAt, ExpiresAt: &t.ExpiresAt,
		RevokedAt: t.RevokedAt, LastUsedAt: t.LastUsedAt, CreatedBy: t.CreatedBy, Owner: t.Owner, Refused: t.Refused, Unkept: t.Unkept,
	}
}

// listOperatorTokens lists operator tokens.
//
// @Summary     List operator tokens
// @Tags        operations
// @ID          listOperatorTokens
// @Produce     json
// @Param       owner  query string false "Only those that this account answers for"
// @Param       cursor query string false "next of the page before"
// @Param       limit  query int    false "How many, at most 200" default(50)
// @Success     200 {object} OperatorTokenPage
// @Failure     default {object} web.Problem
// @Router      /operator-tokens [get]
func (s *Service) listOperatorTokens(c *fiber.Ctx) error {
	r, err := web.Page(c)
	if err != nil {
		return err
	}
	found, next, err := s.List(c.UserContext(), c.Query("owner"), r)
	if err != nil {
		return err
	}
	names, err := s.ownerNames(c.UserContext(), found)
	if err != nil {
		return err
	}
	answer := OperatorTokenPage{Items: make([]OperatorToken, len(found)), Next: next}
	for i, t := range found {
		answer.Items[i] = present(t)
		answer.Items[i].OwnerName = names[t.Owner]
	}
	return web.JSON(c, fiber.StatusOK, answer)
}

// createOperatorToken makes an operator token.
//
// @Summary     Make an operator token
// @Description Makes a credential for a machine that operates the portal. The secret is shown once.
// @Tags        operations
// @ID          createOperatorToken
// @Accept      json
// @Produce     json
// @Param       body body OperatorTokenRequest true "Name, role and life"
// @Success     201 {object} OperatorTokenCreated
// @Failure     default {object} web.Problem
// @Router      /operator-tokens [post]
func (s *Service) createOperatorToken(c *fiber.Ctx) error {
	r, err := web.Decode[OperatorTokenRequest](c)
	if err != nil {
		return err
	}
	t, full, err := s.Create(c.UserContext(), r.Name, r.Role, time.Duration(r.TTLSeconds)*time.Second)
	if err != nil {
		return err
	}
	view, err := s.presentNamed(c.UserContext(), t)
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusCreated, OperatorTokenCreated{Token: view, Secret: full})
}

// revokeOperatorToken ends an operator token.
//
// @Summary     Revoke an operator token
// @Description Ends the token for good; its next request is refused.
// @Tags        operations
// @ID          revokeOperatorToken
// @Param       token path string true "The operator token's id"
// @Success     204
// @Failure     default {object} web.Problem
// @Router      /operator-tokens/{token} [delete]
func (s *Service) revokeOperatorToken(c *fiber.Ctx) error {
	if err := s.Revoke(c.UserContext(), c.Params("token")); err != nil {
		return err
	}
	return web.NoContent(c)
}
