package tokens

import (
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/policy"
	"github.com/gatehouse-dev/gatehouse/backend/web"
)

// RevocationRequest says which tokens to revoke: those that the filter matches and that still live. expected is their
// number as the preview showed it.
type RevocationRequest struct {
	Filter   TokenFilter `json:"filter"`
	Expected int64       `json:"expected" validate:"required,min=1" example:"12"`
	Reason   string      `json:"reason" validate:"max=500" example:"The build server was broken into."`
} //@name TokenRevocationRequest

// TokenFilter narrows tokens as the inventory does; at least one member.
type TokenFilter struct {
	State         string `json:"state,omitempty" validate:"omitempty,max=20" enums:"active,expiring,rotating,suspended,quarantined"`
	App           string `json:"app,omitempty" validate:"max=80" example:"app_01jd8y7k5ve1kv3a0t9rkzv6qk"`
	API           string `json:"api,omitempty" validate:"max=80" example:"museum"`
	Owner         string `json:"owner,omitempty" validate:"max=80" example:"acc_01jd8y7k5ve1kv3a0t9rkzv6qk"`
	Network       string `json:"network,omitempty" validate:"max=64" example:"192.0.2.0/24"`
	ScopeRisk     string `json:"scopeRisk,omitempty" validate:"omitempty,max=20" enums:"low,medium,high"`
	Q             string `json:"q,omitempty" validate:"max=200"`
	OlderThanDays int    `json:"olderThanDays,omitempty" validate:"min=0,max=3650" example:"90"`
	UnusedDays    int    `json:"unusedDays,omitempty" validate:"min=0,max=3650" example:"30"`
	Breaks        string `json:"breaks,omitempty" validate:"omitempty,max=40" enums:"any,maxLifeSeconds,rotationWarnDays,rotationBlockDays,idleDays,maxOverlapSeconds,kinds,tokensPerApp,nameRule,descriptionRequired,networksForHighRisk"`
}

func (f TokenFilter) filter() Filter {
	return Filter{
		State: State(f.State), App: f.App, API: f.API, Owner: f.Owner, Network: f.Network, ScopeRisk: Risk(f.ScopeRisk), Text: f.Q,
		OlderDays: f.OlderThanDays, UnusedDays: f.UnusedDays, Breaks: policy.Rule(f.Breaks),
	}
}

// RevocationView is how far a bulk revocation is.
type RevocationView struct {
	ID         string     `json:"id" example:"rvk_01jd8y7k5ve1kv3a0t9rkzv6qk"`
	Reason     string     `json:"reason"`
	CreatedAt  time.Time  `json:"createdAt" format:"date-time"`
	Total      int64      `json:"total" example:"1200"`
	Done       int64      `json:"done" example:"300"`
	FinishedAt *time.Time `json:"finishedAt,omitempty" format:"date-time"`
} //@name TokenRevocation

// FilterOf reads the query parameters that narrow tokens, or answers fault.ErrInvalid.
func FilterOf(c *fiber.Ctx) (Filter, error) {
	f := Filter{
		State: State(c.Query("state")), App: c.Query("app"), API: c.Query("api"), Owner: c.Query("owner"),
		Network: c.Query("network"), ScopeRisk: Risk(c.Query("scopeRisk")), Text: c.Query("q"),
		Breaks: policy.Rule(c.Query("breaks")),
	}
	var mistakes []fault.Field
	for name, to := range map[string]*int{"olderThanDays": &f.OlderDays, "unusedDays": &f.UnusedDays} {
		text := c.Query(name)
		if text == "" {
			continue
		}
		days, err := strconv.Atoi(text)
		if err != nil || days < 1 {
			mistakes = append(mistakes, fault.Bad("/"+name, "Days are a whole number from 1 to 3650."))
		}
		*to = days
	}
	if len(mistakes) > 0 {
		return Filter{}, fault.ErrInvalid.With(mistakes...)
	}
	return f, nil
}

// orderOf reads the query parameter that sorts tokens.
func orderOf(c *fiber.Ctx) Order { return Order(c.Query("order", string(Newest))) }

// revokeTokens begins a bulk revocation.
//
//	@Summary		Revoke many tokens
//	@Description	Every living token that the filter matches now, in the background; ask the answer's id for the progress. The number has to be the one that GET /token-impact showed, else 409. People need a fresh passkey assertion.
//	@Tags			tokens
//	@ID				revokeTokens
//	@Accept			json
//	@Produce		json
//	@Param			body	body		RevocationRequest	true	"which, how many, and why"
//	@Success		202		{object}	RevocationView
//	@Failure		default	{object}	web.Problem
//	@Router			/token-revocations [post]
func (s *Service) revokeTokens(c *fiber.Ctx) error {
	body, err := web.Decode[RevocationRequest](c)
	if err != nil {
		return err
	}
	r, err := s.RevokeMany(c.UserContext(), body.Filter.filter(), body.Expected, body.Reason)
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusAccepted, r.view())
}

// getTokenRevocation answers how far a bulk revocation is.
//
//	@Summary	Follow a bulk revocation
//	@Tags		tokens
//	@ID			getTokenRevocation
//	@Produce	json
//	@Param		revocation	path		string	true	"the revocation's id"
//	@Success	200			{object}	RevocationView
//	@Failure	default		{object}	web.Problem
//	@Router		/token-revocations/{revocation} [get]
func (s *Service) getTokenRevocation(c *fiber.Ctx) error {
	r, err := s.Revocation(c.UserContext(), c.Params("revocation"))
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, r.view())
}

func (r Revocation) view() RevocationView {
	return RevocationView{ID: r.ID, Reason: r.Reason, CreatedAt: r.CreatedAt, Total: r.Total, Done: r.Done, FinishedAt: r.FinishedAt}
}
