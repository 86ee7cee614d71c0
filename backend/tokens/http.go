package tokens

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/web"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Routes answers the routes of tokens.
func (s *Service) Routes() []web.Route {
	return append(s.teamPolicyRoutes(), []web.Route{
		{Method: fiber.MethodGet, Path: "/apps/:app/tokens", Permission: rbac.TokensRead, Handler: s.listAppTokens},
		{Method: fiber.MethodPost, Path: "/apps/:app/tokens", Permission: rbac.TokensWrite, StepUp: true, Bucket: web.BucketToken, Handler: s.createToken},
		{Method: fiber.MethodGet, Path: "/tokens", Permission: rbac.TokensReadAll, Handler: s.listTokens},
		{Method: fiber.MethodGet, Path: "/policy-compliance", Permission: rbac.TokensReadAll, Handler: s.getCompliance},
		{Method: fiber.MethodGet, Path: "/policy-compliance/offenders", Permission: rbac.TokensReadAll, Handler: s.listOffenders},
		{Method: fiber.MethodGet, Path: "/policy-compliance/evidence.json", Permission: rbac.TokensReadAll, Handler: s.evidenceJSON},
		{Method: fiber.MethodGet, Path: "/policy-compliance/evidence.csv", Permission: rbac.TokensReadAll, Handler: s.evidenceCSV},
		{Method: fiber.MethodPost, Path: "/policy-previews", Permission: rbac.PolicyWrite, Unaudited: "it only counts", Handler: s.previewPolicy},
		{Method: fiber.MethodPost, Path: "/policy-previews/tokens", Permission: rbac.PolicyWrite, Unaudited: "it only lists", Handler: s.listBreaking},
		{Method: fiber.MethodPost, Path: "/token-revocations", Permission: rbac.TokensRevokeAny, StepUp: true, Bucket: web.BucketToken, BeforeTerms: true, Handler: s.revokeTokens},
		{Method: fiber.MethodGet, Path: "/tokens.csv", Permission: rbac.TokensReadAll, Bucket: web.BucketToken, Handler: s.exportTokens},
		{Method: fiber.MethodPost, Path: "/token-imports", Permission: rbac.TokensImport, StepUp: true, PersonOnly: true, Bucket: web.BucketToken, BodyLimit: importBodyMax, Handler: s.importTokens},
		{Method: fiber.MethodGet, Path: "/token-views", Permission: rbac.TokensReadAll, PersonOnly: true, Handler: s.listTokenViews},
		{Method: fiber.MethodPost, Path: "/token-views", Permission: rbac.TokensReadAll, PersonOnly: true, Handler: s.saveTokenView},
		{Method: fiber.MethodDelete, Path: "/token-views/:view", Permission: rbac.TokensReadAll, PersonOnly: true, Handler: s.removeTokenView},
		{Method: fiber.MethodGet, Path: "/token-revocations/:revocation", Permission: rbac.TokensRevokeAny, Handler: s.getTokenRevocation},
		{Method: fiber.MethodGet, Path: "/tokens/:token", Permission: rbac.TokensRead, Handler: s.getToken},
		{Method: fiber.MethodGet, Path: "/tokens/:token/ephemeral", Permission: rbac.TokensRead, Handler: s.listEphemeral},
		{Method: fiber.MethodPost, Path: "/tokens/:token/ephemeral", Authenticate: s.AuthenticateToken, Bucket: web.BucketCreate, Handler: s.mintEphemeral},
		{Method: fiber.MethodPost, Path: "/tokens/self/rotate", Authenticate: s.AuthenticateRotating, Bucket: web.BucketToken, Handler: s.rotateSelf},
		{Method: fiber.MethodPatch, Path: "/tokens/:token", Permission: rbac.TokensWrite, Handler: s.updateToken},
		{Method: fiber.MethodPost, Path: "/tokens/:token/rotate", Permission: rbac.TokensWrite, StepUp: true, Bucket: web.BucketToken, Handler: s.rotateToken},
		{Method: fiber.MethodPost, Path: "/tokens/:token/finish-rotation", Permission: rbac.TokensWrite, Handler: s.finishRotation},
		{Method: fiber.MethodPost, Path: "/tokens/:token/extend-rotation", Permission: rbac.TokensWrite, StepUp: true, Handler: s.extendRotation},
		{Method: fiber.MethodPost, Path: "/tokens/:token/cancel-rotation", Permission: rbac.TokensWrite, Handler: s.cancelRotation},
		{Method: fiber.MethodPost, Path: "/tokens/:token/finish-when-silent", Permission: rbac.TokensWrite, Handler: s.finishWhenSilent},
		{Method: fiber.MethodPost, Path: "/tokens/:token/revoke", Permission: rbac.TokensWrite, BeforeTerms: true, Handler: s.revokeToken},
		{Method: fiber.MethodPost, Path: "/tokens/:token/suspend", Permission: rbac.TokensWrite, BeforeTerms: true, Handler: s.suspendToken},
		{Method: fiber.MethodPost, Path: "/tokens/:token/resume", Permission: rbac.TokensWrite, Handler: s.resumeToken},
		{Method: fiber.MethodPost, Path: "/tokens/:token/report-leak", Permission: rbac.TokensWrite, BeforeTerms: true, Handler: s.reportLeak},
		{Method: fiber.MethodPost, Path: "/tokens/:token/quarantine", Permission: rbac.TokensWrite, BeforeTerms: true, Handler: s.quarantineToken},
		{Method: fiber.MethodPost, Path: "/tokens/:token/end-quarantine", Permission: rbac.TokensWrite, Handler: s.endQuarantine},
	}...)
}

