package tokens

import (
	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/policy"
	"github.com/gatehouse-dev/gatehouse/backend/teams"
	"github.com/gatehouse-dev/gatehouse/backend/web"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

func (s *Service) teamPolicyRoutes() []web.Route {
	return []web.Route{
		{Method: fiber.MethodPost, Path: "/teams/:team/policy-previews", Permission: rbac.TokensRead, PersonOnly: true, Unaudited: "it only counts", Handler: s.previewTeamPolicy},
		{Method: fiber.MethodPost, Path: "/teams/:team/policy-previews/tokens", Permission: rbac.TokensRead, PersonOnly: true, Unaudited: "it only lists", Handler: s.listTeamBreaking},
		{Method: fiber.MethodGet, Path: "/apps/:app/transfer-effects", Permission: rbac.TokensRead, PersonOnly: true, Handler: s.getTransferEffects},
	}
}

// TeamPolicyPreviewRequest is what a team would say. Rule belongs to the list of tokens and names the rule that they break.
type TeamPolicyPreviewRequest struct {
	Rules policy.PolicyPart `json:"rules"`
	Rule  string            `json:"rule" validate:"max=40" example:"maxLifeSeconds"`
}

// TransferEffects is what the rules of a team mean for the tokens of an app that comes to it, and what keeps the app from it.
type TransferEffects struct {
	Effects []TransferEffect `json:"effects" validate:"required"`
	// Stays names the APIs that only other teams may use; while the app has or asks for access to one, it can't be moved.
	Stays []string `json:"stays" validate:"required" example:"Vault"`
}

// TransferEffect is what one rule means for them. Suspends says that tokens that break it are suspended within minutes.
type TransferEffect struct {
	Rule     string `json:"rule" example:"maxLifeSeconds" validate:"required"`
	Says     string `json:"says" example:"The team Payments allows tokens to live at most 90 days." validate:"required"`
	Suspends bool   `json:"suspends" validate:"required"`
	// Tokens is how many break it, broken the first 20 of them.
	Tokens  int64         `json:"tokens" example:"2" validate:"required"`
	Broken  []BrokenToken `json:"broken" validate:"required"`
	Clients int64         `json:"clients" example:"1" validate:"required"`
}

// BrokenToken is a token by its name.
type BrokenToken struct {
	ID   string `json:"id" example:"tok_4fT9aB3dE5fG7hJ9" validate:"required"`
	Name string `json:"name" example:"Kiosk in the lobby" validate:"required"`
}

// previewTeamPolicy answers what rules of a team would mean before they are saved.
//
//	@Summary		Preview rules of a team of yours
//	@Description	Which live tokens of the team's apps would break the rules that differ from those in force, without saving anything.
//	@Tags			policies
//	@ID				previewTeamPolicy
//	@Accept			json
//	@Produce		json
//	@Param			team	path		string						true	"the team's id"
//	@Param			body	body		TeamPolicyPreviewRequest	true	"what the team would say"
//	@Success		200		{object}	PolicyPreview
//	@Failure		default	{object}	web.Problem
//	@Router			/teams/{team}/policy-previews [post]
func (s *Service) previewTeamPolicy(c *fiber.Ctx) error {
	body, team, err := s.ofMyTeam(c)
	if err != nil {
		return err
	}
	return s.answerPreview(c, policy.Team, team, body.Rules.Part())
}

// listTeamBreaking answers the tokens behind a number of a preview.
//
//	@Summary	List the tokens of a team of yours that would break a rule
//	@Tags		policies
//	@ID			listTeamBreakingTokens
//	@Accept		json
//	@Produce	json
//	@Param		team	path		string						true	"the team's id"
//	@Param		cursor	query		string						false	"the next of the page before"
//	@Param		limit	query		integer						false	"1 to 200, 50 when missing"
//	@Param		body	body		TeamPolicyPreviewRequest	true	"what the team would say, and the rule"
//	@Success	200		{object}	BreakingTokens
//	@Failure	default	{object}	web.Problem
//	@Router		/teams/{team}/policy-previews/tokens [post]
func (s *Service) listTeamBreaking(c *fiber.Ctx) error {
	r, err := web.Page(c)
	if err != nil {
		return err
	}
	body, team, err := s.ofMyTeam(c)
	if err != nil {
		return err
	}
	return s.answerBreaking(c, policy.Team, team, body.Rules.Part(), policy.Rule(body.Rule), r)
}

// ofMyTeam reads a request about a team that the caller owns.
func (s *Service) ofMyTeam(c *fiber.Ctx) (TeamPolicyPreviewRequest, string, error) {
	team := web.Param(c, "team")
	body, err := web.Decode[TeamPolicyPreviewRequest](c)
	if err != nil {
		return body, team, err
	}
	role, err := s.Apps.RoleIn(c.UserContext(), rbac.TeamID(team))
	switch {
	case err != nil:
		return body, team, err
	case role == "":
		return body, team, teams.ErrNotFound
	case role != teams.Owner:
		return body, team, teams.ErrOwnersOnly
	}
	return body, team, nil
}

// getTransferEffects answers what would break if an app came to a team.
//
//	@Summary		Preview the transfer of an app
//	@Description	Which live tokens of the app break rules of the team that shall own it, and which APIs keep it where it is. An app stands under the rules of its team at once.
//	@Tags			policies
//	@ID				getTransferEffects
//	@Produce		json
//	@Param			app		path		string	true	"the app's id"
//	@Param			team	query		string	false	"the id of a team of yours; without it, yourself"
//	@Success		200		{object}	TransferEffects
//	@Failure		default	{object}	web.Problem
//	@Router			/apps/{app}/transfer-effects [get]
func (s *Service) getTransferEffects(c *fiber.Ctx) error {
	effects, err := s.Moving(c.UserContext(), web.Param(c, "app"), c.Query("team"))
	if err != nil {
		return err
	}
	answer := TransferEffects{Effects: []TransferEffect{}, Stays: []string{}}
	stays, err := s.Staying(c.UserContext(), web.Param(c, "app"), c.Query("team"))
	if err != nil {
		return err
	}
	answer.Stays = append(answer.Stays, stays...)
	for _, e := range effects {
		one := TransferEffect{Rule: string(e.Rule), Says: e.Says, Suspends: e.Suspends, Tokens: e.Tokens, Clients: e.Clients, Broken: []BrokenToken{}}
		for _, t := range e.Broken {
			one.Broken = append(one.Broken, BrokenToken{ID: t.ID, Name: t.Name})
		}
		answer.Effects = append(answer.Effects, one)
	}
	return web.JSON(c, fiber.StatusOK, answer)
}
