package usage

import (
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/web"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Routes answers the routes of usage and decisions.
func (s *Service) Routes() []web.Route {
	return []web.Route{
		{Method: fiber.MethodGet, Path: "/usage/series", Permission: rbac.UsageRead, Handler: s.getUsageSeries},
		{Method: fiber.MethodGet, Path: "/usage/top", Permission: rbac.UsageRead, Handler: s.getUsageTop},
		{Method: fiber.MethodGet, Path: "/usage/calls", Permission: rbac.UsageRead, Handler: s.listCalls},
		{Method: fiber.MethodGet, Path: "/usage/calls.csv", Permission: rbac.UsageRead, Handler: s.exportCalls},
		{Method: fiber.MethodGet, Path: "/token-impact", Permission: rbac.TokensRevokeAny, Handler: s.getTokensImpact},
		{Method: fiber.MethodGet, Path: "/tokens/:token/rotation", Permission: rbac.TokensRead, Handler: s.getTokenRotation},
		{Method: fiber.MethodGet, Path: "/tokens/:token/impact", Permission: rbac.TokensRead, Handler: s.getTokenImpact},
		{Method: fiber.MethodGet, Path: "/decisions/:decision", Permission: rbac.DecisionsRead, Handler: s.getDecision},
	}
}

// Series is calls over time, without gaps. Times to answer are in milliseconds.
type Series struct {
	Step   string    `json:"step" enums:"minute,hour,day"`
	From   time.Time `json:"from" format:"date-time"`
	To     time.Time `json:"to" format:"date-time"`
	Points []Point   `json:"points"`
	Total  Point     `json:"total"`
}

// Point is one bucket. Denied calls were refused here, errors are other answers from 400 on.
type Point struct {
	At     time.Time `json:"at" format:"date-time"`
	Calls  int64     `json:"calls" example:"120"`
	Errors int64     `json:"errors" example:"2"`
	Denied int64     `json:"denied" example:"1"`
	P50    float64   `json:"p50" example:"12.5"`
	P95    float64   `json:"p95" example:"48"`
	P99    float64   `json:"p99" example:"96"`
}

// TopList is a ranking.
type TopList struct {
	By    string    `json:"by" example:"operation"`
	Items []TopItem `json:"items"`
}

// TopItem is one key of a ranking.
type TopItem struct {
	Key    string  `json:"key" example:"listTickets"`
	Label  string  `json:"label" example:"listTickets"`
	Calls  int64   `json:"calls" example:"120"`
	Errors int64   `json:"errors" example:"3"`
	P95    float64 `json:"p95" example:"48"`
}

// CallView is one call. Networks are truncated; app and token are ids, api is the slug. What could not be known, such as
// the environment of a call without a token, is empty.
type CallView struct {
	ID          string    `json:"id" example:"1814400000000000001"`
	At          time.Time `json:"at" format:"date-time"`
	Token       string    `json:"token" example:"tok_4fT9aB3dE5fG7hJ9"`
	App         string    `json:"app" example:"app_01jd8y7k5ve1kv3a0t9rkzv6qk"`
	API         string    `json:"api" example:"museum"`
	Operation   string    `json:"operation" example:"listTickets"`
	Method      string    `json:"method" example:"GET"`
	Route       string    `json:"route" example:"/tickets"`
	Status      int       `json:"status" example:"200"`
	Code        string    `json:"code" example:"scope_missing"`
	LatencyMs   float64   `json:"latencyMs" example:"12.5"`
	UpstreamMs  float64   `json:"upstreamMs" example:"11.9"`
	BytesIn     int64     `json:"bytesIn" example:"120"`
	BytesOut    int64     `json:"bytesOut" example:"2048"`
	Network     string    `json:"network" example:"192.0.2.0/24"`
	Agent       string    `json:"agent" example:"curl"`
	Environment string    `json:"environment" example:"sandbox"`
	Door        string    `json:"door" example:"gateway"`
	// Generation is which of the token's secrets the caller held; 0 when that isn't known.
	Generation int64  `json:"generation" example:"2"`
	DecisionID string `json:"decisionId" example:"dec_01jd8y7k5ve1kv3a0t9rkzv6qk"`
	// Console says that somebody tried the operation beside its reference.
	Console bool `json:"console"`
} //@name Call

// CallPage is one page of calls.
type CallPage struct {
	Items []CallView `json:"items"`
	Next  string     `json:"next"`
}

// queryOf reads the query parameters that all questions about calls share.
func queryOf(c *fiber.Ctx) (Query, error) {
	q := Query{
		Step: c.Query("step"), API: c.Query("api"), App: c.Query("app"), Token: c.Query("token"), Operation: c.Query("operation"),
		Environment: c.Query("environment"), Status: c.Query("status"), Code: c.Query("code"),
		Traffic: c.Query("traffic"),
	}
	var mistakes []fault.Field
	for name, to := range map[string]*time.Time{"from": &q.From, "to": &q.To} {
		text := c.Query(name)
		if text == "" {
			continue
		}
		at, err := time.Parse(time.RFC3339Nano, text)
		if err != nil {
			mistakes = append(mistakes, fault.Bad("/"+name, "A time is written like 2026-11-24T06:00:00Z."))
			continue
		}
		*to = at.UTC()
	}
	if len(mistakes) > 0 {
		return Query{}, fault.ErrInvalid.With(mistakes...)
	}
	return q, nil
}

func (c Counted) point() Point {
	return Point{At: c.At, Calls: c.Calls, Errors: c.Errors, Denied: c.Denied, P50: ms(c.P50US), P95: ms(c.P95US), P99: ms(c.P99US)}
}

func ms(us int64) float64 { return float64(us) / 1000 }

// View answers the call as the API shows it.
func (c Call) View() CallView {
	e := c.Event
	return CallView{
		ID: strconv.FormatInt(c.ID, 10), At: time.UnixMicro(e.At).UTC(), Token: e.TokenID, App: e.AppID, API: c.APISlug,
		Operation: e.Operation, Method: e.Method, Route: e.Route, Status: e.Status, Code: e.Code, LatencyMs: ms(e.LatencyUS),
		UpstreamMs: ms(e.UpstreamUS), BytesIn: e.BytesIn, BytesOut: e.BytesOut, Network: e.Network, Agent: e.Agent,
		Environment: e.Environment, Door: e.Door, Generation: e.Generation, DecisionID: e.DecisionID, Console: e.Console(),
	}
}
