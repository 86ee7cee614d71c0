package enforce

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/valyala/fasthttp"

	"github.com/gatehouse-dev/gatehouse/backend/secret"
)

func TestWithoutASnapshotEveryDoorRefuses(t *testing.T) {
	w := newWorld(t)
	g := openGate(t, w, nil)
	g.snapshot.Store(nil)
	response, body := g.do(t, "GET", "/museum/tickets", w.full, nil)
	require.Equal(t, 503, response.StatusCode, body)
	response, _ = g.forwardAuth(t, "/forward-auth", w.full, described("GET", "/museum/tickets"))
	require.Equal(t, 503, response.StatusCode)
	_, body = g.verify(t, "/v1/verify", g.verifier, VerifyRequest{Token: w.full, API: "museum", Method: "GET", Path: "/tickets"})
	require.Contains(t, body, `"valid":false,"code":"unavailable"`)
	require.False(t, g.Ready())
	_, err := g.Check(context.Background(), w.token.ID, TestCall{})
	require.ErrorIs(t, err, ErrTestUnready)
}

func TestThePortalsConsoleMayCallAcrossOrigins(t *testing.T) {
	w := newWorld(t)
	w.api.Upstreams[Live] = Upstream{Kind: "http", URL: startUpstream(t, echo)}
	g := openGate(t, w, nil)
	preflight := func(origin string) *http.Response {
		response, _ := g.do(t, "OPTIONS", "/museum/tickets", "", func(r *http.Request) {
			r.Header.Set("Origin", origin)
			r.Header.Set("Access-Control-Request-Method", "GET")
			r.Header.Set("Access-Control-Request-Headers", "authorization")
		})
		return response
	}
	response := preflight("http://localhost:8080")
	require.Equal(t, 204, response.StatusCode)
	require.Equal(t, "http://localhost:8080", response.Header.Get("Access-Control-Allow-Origin"))
	require.Equal(t, "authorization", response.Header.Get("Access-Control-Allow-Headers"))
	require.Empty(t, response.Header.Get("Access-Control-Allow-Credentials"))
	response = preflight("https://evil.example")
	require.Equal(t, 401, response.StatusCode)
	require.Empty(t, response.Header.Get("Access-Control-Allow-Origin"))
	response, _ = g.do(t, "GET", "/museum/tickets", w.full, func(r *http.Request) { r.Header.Set("Origin", "http://localhost:8080") })
	require.Equal(t, 200, response.StatusCode)
	require.Empty(t, response.Header.Get("Access-Control-Allow-Origin"), "an app's own token is none of the console's")
}

func TestOnlyAConsoleTokensAnswerIsReadableInThePortal(t *testing.T) {
	w := newWorld(t)
	full, token := w.console(t, Live, &Binding{APIID: "api_1", VersionID: "ver_1", OperationID: "listTickets"})
	w.api.Upstreams[Live] = Upstream{Kind: "http", URL: startUpstream(t, func(ctx *fasthttp.RequestCtx) {
		ctx.Response.Header.Set("Access-Control-Allow-Origin", "*")
		ctx.Response.Header.Set("Access-Control-Allow-Credentials", "true")
	})}
	g := openGate(t, w, nil)
	unknown, _ := w.mint(t, secret.Ephemeral, Live, nil)
	for _, row := range []struct {
		path, token, origin string
		status              int
		readable            bool
	}{
		{"/museum/tickets", full, portalOrigin, 200, true},
		{"/museum/hours", full, portalOrigin, 403, true},
		{"/museum/a%2Fb", full, portalOrigin, 400, true},
		{"/museum/tickets", unknown, portalOrigin, 401, true},
		{"/museum/tickets", full, "https://evil.example", 403, false},
		{"/museum/tickets", full, "", 403, false},
		{"/museum/none", w.full, portalOrigin, 404, false},
		{"/museum/tickets", "", portalOrigin, 401, false},
	} {
		response, body := g.do(t, "GET", row.path, row.token, func(r *http.Request) {
			if row.origin != "" {
				r.Header.Set("Origin", row.origin)
			}
		})
		require.Equal(t, row.status, response.StatusCode, "%+v: %s", row, body)
		want := ""
		if row.readable {
			want = portalOrigin
			require.Equal(t, "*", response.Header.Get("Access-Control-Expose-Headers"))
			require.Equal(t, []string{"Origin"}, response.Header.Values("Vary"))
		}
		require.Equal(t, want, response.Header.Get("Access-Control-Allow-Origin"), "%+v", row)
		require.Empty(t, response.Header.Get("Access-Control-Allow-Credentials"))
	}
	require.Equal(t, token.ID, g.event(t).TokenID)
}

