package access

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/web"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Routes answers the routes of access requests and grants.
func (s *Service) Routes() []web.Route {
	return []web.Route{
		{Method: fiber.MethodGet, Path: "/access-requests", Permission: rbac.AccessRead, Handler: s.listAccessRequests},
		{Method: fiber.MethodPost, Path: "/access-requests", Permission: rbac.AccessRequest, Bucket: web.BucketCreate, Handler: s.createAccessRequest},
		{Method: fiber.MethodGet, Path: "/access-requests/:request", Permission: rbac.AccessRead, Handler: s.getAccessRequest},
		{Method: fiber.MethodPost, Path: "/access-requests/:request/approve", Permission: rbac.AccessDecide, Handler: s.approveAccessRequest},
		{Method: fiber.MethodPost, Path: "/access-requests/:request/deny", Permission: rbac.AccessDecide, Handler: s.denyAccessRequest},
		{Method: fiber.MethodPost, Path: "/access-requests/:request/withdraw", Permission: rbac.AccessRequest, Handler: s.withdrawAccessRequest},
		{Method: fiber.MethodGet, Path: "/apps/:app/grants", Permission: rbac.AccessRead, Handler: s.listGrants},
		{Method: fiber.MethodPost, Path: "/grants/:grant/pause", Permission: rbac.AccessDecide, Handler: s.pauseGrant},
		{Method: fiber.MethodPost, Path: "/grants/:grant/resume", Permission: rbac.AccessDecide, Handler: s.resumeGrant},
		{Method: fiber.MethodPost, Path: "/grants/:grant/end", Permission: rbac.AccessRequest, Handler: s.endGrant},
		{Method: fiber.MethodPut, Path: "/grants/:grant/limits", Permission: rbac.AccessDecide, Handler: s.setGrantLimits},
		{Method: fiber.MethodGet, Path: "/apis/:api/visibility-effects", Permission: rbac.APIsWrite, Handler: s.getVisibilityEffects},
		{Method: fiber.MethodDelete, Path: "/grants/:grant/limits", Permission: rbac.AccessDecide, Handler: s.dropGrantLimits},
	}
}

// AccessItem is one API of a request, with its plan, environment and scopes.
type AccessItem struct {
	API         string   `json:"api" validate:"required,max=100" example:"museum"`
	APIName     string   `json:"apiName,omitempty" validate:"max=200" example:"Museum tickets"`
	Plan        string   `json:"plan" validate:"required,max=100" example:"pln_01jd8y7k5ve1kv3a0t9rkzv6qk"`
	PlanName    string   `json:"planName,omitempty" validate:"max=200" example:"Standard"`
	Environment string   `json:"environment" validate:"required,oneof=sandbox live" enums:"sandbox,live"`
	Scopes      []string `json:"scopes" validate:"max=200,dive,max=200" null:"refused" example:"museum:tickets:read"`
}

// AccessRequestBody asks for access for one app.
type AccessRequestBody struct {
	App           string       `json:"app" validate:"required,max=100" example:"app_01jd8y7k5ve1kv3a0t9rkzv6qk"`
	Items         []AccessItem `json:"items" validate:"required,min=1,max=20,dive"`
	Justification string       `json:"justification" validate:"max=2000" example:"We sell tickets in our lobby."`
	// Token is the token that shall get the scopes; the request leads back to it.
	Token string `json:"token,omitempty" validate:"omitempty,len=20,startswith=tok_" example:"tok_4fT9aB3dE5fG7hJ9"`
}

// ApproveBody approves a request, or a part of its scopes.
type ApproveBody struct {
	Scopes *[]string  `json:"scopes,omitempty" validate:"omitempty,max=4000" null:"refused" example:"museum:tickets:read"`
	EndsAt *time.Time `json:"endsAt,omitempty" format:"date-time"`
	Reason string     `json:"reason,omitempty" validate:"max=500" example:"Reading is enough for a kiosk."`
}

// DenyBody denies a request; the developer reads the reason.
type DenyBody struct {
	Reason string `json:"reason" validate:"required,max=500" example:"Please use the partner plan."`
}

type reasonBody struct {
	Reason string `json:"reason" validate:"max=500" example:"Calls that look like scraping."`
} //@name ReasonBody

// RequestView is a request as the API shows it. Scopes and hints are never null.
type RequestView struct {
	ID            string `json:"id" example:"req_01jd8y7k5ve1kv3a0t9rkzv6qk"`
	App           string `json:"app" example:"app_01jd8y7k5ve1kv3a0t9rkzv6qk"`
	AppName       string `json:"appName" example:"Ticket kiosk"`
	Requester     string `json:"requester" example:"u:acc_01jd8y7k5ve1kv3a0t9rkzv6qk"`
	RequesterName string `json:"requesterName" example:"Ada Example"`
	// Team is the id of the team that owns the app, TeamName its name; both are missing where a person does.
	Team          string       `json:"team,omitempty" example:"tea_01jd8y7k5ve1kv3a0t9rkzv6qk"`
	TeamName      string       `json:"teamName,omitempty" example:"Harbour office"`
	Items         []AccessItem `json:"items"`
	Justification string       `json:"justification"`
	State         State        `json:"state" enums:"pending,approved,partly,denied,withdrawn"`
	Reason        string       `json:"reason,omitempty"`
	DecidedBy     string       `json:"decidedBy,omitempty" example:"Grace Example"`
	DecidedAt     *time.Time   `json:"decidedAt,omitempty" format:"date-time"`
	EndsAt        *time.Time   `json:"endsAt,omitempty" format:"date-time"`
	CreatedAt     time.Time    `json:"createdAt" format:"date-time"`
	Hints         []string     `json:"hints" example:"Asks for the high-risk scope museum:tickets:refund."`
	CanDecide     bool         `json:"canDecide"`
	Token         string       `json:"token,omitempty" example:"tok_4fT9aB3dE5fG7hJ9"`
	GrantedScopes []string     `json:"grantedScopes,omitempty" example:"museum:tickets:read"`
} //@name AccessRequest

// AccessRequestPage is one page of requests.
type AccessRequestPage struct {
	Items []RequestView `json:"items"`
	Next  string        `json:"next"`
}

// GrantView is a grant as the API shows it.
type GrantView struct {
	ID          string     `json:"id" example:"gnt_01jd8y7k5ve1kv3a0t9rkzv6qk"`
	App         string     `json:"app" example:"app_01jd8y7k5ve1kv3a0t9rkzv6qk"`
	API         string     `json:"api" example:"museum"`
	APIName     string     `json:"apiName" example:"Museum tickets"`
	Plan        string     `json:"plan" example:"pln_01jd8y7k5ve1kv3a0t9rkzv6qk"`
	PlanName    string     `json:"planName" example:"Standard"`
	Environment string     `json:"environment" enums:"sandbox,live"`
	Scopes      []string   `json:"scopes" example:"museum:tickets:read"`
	State       GrantState `json:"state" enums:"active,paused,ended"`
	EndsAt      *time.Time `json:"endsAt,omitempty" format:"date-time"`
	CreatedAt   time.Time  `json:"createdAt" format:"date-time"`
	// OwnLimits hold instead of the plan's; absent when the grant has none, or their end has come.
	OwnLimits *OwnLimitsBody `json:"ownLimits,omitempty"`
} //@name Grant

// GrantPage is one page of grants; an app's grants are always whole.
type GrantPage struct {
	Items []GrantView `json:"items"`
	Next  string      `json:"next"`
}
