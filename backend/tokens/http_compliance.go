package tokens

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/policy"
	"github.com/gatehouse-dev/gatehouse/backend/web"
)

// ComplianceDay is how many of the tokens under a rule broke it on a day.
type ComplianceDay struct {
	Day      string    `json:"day" format:"date" example:"2027-03-01" validate:"required"`
	At       time.Time `json:"at" format:"date-time" validate:"required"`
	Rule     string    `json:"rule" example:"maxLifeSeconds" validate:"required"`
	Level    string    `json:"level" enums:"instance,api,team,app" validate:"required"`
	ID       string    `json:"id" example:"payments" validate:"required"`
	Says     string    `json:"says" example:"The API Payments allows tokens to live at most 90 days." validate:"required"`
	Tokens   int64     `json:"tokens" example:"120" validate:"required"`
	Breaking int64     `json:"breaking" example:"3" validate:"required"`
	// Clauses are what the rule answers of the compliance profiles that are on.
	Clauses []string `json:"clauses" example:"PCI DSS 8.2.6" validate:"required"`
}

// ComplianceReport is how the rules were met on the last 90 days, oldest first, and the compliance profiles that are on.
type ComplianceReport struct {
	Days     []ComplianceDay  `json:"days" validate:"required"`
	Profiles []EvidentProfile `json:"profiles" validate:"required"`
}

// PolicyOffenders is one page of tokens that break a rule.
type PolicyOffenders struct {
	Items []PolicyOffender `json:"items" validate:"required"`
	Next  string           `json:"next" validate:"required"`
	// Clients are the OAuth clients that break it, at most 200, with the first page.
	Clients []ClientOffender `json:"clients" validate:"required"`
}

// ClientOffender is an OAuth client that breaks a rule.
type ClientOffender struct {
	ID      string    `json:"id" example:"ocl_4fT9aB3dE5fG7hJ9" validate:"required"`
	App     string    `json:"app" example:"app_01jd8y7k5ve1kv3a0t9rkzv6qk" validate:"required"`
	AppName string    `json:"appName" example:"Ticket kiosk" validate:"required"`
	Owner   string    `json:"owner" example:"Ada Example" validate:"required"`
	Since   time.Time `json:"since" format:"date-time" validate:"required"`
	// Suspended says that the client doesn't work.
	Suspended bool `json:"suspended" validate:"required"`
}

// PolicyOffender is a token that breaks a rule, since when, with its owner and its calls on the last 30 days.
type PolicyOffender struct {
	Token View      `json:"token" validate:"required"`
	Owner string    `json:"owner" example:"Ada Example" validate:"required"`
	Calls int64     `json:"calls" example:"1200" validate:"required"`
	Since time.Time `json:"since" format:"date-time" validate:"required"`
}

// ComplianceEvidence is what an auditor keeps: a year of days, the tokens that break a rule now, and the exceptions. Truncated
// says that there are more than 10,000 of one of them.
type ComplianceEvidence struct {
	At       time.Time        `json:"at" format:"date-time" validate:"required"`
	Profiles []EvidentProfile `json:"profiles" validate:"required"`
	Days     []ComplianceDay  `json:"days" validate:"required"`
	Breaches []EvidentBreach  `json:"breaches" validate:"required"`
	// Exceptions are those of the year, and those that hold still.
	Exceptions []EvidentException `json:"exceptions" validate:"required"`
	Truncated  bool               `json:"truncated" validate:"required"`
}

// EvidentBreach is one token that breaks one rule.
type EvidentBreach struct {
	Rule    string    `json:"rule" example:"maxLifeSeconds" validate:"required"`
	Level   string    `json:"level" enums:"instance,api,team,app" validate:"required"`
	ID      string    `json:"id" example:"payments" validate:"required"`
	Token   string    `json:"token" example:"tok_4fT9aB3dE5fG7hJ9" validate:"required"`
	Name    string    `json:"name" example:"Kiosk" validate:"required"`
	App     string    `json:"app" example:"app_01jd8y7k5ve1kv3a0t9rkzv6qk" validate:"required"`
	AppName string    `json:"appName" example:"Ticket kiosk" validate:"required"`
	Owner   string    `json:"owner" example:"u:acc_01jd8y7k5ve1kv3a0t9rkzv6qk" validate:"required"`
	Since   time.Time `json:"since" format:"date-time" validate:"required"`
	Stopped bool      `json:"stopped" validate:"required"`
	Clauses []string  `json:"clauses" example:"PCI DSS 8.2.6" validate:"required"`
}

// getCompliance answers how the rules are met.
//
//	@Summary	Read how the rules for tokens are met
//	@Tags		policies
//	@ID			getCompliance
//	@Produce	json
//	@Success	200		{object}	ComplianceReport
//	@Failure	default	{object}	web.Problem
//	@Router		/policy-compliance [get]
func (s *Service) getCompliance(c *fiber.Ctx) error {
	days, err := s.Trend(c.UserContext(), trendDays)
	if err != nil {
		return err
	}
	profiles, err := s.presentProfiles(c.UserContext())
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, ComplianceReport{Days: presentDays(days, profiles), Profiles: profiles})
}

