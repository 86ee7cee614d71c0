package enforce

import (
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/secret"
)

func TestAllowedCallsPassEachProxyWithTheirIntroduction(t *testing.T) {
	fronts(t, func(t *testing.T, f *front) {
		for host, prefix := range f.doors() {
			response, body := f.ask(t, "127.0.0.1", host, "GET", prefix+"/tickets/caf%C3%A9?q=http://x//y&b=%2e", "Authorization: Bearer "+f.w.full)
			require.Equal(t, 200, response.StatusCode, body)
			got := f.arrived(host)
			require.Len(t, got, 1)
			require.Equal(t, "/tickets/caf%C3%A9?q=http://x//y&b=%2e", got[0].URI)
			f.introduced(t, host, got[0])
		}
	})
}

// introduced checks that the upstream learns who calls, once, from Gatehouse, and no credential.
func (f *front) introduced(t *testing.T, host string, got received) {
	t.Helper()
	require.Equal(t, []string{f.w.token.ID}, got.Headers["gatehouse-token-id"], host)
	require.Equal(t, []string{"museum:tickets:read"}, got.Headers["gatehouse-scopes"], host)
	for name, values := range got.Headers {
		var buffer [foldedMax]byte
		switch folded := string(foldName(&buffer, []byte(name))); folded {
		case "authorization", "x-api-key", "gatehouse-verifier":
			require.Empty(t, strings.Join(values, ""), "%s: %s arrived", host, name)
		case "x-forwarded-proto":
			require.Equal(t, []string{"https"}, values, host)
		}
		for _, value := range values {
			require.NotContains(t, value, "spoof", "%s: %s", host, name)
			require.NotContains(t, value, "6.6.6.6", "%s: %s", host, name)
			require.NotContains(t, value, f.w.full, "%s: %s", host, name)
			require.NotContains(t, value, f.verifier, "%s: %s", host, name)
		}
	}
}

// spellings are all ways in which a caller may write a name that CGI, WSGI and their kin fold to ours.
func spellings(name string) []string {
	lower := strings.ToLower(name)
	all := []string{name, lower, strings.ToUpper(name)}
	for _, mark := range []string{"_", ".", "~", "!", "+", "'", "*", "|", "^", "`"} {
		all = append(all, strings.ReplaceAll(name, "-", mark), strings.Replace(lower, "-", mark, 1))
	}
	return all
}

func TestSpoofedHeadersPassNoProxyInAnySpelling(t *testing.T) {
	fronts(t, func(t *testing.T, f *front) {
		for host, prefix := range f.doors() {
			for _, name := range []string{"Gatehouse-Token-Id", "Gatehouse-App-Id", "Gatehouse-Scopes", "Gatehouse-Environment", "Gatehouse-Context", "Gatehouse-Request-Id",
				"Gatehouse-Verifier", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Forwarded", "DPoP-Nonce"} {
				if name == "DPoP-Nonce" && host == "gateway" {
					continue // a word of answers: what calls say by it, the gateway hands on as any other of theirs
				}
				lines := []string{"Authorization: Bearer " + f.w.full}
				value := ": spoof-6.6.6.6"
				if name == "X-Forwarded-For" {
					value = ": 6.6.6.6"
				}
				for _, spelling := range spellings(name) {
					lines = append(lines, spelling+value)
				}
				for i, part := range [][]string{lines, {lines[0], lines[1]}, {lines[0], lines[1], lines[1]}, {lines[0], lines[4]}, {lines[0], "Connection: close, " + name}} {
					response, body := f.ask(t, "127.0.0.1", host, "GET", prefix+"/tickets", part...)
					if i != 1 && response.StatusCode >= 400 && len(f.arrived(host)) == 0 {
						continue // refused: nothing was spoofed
					}
					require.Equal(t, 200, response.StatusCode, body)
					got := f.arrived(host)
					require.Len(t, got, 1)
					f.introduced(t, host, got[0])
				}
			}
		}
	})
}

func TestCredentialsEndAtEachProxyInAnySpelling(t *testing.T) {
	fronts(t, func(t *testing.T, f *front) {
		for host, prefix := range f.doors() {
			for _, spelling := range append(spellings("X-API-Key"), "Proxy-Authorization", "X-Api-Key") {
				response, _ := f.ask(t, "127.0.0.1", host, "GET", prefix+"/tickets", "Authorization: Bearer "+f.w.full, spelling+": "+f.w.testKey)
				for _, got := range f.arrived(host) {
					for name, values := range got.Headers {
						require.NotContains(t, strings.Join(values, " "), f.w.testKey, "%d %s: %s arrived as %s", response.StatusCode, host, spelling, name)
					}
				}
			}
		}
	})
}