func TestAnUpstreamDoesNotSeeThePortalsOrigin(t *testing.T) {
	w := newWorld(t)
	full, _ := w.console(t, Live, &Binding{APIID: "api_1", VersionID: "ver_1", OperationID: "listTickets"})
	w.api.Upstreams[Live] = Upstream{Kind: "http", URL: startUpstream(t, func(ctx *fasthttp.RequestCtx) {
		ctx.SetBody(ctx.Request.Header.Peek("Origin"))
	})}
	g := openGate(t, w, nil)
	for token, want := range map[string]string{full: "", w.full: portalOrigin} {
		_, body := g.do(t, "GET", "/museum/tickets", token, func(r *http.Request) { r.Header.Set("Origin", portalOrigin) })
		require.Equal(t, want, body)
	}
}

func TestAPageOfANamedOriginMayReadItsAnswer(t *testing.T) {
	w := newWorld(t)
	w.token.Fence = &Fence{Origins: []string{"https://shop.example"}}
	w.api.Upstreams[Live] = Upstream{Kind: "http", URL: startUpstream(t, echo)}
	g := openGate(t, w, nil)
	response, _ := g.do(t, "GET", "/museum/tickets", w.full, func(r *http.Request) { r.Header.Set("Origin", "https://shop.example") })
	require.Equal(t, 200, response.StatusCode)
	require.Equal(t, "https://shop.example", response.Header.Get("Access-Control-Allow-Origin"))
	response, _ = g.do(t, "GET", "/museum/tickets", w.full, func(r *http.Request) { r.Header.Set("Origin", "https://other.example") })
	require.Equal(t, 403, response.StatusCode)
	require.Empty(t, response.Header.Get("Access-Control-Allow-Origin"))
}

func TestBodiesAndHEADPassThrough(t *testing.T) {
	w := newWorld(t)
	w.api.Upstreams[Live] = Upstream{Kind: "http", URL: startUpstream(t, echo)}
	g := openGate(t, w, nil)
	body := strings.Repeat("x", 100_000)
	response, text := g.do(t, "PUT", "/museum/notes/1", w.full, func(r *http.Request) {
		r.Body, r.ContentLength = io.NopCloser(strings.NewReader(body)), int64(len(body))
	})
	require.Equal(t, 200, response.StatusCode)
	var got received
	require.NoError(t, json.Unmarshal([]byte(text), &got))
	require.Equal(t, body, got.Body)
	require.Equal(t, int64(len(body)), g.event(t).BytesIn)

	response, text = g.do(t, "HEAD", "/museum/tickets", w.full, nil)
	require.Equal(t, 200, response.StatusCode)
	require.Empty(t, text)
	require.Positive(t, response.ContentLength)
}

func TestADeprecatedVersionSaysUntilWhen(t *testing.T) {
	w := newWorld(t)
	w.api.Current.DeprecatedAt = noon.UnixMicro()
	w.api.Current.SunsetAt = noon.UnixMicro() + 24*hour
	w.api.Upstreams[Live] = Upstream{Kind: "http", URL: startUpstream(t, echo)}
	g := openGate(t, w, nil)
	response, _ := g.do(t, "GET", "/museum/tickets", w.full, nil)
	require.Equal(t, "@1795521600", response.Header.Get("Deprecation"))
	require.Equal(t, "Wed, 25 Nov 2026 12:00:00 GMT", response.Header.Get("Sunset"))
}
