package operators

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/web"
)

// OwnerRequest names who answers for an operator token from now on.
type OwnerRequest struct {
	Account string `json:"account" validate:"required,max=64" example:"acc_01kb3w6t5ye8b9x3v7q2n4m1rz"`
}

// Heirs are people who could answer for an operator token instead.
type Heirs struct {
	Items []accounts.PossibleHeir `json:"items" validate:"required"`
}

// ownerNames answers the names of those who answer for some tokens, by account.
func (s *Service) ownerNames(ctx context.Context, tokens []Token) (map[string]string, error) {
	ids := make([]string, 0, len(tokens))
	for _, t := range tokens {
		if t.Owner != "" {
			ids = append(ids, t.Owner)
		}
	}
	return s.deps.Accounts.Names(ctx, ids)
}

// presentNamed answers a token as the API shows it, with the name of who answers for it.
func (s *Service) presentNamed(ctx context.Context, t Token) (OperatorToken, error) {
	names, err := s.ownerNames(ctx, []Token{t})
	view := present(t)
	view.OwnerName = names[t.Owner]
	return view, err
}

// listHeirs lists who could answer for an operator token instead.
//
// @Summary     List who could answer for an operator token
// @Description People who may sign in, manage operator tokens and may do themselves what the token may.
// @Tags        operations
// @ID          listHeirs
// @Produce     json
// @Param       token path string true "The operator token's id"
// @Success     200 {object} Heirs
// @Failure     default {object} web.Problem
// @Router      /operator-tokens/{token}/heirs [get]
func (s *Service) listHeirs(c *fiber.Ctx) error {
	found, err := s.Heirs(c.UserContext(), c.Params("token"))
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, Heirs{Items: accounts.PresentHeirs(found)})
}

// handOver lets somebody else answer for an operator token.
//
// @Summary     Hand an operator token over
// @Description Somebody else answers for the token, whose secret stays. A token is refused while whoever answers for it may not sign in, or may do less than it.
// @Tags        operations
// @ID          handOver
// @Accept      json
// @Produce     json
// @Param       token path string       true "The operator token's id"
// @Param       body  body OwnerRequest true "Who answers for it from now on"
// @Success     200 {object} OperatorToken
// @Failure     default {object} web.Problem
// @Router      /operator-tokens/{token}/owner [put]
func (s *Service) handOver(c *fiber.Ctx) error {
	r, err := web.Decode[OwnerRequest](c)
	if err != nil {
		return err
	}
	t, err := s.HandOver(c.UserContext(), c.Params("token"), r.Account)
	if err != nil {
		return err
	}
	view, err := s.presentNamed(c.UserContext(), t)
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, view)
}