// listOffenders answers the tokens that break a rule.
//
//	@Summary	List the tokens that break a rule
//	@Tags		policies
//	@ID			listPolicyOffenders
//	@Produce	json
//	@Param		rule	query		string	true	"the rule"
//	@Param		level	query		string	true	"the level that set it"	Enums(instance, api, team, app)
//	@Param		id		query		string	false	"the API's slug, or the id of the team or app"
//	@Param		cursor	query		string	false	"the next of the page before"
//	@Param		limit	query		integer	false	"1 to 200, 50 when missing"
//	@Success	200		{object}	PolicyOffenders
//	@Failure	default	{object}	web.Problem
//	@Router		/policy-compliance/offenders [get]
func (s *Service) listOffenders(c *fiber.Ctx) error {
	r, err := web.Page(c)
	if err != nil {
		return err
	}
	at := policy.Place{Level: c.Query("level"), ID: c.Query("id")}
	found, err := s.Offenders(c.UserContext(), policy.Rule(c.Query("rule")), at, r)
	if err != nil {
		return err
	}
	answer, err := s.presentOffenders(c.UserContext(), found)
	if err == nil && r.Cursor == "" {
		answer.Clients, err = s.clientOffenders(c.UserContext(), policy.Rule(c.Query("rule")), at)
	}
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, answer)
}

func (s *Service) presentOffenders(ctx context.Context, found page.Page[Offender]) (PolicyOffenders, error) {
	tokens := make([]Token, len(found.Items))
	for i, o := range found.Items {
		tokens[i] = o.Token
	}
	views, err := s.presentBreaking(ctx, tokens)
	answer := PolicyOffenders{Items: make([]PolicyOffender, len(views)), Next: found.Next, Clients: []ClientOffender{}}
	for i, v := range views {
		answer.Items[i] = PolicyOffender{Token: v.Token, Owner: v.Owner, Calls: v.Calls, Since: found.Items[i].Since}
	}
	return answer, err
}

func (s *Service) clientOffenders(ctx context.Context, rule policy.Rule, at policy.Place) ([]ClientOffender, error) {
	clients := []ClientOffender{}
	if rule == "" {
		return clients, nil
	}
	facts, err := s.beside.BreachFacts(ctx, rule, at, page.LimitMax)
	if err != nil {
		return nil, err
	}
	var owners []string
	for _, f := range facts {
		owners = append(owners, f.Owner)
	}
	name, err := s.namer(ctx, sorted(owners))
	if err != nil {
		return nil, err
	}
	for _, f := range facts {
		clients = append(clients, ClientOffender{ID: f.TokenID, App: f.AppID, AppName: f.AppName, Owner: name(f.Owner), Since: time.UnixMicro(f.FoundAt).UTC(), Suspended: f.SuspendedAt != nil})
	}
	return clients, nil
}

// evidenceJSON answers the evidence for machines.
//
//	@Summary		Export evidence of compliance as JSON
//	@Description	A year of days, at most 10,000 of the tokens that break a rule now, and as many of the exceptions that were asked for or in force in that year: who asked, who decided, why, and until when.
//	@Tags			policies
//	@ID				getComplianceEvidence
//	@Produce		json
//	@Success		200		{object}	ComplianceEvidence
//	@Failure		default	{object}	web.Problem
//	@Router			/policy-compliance/evidence.json [get]
func (s *Service) evidenceJSON(c *fiber.Ctx) error {
	evidence, err := s.presentEvidence(c.UserContext())
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="compliance.json"`)
	return web.JSON(c, fiber.StatusOK, evidence)
}

// evidenceCSV answers the evidence for a spreadsheet.
//
//	@Summary		Export evidence of compliance as CSV
//	@Description	A row for each demand of the compliance profiles that are on, for each rule and day of a year, then one for each of at most 10,000 tokens that break a rule now, and for each exception of the year. Cells that a spreadsheet would run as a formula begin with an apostrophe.
//	@Tags			policies
//	@ID				getComplianceEvidenceCsv
//	@Produce		text/csv
//	@Success		200		{string}	string
//	@Failure		default	{object}	web.Problem
//	@Router			/policy-compliance/evidence.csv [get]
func (s *Service) evidenceCSV(c *fiber.Ctx) error {
	evidence, err := s.presentEvidence(c.UserContext())
	if err != nil {
		return err
	}
	body, err := evidence.csv()
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "text/csv; charset=utf-8; header=present")
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="compliance.csv"`)
	return c.Status(fiber.StatusOK).Send(body)
}

func presentDays(days []Compliance, profiles []EvidentProfile) []ComplianceDay {
	views := make([]ComplianceDay, len(days))
	for i, d := range days {
		views[i] = ComplianceDay{
			Day: d.Day.Format(time.DateOnly), At: d.At, Rule: string(d.Rule), Level: d.Place.Level, ID: d.Place.ID, Says: d.Says,
			Tokens: d.Tokens, Breaking: d.Breaking, Clauses: clausesOf(profiles, string(d.Rule)),
		}
	}
	return views
}
