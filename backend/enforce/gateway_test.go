package enforce

import (
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/valyala/fasthttp"

	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/usage"
)

// seen is what the upstream received.
type received struct {
	Method, URI, Host, Body string
	Headers                 map[string][]string
}

// echo answers what it received as JSON, with some headers of its own.
func echo(ctx *fasthttp.RequestCtx) {
	r := received{Method: string(ctx.Method()), URI: string(ctx.RequestURI()), Host: string(ctx.Host()), Body: string(ctx.PostBody()), Headers: map[string][]string{}}
	for name, value := range ctx.Request.Header.All() {
		key := strings.ToLower(string(name))
		r.Headers[key] = append(r.Headers[key], string(value))
	}
	body, _ := json.Marshal(r)
	ctx.SetContentType("application/json")
	ctx.Response.Header.Set("X-Upstream", "yes")
	ctx.Response.Header.Set("Gatehouse-Decision", "forged")
	ctx.Response.Header.Set("Keep-Alive", "timeout=5")
	ctx.SetBody(body)
}

func (g *gate) do(t testing.TB, method, path, token string, change func(*http.Request)) (*http.Response, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, "http://"+g.gatewayAddr+path, nil)
	require.NoError(t, err)
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	if change != nil {
		change(request)
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Do(request)
	require.NoError(t, err)
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	return response, string(body)
}

func (g *gate) event(t testing.TB) usage.Event {
	t.Helper()
	select {
	case e := <-g.events:
		return e
	case <-time.After(time.Minute):
		t.Fatal("no event was recorded")
		return usage.Event{}
	}
}

func problemCode(t testing.TB, body string) (code, decision string) {
	t.Helper()
	var p struct{ Code, DecisionID string }
	require.NoError(t, json.Unmarshal([]byte(body), &p), body)
	return p.Code, p.DecisionID
}

func TestAnAllowedCallReachesItsUpstreamAsDecided(t *testing.T) {
	w := newWorld(t)
	w.api.Upstreams[Live] = Upstream{Kind: "http", URL: startUpstream(t, echo) + "/base/"}
	keys, err := secret.OpenKeys(t.TempDir())
	require.NoError(t, err)
	g := openGate(t, w, func(d *Deps) { d.Keys = keys })

	response, body := g.do(t, "GET", "/museum/tickets/caf%C3%A9?q=http://x//y&b=%2e", w.full, func(r *http.Request) {
		r.Header.Set("X-Custom", "kept")
		r.Header.Set("Cookie", "a=1; __Host-gth_s=secret; b=2")
		r.Header.Set("User-Agent", "curl/8.0")
		r.Header.Set("X-Forwarded-For", "203.0.113.9")
		r.Header.Set("X-HTTP-Method-Override", "DELETE")
	})
	require.Equal(t, 200, response.StatusCode, body)
	var got received
	require.NoError(t, json.Unmarshal([]byte(body), &got))
	require.Equal(t, "/base/tickets/caf%C3%A9?q=http://x//y&b=%2e", got.URI)
	require.Equal(t, []string{w.token.ID}, got.Headers["gatehouse-token-id"])
	require.Equal(t, []string{"app_1"}, got.Headers["gatehouse-app-id"])
	require.Equal(t, []string{"live"}, got.Headers["gatehouse-environment"])
	require.Equal(t, []string{"museum:tickets:read"}, got.Headers["gatehouse-scopes"])
	require.Equal(t, []string{"127.0.0.1"}, got.Headers["x-forwarded-for"])
	require.Equal(t, []string{"kept"}, got.Headers["x-custom"])
	require.Equal(t, []string{"a=1; b=2"}, got.Headers["cookie"])
	require.Equal(t, []string{"curl/8.0"}, got.Headers["user-agent"])
	require.Len(t, got.Headers["gatehouse-context"], 1)
	for _, gone := range []string{"authorization", "x-api-key", "x-http-method-override", "accept-encoding-x"} {
		require.NotContains(t, got.Headers, gone)
	}
	require.Equal(t, "yes", response.Header.Get("X-Upstream"))
	require.Empty(t, response.Header.Get("Gatehouse-Decision"), "the upstream can't speak as Gatehouse")
	require.Equal(t, response.Header.Get("Gatehouse-Request-Id"), got.Headers["gatehouse-request-id"][0])

	e := g.event(t)
	require.Equal(t, "getTicket", e.Operation)
	require.Equal(t, "/tickets/{id}", e.Route)
	require.Equal(t, 200, e.Status)
	require.Equal(t, "curl", e.Agent)
	require.Equal(t, "127.0.0.0/24", e.Network)
	require.Empty(t, e.Code)
	require.Empty(t, g.decisions)
}

