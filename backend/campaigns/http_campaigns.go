package campaigns

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/web"
)

// CampaignView is a campaign with how far it is: its tokens, how many their owners were told of, and what came of them.
// waiting have no answer yet, unanswered never got one, needed turned out to be needed or fell silent, ended are over.
type CampaignView struct {
	ID         string           `json:"id" example:"cmp_01jd8y7k5ve1kv3a0t9rkzv6qk" validate:"required"`
	Name       string           `json:"name" example:"Autumn clean-up" validate:"required"`
	Words      string           `json:"words" validate:"required"`
	Filter     CampaignFilter   `json:"filter" validate:"required"`
	DueAt      *time.Time       `json:"dueAt,omitempty" format:"date-time"`
	CreatedBy  string           `json:"createdBy" example:"Sam Example" validate:"required"`
	CreatedAt  time.Time        `json:"createdAt" format:"date-time" validate:"required"`
	EndedBy    string           `json:"endedBy,omitempty"`
	EndedAt    *time.Time       `json:"endedAt,omitempty" format:"date-time"`
	Tokens     int64            `json:"tokens" example:"120" validate:"required"`
	Told       int64            `json:"told" example:"120" validate:"required"`
	Waiting    int64            `json:"waiting" validate:"required"`
	Narrowed   int64            `json:"narrowed" example:"42" validate:"required"`
	Kept       int64            `json:"kept" validate:"required"`
	Needed     int64            `json:"needed" validate:"required"`
	Ended      int64            `json:"ended" validate:"required"`
	Unanswered int64            `json:"unanswered" validate:"required"`
	Days       []narrowedOfADay `json:"days" validate:"required"`
} //@name Campaign

type narrowedOfADay struct {
	Day      string `json:"day" format:"date" example:"2027-03-01" validate:"required"`
	Narrowed int64  `json:"narrowed" example:"3" validate:"required"`
} //@name CampaignDay

// CampaignPage is one page of campaigns.
type CampaignPage struct {
	Items []CampaignView `json:"items" validate:"required"`
	Next  string         `json:"next" validate:"required"`
}

// CampaignStart says what a campaign asks about, and what owners read.
type CampaignStart struct {
	Name   string         `json:"name" validate:"required,max=80" example:"Autumn clean-up"`
	Words  string         `json:"words,omitempty" validate:"max=1000" example:"Please look before the audit."`
	DueAt  *time.Time     `json:"dueAt,omitempty" format:"date-time"`
	Filter CampaignFilter `json:"filter"`
}

type previewRequest struct {
	Filter CampaignFilter `json:"filter"`
} //@name CampaignPreviewRequest

// CampaignPreview is what a campaign would ask. asked and kept match too and are left out; ofMachines belong to operator
// tokens, so that nobody is told. tooMany says that more than 10,000 match: then neither owners nor scopes are counted, and the
// filter has to be narrower.
type CampaignPreview struct {
	Tokens     int64       `json:"tokens" example:"120" validate:"required"`
	TooMany    bool        `json:"tooMany" validate:"required"`
	Owners     int64       `json:"owners" example:"17" validate:"required"`
	OfMachines int64       `json:"ofMachines" validate:"required"`
	Asked      int64       `json:"asked" validate:"required"`
	Kept       int64       `json:"kept" validate:"required"`
	Scopes     []thingJSON `json:"scopes" validate:"required"`
}

func (s *Service) presentCampaigns(ctx context.Context, all ...Report) ([]CampaignView, error) {
	var subjects []string
	for _, r := range all {
		subjects = append(subjects, r.CreatedBy, r.EndedBy)
	}
	names, err := s.Names(ctx, subjects)
	if err != nil {
		return nil, err
	}
	name := func(subject string) string {
		if n := names[subject]; n != "" {
			return n
		}
		return subject
	}
	views := make([]CampaignView, len(all))
	for i, r := range all {
		views[i] = CampaignView{
			ID: r.ID, Name: r.Name, Words: r.Words, DueAt: r.Due, CreatedBy: name(r.CreatedBy), CreatedAt: r.CreatedAt, EndedBy: name(r.EndedBy), EndedAt: r.EndedAt,
			Filter: CampaignFilter{API: r.Filter.API, Scope: r.Filter.Scope, Risk: r.Filter.Risk, Owner: r.Filter.Owner},
			Tokens: r.Tokens, Told: r.Told, Waiting: r.Outcomes[""], Narrowed: r.Outcomes[Narrowed], Kept: r.Outcomes[Kept], Needed: r.Outcomes[Needed],
			Ended: r.Outcomes[Ended], Unanswered: r.Outcomes[Unanswered], Days: []narrowedOfADay{},
		}
		for _, d := range r.Narrowed {
			views[i].Days = append(views[i].Days, narrowedOfADay{Day: d.Day.Format(time.DateOnly), Narrowed: d.Tokens})
		}
	}
	return views, nil
}

