package console

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/usage"
	"github.com/gatehouse-dev/gatehouse/backend/web"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Routes answers the routes of the console.
func (s *Service) Routes() []web.Route {
	const operation = "/apis/:api/versions/:version/operations/:operation"
	return []web.Route{
		{Method: fiber.MethodPost, Path: operation + "/console-token", Permission: rbac.TokensWrite, PersonOnly: true, Bucket: web.BucketConsole, Handler: s.createConsoleToken},
		{Method: fiber.MethodPost, Path: operation + "/visitor-token", Public: true, Bucket: web.BucketVisitor, Handler: s.createVisitorToken,
			Unaudited: "it opens the built-in sandbox for five minutes to nobody in particular; the calls themselves are logged"},
		{Method: fiber.MethodGet, Path: operation + "/mine", Permission: rbac.AppsRead, PersonOnly: true, Handler: s.getMine},
	}
}

// ConsoleTokenCreate says in whose name and where an operation is tried.
type ConsoleTokenCreate struct {
	App         string `json:"app" validate:"required,max=80" example:"app_01jd8y7k5ve1kv3a0t9rkzv6qk"`
	Environment string `json:"environment" validate:"required,oneof=sandbox live" enums:"sandbox,live"`
}

type visitorTokenCreate struct{} //@name VisitorTokenCreate

// ConsoleToken opens one operation until its end. The secret is shown in this answer only; keep it in memory, nowhere else.
type ConsoleToken struct {
	ID          string    `json:"id" example:"con_4fT9aB3dE5fG7hJ9"`
	Secret      *string   `json:"secret" extensions:"x-nullable" example:"gth_eph_…"`
	Operation   string    `json:"operation" example:"listTickets"`
	Environment string    `json:"environment" enums:"sandbox,live"`
	ExpiresAt   time.Time `json:"expiresAt" format:"date-time"`
}

// MineView is where the caller's apps stand with an operation.
type MineView struct {
	Operation string            `json:"operation" example:"listTickets"`
	Scopes    []string          `json:"scopes" example:"museum:tickets:read"`
	Apps      []AppStandingView `json:"apps"`
	// Calls are the newest ones, at most five.
	Calls []usage.CallView `json:"calls"`
} //@name OperationMine

// AppStandingView is where one app stands, with its calls of the last seven days, today included. Errors include denials.
type AppStandingView struct {
	App     string    `json:"app" example:"app_01jd8y7k5ve1kv3a0t9rkzv6qk"`
	AppName string    `json:"appName" example:"Ticket kiosk"`
	Sandbox StandView `json:"sandbox"`
	Live    StandView `json:"live"`
	Calls   int64     `json:"calls" example:"120"`
	Errors  int64     `json:"errors" example:"2"`
	P95     float64   `json:"p95" example:"48"`
} //@name AppStanding

// StandView is where an app stands in one environment, with the scopes that its grant lacks.
type StandView struct {
	State   Standing `json:"state" enums:"allowed,scopes_missing,grant_missing,grant_paused,app_suspended"`
	Missing []string `json:"missing" example:"museum:tickets:write"`
} //@name Stand

// createConsoleToken makes a token to try one operation.
//
//	@Summary		Make a token to try an operation
//	@Description	Five minutes, this operation, this session and app, from the portal's own pages only. It may do what the app was granted. The live environment needs a fresh passkey assertion.
//	@Tags			console
//	@ID				createConsoleToken
//	@Accept			json
//	@Produce		json
//	@Param			api			path		string				true	"the API's id or slug"
//	@Param			version		path		string				true	"the version's id, its label, or latest"
//	@Param			operation	path		string				true	"the operation's id"
//	@Param			body		body		ConsoleTokenCreate	true	"in whose name, and where"
//	@Success		201			{object}	ConsoleToken
//	@Failure		default		{object}	web.Problem
//	@Router			/apis/{api}/versions/{version}/operations/{operation}/console-token [post]
func (s *Service) createConsoleToken(c *fiber.Ctx) error {
	body, err := web.Decode[ConsoleTokenCreate](c)
	if err != nil {
		return err
	}
	made, err := s.Mint(c.UserContext(), placeOf(c), body.App, body.Environment)
	return answerMade(c, made, err)
}

// createVisitorToken makes a token to try one operation without an account.
//
//	@Summary		Make a token to try an operation without an account
//	@Description	Five minutes of the built-in sandbox of a public API, for this operation and the caller's network, under a narrow limit.
//	@Tags			console
//	@ID				createVisitorToken
//	@Accept			json
//	@Produce		json
//	@Param			api			path		string				true	"the API's id or slug"
//	@Param			version		path		string				true	"the version's id, its label, or latest"
//	@Param			operation	path		string				true	"the operation's id"
//	@Param			body		body		visitorTokenCreate	true	"nothing"
//	@Success		201			{object}	ConsoleToken
//	@Failure		default		{object}	web.Problem
//	@Router			/apis/{api}/versions/{version}/operations/{operation}/visitor-token [post]
func (s *Service) createVisitorToken(c *fiber.Ctx) error {
	if _, err := web.Decode[visitorTokenCreate](c); err != nil {
		return err
	}
	made, err := s.Visit(c.UserContext(), placeOf(c))
	return answerMade(c, made, err)
}

// getMine answers where the caller's apps stand.
//
//	@Summary		Where my apps stand with an operation
//	@Description	For each app of the caller, whether it may call the operation in sandbox and live, what it lacks, and its calls of the last seven days, today included.
//	@Tags			console
//	@ID				getOperationMine
//	@Produce		json
//	@Param			api			path		string	true	"the API's id or slug"
//	@Param			version		path		string	true	"the version's id, its label, or latest"
//	@Param			operation	path		string	true	"the operation's id"
//	@Success		200			{object}	MineView
//	@Failure		default		{object}	web.Problem
//	@Router			/apis/{api}/versions/{version}/operations/{operation}/mine [get]
func (s *Service) getMine(c *fiber.Ctx) error {
	mine, err := s.Mine(c.UserContext(), placeOf(c))
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, mine.view())
}

func placeOf(c *fiber.Ctx) Place {
	return Place{API: web.Param(c, "api"), Version: web.Param(c, "version"), Operation: web.Param(c, "operation")}
}

func answerMade(c *fiber.Ctx, made Made, err error) error {
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	text, t := made.Secret.Reveal(), made.Token
	return web.JSON(c, fiber.StatusCreated, ConsoleToken{ID: t.ID, Secret: &text, Operation: t.OperationID, Environment: t.Environment, ExpiresAt: t.ExpiresAt})
}

func (m Mine) view() MineView {
	v := MineView{Operation: m.Operation, Scopes: m.Scopes, Apps: []AppStandingView{}, Calls: []usage.CallView{}}
	for _, a := range m.Apps {
		v.Apps = append(v.Apps, AppStandingView{
			App: a.App.ID, AppName: a.App.Name, Sandbox: a.Sandbox.view(), Live: a.Live.view(), Calls: a.Used.Calls,
			Errors: a.Used.Errors + a.Used.Denied, P95: float64(a.Used.P95US) / 1000,
		})
	}
	for _, call := range m.Calls {
		v.Calls = append(v.Calls, call.View())
	}
	return v
}

func (s Stand) view() StandView {
	if s.Missing == nil {
		s.Missing = []string{}
	}
	return StandView{State: s.Standing, Missing: s.Missing}
}