func TestRefusalsAreProblemsWithADecisionThatCanBeAskedFor(t *testing.T) {
	w := newWorld(t)
	calls := 0
	w.api.Upstreams[Live] = Upstream{Kind: "http", URL: startUpstream(t, func(ctx *fasthttp.RequestCtx) { calls++; echo(ctx) })}
	g := openGate(t, w, nil)
	rows := []struct {
		name, method, path, token string
		change                    func(*http.Request)
		status                    int
		code, challenge           string
	}{
		{"none", "GET", "/museum/tickets", "", nil, 401, "token_missing", `Bearer realm="gatehouse"`},
		{"in the query", "GET", "/museum/tickets?api_key=" + w.full + "&access_token=" + w.full, "", nil, 401, "token_missing", `Bearer realm="gatehouse"`},
		{"broken", "GET", "/museum/tickets", w.full[:70], nil, 401, "token_malformed", `error="invalid_token"`},
		{"basic", "GET", "/museum/tickets", "", func(r *http.Request) { r.SetBasicAuth("a", w.full) }, 401, "token_malformed", `error="invalid_token"`},
		{"two headers", "GET", "/museum/tickets", w.full, func(r *http.Request) { r.Header.Set("X-API-Key", w.full) }, 400, "credential_ambiguous", `error="invalid_request"`},
		{"twice", "GET", "/museum/tickets", w.full, func(r *http.Request) { r.Header.Add("Authorization", "Bearer "+w.full) }, 400, "credential_ambiguous", `error="invalid_request"`},
		{"list", "GET", "/museum/tickets", w.full + ", Bearer " + w.full, nil, 400, "credential_ambiguous", `error="invalid_request"`},
		{"scope", "POST", "/museum/tickets", w.full, nil, 403, "scope_missing", `error="insufficient_scope", scope="museum:tickets:write"`},
		{"path", "GET", "/museum/nothing", w.full, nil, 404, "operation_unknown", ""},
		{"api", "GET", "/zoo/tickets", w.full, nil, 404, "operation_unknown", ""},
		{"method", "DELETE", "/museum/tickets", w.full, nil, 405, "method_not_allowed", ""},
		{"version", "GET", "/museum/tickets", w.full, func(r *http.Request) { r.Header.Set("Gatehouse-Version", "2025-01") }, 410, "version_retired", ""},
		{"encoded slash", "GET", "/museum/tickets/a%2fb", w.full, nil, 400, "path_invalid", ""},
		{"private and missing look alike", "GET", "/zoo", "", nil, 401, "token_missing", `Bearer realm="gatehouse"`},
		{"health is not here", "GET", "/healthz", "", func(r *http.Request) { r.Header.Set("User-Agent", "kube-probe/1.30") }, 401, "token_missing", ""},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			response, body := g.do(t, row.method, row.path, row.token, row.change)
			require.Equal(t, row.status, response.StatusCode, body)
			code, decision := problemCode(t, body)
			require.Equal(t, row.code, code)
			require.Equal(t, "application/problem+json", response.Header.Get("Content-Type"))
			require.Equal(t, decision, response.Header.Get("Gatehouse-Decision"))
			require.True(t, strings.HasPrefix(decision, "dec_"), decision)
			require.Contains(t, response.Header.Get("WWW-Authenticate"), row.challenge)
			require.NotContains(t, body, w.full)
			e := g.event(t)
			require.Equal(t, row.code, e.Code)
			require.Equal(t, decision, e.DecisionID)
			kept := <-g.decisions
			require.Equal(t, decision, kept.ID)
			require.NotEmpty(t, kept.Checks)
			if row.status == 405 {
				require.Equal(t, "GET, HEAD, POST", response.Header.Get("Allow"))
			}
		})
	}
	require.Zero(t, calls, "no refused call reached the upstream")
}

func TestXAPIKeyIsACredentialToo(t *testing.T) {
	w := newWorld(t)
	w.api.Upstreams[Live] = Upstream{Kind: "http", URL: startUpstream(t, echo)}
	g := openGate(t, w, nil)
	response, body := g.do(t, "GET", "/museum/tickets", "", func(r *http.Request) { r.Header.Set("X-Api-Key", w.full) })
	require.Equal(t, 200, response.StatusCode, body)
	require.NotContains(t, body, w.full)
}

func TestARevokedTokenIsRefusedOnTheVeryNextCall(t *testing.T) {
	w := newWorld(t)
	w.api.Upstreams[Live] = Upstream{Kind: "http", URL: startUpstream(t, echo)}
	g := openGate(t, w, nil)
	response, _ := g.do(t, "GET", "/museum/tickets", w.full, nil)
	require.Equal(t, 200, response.StatusCode)
	revoked := *w.token
	revoked.Revoked = true
	g.Use(g.Snapshot().withToken(w.token.key(), &revoked))
	response, body := g.do(t, "GET", "/museum/tickets", w.full, nil)
	require.Equal(t, 401, response.StatusCode)
	code, _ := problemCode(t, body)
	require.Equal(t, "token_revoked", code)
}

