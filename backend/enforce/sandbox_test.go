package enforce

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/valyala/fasthttp"
)

// tickets is a resolved operation as the catalogue stores it.
const tickets = `{"operationId":"listTickets","method":"get","path":"/tickets","responses":{"200":{"description":"ok","content":{"application/json":{"examples":{"one":{"value":[{"id":"t1"}]}}}}},"404":{"description":"none","content":{"application/json":{"examples":{"none":{"value":{"missing":true}}}}}}}}`

func TestASandboxTokenNeverReachesTheLiveUpstream(t *testing.T) {
	w := newWorld(t)
	called := false
	w.api.Upstreams[Live] = Upstream{Kind: "http", URL: startUpstream(t, func(*fasthttp.RequestCtx) { called = true })}
	g := openGate(t, w, nil)
	require.NoError(t, g.UseOperation("ver_1", "listTickets", []byte(tickets)))
	response, body := g.do(t, "GET", "/museum/tickets", w.testKey, nil)
	require.Equal(t, 200, response.StatusCode, body)
	require.JSONEq(t, `[{"id":"t1"}]`, body)
	require.Equal(t, "mock", response.Header.Get("Gatehouse-Sandbox"))
	require.False(t, called)
	e := g.event(t)
	require.Equal(t, "sandbox", e.Environment)
	require.Equal(t, "sandbox", e.Door)

	response, body = g.do(t, "GET", "/museum/tickets", w.testKey, func(r *http.Request) { r.Header.Set("Prefer", "code=404") })
	require.Equal(t, 404, response.StatusCode)
	require.JSONEq(t, `{"missing":true}`, body)
	require.Empty(t, g.event(t).Code, "the document's 404 is no refusal")

	response, _ = g.do(t, "GET", "/museum/hours", w.testKey, nil)
	require.Equal(t, 503, response.StatusCode, "without a resolved operation it refuses")
}

func TestPathParametersAreReadAsTheRouteMatchedThem(t *testing.T) {
	for _, row := range []struct {
		template, path string
		want           map[string]string
	}{
		{"/tickets", "/tickets", map[string]string{}},
		{"/tickets/{id}", "/tickets/a%20b", map[string]string{"id": "a b"}},
		{"/a/{x}/b/{y}", "/a/1/b/2", map[string]string{"x": "1", "y": "2"}},
		{"/f/{name}.json", "/f/x.json", map[string]string{"name": "x"}},
		{"/r/{from}..{to}", "/r/1..2", map[string]string{"from": "1", "to": "2"}},
		{"/v/v{major}", "/v/v12", map[string]string{"major": "12"}},
	} {
		require.Equal(t, row.want, pathParams(row.template, row.path), row.template)
	}
}

// brokenClock panics when it is asked.
type brokenClock struct{}

func (brokenClock) Now() time.Time { panic("no time") }

func TestAPanicIsARefusal(t *testing.T) {
	w := newWorld(t)
	g := openGate(t, w, func(d *Deps) { d.Clock = brokenClock{} })
	response, body := g.do(t, "GET", "/museum/tickets", w.full, nil)
	require.Equal(t, 503, response.StatusCode)
	code, _ := problemCode(t, body)
	require.Equal(t, "unavailable", code)
	response, _ = g.forwardAuth(t, "/forward-auth", w.full, described("GET", "/museum/tickets"))
	require.Equal(t, 503, response.StatusCode)
	response, _ = g.verify(t, "/v1/verify", g.verifier, VerifyRequest{Token: w.full, API: "museum", Method: "GET", Path: "/tickets"})
	require.Equal(t, 503, response.StatusCode)
}