// View is a token as the API shows it, for ever without its secret. Lists are never null.
type View struct {
	ID          string `json:"id" example:"tok_4fT9aB3dE5fG7hJ9"`
	Hint        string `json:"hint" example:"gth_live_4fT9…_…abcd"`
	Kind        string `json:"kind" enums:"live,test,eph,cs"`
	Name        string `json:"name" example:"Kiosk in the lobby"`
	Description string `json:"description"`
	App         string `json:"app" example:"app_01jd8y7k5ve1kv3a0t9rkzv6qk"`
	AppName     string `json:"appName" example:"Ticket kiosk"`
	// Owner is the account that the app belongs to; "" when it belongs to a machine, or is gone.
	Owner             string           `json:"owner" example:"acc_01jd8y7k5ve1kv3a0t9rkzv6qk"`
	OwnerName         string           `json:"ownerName" example:"Ada Example"`
	Environment       string           `json:"environment" enums:"sandbox,live"`
	Scopes            []string         `json:"scopes" example:"museum:tickets:read"`
	Networks          []string         `json:"networks" example:"192.0.2.0/24"`
	Origins           []string         `json:"origins" example:"https://kiosk.example.com"`
	NotBefore         *time.Time       `json:"notBefore,omitempty" format:"date-time"`
	ExpiresAt         time.Time        `json:"expiresAt" format:"date-time"`
	CreatedAt         time.Time        `json:"createdAt" format:"date-time"`
	CreatedBy         string           `json:"createdBy" example:"Ada Example"`
	State             State            `json:"state" enums:"active,expiring,rotating,suspended,quarantined,expired,revoked,usedUp"`
	Risk              Risk             `json:"risk" enums:"low,medium,high"`
	RiskReasons       []string         `json:"riskReasons" example:"Works from every network."`
	LastUsedAt        *time.Time       `json:"lastUsedAt,omitempty" format:"date-time"`
	LastUsedNetwork   string           `json:"lastUsedNetwork,omitempty" example:"192.0.2.0/24"`
	LastUsedOperation string           `json:"lastUsedOperation,omitempty" example:"listTickets"`
	Generations       []GenerationView `json:"generations"`
	// FinishSilentSeconds is after which silence of the older secret the rotation ends by itself.
	FinishSilentSeconds int64 `json:"finishSilentSeconds,omitempty" example:"21600"`
	// Imported says that a key of another system still opens the token; its rotation replaces it.
	Imported  bool       `json:"imported"`
	ExposedAt *time.Time `json:"exposedAt,omitempty" format:"date-time"`
	// ReusedAt is when a replaced secret was last noted to be in use, at most once a day.
	ReusedAt *time.Time `json:"reusedAt,omitempty" format:"date-time"`
	// PolicyBreaches say which rules the token breaks, as last seen.
	PolicyBreaches []string `json:"policyBreaches" example:"The API Payments allows tokens to live at most 90 days."`
	// Suspension is why and since when the token is suspended.
	Suspension *SuspensionView `json:"suspension,omitempty"`
	// Quarantine is the one in force.
	Quarantine   *QuarantineView `json:"quarantine,omitempty"`
	RevokedAt    *time.Time      `json:"revokedAt,omitempty" format:"date-time"`
	RevokeReason string          `json:"revokeReason,omitempty"`
	// Ephemeral is there for tokens that another token minted.
	Ephemeral *EphemeralView `json:"ephemeral,omitempty"`
	Version   int64          `json:"version" example:"1"`
} //@name Token

// SuspensionView says why a token is suspended. What an operator suspended, only operators resume.
type SuspensionView struct {
	At       time.Time `json:"at" format:"date-time" validate:"required"`
	Reason   string    `json:"reason" example:"Looks odd." validate:"required"`
	Operator bool      `json:"operator" validate:"required"`
} //@name TokenSuspension

