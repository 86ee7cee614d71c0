package web

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"math"
	"strconv"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/ident"
	"github.com/gatehouse-dev/gatehouse/backend/reqinfo"
)

// Problem is the answer to every failed request (RFC 9457).
type Problem struct {
	// Type is the address of the page that explains this kind of problem.
	Type   string `json:"type" example:"/problems/apps.name_taken"`
	Title  string `json:"title" example:"Conflict"`
	Status int    `json:"status" example:"409"`
	Detail string `json:"detail" example:"You already have an app with this name."`
	Code   string `json:"code" example:"apps.name_taken"`
	// Fix says what to do about it.
	Fix       string         `json:"fix,omitempty"`
	RequestID string         `json:"requestId"`
	Errors    []FieldProblem `json:"errors,omitempty"`
}

// FieldProblem is one mistake in one member of the request.
type FieldProblem = fault.Field

// MIMEProblem is the media type of problems (RFC 9457 §3).
const MIMEProblem = "application/problem+json"

var statuses = map[fault.Kind]int{
	fault.Internal: 500, fault.Invalid: 422, fault.Malformed: 400, fault.Unauthenticated: 401, fault.Denied: 403,
	fault.NotFound: 404, fault.Conflict: 409, fault.Gone: 410, fault.Stale: 412, fault.PreconditionRequired: 428,
	fault.TooLarge: 413, fault.Unsupported: 415, fault.Exhausted: 429, fault.Unavailable: 503,
}

// Status answers the HTTP status of a kind of fault.
func Status(kind fault.Kind) int { return statuses[kind] }

var titles = map[int]string{
	400: "Bad request", 401: "Not signed in", 403: "Not permitted", 404: "Not found", 405: "Method not allowed",
	409: "Conflict", 410: "Gone", 412: "Changed meanwhile", 413: "Too large", 415: "Unsupported media type",
	422: "Not acceptable as it is", 428: "Version required", 429: "Too many requests", 500: "Internal error",
	503: "Not available just now",
}

// ErrorHandler answers Fiber's error handler: the one place that turns an error into a status, and the only one that
// logs a failed request, once, with its cause. classify, which may be nil, knows the failures of the platform, such as a
// database out of reach; it answers errors that it doesn't know as they are.
func ErrorHandler(logger *slog.Logger, classify func(error) error) fiber.ErrorHandler {
	return func(c *fiber.Ctx, err error) error {
		f := asFault(err, classify)
		status := statuses[f.Kind]
		if f.Code == ErrMethod.Code {
			status = fiber.StatusMethodNotAllowed
		}
		info := reqinfo.From(c.UserContext())
		if status >= 500 {
			logger.Error("request failed", "requestId", info.RequestID, "method", c.Method(), "route", c.Route().Path, "code", f.Code, "cause", err)
		}
		if f.RetryAfter > 0 {
			c.Set(fiber.HeaderRetryAfter, strconv.Itoa(int(math.Ceil(f.RetryAfter.Seconds()))))
		}
		return send(c, status, f, info.RequestID)
	}
}

func send(c *fiber.Ctx, status int, f *fault.Fault, requestID string) error {
	body, err := problem(status, f, requestID)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, MIMEProblem)
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.Status(status).Send(body)
}

func problem(status int, f *fault.Fault, requestID string) ([]byte, error) {
	return json.Marshal(Problem{
		Type: "/problems/" + f.Code, Title: titles[status], Status: status, Detail: f.Message, Code: f.Code, Fix: f.Fix,
		RequestID: requestID, Errors: f.Fields,
	})
}

// Unreadable answers the problem document for what could not be read as a request, with a name of its own. Nothing of the
// request is in it.
func Unreadable(cause error) (status int, body []byte, requestID string) {
	f := errUnreadable
	if errors.Is(cause, fasthttp.ErrBodyTooLarge) {
		f = ErrTooLarge
	}
	status, requestID = statuses[f.Kind], ident.New("rqs")
	body, _ = problem(status, f, requestID) // texts and a number
	return status, body, requestID
}

// asFault finds the fault in an error. What nobody declared is internal; a deadline is unavailable; Fiber's own errors
// are said in our words.
func asFault(err error, classify func(error) error) *fault.Fault {
	var f *fault.Fault
	if errors.As(err, &f) || classify != nil && errors.As(classify(err), &f) {
		return f
	}
	var fe *fiber.Error
	if errors.As(err, &fe) {
		switch fe.Code {
		case fiber.StatusNotFound:
			return fault.ErrNotFound
		case fiber.StatusMethodNotAllowed:
			return ErrMethod
		case fiber.StatusRequestEntityTooLarge:
			return ErrTooLarge
		}
	}
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return errUnavailable.Because(err)
	}
	return errInternal.Because(err)
}
