package leaks

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/web"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// reportRequest shows that somebody holds a token, without sending it.
type reportRequest struct {
	// TokenID is the 16 characters between the second and the third underscore.
	TokenID string `json:"tokenId" validate:"required" example:"4fT9kQ2mXw7bZr1c"`
	// Proof is the SHA-256 of the whole token in hexadecimal digits.
	Proof string `json:"proof" validate:"required" example:"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"`
	// Where it was found: an address or a few words.
	Where string `json:"where" validate:"max=2000" example:"https://example.com/repository/blob/main/.env"`
	// DryRun only asks.
	DryRun bool `json:"dryRun"`
} //@name LeakReportByProof

type reportAnswer struct {
	// Outcome: unknown is no token of this portal, or a wrong proof; over doesn't work any more; told works still.
	Outcome Outcome `json:"outcome" enums:"unknown,over,revoked,quarantined,told" validate:"required"`
} //@name LeakOutcome

type leakJSON struct {
	ID        string `json:"id" validate:"required" example:"lk_01m87jy1y3fqxveqpkw54j11mk"`
	TokenID   string `json:"tokenId" validate:"required"`
	TokenName string `json:"tokenName" validate:"required"`
	// Kind is live, test or eph for a token of an app, cs for the secret of an OAuth client, op for an operator token.
	Kind        string     `json:"kind" enums:"live,test,eph,cs,op" validate:"required"`
	Hint        string     `json:"hint" validate:"required" example:"gth_live_4fT9…_…abcd"`
	App         string     `json:"app" validate:"required"`
	Generation  int64      `json:"generation" validate:"required"`
	Source      string     `json:"source" enums:"finder,github,honey" validate:"required"`
	Place       string     `json:"place" validate:"required"`
	Outcome     Outcome    `json:"outcome" enums:"over,revoked,quarantined,told" validate:"required"`
	FirstSeenAt time.Time  `json:"firstSeenAt" validate:"required"`
	LastSeenAt  time.Time  `json:"lastSeenAt" validate:"required"`
	Seen        int64      `json:"seen" validate:"required"`
	ClosedAt    *time.Time `json:"closedAt,omitempty"`
	ClosedBy    string     `json:"closedBy,omitempty"`
	Note        string     `json:"note,omitempty"`
} //@name Leak

type leakPage struct {
	Items []leakJSON `json:"items" validate:"required"`
	Next  string     `json:"next" validate:"required"`
} //@name LeakPage

type closeRequest struct {
	Note string `json:"note" validate:"max=500" example:"The repository is private and was deleted."`
} //@name CloseLeak

// Routes answers the operations of the leak desk.
func (s *Service) Routes() []web.Route {
	return []web.Route{
		{Method: fiber.MethodPost, Path: "/leaks/reports", Public: true, Impersonal: true, Bucket: web.BucketVisitor, Handler: s.report,
			Unaudited: "a report without evidence changes nothing; with it, the find is recorded"},
		{Method: fiber.MethodPost, Path: "/leaks/github", Public: true, Impersonal: true, Bucket: web.BucketSearch, Handler: s.takeMessages,
			Unaudited: "a message without a signature changes nothing; with it, each find is recorded"},
		{Method: fiber.MethodGet, Path: "/leaks/rules", Public: true, Handler: s.getRules},
		{Method: fiber.MethodGet, Path: "/leaks", Permission: rbac.TokensReadAll, Handler: s.listLeaks},
		{Method: fiber.MethodGet, Path: "/honey-tokens", Permission: rbac.TokensRevokeAny, Handler: s.listHoney},
		{Method: fiber.MethodPost, Path: "/honey-tokens", Permission: rbac.TokensRevokeAny, StepUp: true, Bucket: web.BucketToken, Handler: s.plantHoney},
		{Method: fiber.MethodPost, Path: "/honey-tokens/:honey/retire", Permission: rbac.TokensRevokeAny, Handler: s.retireHoney},
		{Method: fiber.MethodPost, Path: "/leaks/:leak/close", Permission: rbac.TokensRevokeAny, Handler: s.closeLeak},
		{Method: fiber.MethodPost, Path: "/leaks/:leak/open", Permission: rbac.TokensRevokeAny, Handler: s.openLeak},
	}
}

// report takes what a finder says.
//
//	@Summary		Report a token that was found
//	@Description	For anybody. The token itself stays with the finder: its id and the SHA-256 of the whole token show that it was found. What happens to it is the portal's policy; its people are told.
//	@Tags			leaks
//	@ID				reportLeak
//	@Accept			json
//	@Produce		json
//	@Param			body	body		reportRequest	true	"what was found, and where"
//	@Success		200		{object}	reportAnswer
//	@Failure		default	{object}	web.Problem
//	@Router			/leaks/reports [post]
func (s *Service) report(c *fiber.Ctx) error {
	body, err := web.Decode[reportRequest](c)
	if err != nil {
		return err
	}
	proof, err := secret.ParseProof(body.Proof)
	if err != nil {
		return fault.ErrInvalid.With(fault.Bad("/proof", "Give the SHA-256 of the whole token as 64 hexadecimal digits."))
	}
	outcome, err := s.Take(c.UserContext(), Report{TokenID: body.TokenID, Proof: proof, Place: body.Where, Source: FromFinder}, body.DryRun)
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, reportAnswer{outcome})
}

