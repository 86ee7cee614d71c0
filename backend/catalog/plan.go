package catalog

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
)

// Approval says who decides on access requests for a plan.
type Approval string

// The approvals.
const (
	Automatic Approval = "automatic"
	Manual    Approval = "manual"
)

// Environment is where a call goes; a token belongs to exactly one.
type Environment string

// The environments.
const (
	Sandbox Environment = "sandbox"
	Live    Environment = "live"
)

// Whose calls a limit or a quota counts together; empty is PerApp. A quota is never PerToken.
const (
	PerApp   = "app"
	PerToken = "token"
	PerTeam  = "team"
)

// Limit allows a number of requests in any window of the given whole seconds.
type Limit struct {
	Name          string `json:"name" validate:"required,max=40" example:"per minute"`
	Requests      int64  `json:"requests" validate:"required,min=1,max=1000000000" example:"600"`
	WindowSeconds int64  `json:"windowSeconds" validate:"required,min=1,max=2678400" example:"60"`
	// Per says who shares the window: all tokens of an app (app, the default), nobody (token), or all apps of one owner
	// (team): those of a team, or those that a person owns alone.
	Per string `json:"per,omitempty" validate:"omitempty,oneof=app token team" enums:"app,token,team"`
} //@name Limit

// Quota allows a number of requests in each calendar day or month (UTC).
type Quota struct {
	Requests int64  `json:"requests" validate:"required,min=1,max=1000000000000" example:"100000"`
	Period   string `json:"period" validate:"required,oneof=day month" enums:"day,month"`
	// Per says who shares the quota: all tokens of an app (app, the default) or all apps of one owner (team).
	Per string `json:"per,omitempty" validate:"omitempty,oneof=app team" enums:"app,team"`
} //@name Quota

// Plan is what an API offers: limits, a quota (nil = none), who approves, and for which environments.
type Plan struct {
	ID           string
	APIID        string
	Name         string
	Description  string
	Approval     Approval
	Limits       []Limit
	Quota        *Quota
	Environments []Environment
	Version      int64
	CreatedAt    time.Time
	UpdatedAt    time.Time
}

// PlanDraft is what a publisher says about a plan; a change replaces all of it.
type PlanDraft struct {
	Name         string
	Description  string
	Approval     Approval
	Limits       []Limit
	Quota        *Quota
	Environments []Environment
}

// The faults of plans.
var (
	// ErrPlanNotFound says that the API has no such plan.
	ErrPlanNotFound = fault.New(fault.NotFound, "catalog.plan_not_found", "The API offers no such plan.", "Choose one of the plans on the API's page.")
	// ErrPlanNameTaken says that the API has a plan of this name already.
	ErrPlanNameTaken = fault.New(fault.Conflict, "catalog.plan_name_taken", "The API already has a plan with this name.", "Choose another name.")
)

const limitsMax = 5

func (d PlanDraft) tidy() PlanDraft {
	d.Name, d.Description = strings.TrimSpace(d.Name), strings.TrimSpace(d.Description)
	return d
}

// Offers reports whether the plan covers the environment.
func (p Plan) Offers(e Environment) bool { return slices.Contains(p.Environments, e) }

// check answers fault.ErrInvalid with every mistake at once, or nil.
func (d PlanDraft) check() error {
	var mistakes []fault.Field
	if d.Name == "" || !fits(d.Name, nameRunesMax, false) {
		mistakes = append(mistakes, fault.Bad("/name", "A plan's name has 1 to 80 characters on one line."))
	}
	if !fits(d.Description, summaryRunesMax, true) {
		mistakes = append(mistakes, fault.Bad("/description", "A plan's description has at most 300 characters."))
	}
	if d.Approval != Automatic && d.Approval != Manual {
		mistakes = append(mistakes, fault.Bad("/approval", "Approval is automatic or manual."))
	}
	mistakes = append(mistakes, CheckTerms(d.Limits, d.Quota)...)
	return invalid(append(mistakes, checkEnvironments(d.Environments)...))
}

// CheckTerms answers every mistake in what may be used up.
func CheckTerms(limits []Limit, quota *Quota) []fault.Field {
	mistakes := checkLimits(limits)
	if q := quota; q != nil && (q.Requests < 1 || q.Period != "day" && q.Period != "month") {
		mistakes = append(mistakes, fault.Bad("/quota", "A quota has at least one request and the period day or month."))
	}
	if q := quota; q != nil && q.Per != "" && q.Per != PerApp && q.Per != PerTeam {
		mistakes = append(mistakes, fault.Bad("/quota/per", "A quota counts per app or per team."))
	}
	return mistakes
}

func checkLimits(limits []Limit) []fault.Field {
	if len(limits) > limitsMax {
		return []fault.Field{fault.Bad("/limits", "A plan has at most five limits.")}
	}
	var mistakes []fault.Field
	seen := map[string]bool{}
	for i, l := range limits {
		at := "/limits/" + strconv.Itoa(i)
		if strings.TrimSpace(l.Name) == "" || !fits(l.Name, 40, false) || seen[l.Name] {
			mistakes = append(mistakes, fault.Bad(at+"/name", "Each limit has a name of its own, of at most 40 characters."))
		}
		if l.Requests < 1 || l.WindowSeconds < 1 {
			mistakes = append(mistakes, fault.Bad(at, "A limit allows at least one request in at least one second."))
		}
		if l.Per != "" && l.Per != PerApp && l.Per != PerToken && l.Per != PerTeam {
			mistakes = append(mistakes, fault.Bad(at+"/per", "A limit counts per app, per token or per team."))
		}
		seen[l.Name] = true
	}
	return mistakes
}

func checkEnvironments(environments []Environment) []fault.Field {
	if len(environments) == 0 {
		return []fault.Field{fault.Required("/environments", "Choose sandbox, live or both.")}
	}
	for i, e := range environments {
		if e != Sandbox && e != Live || slices.Contains(environments[:i], e) {
			return []fault.Field{fault.Bad("/environments/"+strconv.Itoa(i), "Environments are sandbox and live, each at most once.")}
		}
	}
	return nil
}

func invalid(mistakes []fault.Field) error {
	if len(mistakes) == 0 {
		return nil
	}
	return fault.ErrInvalid.With(mistakes...)
}
