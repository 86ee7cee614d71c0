package enforce

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
)

func TestASlowQuarantineLetsOneCallAMinuteThroughEveryDoor(t *testing.T) {
	w := newWorld(t)
	w.api.Upstreams[Live] = Upstream{Kind: "http", URL: startUpstream(t, echo)}
	w.token.rarely().Quarantine = &Quarantine{Hold: HoldPace, Until: noon.UnixMicro() + hour}
	g := openGate(t, w, nil)

	_, body := g.verify(t, "/v1/verify", g.verifier, VerifyRequest{Token: w.full, API: "museum", Method: "GET", Path: "/tickets", DryRun: true})
	require.Contains(t, body, `"valid":true`, "a dry run takes nothing")
	response, _ := g.do(t, "GET", "/museum/tickets", w.full, nil)
	require.Equal(t, 200, response.StatusCode)
	response, body = g.do(t, "GET", "/museum/tickets", w.full, nil)
	code, _ := problemCode(t, body)
	require.Equal(t, "rate_limited", code)
	require.Equal(t, `"quarantine";q=1;w=60`, response.Header.Get("RateLimit-Policy"))
	require.NotEmpty(t, response.Header.Get("Retry-After"))
	require.Contains(t, body, "quarantine")

	_, body = g.verify(t, "/v1/verify", g.verifier, VerifyRequest{Token: w.full, API: "museum", Method: "GET", Path: "/tickets"})
	var a VerifyAnswer
	require.NoError(t, json.Unmarshal([]byte(body), &a))
	require.Equal(t, "rate_limited", a.Code, "the doors share the minute")
	response, _ = g.forwardAuth(t, "/forward-auth", w.full, described("GET", "/museum/tickets"))
	require.Equal(t, http.StatusTooManyRequests, response.StatusCode)
}

func TestAnAnswerAboutAQuarantinedTokenIsNotKept(t *testing.T) {
	w := newWorld(t)
	w.token.rarely().Quarantine = &Quarantine{Hold: HoldWrites, Until: noon.UnixMicro() + hour}
	g := openGate(t, w, nil)
	_, body := g.verify(t, "/v1/verify", g.verifier, VerifyRequest{Token: w.full, API: "museum", Method: "GET", Path: "/tickets"})
	require.Contains(t, body, `"cacheSeconds":0`)
}

func TestAQuarantineEndsByItself(t *testing.T) {
	w := newWorld(t)
	fake := clock.NewFake(noon)
	w.token.rarely().Quarantine = &Quarantine{Hold: HoldAll, Until: noon.Add(time.Minute).UnixMicro()}
	g := openGate(t, w, func(d *Deps) { d.Clock = fake })
	ask := w.ask()
	var v verdict
	g.decide(&ask, 1, false, &v)
	require.Equal(t, TokenQuarantined, v.Code)
	checks := Explain(&v.Decision, &ask)
	failed := ""
	for _, c := range checks {
		if !c.Passed && !c.Skipped {
			failed = c.Name + ": " + c.Held
		}
	}
	require.Equal(t, "quarantine: nothing until 2026-11-24T12:01:00Z", failed)
	fake.Advance(time.Minute)
	var after verdict
	g.decide(&ask, 1, false, &after)
	require.Equal(t, Allowed, after.Code)
}

func TestAStoredQuarantineThatCannotBeReadHoldsEverything(t *testing.T) {
	require.Nil(t, quarantine("", "[]", 5))
	require.Equal(t, HoldAll, quarantine("tomorrow's mode", "[]", 5).Hold)
	require.Equal(t, HoldAll, quarantine("knownNetworks", `["x"]`, 5).Hold)
	require.Equal(t, HoldAll, quarantine("knownNetworks", `{`, 5).Hold)
	known := quarantine("knownNetworks", `["192.0.2.0/24"]`, 5)
	require.Equal(t, "only from 192.0.2.0/24 until 1970-01-01T00:00:00Z", quarantineText(&Decision{Quarantine: known}))
	require.Equal(t, "only reading until 1970-01-01T00:00:00Z", quarantineText(&Decision{Quarantine: quarantine("readOnly", "[]", 5)}))
	require.Equal(t, "1 request a minute until 1970-01-01T00:00:00Z", quarantineText(&Decision{Quarantine: quarantine("slow", "[]", 5)}))
}
