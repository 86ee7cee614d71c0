package tokens

import (
	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/web"
)

// exportTokens answers tokens for a spreadsheet.
//
//	@Summary		Export tokens
//	@Description	Every token that matches, as CSV, without its secret. Cells that a spreadsheet would run as a formula begin with an apostrophe. The audit log notes who exported what.
//	@Tags			tokens
//	@ID				exportTokens
//	@Produce		text/csv
//	@Param			state			query		string	false	"only tokens in this state"	Enums(active, expiring, rotating, suspended, quarantined, expired, revoked)
//	@Param			app				query		string	false	"only tokens of this app (id)"
//	@Param			api				query		string	false	"only tokens with a scope of this API (slug)"
//	@Param			owner			query		string	false	"only tokens of the apps of this person or team (id)"
//	@Param			network			query		string	false	"only tokens whose last use came from this network"
//	@Param			olderThanDays	query		integer	false	"only tokens made at least so many days ago"
//	@Param			unusedDays		query		integer	false	"only tokens that were not used for so many days"
//	@Param			scopeRisk		query		string	false	"only tokens whose riskiest scope has this risk"	Enums(low, medium, high)
//	@Param			breaks			query		string	false	"only living tokens that break this rule of the policy, or any of them"	Enums(any, maxLifeSeconds, rotationWarnDays, rotationBlockDays, idleDays, maxOverlapSeconds, kinds, tokensPerApp, nameRule, descriptionRequired, networksForHighRisk)
//	@Param			q				query		string	false	"part of the name or id"
//	@Param			order			query		string	false	"what comes first: the newest (when missing) or oldest token, the longest unused, or the one that ends first"	Enums(newest, oldest, unused, ending)
//	@Success		200				{string}	string
//	@Failure		default			{object}	web.Problem
//	@Router			/tokens.csv [get]
func (s *Service) exportTokens(c *fiber.Ctx) error {
	f, err := FilterOf(c)
	if err != nil {
		return err
	}
	text, err := s.Export(c.UserContext(), f, orderOf(c))
	if err != nil {
		return err
	}
	web.Attach(c, "text/csv; charset=utf-8; header=present", "tokens.csv", text)
	return nil
}

// SavedFilter is what narrows a saved view: TokenFilter, with the states of tokens that are over too.
type SavedFilter struct {
	State         string `json:"state,omitempty" validate:"omitempty,max=20" enums:"active,expiring,rotating,suspended,quarantined,expired,revoked"`
	App           string `json:"app,omitempty" validate:"max=80" example:"app_01jd8y7k5ve1kv3a0t9rkzv6qk"`
	API           string `json:"api,omitempty" validate:"max=80" example:"museum"`
	Owner         string `json:"owner,omitempty" validate:"max=80" example:"acc_01jd8y7k5ve1kv3a0t9rkzv6qk"`
	Network       string `json:"network,omitempty" validate:"max=64" example:"192.0.2.0/24"`
	ScopeRisk     string `json:"scopeRisk,omitempty" validate:"omitempty,max=20" enums:"low,medium,high"`
	Q             string `json:"q,omitempty" validate:"max=200"`
	OlderThanDays int    `json:"olderThanDays,omitempty" validate:"min=0,max=3650" example:"90"`
	UnusedDays    int    `json:"unusedDays,omitempty" validate:"min=0,max=3650" example:"30"`
	Breaks        string `json:"breaks,omitempty" validate:"omitempty,max=40" enums:"any,maxLifeSeconds,rotationWarnDays,rotationBlockDays,idleDays,maxOverlapSeconds,kinds,tokensPerApp,nameRule,descriptionRequired,networksForHighRisk"`
} //@name TokenViewFilter

// SavedView is a filter and an order of the inventory under a name.
type SavedView struct {
	ID     string      `json:"id" example:"tvw_01jd8y7k5ve1kv3a0t9rkzv6qk"`
	Name   string      `json:"name" example:"Old keys of the museum"`
	Filter SavedFilter `json:"filter"`
	Order  Order       `json:"order" enums:"newest,oldest,unused,ending"`
} //@name TokenView

// SavedViewList is every view of a person.
type SavedViewList struct {
	Items []SavedView `json:"items"`
} //@name TokenViewList

// SavedViewRequest keeps a view; one of the same name is replaced.
type SavedViewRequest struct {
	Name   string      `json:"name" validate:"required,max=80" example:"Old keys of the museum"`
	Filter SavedFilter `json:"filter"`
	Order  string      `json:"order" validate:"required,max=20" enums:"newest,oldest,unused,ending"`
} //@name TokenViewRequest

func (v Saved) view() SavedView {
	f := v.Filter
	return SavedView{ID: v.ID, Name: v.Name, Order: v.Order, Filter: SavedFilter{
		State: string(f.State), App: f.App, API: f.API, Owner: f.Owner, Network: f.Network, ScopeRisk: string(f.ScopeRisk), Q: f.Text,
		OlderThanDays: f.OlderDays, UnusedDays: f.UnusedDays, Breaks: string(f.Breaks),
	}}
}

// listTokenViews answers the caller's saved views.
//
//	@Summary	List your views of the tokens
//	@Tags		tokens
//	@ID			listTokenViews
//	@Produce	json
//	@Success	200		{object}	SavedViewList
//	@Failure	default	{object}	web.Problem
//	@Router		/token-views [get]
func (s *Service) listTokenViews(c *fiber.Ctx) error {
	found, err := s.SavedViews(c.UserContext())
	if err != nil {
		return err
	}
	answer := SavedViewList{Items: make([]SavedView, len(found))}
	for i, v := range found {
		answer.Items[i] = v.view()
	}
	return web.JSON(c, fiber.StatusOK, answer)
}

// saveTokenView keeps a view.
//
//	@Summary		Save a view of the tokens
//	@Description	A filter and an order under a name, for you alone. A view of yours with the same name is replaced.
//	@Tags			tokens
//	@ID				saveTokenView
//	@Accept			json
//	@Produce		json
//	@Param			body	body		SavedViewRequest	true	"what to keep"
//	@Success		201		{object}	SavedView
//	@Failure		default	{object}	web.Problem
//	@Router			/token-views [post]
func (s *Service) saveTokenView(c *fiber.Ctx) error {
	body, err := web.Decode[SavedViewRequest](c)
	if err != nil {
		return err
	}
	v, err := s.SaveView(c.UserContext(), body.Name, TokenFilter(body.Filter).filter(), Order(body.Order))
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusCreated, v.view())
}

// removeTokenView forgets a view.
//
//	@Summary	Remove a view of the tokens
//	@Tags		tokens
//	@ID			removeTokenView
//	@Param		view	path	string	true	"the view's id"
//	@Success	204
//	@Failure	default	{object}	web.Problem
//	@Router		/token-views/{view} [delete]
func (s *Service) removeTokenView(c *fiber.Ctx) error {
	if err := s.RemoveView(c.UserContext(), c.Params("view")); err != nil {
		return err
	}
	return web.NoContent(c)
}
