package enforce

import (
	"strconv"
	"strings"
	"time"

	"github.com/valyala/fasthttp"

	"github.com/gatehouse-dev/gatehouse/backend/usage"
)

const problemType = "application/problem+json"

// writeProblem answers a refusal (RFC 9457) with the fields that belong to its code. status is usually the code's own;
// forward-auth must use others.
func (s *Service) writeProblem(ctx *fasthttp.RequestCtx, v *verdict, status int) {
	info := v.Code.info()
	h := &ctx.Response.Header
	ctx.SetStatusCode(status)
	h.SetContentType(problemType)
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	if v.ID != "" {
		h.Set(headerDecision, v.ID)
	}
	s.writeNonce(h, v)
	if challenge := s.challenge(v); challenge != "" {
		h.Set("WWW-Authenticate", challenge)
	}
	if v.Code == MethodNotAllowed && v.known != nil {
		h.Set("Allow", v.known.allow())
	}
	s.writeLimits(h, v)
	writeBusy(h, v.Code)
	var buffer [1024]byte
	body := append(buffer[:0], `{"type":"`...)
	body = append(append(append(body, s.PublicURL...), "/problems/"...), info.text...)
	body = appendText(append(body, `","title":`...), info.title)
	body = strconv.AppendInt(append(body, `,"status":`...), int64(status), 10)
	body = appendText(append(body, `,"detail":`...), s.detail(v))
	body = append(append(body, `,"code":"`...), info.text...)
	body = appendText(append(body, `","fix":`...), info.fix)
	if v.ID != "" {
		// The page that explains this very answer, so that whoever reads it in a terminal need not put an address together.
		body = append(append(append(body, `,"instance":"`...), s.PublicURL...), "/decisions/"...)
		body = append(append(append(append(body, v.ID...), `","decisionId":"`...), v.ID...), '"')
	}
	body = v.appendFindings(body)
	ctx.Response.SetBody(append(body, '}'))
}

// detail says what in this call was wrong, as far as the caller may know.
func (s *Service) detail(v *verdict) string {
	switch {
	case v.Code == ScopeMissing:
		return "The operation " + v.Operation.ID + " needs the scope " + v.Missing + "."
	case v.Code == GrantMissing && v.API != nil:
		return "The app has no active grant for " + v.API.Slug + " in " + v.Token.Environment.String() + "."
	case v.Code == TokenExpired:
		return "The token expired at " + timeText(v.Token.ExpiresAt) + "."
	case v.Code == RateLimited || v.Code == QuotaExhausted:
		return v.noRoom()
	case v.Code.busy():
		return v.Code.info().title + " Now it is " + busyText(&v.Decision) + "."
	case v.Code == ProofInvalid && v.proof != nil:
		return v.Code.info().title + " " + v.proof.failed.Text()
	case v.Code == RequestInvalid && v.wrong != nil:
		return v.wrong.Detail
	}
	return v.Code.info().title
}

// noRoom says which window or quota is used up, for how long, and whether other apps draw on it.
func (v *verdict) noRoom() string {
	worst := v.refused()
	text := "The window " + worst.Name + " has no room; it has in " + waitText(worst.Reset) + "."
	switch {
	case worst.Pool != PoolTeam || v.App == nil:
		return text
	case strings.HasPrefix(v.App.Owner, "g:"):
		return text + " All apps of the team share it."
	}
	return text + " All apps of the same owner share it."
}

// explain is Explain with what the counters say.
func (v *verdict) explain(r *Request) []usage.Check {
	checks := Explain(&v.Decision, r)
	if v.Code != RateLimited && v.Code != QuotaExhausted || v.counted == 0 {
		return checks
	}
	for i := range checks {
		if !checks[i].Passed && !checks[i].Skipped {
			checks[i].Message = v.noRoom()
		}
	}
	return checks
}

// refused returns the window that refused and opens last, so that waiting for it is enough.
func (v *verdict) refused() Standing {
	var worst Standing
	for _, s := range v.standings[:v.counted] {
		if s.Refused && s.Reset >= worst.Reset {
			worst = s
		}
	}
	return worst
}

// challenge is the WWW-Authenticate field of RFC 6750, or "" where none belongs.
func (s *Service) challenge(v *verdict) string {
	const realm = `Bearer realm="gatehouse"`
	switch v.Code.Status() {
	case fasthttp.StatusUnauthorized:
		if proof := provenChallenge(v.Code); proof != "" {
			return proof
		}
		if v.Code == TokenMissing {
			return realm
		}
		return realm + `, error="invalid_token", error_description="` + v.Code.info().title + `"`
	case fasthttp.StatusForbidden:
		if v.Code == ScopeMissing {
			return realm + `, error="insufficient_scope", scope="` + v.Missing + `"`
		}
	case fasthttp.StatusBadRequest:
		if v.Code == CredentialAmbiguous {
			return realm + `, error="invalid_request"`
		}
	}
	return ""
}

// writeLimits tells the caller where it stands (draft-ietf-httpapi-ratelimit-headers), and how long to wait when it
// was refused for that.
func (s *Service) writeLimits(h *fasthttp.ResponseHeader, v *verdict) {
	if v.counted == 0 {
		return
	}
	var buffer [256]byte
	h.SetCanonical(nameRateLimitPolicy, v.Plan.policy)
	h.SetCanonical(nameRateLimit, appendStandings(buffer[:0], v.standings[:v.counted]))
	if v.Code == RateLimited || v.Code == QuotaExhausted {
		seconds := max(1, secondsUp(v.refused().Reset))
		h.SetBytesV("Retry-After", strconv.AppendInt(buffer[:0], seconds, 10))
	}
}

// writeLifecycle announces the end of a deprecated version (RFC 9745, RFC 8594).
func writeLifecycle(h *fasthttp.ResponseHeader, version *Version) {
	if version.DeprecatedAt == 0 {
		return
	}
	h.Set("Deprecation", "@"+strconv.FormatInt(version.DeprecatedAt/1e6, 10))
	if version.SunsetAt != 0 {
		h.SetBytesV("Sunset", fasthttp.AppendHTTPDate(nil, time.UnixMicro(version.SunsetAt)))
	}
}
