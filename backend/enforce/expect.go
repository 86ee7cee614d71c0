package enforce

import "github.com/valyala/fasthttp"

// waitingKey is where a call is kept that was decided while its caller waits with the body.
type waitingKey struct{}

// awaited is such a call. The library closes it when the body does not begin.
type awaited struct {
	service *Service
	call    *call
}

// Close records a call that was told to go on and did not.
func (a *awaited) Close() error {
	if c := a.call; c != nil {
		a.call = nil
		c.verdict.Code, c.verdict.ID = RequestTimeout, newDecisionID()
		c.outcome.status = RequestTimeout.Status()
		a.service.recordGuarded(c)
		a.service.release(c)
	}
	return nil
}

// expect decides over a call whose caller waits for 100 Continue (RFC 9110 section 10.1.1), and answers its status. What
// is refused is answered at once, before anything of the body was sent, and the connection ends.
func (s *Service) expect(ctx *fasthttp.RequestCtx) (status int) {
	c, waits := begin(), false
	defer func() {
		if !waits {
			status = ctx.Response.StatusCode()
		}
	}()
	defer s.finish(ctx, c)
	if s.admitted(ctx, c) {
		waits, c.detached, c.waited = true, true, true
		ctx.SetUserValue(waitingKey{}, &awaited{s, c})
	}
	return fasthttp.StatusContinue
}

// waiting takes a call over that was decided already, or answers nil.
func waiting(ctx *fasthttp.RequestCtx) *call {
	a, _ := ctx.UserValue(waitingKey{}).(*awaited)
	if a == nil || a.call == nil {
		return nil
	}
	c := a.call
	a.call, c.detached = nil, false
	return c
}
