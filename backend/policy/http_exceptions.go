package policy

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/web"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

func (s *Service) exceptionRoutes() []web.Route {
	return []web.Route{
		{Method: http.MethodGet, Path: "/apps/:app/policy-exceptions", Permission: rbac.PoliciesRead, Handler: s.listAppExceptions},
		{Method: http.MethodPost, Path: "/apps/:app/policy-exceptions", Permission: rbac.TokensWrite, Bucket: web.BucketCreate, Handler: s.askException},
		{Method: http.MethodGet, Path: "/policy-exceptions", Permission: rbac.TokensReadAll, Handler: s.listExceptions},
		{Method: http.MethodPost, Path: "/policy-exceptions/:exception/approve", Permission: rbac.PolicyWrite, StepUp: true, PersonOnly: true, Handler: s.approveException},
		{Method: http.MethodPost, Path: "/policy-exceptions/:exception/deny", Permission: rbac.PolicyWrite, PersonOnly: true, Handler: s.denyException},
		{Method: http.MethodPost, Path: "/policy-exceptions/:exception/end", Permission: rbac.TokensWrite, Handler: s.endException},
	}
}

// PolicyException frees an app from a rule until a time.
type PolicyException struct {
	ID             string     `json:"id" example:"pex_01jd8y7k5ve1kv3a0t9rkzv6qk" validate:"required"`
	App            string     `json:"app" example:"app_01jd8y7k5ve1kv3a0t9rkzv6qk" validate:"required"`
	AppName        string     `json:"appName" example:"Ticket kiosk" validate:"required"`
	Rule           string     `json:"rule" example:"maxLifeSeconds" validate:"required"`
	Reason         string     `json:"reason" validate:"required"`
	State          string     `json:"state" enums:"pending,approved,denied,ended" validate:"required"`
	EndsAt         time.Time  `json:"endsAt" format:"date-time" validate:"required"`
	RequestedBy    string     `json:"requestedBy" example:"Ada Example" validate:"required"`
	RequestedAt    time.Time  `json:"requestedAt" format:"date-time" validate:"required"`
	DecidedBy      string     `json:"decidedBy,omitempty" example:"Sam Example"`
	DecidedAt      *time.Time `json:"decidedAt,omitempty" format:"date-time"`
	DecisionReason string     `json:"decisionReason,omitempty"`
	// Own says that the caller asked for it or owns the app, and can't decide.
	Own bool `json:"own" validate:"required"`
}

// PolicyExceptions is one page of exceptions.
type PolicyExceptions struct {
	Items []PolicyException `json:"items" validate:"required"`
	Next  string            `json:"next" validate:"required"`
}

// PolicyExceptionAsk asks for an exception.
type PolicyExceptionAsk struct {
	Rule   string    `json:"rule" validate:"required,max=40" example:"maxLifeSeconds"`
	Reason string    `json:"reason" validate:"required,max=500" example:"The terminals are reached by a technician once a year."`
	EndsAt time.Time `json:"endsAt" format:"date-time" validate:"required"`
}

// PolicyExceptionReason says why.
type PolicyExceptionReason struct {
	Reason string `json:"reason" validate:"required,max=500" example:"Until the terminals are replaced."`
}

// @Summary List the exceptions of an app
// @Tags policies
// @ID listAppExceptions
// @Param app path string true "The app's id"
// @Success 200 {object} PolicyExceptions
// @Failure default {object} web.Problem
// @Router /apps/{app}/policy-exceptions [get]
func (s *Service) listAppExceptions(c *fiber.Ctx) error {
	found, err := s.ExceptionsOf(c.UserContext(), c.Params("app"))
	return s.answerExceptions(c, found, "", err)
}

// @Summary Ask for an exception from a rule
// @Description For the caller's own app, with a reason and an end. Another person who sets policy decides.
// @Tags policies
// @ID askException
// @Param app path string true "The app's id"
// @Param body body PolicyExceptionAsk true "The rule, why, and until when"
// @Success 201 {object} PolicyException
// @Failure default {object} web.Problem
// @Router /apps/{app}/policy-exceptions [post]
func (s *Service) askException(c *fiber.Ctx) error {
	body, err := web.Decode[PolicyExceptionAsk](c)
	if err != nil {
		return err
	}
	x, err := s.Ask(c.UserContext(), Exception{AppID: c.Params("app"), Rule: Rule(body.Rule), Reason: body.Reason, EndsAt: body.EndsAt})
	return s.answerException(c, http.StatusCreated, x, err)
}