// GenerationView is one secret of a token that still works or waits for its first use.
type GenerationView struct {
	Number    int64      `json:"number" example:"2"`
	Hint      string     `json:"hint" example:"gth_live_4fT9…_…abcd"`
	CreatedAt time.Time  `json:"createdAt" format:"date-time"`
	EndsAt    *time.Time `json:"endsAt,omitempty" format:"date-time"`
	Pending   bool       `json:"pending"`
	Imported  bool       `json:"imported"`
	ExposedAt *time.Time `json:"exposedAt,omitempty" format:"date-time"`
	// LastUsedAt is to the minute; missing is never.
	LastUsedAt *time.Time `json:"lastUsedAt,omitempty" format:"date-time"`
} //@name Generation

// TokenPage is one page of tokens.
type TokenPage struct {
	Items []View `json:"items"`
	Next  string `json:"next"`
}

// TokenCreate says what a token should be. Without expiresAt it lives as long as policy says by default.
type TokenCreate struct {
	Name        string     `json:"name" validate:"required,max=80" example:"Kiosk in the lobby"`
	Description string     `json:"description,omitempty" validate:"max=500"`
	Environment string     `json:"environment" validate:"required,oneof=sandbox live" enums:"sandbox,live"`
	Scopes      []string   `json:"scopes" validate:"max=200,dive,max=200" null:"refused" example:"museum:tickets:read"`
	ExpiresAt   *time.Time `json:"expiresAt,omitempty" format:"date-time"`
	NotBefore   *time.Time `json:"notBefore,omitempty" format:"date-time"`
	Networks    []string   `json:"networks,omitempty" validate:"max=50,dive,max=64" example:"192.0.2.0/24"`
	Origins     []string   `json:"origins,omitempty" validate:"max=20,dive,max=255"`
}

func (r TokenCreate) draft() Draft {
	return Draft{
		Name: r.Name, Description: r.Description, Environment: r.Environment, Scopes: r.Scopes, ExpiresAt: r.ExpiresAt,
		NotBefore: r.NotBefore, Networks: r.Networks, Origins: r.Origins,
	}
}

// TokenCreated is a token with its secret, which is shown in this answer and never again; null in a replay.
type TokenCreated struct {
	Token  View    `json:"token"`
	Secret *string `json:"secret" extensions:"x-nullable" example:"gth_live_…"`
}

// TokenPatch changes the members that it has.
type TokenPatch struct {
	Name        *string   `json:"name,omitempty" validate:"omitempty,max=80"`
	Description *string   `json:"description,omitempty" validate:"omitempty,max=500"`
	Scopes      *[]string `json:"scopes,omitempty" validate:"omitempty,max=200"`
	Networks    *[]string `json:"networks,omitempty" validate:"omitempty,max=50"`
	Origins     *[]string `json:"origins,omitempty" validate:"omitempty,max=20"`
}

// RotateRequest says how the old secret ends. Without overlapSeconds it works for another day, policy permitting.
type RotateRequest struct {
	OverlapSeconds *int64 `json:"overlapSeconds,omitempty" validate:"omitempty,min=0,max=604800" example:"86400"`
	Activate       string `json:"activate,omitempty" validate:"omitempty,oneof=now onFirstUse" enums:"now,onFirstUse"`
	Compromised    bool   `json:"compromised,omitempty"`
	// FinishSilentSeconds ends the overlap early, when the old secret was silent for so long; 0 never does. Left out, policy decides.
	FinishSilentSeconds *int64 `json:"finishSilentSeconds,omitempty" validate:"omitempty,min=0,max=604800" example:"21600"`
	// EndsGeneration is needed while two secrets work: the number of the one that ends at once.
	EndsGeneration int64 `json:"endsGeneration,omitempty" validate:"min=0" example:"1"`
}

type reasonBody struct {
	Reason string `json:"reason" validate:"max=500" example:"The laptop was lost."`
} //@name ReasonBody

type leakBody struct {
	Where string `json:"where,omitempty" validate:"max=480" example:"A public repository."`
} //@name LeakReport

func (r RotateRequest) turn() Turn {
	return Turn{
		OnFirstUse: r.Activate == "onFirstUse", Compromised: r.Compromised, Overlap: inSeconds(r.OverlapSeconds),
		FinishSilent: inSeconds(r.FinishSilentSeconds), Ends: r.EndsGeneration,
	}
}

// inSeconds answers how long so many seconds are; nil stays nil.
func inSeconds(n *int64) *time.Duration {
	if n == nil {
		return nil
	}
	d := time.Duration(*n) * time.Second
	return &d
}
