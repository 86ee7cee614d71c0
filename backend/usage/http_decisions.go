package usage

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/web"
)

// DecisionView is one answer of a door with the checks behind it. api is the slug; environment is empty when no token
// told it.
type DecisionView struct {
	ID          string       `json:"id" example:"dec_01jd8y7k5ve1kv3a0t9rkzv6qk"`
	At          time.Time    `json:"at" format:"date-time"`
	Allowed     bool         `json:"allowed"`
	Code        string       `json:"code" example:"scope_missing"`
	Status      int          `json:"status" example:"403"`
	Door        string       `json:"door" example:"gateway"`
	API         string       `json:"api" example:"museum"`
	Operation   string       `json:"operation" example:"createTicket"`
	Method      string       `json:"method" example:"POST"`
	Path        string       `json:"path" example:"/tickets"`
	Token       string       `json:"token" example:"tok_4fT9aB3dE5fG7hJ9"`
	TokenName   string       `json:"tokenName" example:"Kiosk in the lobby"`
	App         string       `json:"app" example:"app_01jd8y7k5ve1kv3a0t9rkzv6qk"`
	AppName     string       `json:"appName" example:"Ticket kiosk"`
	Environment string       `json:"environment" example:"sandbox"`
	Checks      []Check      `json:"checks"`
	Explanation string       `json:"explanation" example:"The operation needs a scope that the token or the grant doesn't have."`
	Fix         *DecisionFix `json:"fix,omitempty"`
}

// DecisionFix is the page of the portal that mends a denial.
type DecisionFix struct {
	Label string `json:"label" example:"Open the token"`
	Link  string `json:"link" example:"/tokens/tok_4fT9aB3dE5fG7hJ9"`
}

// getDecision answers why a call was refused.
//
//	@Summary		Why a call was refused
//	@Description	The checks behind one answer, for seven days: to the people of the call's app, and to operators with decisions:read-all.
//	@Tags			usage
//	@ID				getDecision
//	@Produce		json
//	@Param			decision	path		string	true	"the id from the answer's Gatehouse-Decision"
//	@Success		200			{object}	DecisionView
//	@Failure		default		{object}	web.Problem
//	@Router			/decisions/{decision} [get]
func (s *Service) getDecision(c *fiber.Ctx) error {
	d, err := s.Decision(c.UserContext(), c.Params("decision"))
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, s.presentDecision(c.UserContext(), d))
}

func (s *Service) presentDecision(ctx context.Context, d Decision) DecisionView {
	v := DecisionView{
		ID: d.ID, At: time.UnixMicro(d.At).UTC(), Allowed: d.Allowed, Code: d.Code, Status: d.Status, Door: d.Door,
		Operation: d.Operation, Method: d.Method, Path: d.Path, Token: d.TokenID, App: d.AppID, Environment: d.Environment,
		Checks: d.Checks, Explanation: d.explanation(),
	}
	if v.Checks == nil {
		v.Checks = []Check{}
	}
	if d.APIID != "" {
		v.API = s.slug(ctx, d.APIID)
	}
	if d.TokenID != "" {
		v.TokenName = s.label(ctx, "token", d.TokenID)
	}
	if d.AppID != "" {
		v.AppName = s.label(ctx, "app", d.AppID)
	}
	if label, link, ok := d.fix(v.API, s.plansOf(ctx, v.API, d)); ok {
		v.Fix = &DecisionFix{Label: label, Link: link}
	}
	return v
}
