package tokens

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/web"
)

// EphemeralView says where an ephemeral token comes from. uses counts up to usesMax; without usesMax it isn't counted.
type EphemeralView struct {
	Parent     string `json:"parent" example:"tok_4fT9aB3dE5fG7hJ9"`
	ParentName string `json:"parentName" example:"Kiosk in the lobby"`
	UsesMax    int64  `json:"usesMax,omitempty" example:"1"`
	Uses       int64  `json:"uses" example:"0"`
	// Because says why it doesn't work, when that is its parent's doing.
	Because string `json:"because,omitempty" example:"The token that minted it ended."`
} //@name EphemeralOf

// under adds what a minted token has of its parent.
func (v *View) under(t Token, parent Token, now time.Time) {
	e := EphemeralView{Parent: t.Ephemeral.Parent, ParentName: parent.Name, UsesMax: t.Ephemeral.UsesMax, Uses: t.Ephemeral.Uses}
	v.State, e.Because = t.under(parent, parent.ID != "", now)
	v.CreatedBy, v.Ephemeral = parent.Name, &e
	if v.State == Revoked && v.RevokeReason == "" {
		v.RevokeReason = e.Because
	}
}

// EphemeralRequest says what the minted token should be. What is left out is as the parent has it; lifeSeconds is 300 then.
type EphemeralRequest struct {
	Name        string    `json:"name,omitempty" validate:"max=80" example:"Build 4711"`
	Scopes      *[]string `json:"scopes,omitempty" validate:"omitempty,max=200,dive,max=200" example:"museum:tickets:read"`
	Networks    *[]string `json:"networks,omitempty" validate:"omitempty,max=50,dive,max=64" example:"192.0.2.7/32"`
	Origins     *[]string `json:"origins,omitempty" validate:"omitempty,max=20,dive,max=255"`
	LifeSeconds int64     `json:"lifeSeconds,omitempty" validate:"omitempty,min=1,max=900" example:"300"`
	// Uses is how many calls it is good for; 1 is a single one.
	Uses int64 `json:"uses,omitempty" validate:"omitempty,min=1,max=10000" example:"1"`
} //@name MintEphemeralRequest

// mintEphemeral makes a token that lives for minutes.
//
//	@Summary		Mint an ephemeral token
//	@Description	For programs: the secret of the token that mints is the credential, and the path names that token, or self. The minted token lives for minutes, can do no more than its parent at any moment, and ends with it, and with the secret that minted it. A call that the gate lets through takes one use. The secret is shown in this answer and never again.
//	@Tags			tokens
//	@ID				mintEphemeralToken
//	@Accept			json
//	@Produce		json
//	@Param			token			path		string				true	"the id of the token that mints, or self"
//	@Param			body			body		EphemeralRequest	true	"what the minted token may do"
//	@Param			Idempotency-Key	header		string				false	"makes a repeated request harmless for 24 hours"
//	@Success		201				{object}	TokenCreated
//	@Failure		default			{object}	web.Problem
//	@Router			/tokens/{token}/ephemeral [post]
func (s *Service) mintEphemeral(c *fiber.Ctx) error {
	body, err := web.Decode[EphemeralRequest](c)
	if err != nil {
		return err
	}
	made, err := s.Mint(c.UserContext(), c.Params("token"), EphemeralDraft{
		Name: body.Name, Scopes: body.Scopes, Networks: body.Networks, Origins: body.Origins,
		Life: time.Duration(body.LifeSeconds) * time.Second, UsesMax: body.Uses,
	})
	if err != nil {
		return err
	}
	return s.answerMade(c, fiber.StatusCreated, made)
}

// listEphemeral answers what a token minted.
//
//	@Summary		List the ephemeral tokens of a token
//	@Description	Those that live, and those whose end is less than a day ago; the newest first.
//	@Tags			tokens
//	@ID				listEphemeralTokens
//	@Produce		json
//	@Param			token	path		string	true	"the token's id"
//	@Param			cursor	query		string	false	"the next of the page before"
//	@Param			limit	query		integer	false	"1 to 200, 50 when missing"
//	@Success		200		{object}	TokenPage
//	@Failure		default	{object}	web.Problem
//	@Router			/tokens/{token}/ephemeral [get]
func (s *Service) listEphemeral(c *fiber.Ctx) error {
	r, err := web.Page(c)
	if err != nil {
		return err
	}
	found, err := s.Minted(c.UserContext(), c.Params("token"), r)
	if err != nil {
		return err
	}
	return s.answerPage(c, found)
}
