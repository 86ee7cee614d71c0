package leaks

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/web"
)

type honeyJSON struct {
	ID      string `json:"id" validate:"required" example:"hny_4fT9aB3dE5fG7hJ9"`
	Name    string `json:"name" validate:"required"`
	Planted string `json:"planted" validate:"required" example:"The backup server's home directory, .env"`
	Hint    string `json:"hint" validate:"required" example:"gth_live_4fT9…_…abcd"`
	// Used counts at most once an hour for each network.
	Used        int64      `json:"used" validate:"required"`
	LastUsedAt  *time.Time `json:"lastUsedAt,omitempty" format:"date-time"`
	LastNetwork string     `json:"lastNetwork,omitempty" example:"198.51.100.0/24"`
	CreatedAt   time.Time  `json:"createdAt" validate:"required" format:"date-time"`
	RetiredAt   *time.Time `json:"retiredAt,omitempty" format:"date-time"`
} //@name HoneyToken

type honeyList struct {
	Items []honeyJSON `json:"items" validate:"required"`
} //@name HoneyTokenList

// plantRequest says what a honey token looks like and where it will lie.
type plantRequest struct {
	Name        string `json:"name" validate:"required,max=80" example:"Backup server"`
	Planted     string `json:"planted" validate:"required,max=200" example:"The backup server's home directory, .env"`
	Environment string `json:"environment" validate:"required,oneof=sandbox live" enums:"sandbox,live"`
} //@name HoneyTokenCreate

// planted is a honey token with its text, which is shown in this answer and never again.
type planted struct {
	Honey  honeyJSON `json:"honey" validate:"required"`
	Secret string    `json:"secret" validate:"required" example:"gth_live_…"`
} //@name HoneyTokenCreated

func (s *Service) presentHoney(h Honey) honeyJSON {
	return honeyJSON{
		ID: h.ID, Name: h.Name, Planted: h.Planted, Hint: h.Hint(s.brand), Used: h.Used, LastUsedAt: h.LastUsedAt, LastNetwork: h.LastNetwork,
		CreatedAt: h.CreatedAt, RetiredAt: h.RetiredAt,
	}
}

// listHoney answers honey tokens.
//
//	@Summary	List honey tokens
//	@Tags		leaks
//	@ID			listHoneyTokens
//	@Produce	json
//	@Success	200		{object}	honeyList
//	@Failure	default	{object}	web.Problem
//	@Router		/honey-tokens [get]
func (s *Service) listHoney(c *fiber.Ctx) error {
	all, err := s.HoneyTokens(c.UserContext())
	if err != nil {
		return err
	}
	answer := honeyList{Items: make([]honeyJSON, len(all))}
	for i, h := range all {
		answer.Items[i] = s.presentHoney(h)
	}
	return web.JSON(c, fiber.StatusOK, answer)
}

// plantHoney makes a honey token.
//
//	@Summary		Plant a honey token
//	@Description	It looks like a token, opens nothing, and tells the security admins when somebody calls with it; the caller gets the answer of an unknown token. The text is shown in this answer and never again. People need a fresh passkey assertion.
//	@Tags			leaks
//	@ID				plantHoneyToken
//	@Accept			json
//	@Produce		json
//	@Param			body	body		plantRequest	true	"how it looks, and where it will lie"
//	@Success		201		{object}	planted
//	@Failure		default	{object}	web.Problem
//	@Router			/honey-tokens [post]
func (s *Service) plantHoney(c *fiber.Ctx) error {
	body, err := web.Decode[plantRequest](c)
	if err != nil {
		return err
	}
	kind := secret.Live
	if body.Environment == "sandbox" {
		kind = secret.Test
	}
	h, text, err := s.PlantHoney(c.UserContext(), body.Name, body.Planted, kind)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	return web.JSON(c, fiber.StatusCreated, planted{Honey: s.presentHoney(h), Secret: text.Reveal()})
}

// retireHoney ends a honey token.
//
//	@Summary	Retire a honey token
//	@Tags		leaks
//	@ID			retireHoneyToken
//	@Produce	json
//	@Param		honey	path		string	true	"the honey token's id"
//	@Success	200		{object}	honeyJSON
//	@Failure	default	{object}	web.Problem
//	@Router		/honey-tokens/{honey}/retire [post]
func (s *Service) retireHoney(c *fiber.Ctx) error {
	h, err := s.RetireHoney(c.UserContext(), c.Params("honey"))
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, s.presentHoney(h))
}
