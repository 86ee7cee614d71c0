package enforce

import (
	"bytes"
	"fmt"
	"runtime/debug"
	"strconv"
	"sync"

	"github.com/valyala/fasthttp"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/lane"
)

const (
	pathVerify      = "/v1/verify"
	pathVerifyBatch = "/v1/verify/batch"
	pathForwardAuth = "/forward-auth"
	profileNginx    = "profile=nginx"
)

// errand is what the internal doors need to answer a request. Its memory stays for the next one.
type errand struct {
	in       inbound
	question [1]VerifyRequest
	token    VerifyToken
	limits   []VerifyLimit
	body     []byte
}

var errands = sync.Pool{New: func() any { return new(errand) }}

func (e *errand) release() {
	clear(e.limits)
	*e = errand{limits: e.limits[:0], body: kept(e.body)}
	errands.Put(e)
}

// serveInternal is the listener for machines beside us: health, metrics, verify and forward-auth.
func (s *Service) serveInternal(ctx *fasthttp.RequestCtx) { s.answerInternal(ctx, false) }

// internalOnLane answers single questions that nobody has to wait for.
func (s *Service) internalOnLane(x *lane.Exchange) lane.Next {
	path, _, _ := splitTarget(x.Ctx.Request.Header.RequestURI())
	if string(path) != pathVerify && !bytes.HasPrefix(path, []byte(pathForwardAuth)) || s.answerInternal(x.Ctx, true) {
		return lane.Slowly
	}
	return lane.Answered
}

// answerInternal says whether a prompt call came too late to be answered: then nothing was done.
func (s *Service) answerInternal(ctx *fasthttp.RequestCtx, prompt bool) (late bool) {
	e := errands.Get().(*errand)
	defer e.release()
	defer s.refusePanic(ctx)
	header := &ctx.Request.Header
	in, ok := &e.in, false
	*in, ok = checkFraming(header.Method(), header.Protocol(), header.RawHeaders())
	in.prompt, in.began = prompt, clock.Monotonic()
	if !ok || len(header.PeekTrailerKeys()) > 0 {
		s.refuse(ctx, FramingInvalid)
		ctx.SetConnectionClose()
		return false
	}
	if in.chunked {
		defer ctx.SetConnectionClose() // see finish
	}
	path, query, ok := splitTarget(header.RequestURI())
	if !ok {
		s.refuse(ctx, PathInvalid)
		return false
	}
	switch text := string(path); {
	case text == "/healthz":
		s.serveHealth(ctx, s.Health.Healthz)
	case text == "/readyz":
		s.serveHealth(ctx, s.Health.Readyz)
	case text == "/metrics":
		s.serveHealth(ctx, s.Health.Metrics)
	case text == pathVerify || text == pathVerifyBatch:
		s.serveVerify(ctx, e, text == pathVerifyBatch, query)
	case text == pathForwardAuth || bytes.HasPrefix(path, []byte(pathForwardAuth+"/")):
		s.serveForwardAuth(ctx, in, text[len(pathForwardAuth):], query)
	default:
		s.refuse(ctx, OperationUnknown)
	}
	return in.late
}

func (s *Service) serveHealth(ctx *fasthttp.RequestCtx, handler fasthttp.RequestHandler) {
	switch {
	case handler == nil:
		s.refuse(ctx, OperationUnknown)
	case !ctx.IsGet() && !ctx.IsHead():
		ctx.Response.Header.Set("Allow", "GET, HEAD")
		s.refuse(ctx, MethodNotAllowed)
	default:
		handler(ctx)
	}
}

// refuse answers a problem that belongs to the caller of the door, not to a decision. nginx gets it in its own way here
// too: what makes a request unreadable may come from nginx's client.
func (s *Service) refuse(ctx *fasthttp.RequestCtx, code Code) {
	var v verdict
	v.Code = code
	uri := ctx.Request.Header.RequestURI()
	if !bytes.HasPrefix(uri, []byte(pathForwardAuth)) || !bytes.HasSuffix(uri, []byte("?"+profileNginx)) {
		s.writeProblem(ctx, &v, code.Status())
		return
	}
	s.writeProblem(ctx, &v, forwardAuthStatus(code, true))
	ctx.Response.Header.Set(headerStatus, strconv.Itoa(code.Status()))
	ctx.Response.Header.Set(headerCode, code.String())
}

// refuseCaller answers a caller of a door that may not ask, or not now.
func (s *Service) refuseCaller(ctx *fasthttp.RequestCtx, code Code, wait Standing) {
	s.refuse(ctx, code)
	if code == RateLimited {
		ctx.Response.Header.Set(fasthttp.HeaderRetryAfter, strconv.FormatInt(max(1, secondsUp(wait.Reset)), 10))
	}
}

// refusePanic turns a panic into a refusal: a proxy that asks must never take it for a yes.
func (s *Service) refusePanic(ctx *fasthttp.RequestCtx) {
	if p := recover(); p != nil {
		s.Logger.Error("an internal door panicked over a call and refused it", "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
		ctx.Response.Reset()
		s.refuse(ctx, Undecided)
		ctx.SetConnectionClose()
	}
}