// takeMessages takes messages of secret scanning.
//
//	@Summary		Take messages of secret scanning
//	@Description	In the format of GitHub's secret scanning partner program. The body is signed: Github-Public-Key-Signature holds ECDSA P-256 over its SHA-256, by the key that Github-Public-Key-Identifier names. Off until the operator sets --github-keys-url.
//	@Tags			leaks
//	@ID				takeLeakMessages
//	@Accept			json
//	@Produce		json
//	@Param			Github-Public-Key-Identifier	header	string		true	"which key signed"
//	@Param			Github-Public-Key-Signature		header	string		true	"the signature in base64"
//	@Param			body							body	[]Message	true	"what was found"
//	@Success		200		{array}		Feedback
//	@Failure		default	{object}	web.Problem
//	@Router			/leaks/github [post]
func (s *Service) takeMessages(c *fiber.Ctx) error {
	all, err := s.TakeMessages(c.UserContext(), c.Get("Github-Public-Key-Identifier"), c.Get("Github-Public-Key-Signature"), c.Request().Body())
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, all)
}

// getRules answers rules for other scanners.
//
//	@Summary	Read the rules for secret scanners
//	@Tags		leaks
//	@ID			getLeakRules
//	@Produce	json
//	@Success	200		{object}	Rules
//	@Failure	default	{object}	web.Problem
//	@Router		/leaks/rules [get]
func (s *Service) getRules(c *fiber.Ctx) error { return web.JSON(c, fiber.StatusOK, s.Rules()) }

// listLeaks lists finds.
//
//	@Summary	List tokens that were found
//	@Tags		leaks
//	@ID			listLeaks
//	@Produce	json
//	@Param		state	query		string	false	"open or closed"	Enums(open, closed)	default(open)
//	@Param		cursor	query		string	false	"next of the page before"
//	@Param		limit	query		int		false	"How many, at most 200"	default(50)
//	@Success	200		{object}	leakPage
//	@Failure	default	{object}	web.Problem
//	@Router		/leaks [get]
func (s *Service) listLeaks(c *fiber.Ctx) error {
	r, err := web.Page(c)
	if err != nil {
		return err
	}
	state := c.Query("state", "open")
	if state != "open" && state != "closed" {
		return fault.ErrInvalid.With(fault.Bad("state", "The state is open or closed."))
	}
	all, next, err := s.List(c.UserContext(), state == "closed", r)
	if err != nil {
		return err
	}
	answer := leakPage{Items: make([]leakJSON, len(all)), Next: next}
	for i, l := range all {
		answer.Items[i] = present(l)
	}
	return web.JSON(c, fiber.StatusOK, answer)
}

// closeLeak says that a find is dealt with.
//
//	@Summary	Close a find
//	@Tags		leaks
//	@ID			closeLeak
//	@Accept		json
//	@Produce	json
//	@Param		leak	path		string			true	"id of the find"
//	@Param		body	body		closeRequest	true	"why nothing is left to do"
//	@Success	200		{object}	leakJSON
//	@Failure	default	{object}	web.Problem
//	@Router		/leaks/{leak}/close [post]
func (s *Service) closeLeak(c *fiber.Ctx) error {
	body, err := web.Decode[closeRequest](c)
	if err != nil {
		return err
	}
	l, err := s.Close(c.UserContext(), c.Params("leak"), body.Note)
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, present(l))
}

// openLeak takes the closing of a find back.
//
//	@Summary	Open a find again
//	@Tags		leaks
//	@ID			openLeak
//	@Produce	json
//	@Param		leak	path		string	true	"id of the find"
//	@Success	200		{object}	leakJSON
//	@Failure	default	{object}	web.Problem
//	@Router		/leaks/{leak}/open [post]
func (s *Service) openLeak(c *fiber.Ctx) error {
	l, err := s.Open(c.UserContext(), c.Params("leak"))
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, present(l))
}

func present(l Leak) leakJSON {
	return leakJSON{
		ID: l.ID, TokenID: l.TokenID, Kind: string(l.Kind), TokenName: l.TokenName, Hint: l.Hint, App: l.AppID, Generation: l.Generation, Source: l.Source, Place: l.Place,
		Outcome: l.Outcome, FirstSeenAt: l.FirstSeenAt.UTC(), LastSeenAt: l.LastSeenAt.UTC(), Seen: l.Seen, ClosedAt: l.ClosedAt, ClosedBy: l.ClosedBy, Note: l.Note,
	}
}