func TestEachClassOfDenialPassesEachProxy(t *testing.T) {
	fronts(t, func(t *testing.T, f *front) {
		bearer := func(change func(*Token)) string {
			full, token := f.w.mint(t, secret.Live, Live, f.w.token.Scopes)
			change(token)
			f.w.more = append(f.w.more, token)
			return "Authorization: Bearer " + full
		}
		unknown, _ := f.w.mint(t, secret.Live, Live, nil)
		full := "Authorization: Bearer " + f.w.full
		rows := []struct {
			code         Code
			method, path string
			lines        []string
		}{
			{TokenMissing, "GET", "/tickets", nil},
			{TokenMalformed, "GET", "/tickets", []string{"Authorization: Bearer nonsense"}},
			{TokenUnknown, "GET", "/tickets", []string{"Authorization: Bearer " + unknown}},
			{TokenRevoked, "GET", "/tickets", []string{bearer(func(k *Token) { k.Revoked = true })}},
			{TokenExpired, "GET", "/tickets", []string{bearer(func(k *Token) { k.ExpiresAt = noon.UnixMicro() - 1 })}},
			{TokenSuspended, "GET", "/tickets", []string{bearer(func(k *Token) { k.Suspended = true })}},
			{NetworkDenied, "GET", "/tickets", []string{bearer(func(k *Token) { k.Fence = &Fence{Networks: []netip.Prefix{netip.MustParsePrefix("203.0.113.0/24")}} })}},
			{OriginDenied, "GET", "/tickets", []string{"Origin: https://evil.example", bearer(func(k *Token) { k.Fence = &Fence{Origins: []string{"https://good.example"}} })}},
			{CredentialAmbiguous, "GET", "/tickets", []string{full, "X-API-Key: " + f.w.full}},
			{ScopeMissing, "POST", "/tickets", []string{full, "Content-Length: 0"}},
			{OperationUnknown, "GET", "/none", []string{full}},
			{MethodNotAllowed, "DELETE", "/tickets", []string{full}},
			{VersionRetired, "GET", "/tickets", []string{full, "Gatehouse-Version: 2025-01"}},
			{PathInvalid, "GET", "/tickets/a%2Fb", []string{full}},
			{RateLimited, "GET", "/tickets", []string{full}},
		}
		f.w.plan.Limits = []Limit{{Name: "minute", Requests: 1, Window: time.Hour}}
		for host, prefix := range f.doors() {
			for _, row := range rows {
				f.Use(f.w.snapshot())
				f.limits = NewLimits()
				if row.code == RateLimited {
					_, _ = f.ask(t, "127.0.0.1", host, row.method, prefix+row.path, row.lines...)
				}
				response, body := f.ask(t, "127.0.0.1", host, row.method, prefix+row.path, row.lines...)
				want := row.code.Status()
				if host == "harbour" {
					want = f.forwardCode(row.code)
				}
				require.Equal(t, want, response.StatusCode, "%s: %s: %s", host, row.code, body)
				require.Empty(t, f.arrived(host), "%s: %s", host, row.code)
				f.explained(t, host, row.code, response, body)
			}
		}
	})
}

// explained checks that a refusal says what its caller needs.
func (f *front) explained(t *testing.T, host string, code Code, response *http.Response, body string) {
	t.Helper()
	decision := response.Header.Get("Gatehouse-Decision")
	require.True(t, strings.HasPrefix(decision, "dec_"), "%s: %s: %v", host, code, response.Header)
	require.Equal(t, "application/problem+json", response.Header.Get("Content-Type"), "%s: %s", host, code)
	require.Contains(t, body, `"decisionId":"`+decision+`"`)
	require.Contains(t, body, `"code":"`+code.String()+`"`, "%s: %s", host, code)
	require.Equal(t, "no-store", response.Header.Get("Cache-Control"))
	if code.Status() == 401 || code == ScopeMissing || code == CredentialAmbiguous {
		require.Contains(t, response.Header.Get("WWW-Authenticate"), `Bearer realm="gatehouse"`, "%s: %s", host, code)
	}
	if code == RateLimited {
		seconds, err := strconv.Atoi(response.Header.Get("Retry-After"))
		require.NoError(t, err)
		require.Positive(t, seconds)
		require.NotEmpty(t, response.Header.Get("RateLimit-Policy"), "%s: %s", host, code)
	}
}

