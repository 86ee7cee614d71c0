package enforce

import (
	"context"
	"net/netip"
	"strings"
	"time"

	"github.com/valyala/fasthttp"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
)

// preflightPlan bounds the questions of one address. It stands beside all plans of apps: a question costs none of them.
var (
	preflightLimits = []Limit{{Name: "preflight", Requests: 1200, Window: time.Minute}}
	preflightPlan   = &Plan{ID: "preflight", Name: "Preflight", Limits: preflightLimits, policy: []byte(policyField(preflightLimits, Quota{}))}
)

// preflightAPI answers for an API whose CORS is on, else false. A private one is silent to origins that it doesn't admit, as
// if it were not there.
func (s *Service) preflightAPI(ctx *fasthttp.RequestCtx, c *call, method string) bool {
	snapshot := s.snapshot.Load()
	if snapshot == nil || s.stale() || s.Blocker != nil && s.Blocker.Blocked(c.request.Address, false) { // decided, and counted, as any other call
		return false
	}
	api := snapshot.API(c.request.API)
	if api == nil || api.CORS == nil {
		return false
	}
	allowed := api.CORS.Allows(c.request.Origin)
	if !allowed && !api.Public {
		return false
	}
	c.verdict.API = api
	switch {
	case !s.mayPreflight(c):
		s.refusePreflight(ctx, c)
	case !allowed || !api.CORS.takes(method):
		c.verdict.Code = PreflightDenied
		s.deny(ctx, c)
	default:
		s.permit(ctx, c, method)
	}
	return true
}

// mayPreflight counts a question by its address.
func (s *Service) mayPreflight(c *call) bool {
	v := &c.verdict
	v.Plan = preflightPlan
	n, ok := s.limits.Take(Holder{Grant: keyOf(preflightKey(c.request.Address))}, preflightLimits, 1, clock.Monotonic(), false, v.standings[:])
	if !ok {
		v.Code, v.counted = RateLimited, n
	}
	return ok
}

func preflightKey(address netip.Addr) string { return "preflight " + visitorKey(address) }

// refusePreflight answers a flood; it is counted, but no decision is kept of it.
func (s *Service) refusePreflight(ctx *fasthttp.RequestCtx, c *call) {
	c.outcome.status = c.verdict.Code.Status()
	s.writeProblem(ctx, &c.verdict, c.outcome.status)
	s.allowOrigin(ctx, c)
}

// permit tells the browser what a page may send. Nothing of it is recorded: the call itself follows.
func (s *Service) permit(ctx *fasthttp.RequestCtx, c *call, method string) {
	h, rules := &ctx.Response.Header, c.verdict.API.CORS
	methods, headers := s.offered(c.verdict.API, method, c.request.Path)
	if rules.methods != "" {
		methods = rules.methods
	}
	ctx.SetStatusCode(fasthttp.StatusNoContent)
	rules.admit(h, c.request.Origin)
	h.Del(fasthttp.HeaderAccessControlExposeHeaders) // says nothing before a call
	h.Set(fasthttp.HeaderAccessControlAllowMethods, methods)
	h.Set(fasthttp.HeaderAccessControlAllowHeaders, rules.headers+headers)
	h.Set(fasthttp.HeaderAccessControlMaxAge, rules.maxAge)
	h.Set(fasthttp.HeaderVary, "Origin, Access-Control-Request-Method, Access-Control-Request-Headers")
}

// offered answers the methods that the API's living versions have at a path, and the headers that the wanted operation
// documents, each with a comma before it. The browser names no version, so all of them count. At a path that nobody knows, or
// that is not in its canonical form, the wanted method passes, so that the page can read the 404 or the 400.
func (s *Service) offered(api *API, wanted, path string) (methods, headers string) {
	if !PathCanonical(path) {
		return methodText(wanted), ""
	}
	var found []string
	for _, method := range asked {
		known := false
		for _, v := range api.Versions {
			if v.Retired {
				continue
			}
			op, _ := v.Routes.find(method, path)
			known = known || op != nil
			if op != nil && method == wanted {
				headers += s.documentedHeaders(v, op)
			}
		}
		if known {
			found = append(found, method)
		}
	}
	if len(found) == 0 {
		return methodText(wanted), ""
	}
	return strings.Join(found, ", "), headers
}

// documentedHeaders reads an operation's header parameters once; a strange one whose document can't be read has none.
func (s *Service) documentedHeaders(v *Version, op *Operation) string {
	if known := op.headers.Load(); known != nil {
		return *known
	}
	ctx, cancel := context.WithTimeout(context.Background(), sandboxReadTimeout)
	defer cancel()
	prepared, err := s.prepared(ctx, operationKey{v.ID, op.ID})
	if err != nil {
		return ""
	}
	var list strings.Builder
	for _, name := range prepared.Headers() {
		list.WriteString(", " + name)
	}
	text := list.String()
	op.headers.Store(&text)
	return text
}