func TestAnUpstreamThatIsDownIsA502ThatIsLogged(t *testing.T) {
	w := newWorld(t)
	w.api.Upstreams[Live] = Upstream{Kind: "http", URL: deaf(t)}
	g := openGate(t, w, nil)
	response, body := g.do(t, "GET", "/museum/tickets", w.full, nil)
	require.Equal(t, 502, response.StatusCode)
	code, decision := problemCode(t, body)
	require.Equal(t, "upstream_unreachable", code)
	e := g.event(t)
	require.Equal(t, 502, e.Status)
	require.Equal(t, "upstream_unreachable", e.Code)
	require.Equal(t, "listTickets", e.Operation)
	require.Equal(t, decision, e.DecisionID)
}

func TestASlowUpstreamIsA504AndIsAskedOnce(t *testing.T) {
	w := newWorld(t)
	release, asked := make(chan struct{}), make(chan struct{}, 10)
	w.api.Upstreams[Live] = Upstream{Kind: "http", URL: startUpstream(t, func(*fasthttp.RequestCtx) { asked <- struct{}{}; <-release })}
	g := openGate(t, w, func(d *Deps) { d.UpstreamTimeout = time.Second }) // a busy machine needs a while to send it
	response, body := g.do(t, "GET", "/museum/tickets", w.full, nil)
	close(release)
	require.Equal(t, 504, response.StatusCode)
	code, _ := problemCode(t, body)
	require.Equal(t, "upstream_timeout", code)
	require.Len(t, asked, 1)
}

func TestAnUpstreamThatHangsUpIsAskedOnce(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	accepted := make(chan struct{}, 10)
	go func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			accepted <- struct{}{}
			_, _ = conn.Read(make([]byte, 64))
			_ = conn.Close()
		}
	}()
	t.Cleanup(func() { _ = ln.Close() })
	w := newWorld(t)
	w.api.Upstreams[Live] = Upstream{Kind: "http", URL: "http://" + ln.Addr().String()}
	g := openGate(t, w, nil)
	response, _ := g.do(t, "GET", "/museum/tickets", w.full, nil)
	require.Equal(t, 502, response.StatusCode)
	require.Len(t, accepted, 1)
}

func TestAPrivateUpstreamOutsideTheAllowListIsNeverDialled(t *testing.T) {
	w := newWorld(t)
	called := false
	w.api.Upstreams[Live] = Upstream{Kind: "http", URL: startUpstream(t, func(*fasthttp.RequestCtx) { called = true })}
	g := openGate(t, w, func(d *Deps) { d.UpstreamAllow = nil })
	response, _ := g.do(t, "GET", "/museum/tickets", w.full, nil)
	require.Equal(t, 502, response.StatusCode)
	require.False(t, called)
	for _, ip := range []string{"127.0.0.1", "10.0.0.1", "169.254.169.254", "100.64.0.1", "::1", "fd00::1", "fe80::1", "0.0.0.0", "224.0.0.1", "64:ff9b::a00:1", "2002:a00:1::"} {
		require.False(t, addressPublic(netip.MustParseAddr(ip)), ip)
	}
	require.True(t, addressPublic(netip.MustParseAddr("93.184.216.34")))
}

func TestRedirectsOfTheUpstreamAreTheCallersToFollow(t *testing.T) {
	w := newWorld(t)
	w.api.Upstreams[Live] = Upstream{Kind: "http", URL: startUpstream(t, func(ctx *fasthttp.RequestCtx) {
		ctx.Response.Header.Set("Location", "http://169.254.169.254/latest")
		ctx.SetStatusCode(302)
	})}
	g := openGate(t, w, nil)
	response, _ := g.do(t, "GET", "/museum/tickets", w.full, nil)
	require.Equal(t, 302, response.StatusCode)
	require.Equal(t, "http://169.254.169.254/latest", response.Header.Get("Location"))
}

func TestADecisionFromBeforeTheLookUpKeepsThePathAsItWasCalled(t *testing.T) {
	w := newWorld(t)
	w.token.Revoked = true
	g := openGate(t, w, nil)
	response, body := g.do(t, "GET", "/museum/tickets", w.full, nil)
	require.Equal(t, 401, response.StatusCode, body)
	kept := <-g.decisions
	require.Equal(t, "/museum/tickets", kept.Path)
}
