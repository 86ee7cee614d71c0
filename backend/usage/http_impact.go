package usage

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/tokens"
	"github.com/gatehouse-dev/gatehouse/backend/web"
)

// TokenImpactView is what relies on a token. Calls, refused, operations and networks are of the last 24 hours;
// knownNetworks are those from which calls were let through in the last 30 days. Networks are truncated to /24 or /48.
type TokenImpactView struct {
	Calls         int64        `json:"calls" example:"1200"`
	Refused       int64        `json:"refused" example:"3"`
	LastSuccess   *LastSuccess `json:"lastSuccess,omitempty"`
	Operations    []ImpactItem `json:"operations"`
	Networks      []ImpactItem `json:"networks"`
	KnownNetworks []ImpactItem `json:"knownNetworks"`
	AppName       string       `json:"appName" example:"Ticket kiosk"`
	Owner         string       `json:"owner" example:"Ada Example"`
	Contacts      []string     `json:"contacts" example:"kiosk@example.com"`
} //@name TokenImpact

// ImpactItem is an operation or a network with its calls that were let through.
type ImpactItem struct {
	Key   string `json:"key" example:"listTickets"`
	Calls int64  `json:"calls" example:"120"`
}

// LastSuccess is the newest call that was let through and answered without an error.
type LastSuccess struct {
	At        time.Time `json:"at" format:"date-time"`
	API       string    `json:"api" example:"museum"`
	Operation string    `json:"operation" example:"listTickets"`
	Network   string    `json:"network" example:"192.0.2.0/24"`
}

// getTokenImpact answers what relies on a token.
//
//	@Summary		What relies on a token
//	@Description	Look here before you revoke: calls of the last 24 hours, the last one that went well, operations, networks, and whom to tell.
//	@Tags			tokens
//	@ID				getTokenImpact
//	@Produce		json
//	@Param			token	path		string	true	"the token's id"
//	@Success		200		{object}	TokenImpactView
//	@Failure		default	{object}	web.Problem
//	@Router			/tokens/{token}/impact [get]
func (s *Service) getTokenImpact(c *fiber.Ctx) error {
	found, err := s.ImpactOf(c.UserContext(), c.Params("token"))
	if err != nil {
		return err
	}
	view := TokenImpactView{
		Calls: found.Calls, Refused: found.Refused, LastSuccess: found.last(), Operations: impactItems(found.Operations),
		Networks: impactItems(found.Networks), KnownNetworks: impactItems(found.Known), AppName: found.App.Name, Owner: found.Owner, Contacts: found.App.Contacts,
	}
	if view.Contacts == nil {
		view.Contacts = []string{}
	}
	return web.JSON(c, fiber.StatusOK, view)
}

func (i Impact) last() *LastSuccess {
	if i.LastSuccess == nil {
		return nil
	}
	e := i.LastSuccess.Event
	return &LastSuccess{At: time.UnixMicro(e.At).UTC(), API: i.LastSuccess.APISlug, Operation: e.Operation, Network: e.Network}
}

func impactItems(ranked []Ranked) []ImpactItem {
	items := make([]ImpactItem, len(ranked))
	for i, r := range ranked {
		items[i] = ImpactItem{Key: r.Key, Calls: r.Counted.Calls}
	}
	return items
}

// MatchImpactView is what relies on many tokens at once. owners are the twenty with the most of them.
type MatchImpactView struct {
	Tokens      int64        `json:"tokens" example:"12"`
	Apps        int64        `json:"apps" example:"3"`
	Owners      []OwnerItem  `json:"owners"`
	Calls       int64        `json:"calls" example:"1200"`
	Refused     int64        `json:"refused" example:"3"`
	LastSuccess *LastSuccess `json:"lastSuccess,omitempty"`
	Operations  []ImpactItem `json:"operations"`
	Networks    []ImpactItem `json:"networks"`
} //@name TokensImpact

// OwnerItem is one owner with their share of the tokens.
type OwnerItem struct {
	Name   string `json:"name" example:"Ada Example"`
	Tokens int64  `json:"tokens" example:"4"`
} //@name TokensImpactOwner

// getTokensImpact answers what relies on many tokens.
//
//	@Summary		What relies on many tokens
//	@Description	Look here before a bulk revocation: how many living tokens match, whose they are, and what they did in the last 24 hours.
//	@Tags			tokens
//	@ID				getTokensImpact
//	@Produce		json
//	@Param			state			query		string	false	"only tokens in this state"	Enums(active, expiring, rotating, suspended, quarantined)
//	@Param			app				query		string	false	"only tokens of this app (id)"
//	@Param			api				query		string	false	"only tokens with a scope of this API (slug)"
//	@Param			owner			query		string	false	"only tokens of the apps of this person or team (id)"
//	@Param			network			query		string	false	"only tokens whose last use came from this network"
//	@Param			olderThanDays	query		integer	false	"only tokens made at least so many days ago"
//	@Param			unusedDays		query		integer	false	"only tokens that were not used for so many days"
//	@Param			scopeRisk		query		string	false	"only tokens whose riskiest scope has this risk"	Enums(low, medium, high)
//	@Param			breaks			query		string	false	"only living tokens that break this rule of the policy, or any of them"	Enums(any, maxLifeSeconds, rotationWarnDays, rotationBlockDays, idleDays, maxOverlapSeconds, kinds, tokensPerApp, nameRule, descriptionRequired, networksForHighRisk)
//	@Param			q				query		string	false	"part of the name or id"
//	@Success		200				{object}	MatchImpactView
//	@Failure		default			{object}	web.Problem
//	@Router			/token-impact [get]
func (s *Service) getTokensImpact(c *fiber.Ctx) error {
	f, err := tokens.FilterOf(c)
	if err != nil {
		return err
	}
	found, err := s.MatchImpactOf(c.UserContext(), f)
	if err != nil {
		return err
	}
	view := MatchImpactView{
		Tokens: found.Tokens, Apps: found.Apps, Owners: make([]OwnerItem, len(found.Owners)), Calls: found.Calls, Refused: found.Refused,
		LastSuccess: found.last(), Operations: impactItems(found.Operations), Networks: impactItems(found.Networks),
	}
	for i, o := range found.Owners {
		view.Owners[i] = OwnerItem{Name: o.Owner, Tokens: o.Tokens}
	}
	return web.JSON(c, fiber.StatusOK, view)
}
