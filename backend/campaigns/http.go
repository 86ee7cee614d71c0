package campaigns

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/web"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Routes answers the routes of campaigns.
func (s *Service) Routes() []web.Route {
	return []web.Route{
		{Method: fiber.MethodGet, Path: "/least-privilege", Permission: rbac.TokensReadAll, Handler: s.getLeastPrivilege},
		{Method: fiber.MethodGet, Path: "/least-privilege/tokens", Permission: rbac.TokensReadAll, Handler: s.listNarrowable},
		{Method: fiber.MethodGet, Path: "/least-privilege/tokens.csv", Permission: rbac.TokensReadAll, Bucket: web.BucketToken, Handler: s.exportNarrowable},
		{Method: fiber.MethodGet, Path: "/campaigns", Permission: rbac.TokensReadAll, Handler: s.listCampaigns},
		{Method: fiber.MethodPost, Path: "/campaigns", Permission: rbac.TokensRevokeAny, StepUp: true, Bucket: web.BucketToken, Handler: s.startCampaign},
		{Method: fiber.MethodPost, Path: "/campaigns/previews", Permission: rbac.TokensRevokeAny, Unaudited: "it only counts", Handler: s.previewCampaign},
		{Method: fiber.MethodGet, Path: "/campaigns/:campaign", Permission: rbac.TokensReadAll, Handler: s.getCampaign},
		{Method: fiber.MethodGet, Path: "/campaigns/:campaign/tokens", Permission: rbac.TokensReadAll, Handler: s.listCampaignTokens},
		{Method: fiber.MethodPost, Path: "/campaigns/:campaign/end", Permission: rbac.TokensRevokeAny, Handler: s.endCampaign},
		{Method: fiber.MethodGet, Path: "/token-asks", Permission: rbac.TokensRead, Handler: s.listMyAsks},
		{Method: fiber.MethodGet, Path: "/tokens/:token/ask", Permission: rbac.TokensRead, Handler: s.getTokenAsk},
		{Method: fiber.MethodPost, Path: "/tokens/:token/keep", Permission: rbac.TokensWrite, Handler: s.keepToken},
	}
}

// LeastPrivilege says how many live tokens could be narrower. tokens are those older than 30 days that the last whole look
// saw; apis and scopes are what most of them hold without need.
type LeastPrivilege struct {
	Tokens   int64       `json:"tokens" example:"120" validate:"required"`
	Narrower int64       `json:"narrower" example:"42" validate:"required"`
	Asked    int64       `json:"asked" example:"30" validate:"required"`
	Kept     int64       `json:"kept" example:"2" validate:"required"`
	LookedAt *time.Time  `json:"lookedAt,omitempty" format:"date-time"`
	APIs     []thingJSON `json:"apis" validate:"required"`
	Scopes   []thingJSON `json:"scopes" validate:"required"`
}

type thingJSON struct {
	Name   string `json:"name" example:"museum:tickets:write" validate:"required"`
	Risk   string `json:"risk,omitempty" enums:"low,medium,high"`
	Tokens int64  `json:"tokens" example:"17" validate:"required"`
} //@name UnneededThing

// NarrowableToken is a token that holds more than its calls of 30 days needed: scopes and networks are what it would lose,
// risk is that of the riskiest of these scopes.
type NarrowableToken struct {
	Token       string    `json:"token" example:"tok_4fT9aB3dE5fG7hJ9" validate:"required"`
	Name        string    `json:"name" example:"Kiosk" validate:"required"`
	Environment string    `json:"environment" enums:"sandbox,live" validate:"required"`
	App         string    `json:"app" validate:"required"`
	AppName     string    `json:"appName" example:"Ticket kiosk" validate:"required"`
	Owner       string    `json:"owner" validate:"required"`
	OwnerName   string    `json:"ownerName" example:"Ada Example" validate:"required"`
	Scopes      []string  `json:"scopes" example:"museum:tickets:write" validate:"required"`
	Networks    []string  `json:"networks" example:"198.51.100.0/24" validate:"required"`
	Risk        string    `json:"risk,omitempty" enums:"low,medium,high"`
	Calls       int64     `json:"calls" example:"1200" validate:"required"`
	ComputedAt  time.Time `json:"computedAt" format:"date-time" validate:"required"`
	// Campaign asks about it; Keep is why its owner leaves it as it is.
	Campaign *askJSON  `json:"campaign,omitempty"`
	Keep     *keepJSON `json:"keep,omitempty"`
}

type askJSON struct {
	ID    string     `json:"id" validate:"required"`
	Name  string     `json:"name" example:"Autumn clean-up" validate:"required"`
	Words string     `json:"words" validate:"required"`
	DueAt *time.Time `json:"dueAt,omitempty" format:"date-time"`
} //@name CampaignAsk

type keepJSON struct {
	Reason string    `json:"reason" example:"The yearly report needs it." validate:"required"`
	At     time.Time `json:"at" format:"date-time" validate:"required"`
	Until  time.Time `json:"until" format:"date-time" validate:"required"`
} //@name KeptToken

// NarrowablePage is one page of tokens that could be narrower.
type NarrowablePage struct {
	Items []NarrowableToken `json:"items" validate:"required"`
	Next  string            `json:"next" validate:"required"`
}

// TokenAsk is what is asked of a token: advised says whether it holds more than its calls needed, as last seen.
type TokenAsk struct {
	Advised  bool      `json:"advised" validate:"required"`
	Campaign *askJSON  `json:"campaign,omitempty"`
	Keep     *keepJSON `json:"keep,omitempty"`
}

type keepRequest struct {
	Reason string `json:"reason" validate:"required,max=500" example:"The yearly report needs it."`
} //@name KeepTokenRequest

// CampaignFilter narrows what a campaign asks about; members that are missing don't.
type CampaignFilter struct {
	API   string `json:"api,omitempty" validate:"max=80" example:"museum"`
	Scope string `json:"scope,omitempty" validate:"max=200" example:"museum:tickets:write"`
	Risk  string `json:"risk,omitempty" validate:"omitempty,max=20" enums:"low,medium,high"`
	Owner string `json:"owner,omitempty" validate:"max=80" example:"acc_01jd8y7k5ve1kv3a0t9rkzv6qk"`
}

func (f CampaignFilter) filter() Filter {
	return Filter{API: f.API, Scope: f.Scope, Risk: f.Risk, Owner: f.Owner}
}

func (a Ask) campaign() *askJSON {
	if a.Campaign == nil {
		return nil
	}
	return &askJSON{ID: a.Campaign.ID, Name: a.Campaign.Name, Words: a.Campaign.Words, DueAt: a.Campaign.Due}
}

func (a Ask) keep() *keepJSON {
	if a.Keep == nil {
		return nil
	}
	return &keepJSON{Reason: a.Keep.Reason, At: a.Keep.At, Until: a.Keep.Until}
}