func TestWithoutADecisionNothingPassesAProxy(t *testing.T) {
	fronts(t, func(t *testing.T, f *front) {
		token := "Authorization: Bearer " + f.w.full
		f.Verifier = verifyOnly("another")
		response, _ := f.ask(t, "127.0.0.1", "harbour", "GET", "/tickets", token)
		require.GreaterOrEqual(t, response.StatusCode, 403)
		require.Empty(t, f.arrived("harbour"), "the proxy's own token was refused")
		f.Verifier, f.verifiers = verifyOnly(f.verifier), newVerifierCache()
		f.snapshot.Store(nil)
		for host, prefix := range f.doors() {
			response, _ = f.ask(t, "127.0.0.1", host, "GET", prefix+"/tickets", token)
			require.Equal(t, 503, response.StatusCode, host)
			require.Empty(t, f.arrived(host))
		}
		_ = f.internal.Shutdown(t.Context())
		_ = f.gateway.Shutdown(t.Context())
		for host, prefix := range f.doors() {
			response, _ = f.ask(t, "127.0.0.1", host, "GET", prefix+"/tickets", token)
			require.GreaterOrEqual(t, response.StatusCode, 500, host)
			require.Empty(t, f.arrived(host))
		}
	})
}

func TestOddPathsPassNoProxyAsAnotherPath(t *testing.T) {
	fronts(t, func(t *testing.T, f *front) {
		list := oddPaths()
		if runs(1, 2) == 1 { // every seventh of them in the ordinary run
			var some []string
			for i := 0; i < len(list); i += 7 {
				some = append(some, list[i])
			}
			list = some
		}
		for host, prefix := range f.doors() {
			for _, path := range list {
				target := prefix + path
				if strings.ContainsAny(target, " \r\n\t") || target == "" || target[0] != '/' {
					continue
				}
				response, _ := f.ask(t, "127.0.0.1", host, "GET", target, "Authorization: Bearer "+f.w.full)
				for _, got := range f.arrived(host) {
					served, _, _ := strings.Cut(got.URI, "?")
					asked, _, _ := strings.Cut(path, "?")
					require.True(t, PathCanonical(served), "%s served %q for %q (%d)", host, served, path, response.StatusCode)
					if f.repairs {
						allowed, _ := f.do(t, "GET", "/museum"+served, f.w.full, nil)
						require.Equal(t, 200, allowed.StatusCode, "%s served %q for %q", host, served, path)
						continue
					}
					require.Equal(t, asked, served, host)
				}
			}
		}
	})
}

func TestEachProxySaysWhetherItsCallerSpokeTLS(t *testing.T) {
	from := machineAddress()
	if from == "" {
		t.Skip("this machine has no address besides its loopback, from which a call could come")
	}
	fronts(t, func(t *testing.T, f *front) {
		for host, prefix := range f.doors() {
			response, body := f.ask(t, from, host, "GET", prefix+"/tickets", "Authorization: Bearer "+f.w.full, "X-Forwarded-Proto: http")
			require.Equal(t, 200, response.StatusCode, "%s: %s", host, body)
		}
		response, body := f.ask(t, from, "gateway", "GET", "/museum/tickets", "Authorization: Bearer "+f.w.full, "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Connection: Upgrade")
		require.NotContains(t, body, TLSRequired.String(), "a WebSocket: %d", response.StatusCode)
		// Plain HTTP is answered by the proxy itself, and what comes from elsewhere can't claim to have been TLS.
		response, _ = f.do(t, "GET", "/museum/tickets", f.w.full, func(r *http.Request) {
			r.Header.Set("X-Forwarded-For", from)
			r.Header.Set("X-Forwarded-Proto", "http")
		})
		require.Equal(t, 403, response.StatusCode)
		client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		request, err := http.NewRequestWithContext(t.Context(), "GET", "http://"+net.JoinHostPort(from, f.plain)+"/museum/tickets", nil)
		require.NoError(t, err)
		request.Host = "gateway.example.com"
		request.Header.Set("Authorization", "Bearer "+f.w.full)
		if plain, err := client.Do(request); err == nil {
			require.NoError(t, plain.Body.Close())
			require.NotEqual(t, 200, plain.StatusCode)
		}
	})
}

// Over a WebSocket anything may be sent, and a proxy that asks once doesn't hear when a token ends; the gateway does.
func TestNoCallBecomesAWebSocketBehindForwardAuth(t *testing.T) {
	fronts(t, func(t *testing.T, f *front) {
		if !f.harbourAuth {
			return
		}
		for _, protocol := range []string{"websocket", "h2c"} {
			response, body := f.ask(t, "127.0.0.1", "harbour", "GET", "/tickets", "Authorization: Bearer "+f.w.full, "Upgrade: "+protocol, "HTTP2-Settings: AAMAAABkAAQAAP__",
				"Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Connection: Upgrade, HTTP2-Settings")
			for _, got := range f.arrived("harbour") {
				require.NotContains(t, got.Headers, "upgrade", "%d %s", response.StatusCode, body)
			}
		}
	})
}

func machineAddress() string {
	addresses, _ := net.InterfaceAddrs()
	for _, a := range addresses {
		if network, ok := a.(*net.IPNet); ok && network.IP.To4() != nil && !network.IP.IsLoopback() {
			return network.IP.String()
		}
	}
	return ""
}
