package enforce

import (
	"net/http"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/secret/secrettest"
)

// TestATokenOverPlainHTTPIsRefusedAndReported is ENF-11: behind a trusted proxy the client's own connection counts, and a
// call within this machine crosses no network.
func TestATokenOverPlainHTTPIsRefusedAndReported(t *testing.T) {
	w := newWorld(t)
	w.api.Upstreams[Live] = Upstream{Kind: "http", URL: startUpstream(t, echo)}
	g := openGate(t, w, func(d *Deps) { d.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")} })
	for _, c := range []struct {
		address, proto, token, want string
	}{
		{"203.0.113.9", "https", w.full, "allowed"},
		{"127.0.0.1", "http", w.full, "allowed"},
		{"", "", w.full, "allowed"},
		{"203.0.113.9", "http", w.full, "tls_required"},
		{"203.0.113.9", "", w.full, "tls_required"},
		{"203.0.113.9", "HTTPS", w.full, "tls_required"},
		{"203.0.113.9", "wss", w.full, "allowed"},
		{"203.0.113.9", "ws", w.full, "tls_required"},
		{"203.0.113.9:5000", "http", w.full, "tls_required"},
		{"[2001:db8::1]:5000", "https", w.full, "allowed"},
		{"unknown", "http", w.full, "framing_invalid"},
		{"unknown", "https", w.full, "framing_invalid"},
		{"203.0.113.9, ", "https", w.full, "framing_invalid"},
		{"203.0.113.9", "http", secrettest.Mistyped(w.full), "token_malformed"},
		{"203.0.113.9", "http", "", "token_missing"},
	} {
		headers := map[string]string{"X-Forwarded-For": c.address, "X-Forwarded-Proto": c.proto}
		response, body := g.do(t, "GET", "/museum/tickets", c.token, func(r *http.Request) {
			for name, value := range headers {
				if value != "" {
					r.Header.Set(name, value)
				}
			}
		})
		if c.want == "allowed" {
			require.Equal(t, 200, response.StatusCode, c)
			continue
		}
		code, _ := problemCode(t, body)
		require.Equal(t, c.want, code, c)
	}
	g.PlainAllow = []netip.Prefix{netip.MustParsePrefix("172.17.0.0/16")}
	response, body := g.do(t, "GET", "/museum/tickets", w.full, func(r *http.Request) { r.Header.Set("X-Forwarded-For", "172.17.0.1") })
	require.Equal(t, 200, response.StatusCode, "the operator allows this network: %s", body)
	for range 5 {
		seen := <-g.reports
		require.Equal(t, report{token: w.token.ID, generation: 1, network: "203.0.113.0/24", what: exposure}, seen)
	}
	require.Empty(t, g.reports, "nobody is told of credentials that open nothing")

	headers := map[string]string{"X-Forwarded-Method": "GET", "X-Forwarded-Host": "a.example", "X-Forwarded-Uri": "/museum/tickets", "X-Forwarded-For": "203.0.113.9"}
	headers["X-Forwarded-Proto"] = "https"
	response, _ = g.forwardAuth(t, "/forward-auth", w.full, headers)
	require.Equal(t, 200, response.StatusCode)
	headers["X-Forwarded-Proto"] = "http"
	response, body = g.forwardAuth(t, "/forward-auth", w.full, headers)
	require.Equal(t, 403, response.StatusCode)
	code, decision := problemCode(t, body)
	require.Equal(t, "tls_required", code)
	require.NotEmpty(t, decision)
	for len(g.decisions) > 0 {
		if d := <-g.decisions; d.ID == decision {
			for _, check := range d.Checks {
				if check.Name == "transport" {
					require.False(t, check.Passed)
					require.Equal(t, "plain HTTP", check.Held)
				}
			}
		}
	}
}

func TestAReplacedSecretInUseIsReported(t *testing.T) {
	w := newWorld(t)
	renewed, err := secret.Renew("gth", secret.Live, w.token.ID[4:], fixedRandom{7})
	require.NoError(t, err)
	old := w.token.Current
	old.Until = noon.UnixMicro()
	w.token.rarely().Previous, w.token.Current = &old, w.secret(renewed.Full, 2)
	g := openGate(t, w, nil)
	ask := w.ask()
	var v verdict
	g.decide(&ask, 1, true, &v)
	require.Equal(t, TokenRotated, v.Code)
	require.Empty(t, g.reports, "somebody only asked")
	g.decide(&ask, 1, false, &v)
	require.Equal(t, report{token: w.token.ID, generation: 1, network: "192.0.2.0/24", what: reuse}, <-g.reports)
}