// @Summary List exceptions
// @Tags policies
// @ID listExceptions
// @Param state query string false "only those in this state" Enums(pending, approved, denied, ended)
// @Param cursor query string false "the next of the page before"
// @Param limit query integer false "1 to 200, 50 when missing"
// @Success 200 {object} PolicyExceptions
// @Failure default {object} web.Problem
// @Router /policy-exceptions [get]
func (s *Service) listExceptions(c *fiber.Ctx) error {
	r, err := web.Page(c)
	if err != nil {
		return err
	}
	state := ExceptionState(c.Query("state"))
	switch state {
	case "", Pending, Approved, Denied, Ended:
	default:
		return fault.ErrInvalid.With(fault.Bad("/state", "The state is pending, approved, denied or ended."))
	}
	found, err := s.Exceptions(c.UserContext(), state, r)
	return s.answerExceptions(c, found.Items, found.Next, err)
}

// @Summary Approve an exception
// @Description Nobody exempts their own app, or decides on what they asked for. For people only, with a fresh passkey assertion.
// @Tags policies
// @ID approveException
// @Param exception path string true "The exception's id"
// @Param body body PolicyExceptionReason true "Why"
// @Success 200 {object} PolicyException
// @Failure default {object} web.Problem
// @Router /policy-exceptions/{exception}/approve [post]
func (s *Service) approveException(c *fiber.Ctx) error { return s.decideException(c, true) }

// @Summary Deny an exception
// @Tags policies
// @ID denyException
// @Param exception path string true "The exception's id"
// @Param body body PolicyExceptionReason true "Why"
// @Success 200 {object} PolicyException
// @Failure default {object} web.Problem
// @Router /policy-exceptions/{exception}/deny [post]
func (s *Service) denyException(c *fiber.Ctx) error { return s.decideException(c, false) }

func (s *Service) decideException(c *fiber.Ctx, approve bool) error {
	body, err := web.Decode[PolicyExceptionReason](c)
	if err != nil {
		return err
	}
	x, err := s.Decide(c.UserContext(), c.Params("exception"), approve, body.Reason)
	return s.answerException(c, http.StatusOK, x, err)
}

// @Summary End or withdraw an exception
// @Description Its app's owner may, and whoever sets policy.
// @Tags policies
// @ID endException
// @Param exception path string true "The exception's id"
// @Param body body PolicyExceptionReason true "Why"
// @Success 200 {object} PolicyException
// @Failure default {object} web.Problem
// @Router /policy-exceptions/{exception}/end [post]
func (s *Service) endException(c *fiber.Ctx) error {
	body, err := web.Decode[PolicyExceptionReason](c)
	if err != nil {
		return err
	}
	x, err := s.End(c.UserContext(), c.Params("exception"), body.Reason)
	return s.answerException(c, http.StatusOK, x, err)
}

func (s *Service) answerException(c *fiber.Ctx, status int, x Exception, err error) error {
	if err != nil {
		return err
	}
	views, err := s.presentExceptions(c.UserContext(), []Exception{x})
	if err != nil {
		return err
	}
	return web.JSON(c, status, views[0])
}

func (s *Service) answerExceptions(c *fiber.Ctx, found []Exception, next string, err error) error {
	if err != nil {
		return err
	}
	views, err := s.presentExceptions(c.UserContext(), found)
	if err != nil {
		return err
	}
	return web.JSON(c, http.StatusOK, PolicyExceptions{Items: views, Next: next})
}

func (s *Service) presentExceptions(ctx context.Context, found []Exception) ([]PolicyException, error) {
	subjects, ids := []string{}, []string{}
	for _, x := range found {
		subjects, ids = append(subjects, x.RequestedBy, x.DecidedBy), append(ids, x.AppID)
	}
	names, err := s.names(ctx, subjects)
	if err != nil {
		return nil, err
	}
	slices.Sort(ids)
	ofApps, err := s.apps.Some(ctx, slices.Compact(ids))
	if err != nil {
		return nil, err
	}
	called := func(subject string) string {
		if name := names[subject]; name != "" {
			return name
		}
		return subject
	}
	views := []PolicyException{}
	for _, x := range found {
		app := ofApps[x.AppID] // an app that is gone is an empty one
		own, err := rbac.Mine(ctx, s.behind, x.RequestedBy, app.Owner)
		if err != nil {
			return nil, err
		}
		views = append(views, PolicyException{
			ID: x.ID, App: x.AppID, AppName: app.Name, Rule: string(x.Rule), Reason: x.Reason, State: string(x.StateAt(s.clock.Now())), EndsAt: x.EndsAt,
			RequestedBy: called(x.RequestedBy), RequestedAt: x.RequestedAt, DecidedBy: called(x.DecidedBy), DecidedAt: x.DecidedAt,
			DecisionReason: x.DecisionReason, Own: own,
		})
	}
	return views, nil
}
