package campaigns

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/web"
)

// CampaignToken is a token that a campaign asks about, what it was asked to lose, and what came of it.
type CampaignToken struct {
	Token     string     `json:"token" validate:"required"`
	Name      string     `json:"name" example:"Kiosk" validate:"required"`
	AppName   string     `json:"appName" validate:"required"`
	OwnerName string     `json:"ownerName" validate:"required"`
	Scopes    []string   `json:"scopes" validate:"required"`
	Networks  []string   `json:"networks" validate:"required"`
	ToldAt    *time.Time `json:"toldAt,omitempty" format:"date-time"`
	Outcome   string     `json:"outcome" enums:"waiting,narrowed,kept,needed,ended,unanswered" validate:"required"`
	Reason    string     `json:"reason,omitempty"`
	OutcomeAt *time.Time `json:"outcomeAt,omitempty" format:"date-time"`
}

// CampaignTokenPage is one page of a campaign's tokens.
type CampaignTokenPage struct {
	Items []CampaignToken `json:"items" validate:"required"`
	Next  string          `json:"next" validate:"required"`
}

// listCampaignTokens answers what became of a campaign's tokens.
//
//	@Summary	List the tokens of a campaign
//	@Tags		campaigns
//	@ID			listCampaignTokens
//	@Produce	json
//	@Param		campaign	path		string	true	"the campaign's id"
//	@Param		outcome		query		string	false	"only tokens of which this came"	Enums(waiting, narrowed, kept, needed, ended, unanswered)
//	@Param		cursor		query		string	false	"the next of the page before"
//	@Param		limit		query		integer	false	"1 to 200, 50 when missing"
//	@Success	200			{object}	CampaignTokenPage
//	@Failure	default		{object}	web.Problem
//	@Router		/campaigns/{campaign}/tokens [get]
func (s *Service) listCampaignTokens(c *fiber.Ctx) error {
	r, err := web.Page(c)
	if err != nil {
		return err
	}
	o, err := outcomeOf(c.Query("outcome"))
	if err != nil {
		return err
	}
	found, err := s.Members(c.UserContext(), c.Params("campaign"), o, r)
	if err != nil {
		return err
	}
	answer, err := s.presentMembers(c.UserContext(), found.Items)
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, CampaignTokenPage{Items: answer, Next: found.Next})
}

func (s *Service) presentMembers(ctx context.Context, found []Member) ([]CampaignToken, error) {
	ids := make([]string, len(found))
	for i, m := range found {
		ids[i] = m.TokenID
	}
	k, err := s.known(ctx, ids)
	views := make([]CampaignToken, len(found))
	for i, m := range found {
		views[i] = m.view(k)
	}
	return views, err
}

func (m Member) view(k known) CampaignToken {
	v := CampaignToken{
		Token: m.TokenID, Name: k.tokens[m.TokenID].Name, Scopes: m.Scopes, Networks: m.Networks, ToldAt: m.ToldAt, Outcome: string(m.Outcome),
		Reason: m.Reason, OutcomeAt: m.At,
	}
	if v.Outcome == "" {
		v.Outcome = "waiting"
	}
	app := k.apps[m.AppID]
	v.AppName = app.Name
	_, v.OwnerName = k.owner(app)
	return v
}