// listCampaigns answers campaigns.
//
//	@Summary	List campaigns for least privilege
//	@Tags		campaigns
//	@ID			listCampaigns
//	@Produce	json
//	@Param		cursor	query		string	false	"the next of the page before"
//	@Param		limit	query		integer	false	"1 to 200, 50 when missing"
//	@Success	200		{object}	CampaignPage
//	@Failure	default	{object}	web.Problem
//	@Router		/campaigns [get]
func (s *Service) listCampaigns(c *fiber.Ctx) error {
	r, err := web.Page(c)
	if err != nil {
		return err
	}
	found, err := s.Campaigns(c.UserContext(), r)
	if err != nil {
		return err
	}
	views, err := s.presentCampaigns(c.UserContext(), found.Items...)
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, CampaignPage{Items: views, Next: found.Next})
}

// startCampaign begins a campaign.
//
//	@Summary		Start a campaign for least privilege
//	@Description	Asks the owners of the tokens that match now to narrow them: one notice and mail for each owner, of their own tokens. Nothing is narrowed by anybody else. Tokens that another campaign asks about, or whose owners gave a reason, are left out. People need a fresh passkey assertion.
//	@Tags			campaigns
//	@ID				startCampaign
//	@Accept			json
//	@Produce		json
//	@Param			body			body		CampaignStart	true	"whom to ask, and what to say"
//	@Param			Idempotency-Key	header		string			false	"makes a repeated request harmless for 24 hours"
//	@Success		201				{object}	CampaignView
//	@Failure		default			{object}	web.Problem
//	@Router			/campaigns [post]
func (s *Service) startCampaign(c *fiber.Ctx) error {
	body, err := web.Decode[CampaignStart](c)
	if err != nil {
		return err
	}
	made, err := s.Start(c.UserContext(), Draft{Name: body.Name, Words: body.Words, Due: body.DueAt, Filter: body.Filter.filter()})
	if err != nil {
		return err
	}
	return s.answerCampaign(c, fiber.StatusCreated, made.ID)
}

func (s *Service) answerCampaign(c *fiber.Ctx, status int, id string) error {
	r, err := s.Report(c.UserContext(), id)
	if err != nil {
		return err
	}
	views, err := s.presentCampaigns(c.UserContext(), r)
	if err != nil {
		return err
	}
	return web.JSON(c, status, views[0])
}

// previewCampaign counts what a campaign would ask.
//
//	@Summary	Preview a campaign for least privilege
//	@Tags		campaigns
//	@ID			previewCampaign
//	@Accept		json
//	@Produce	json
//	@Param		body	body		previewRequest	true	"which tokens"
//	@Success	200		{object}	CampaignPreview
//	@Failure	default	{object}	web.Problem
//	@Router		/campaigns/previews [post]
func (s *Service) previewCampaign(c *fiber.Ctx) error {
	body, err := web.Decode[previewRequest](c)
	if err != nil {
		return err
	}
	p, err := s.Preview(c.UserContext(), body.Filter.filter())
	if err != nil {
		return err
	}
	scopes, err := s.presentScopes(c.UserContext(), p.Scopes)
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, CampaignPreview{
		Tokens: p.Tokens, TooMany: p.TooMany, Owners: p.Owners, OfMachines: p.OfMachines, Asked: p.Asked, Kept: p.Kept, Scopes: scopes,
	})
}

// getCampaign answers one campaign.
//
//	@Summary	Read a campaign
//	@Tags		campaigns
//	@ID			getCampaign
//	@Produce	json
//	@Param		campaign	path		string	true	"the campaign's id"
//	@Success	200			{object}	CampaignView
//	@Failure	default		{object}	web.Problem
//	@Router		/campaigns/{campaign} [get]
func (s *Service) getCampaign(c *fiber.Ctx) error {
	return s.answerCampaign(c, fiber.StatusOK, c.Params("campaign"))
}

// endCampaign ends a campaign.
//
//	@Summary		End a campaign
//	@Description	Nobody is told or reminded any more; what waits for an answer stays unanswered.
//	@Tags			campaigns
//	@ID				endCampaign
//	@Produce		json
//	@Param			campaign	path		string	true	"the campaign's id"
//	@Success		200			{object}	CampaignView
//	@Failure		default		{object}	web.Problem
//	@Router			/campaigns/{campaign}/end [post]
func (s *Service) endCampaign(c *fiber.Ctx) error {
	if err := web.Empty(c); err != nil {
		return err
	}
	ended, err := s.End(c.UserContext(), c.Params("campaign"))
	if err != nil {
		return err
	}
	return s.answerCampaign(c, fiber.StatusOK, ended.ID)
}

// outcomeOf reads the outcome that a list is narrowed to; nil is all.
func outcomeOf(text string) (*Outcome, error) {
	all := map[string]Outcome{
		"waiting": "", string(Narrowed): Narrowed, string(Kept): Kept, string(Needed): Needed, string(Ended): Ended, string(Unanswered): Unanswered,
	}
	if text == "" {
		return nil, nil
	}
	o, known := all[text]
	if !known {
		return nil, fault.ErrInvalid.With(fault.Bad("/outcome", "The outcome is one of waiting, narrowed, kept, needed, ended, unanswered."))
	}
	return &o, nil
}
