package tokens

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/policy"
	"github.com/gatehouse-dev/gatehouse/backend/web"
)

// PolicyPreviewRequest is what a level would say. Rule belongs to the list of tokens and names the rule that they break.
type PolicyPreviewRequest struct {
	Level string            `json:"level" validate:"required,oneof=instance api team app" enums:"instance,api,team,app"`
	ID    string            `json:"id" validate:"max=200" example:"payments"`
	Rules policy.PolicyPart `json:"rules"`
	Rule  string            `json:"rule" validate:"max=40" example:"maxLifeSeconds"`
}

// PolicyPreview is what the rules that would change mean for live tokens.
type PolicyPreview struct {
	Effects []PolicyEffect `json:"effects" validate:"required"`
}

// PolicyEffect is what one rule means for live tokens. UsedLately of them made a call on the last 30 days.
type PolicyEffect struct {
	Rule       string        `json:"rule" example:"maxLifeSeconds" validate:"required"`
	Says       string        `json:"says" example:"The API Payments allows tokens to live at most 90 days." validate:"required"`
	Tokens     int64         `json:"tokens" example:"12" validate:"required"`
	UsedLately int64         `json:"usedLately" example:"7" validate:"required"`
	Owners     int64         `json:"owners" example:"3" validate:"required"`
	Most       []EffectOwner `json:"most" validate:"required"`
	// Clients is how many OAuth clients break it as well.
	Clients int64 `json:"clients" example:"2" validate:"required"`
	// ClientsStopped is how many of these clients work now; they are suspended where the rule suspends what breaks it.
	ClientsStopped int64 `json:"clientsStopped" example:"1" validate:"required"`
	// Calls is about how many calls the tokens made on the last 30 days. Replayed of those that were let through were decided
	// anew under the rule, and refusedCalls of these would have been refused. They were drawn from replayOf calls, each with
	// the same chance; for idleDays, which asks how long a token was silent, they are the newest, and replayOf is 0. ReplayCut
	// says that there were more calls or tokens than were looked at.
	Calls        int64 `json:"calls" example:"1200" validate:"required"`
	Replayed     int64 `json:"replayed" example:"1180" validate:"required"`
	RefusedCalls int64 `json:"refusedCalls" example:"40" validate:"required"`
	ReplayOf     int64 `json:"replayOf" example:"1180" validate:"required"`
	ReplayCut    bool  `json:"replayCut" validate:"required"`
}

// EffectOwner is how many of the tokens one owner has.
type EffectOwner struct {
	Owner  string `json:"owner" example:"Ada Example" validate:"required"`
	Tokens int64  `json:"tokens" example:"9" validate:"required"`
}

// BreakingTokens is one page of tokens that would break a rule.
type BreakingTokens struct {
	Items []BreakingToken `json:"items" validate:"required"`
	Next  string          `json:"next" validate:"required"`
}

// BreakingToken is a token that would break a rule, with its owner and its calls on the last 30 days.
type BreakingToken struct {
	Token View   `json:"token" validate:"required"`
	Owner string `json:"owner" example:"Ada Example" validate:"required"`
	Calls int64  `json:"calls" example:"1200" validate:"required"`
}

// previewPolicy answers what rules would mean before they are saved.
//
//	@Summary		Preview rules
//	@Description	Which live tokens would break the rules that differ from those in force, without saving anything.
//	@Tags			policies
//	@ID				previewPolicy
//	@Accept			json
//	@Produce		json
//	@Param			body	body		PolicyPreviewRequest	true	"what the level would say"
//	@Success		200		{object}	PolicyPreview
//	@Failure		default	{object}	web.Problem
//	@Router			/policy-previews [post]
func (s *Service) previewPolicy(c *fiber.Ctx) error {
	body, err := web.Decode[PolicyPreviewRequest](c)
	if err != nil {
		return err
	}
	return s.answerPreview(c, body.Level, body.ID, body.Rules.Part())
}

// listBreaking answers the tokens behind a number of a preview.
//
//	@Summary	List the tokens that would break a rule
//	@Tags		policies
//	@ID			listBreakingTokens
//	@Accept		json
//	@Produce	json
//	@Param		cursor	query		string					false	"the next of the page before"
//	@Param		limit	query		integer					false	"1 to 200, 50 when missing"
//	@Param		body	body		PolicyPreviewRequest	true	"what the level would say, and the rule"
//	@Success	200		{object}	BreakingTokens
//	@Failure	default	{object}	web.Problem
//	@Router		/policy-previews/tokens [post]
func (s *Service) listBreaking(c *fiber.Ctx) error {
	r, err := web.Page(c)
	if err != nil {
		return err
	}
	body, err := web.Decode[PolicyPreviewRequest](c)
	if err != nil {
		return err
	}
	return s.answerBreaking(c, body.Level, body.ID, body.Rules.Part(), policy.Rule(body.Rule), r)
}

func (s *Service) answerPreview(c *fiber.Ctx, level, id string, part policy.Part) error {
	effects, err := s.Preview(c.UserContext(), level, id, part)
	if err != nil {
		return err
	}
	view, err := s.presentEffects(c.UserContext(), effects)
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, view)
}

func (s *Service) answerBreaking(c *fiber.Ctx, level, id string, part policy.Part, rule policy.Rule, r page.Request) error {
	found, err := s.Breaking(c.UserContext(), level, id, part, rule, r)
	if err != nil {
		return err
	}
	items, err := s.presentBreaking(c.UserContext(), found.Items)
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, BreakingTokens{Items: items, Next: found.Next})
}

func (s *Service) presentEffects(ctx context.Context, effects []Effect) (PolicyPreview, error) {
	var owners []string
	for _, e := range effects {
		for _, o := range e.Most {
			owners = append(owners, o.Owner)
		}
	}
	name, err := s.namer(ctx, owners)
	if err != nil {
		return PolicyPreview{}, err
	}
	view := PolicyPreview{Effects: []PolicyEffect{}}
	for _, e := range effects {
		one := PolicyEffect{Rule: string(e.Rule), Says: e.Says, Tokens: e.Tokens, UsedLately: e.UsedLately, Owners: e.Owners, Most: []EffectOwner{}, Clients: e.Clients, ClientsStopped: e.ClientsStopped}
		one.Calls, one.Replayed, one.RefusedCalls, one.ReplayOf, one.ReplayCut = e.Replay.Calls, e.Replay.Replayed, e.Replay.Refused, e.Replay.Of, e.Replay.Cut
		for _, o := range e.Most {
			one.Most = append(one.Most, EffectOwner{Owner: name(o.Owner), Tokens: o.Tokens})
		}
		view.Effects = append(view.Effects, one)
	}
	return view, nil
}

func (s *Service) presentBreaking(ctx context.Context, found []Token) ([]BreakingToken, error) {
	views, err := s.presentAll(ctx, found)
	if err != nil {
		return nil, err
	}
	ofApps, err := s.appsOf(ctx, found)
	if err != nil {
		return nil, err
	}
	owners, ids := make([]string, len(found)), make([]string, len(found))
	for i, t := range found {
		owners[i], ids[i] = ofApps[t.AppID].Owner, t.ID
	}
	name, err := s.namer(ctx, owners)
	if err != nil {
		return nil, err
	}
	calls := map[string]int64{}
	if s.calls != nil {
		if calls, err = s.calls(ctx, ids, PreviewDays); err != nil {
			return nil, err
		}
	}
	items := make([]BreakingToken, len(found))
	for i, view := range views {
		items[i] = BreakingToken{Token: view, Owner: name(owners[i]), Calls: calls[ids[i]]}
	}
	return items, nil
}

// namer answers how subjects are called; one without a name is called by its id.
func (s *Service) namer(ctx context.Context, subjects []string) (func(string) string, error) {
	names := map[string]string{}
	if s.Names != nil && len(subjects) > 0 {
		var err error
		if names, err = s.Names(ctx, subjects); err != nil {
			return nil, err
		}
	}
	return func(subject string) string {
		if name := names[subject]; name != "" {
			return name
		}
		return subject
	}, nil
}
