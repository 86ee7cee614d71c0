package enforce

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/secret"
)

func (g *gate) verify(t testing.TB, path, caller string, body any) (*http.Response, string) {
	t.Helper()
	text, ok := body.(string)
	if !ok {
		encoded, err := json.Marshal(body)
		require.NoError(t, err)
		text = string(encoded)
	}
	request, err := http.NewRequestWithContext(t.Context(), "POST", "http://"+g.internalAddr+path, strings.NewReader(text))
	require.NoError(t, err)
	request.Header.Set("Content-Type", "application/json")
	if caller != "" {
		request.Header.Set("Authorization", "Bearer "+caller)
	}
	return roundTrip(t, request)
}

func (g *gate) forwardAuth(t testing.TB, path, token string, headers map[string]string) (*http.Response, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), "GET", "http://"+g.internalAddr+path, nil)
	require.NoError(t, err)
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	request.Header.Set("Gatehouse-Verifier", g.verifier)
	for name, value := range headers {
		if value == "" {
			request.Header.Del(name)
		} else {
			request.Header.Set(name, value)
		}
	}
	return roundTrip(t, request)
}

func roundTrip(t testing.TB, request *http.Request) (*http.Response, string) {
	t.Helper()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Do(request)
	require.NoError(t, err)
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	return response, string(body)
}

func described(method, uri string) map[string]string {
	return map[string]string{"X-Forwarded-Method": method, "X-Forwarded-Host": "api.example.com", "X-Forwarded-Uri": uri, "X-Forwarded-Proto": "https"}
}

func TestVerifyAnswersWithoutRepeatingTheToken(t *testing.T) {
	w := newWorld(t)
	w.plan.Limits = []Limit{{Name: "minute", Requests: 10, Window: time.Minute}}
	g := openGate(t, w, nil)
	response, body := g.verify(t, "/v1/verify", g.verifier, VerifyRequest{Token: w.full, API: "museum", Method: "GET", Path: "/tickets"})
	require.Equal(t, 200, response.StatusCode, body)
	require.NotContains(t, body, w.full)
	var a VerifyAnswer
	require.NoError(t, json.Unmarshal([]byte(body), &a))
	require.True(t, a.Valid)
	require.Equal(t, w.token.ID, a.Token.ID)
	require.Equal(t, []VerifyLimit{{Name: "minute", Limit: 10, WindowSeconds: 60, Remaining: 9, ResetSeconds: 6}}, a.Limits)
	require.Zero(t, a.CacheSeconds, "a counted call is not to be cached")
	require.Equal(t, "verify", g.event(t).Door)

	response, body = g.verify(t, "/v1/verify", g.verifier, VerifyRequest{Token: w.full, API: "museum", Method: "POST", Path: "/tickets"})
	require.Equal(t, 200, response.StatusCode, "a refused token is an answer")
	require.NoError(t, json.Unmarshal([]byte(body), &a))
	require.False(t, a.Valid)
	require.Equal(t, "scope_missing", a.Code)
	require.Equal(t, (<-g.decisions).ID, a.DecisionID)
}

func TestVerifyRefusesWrongCallersAndWrongQuestions(t *testing.T) {
	w := newWorld(t)
	g := openGate(t, w, nil)
	good := VerifyRequest{Token: w.full, API: "museum", Method: "GET", Path: "/tickets"}
	for _, caller := range []string{"", w.full, "nonsense", g.verifier[:len(g.verifier)-1]} {
		response, _ := g.verify(t, "/v1/verify", caller, good)
		require.Equal(t, 401, response.StatusCode, caller)
	}
	for _, body := range []string{"", "{", "[]", `"x"`, `{"token":1}`, `{"unknown":1}`, `{} {}`, `{"cost":-1}`, `{"cost":1.5}`, `{"cost":99999999}`, `{"clientAddress":"nowhere"}`} {
		response, answer := g.verify(t, "/v1/verify", g.verifier, body)
		require.Equal(t, 400, response.StatusCode, body)
		require.Contains(t, answer, `"code":"malformed"`)
	}
	response, _ := g.verify(t, "/v1/verify?token="+w.full, g.verifier, good)
	require.Equal(t, 400, response.StatusCode)
	request, _ := http.NewRequestWithContext(t.Context(), "GET", "http://"+g.internalAddr+"/v1/verify", nil)
	response, _ = roundTrip(t, request)
	require.Equal(t, 405, response.StatusCode)
	require.Empty(t, g.events, "no call was decided")
}

func TestVerifyBatchAnswersInOrder(t *testing.T) {
	w := newWorld(t)
	g := openGate(t, w, nil)
	response, body := g.verify(t, "/v1/verify/batch", g.verifier, map[string]any{"items": []VerifyRequest{
		{Token: w.full, API: "museum", Method: "GET", Path: "/tickets"},
		{Token: "nonsense", API: "museum", Method: "GET", Path: "/tickets"},
		{Token: w.full, API: "museum", Method: "GET", Path: "/tickets/../hours"},
	}})
	require.Equal(t, 200, response.StatusCode, body)
	var a struct{ Items []VerifyAnswer }
	require.NoError(t, json.Unmarshal([]byte(body), &a))
	require.Equal(t, []string{"allowed", "token_malformed", "path_invalid"}, []string{a.Items[0].Code, a.Items[1].Code, a.Items[2].Code})
	response, _ = g.verify(t, "/v1/verify/batch", g.verifier, `{"items":[]}`)
	require.Equal(t, 400, response.StatusCode)
}

func TestDryRunsCountNothing(t *testing.T) {
	w := newWorld(t)
	w.plan.Limits = []Limit{{Name: "minute", Requests: 1, Window: time.Minute}}
	w.plan.Quota = Quota{Requests: 1, Period: "day"}
	g := openGate(t, w, nil)
	q := VerifyRequest{Token: w.full, API: "museum", Method: "GET", Path: "/tickets", DryRun: true}
	for range 5 {
		_, body := g.verify(t, "/v1/verify", g.verifier, q)
		require.Contains(t, body, `"valid":true`)
	}
	require.Empty(t, g.events)
	q.DryRun = false
	_, body := g.verify(t, "/v1/verify", g.verifier, q)
	require.Contains(t, body, `"valid":true`)
	_, body = g.verify(t, "/v1/verify", g.verifier, q)
	require.Contains(t, body, `"code":"rate_limited"`)
	require.Len(t, g.events, 2)
}

func TestForwardAuthAdmitsWithEveryIdentityHeader(t *testing.T) {
	w := newWorld(t)
	keys, err := secret.OpenKeys(t.TempDir())
	require.NoError(t, err)
	g := openGate(t, w, func(d *Deps) { d.Keys = keys })
	response, body := g.forwardAuth(t, "/forward-auth", w.full, described("GET", "/museum/tickets?x=1"))
	require.Equal(t, 200, response.StatusCode, body)
	for name, want := range map[string]string{"Gatehouse-Token-Id": w.token.ID, "Gatehouse-App-Id": "app_1", "Gatehouse-Environment": "live", "Gatehouse-Scopes": "museum:tickets:read", "Cache-Control": "no-store"} {
		require.Equal(t, want, response.Header.Get(name), name)
	}
	require.NotEmpty(t, response.Header.Get("Gatehouse-Context"))
	require.NotEmpty(t, response.Header.Get("Gatehouse-Request-Id"))
	response, body = g.forwardAuth(t, "/forward-auth/museum", w.full, described("GET", "/tickets"))
	require.Equal(t, 200, response.StatusCode, body)
}

func TestForwardAuthNeverAdmitsWhatIsNotWholeAndSingle(t *testing.T) {
	w := newWorld(t)
	g := openGate(t, w, nil)
	for _, name := range []string{"X-Forwarded-Method", "X-Forwarded-Host", "X-Forwarded-Uri", "X-Forwarded-Proto"} {
		headers := described("GET", "/museum/tickets")
		delete(headers, name)
		response, _ := g.forwardAuth(t, "/forward-auth", w.full, headers)
		require.Equal(t, 400, response.StatusCode, "without %s", name)
		response, _ = g.forwardAuth(t, "/forward-auth?profile=nginx", w.full, headers)
		require.Equal(t, 403, response.StatusCode, "without %s for nginx", name)
		require.Equal(t, "400", response.Header.Get("Gatehouse-Status"))
		for _, bad := range []string{"nonsense value", "go\\pher", "//", "http://a/b", "GET, POST", "/a/../b"} {
			headers[name] = bad
			response, _ = g.forwardAuth(t, "/forward-auth", w.full, headers)
			require.NotEqual(t, 200, response.StatusCode, "%s: %s", name, bad)
		}
		request, _ := http.NewRequestWithContext(t.Context(), "GET", "http://"+g.internalAddr+"/forward-auth", nil)
		for key, value := range described("GET", "/museum/tickets") {
			request.Header.Set(key, value)
		}
		request.Header.Set("Gatehouse-Verifier", g.verifier)
		request.Header.Set("Authorization", "Bearer "+w.full)
		request.Header.Add(name, request.Header.Get(name))
		response, _ = roundTrip(t, request)
		require.Equal(t, 400, response.StatusCode, "twice %s", name)
	}
	for _, path := range []string{"/forward-auth/zoo", "/forward-auth/", "/forward-auth/museum/tickets", "/forward-authx", "/forward-auth/.."} {
		response, _ := g.forwardAuth(t, path, w.full, described("GET", "/tickets"))
		require.NotEqual(t, 200, response.StatusCode, path)
	}
}

func TestForwardAuthAnswersOnlyItsProxy(t *testing.T) {
	w := newWorld(t)
	g := openGate(t, w, nil)
	for _, verifier := range []string{"", "nonsense", w.full} {
		headers := described("GET", "/museum/tickets")
		headers["Gatehouse-Verifier"] = verifier
		response, body := g.forwardAuth(t, "/forward-auth", w.full, headers)
		require.Equal(t, 403, response.StatusCode)
		code, _ := problemCode(t, body)
		require.Equal(t, "verifier_required", code)
	}
	require.Empty(t, g.events)
	response, _ := g.do(t, "GET", "/forward-auth", "", func(r *http.Request) { r.Header.Set("Gatehouse-Verifier", g.verifier) })
	require.Equal(t, 401, response.StatusCode, "the gateway has no such door")
}

func TestNginxGetsADenialItCanPassOnForARequestThatIsNotWellFramed(t *testing.T) {
	g := openGate(t, newWorld(t), nil)
	for profile, want := range map[string]int{"": 400, "?profile=nginx": 403} {
		request, err := http.NewRequestWithContext(t.Context(), "GET", "http://"+g.internalAddr+"/forward-auth"+profile, nil)
		require.NoError(t, err)
		request.Header["Origin"] = []string{"https://a.example", "https://b.example"}
		request.Header.Set("Gatehouse-Verifier", g.verifier)
		response, err := http.DefaultClient.Do(request)
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		require.Equal(t, want, response.StatusCode, profile)
	}
}

func TestForwardAuthAnswersAreSmallAndNeverRedirect(t *testing.T) {
	w := newWorld(t)
	g := openGate(t, w, nil)
	statuses := map[int]bool{200: true, 400: true, 401: true, 403: true, 429: true, 503: true}
	random := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		headers := described(pick(random, "GET", "POST", "DELETE", "get"), pick(random, "/museum/tickets", "/museum/none", "/zoo", "/a//b", ""))
		response, body := g.forwardAuth(t, "/forward-auth"+pick(random, "", "?profile=nginx", "/museum"), pick(random, "", w.full, "x", w.testKey), headers)
		require.True(t, statuses[response.StatusCode], response.StatusCode)
		require.LessOrEqual(t, len(body), 1024)
		require.Equal(t, "no-store", response.Header.Get("Cache-Control"))
		require.Empty(t, response.Header.Get("Location")+response.Header.Get("Set-Cookie"))
	}
}

func pick(r *rand.Rand, options ...string) string { return options[r.IntN(len(options))] }

func TestTheClientsAddressIsTheRightmostUntrusted(t *testing.T) {
	w := newWorld(t)
	g := openGate(t, w, func(d *Deps) {
		d.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32"), netip.MustParsePrefix("10.0.0.0/8")}
	})
	for header, want := range map[string]string{
		"":                                "127.0.0.0/24",
		"203.0.113.9":                     "203.0.113.0/24",
		"6.6.6.6, 203.0.113.9":            "203.0.113.0/24",
		"6.6.6.6, 203.0.113.9, 10.1.2.3":  "203.0.113.0/24",
		"203.0.113.9, nonsense":           "", // refused: nobody knows who called
		"203.0.113.9, nonsense, 10.1.2.3": "",
		"::ffff:203.0.113.9":              "203.0.113.0/24",
		"2001:db8:1:2::3":                 "2001:db8:1::/48",
		"10.0.0.1, 10.0.0.2":              "10.0.0.0/24",
		strings.Repeat("10.0.0.1,", 50) + "1.2.3.4": "1.2.3.0/24",
	} {
		g.do(t, "GET", "/museum/tickets", "", func(r *http.Request) {
			if header != "" {
				r.Header.Set("X-Forwarded-For", header)
			}
		})
		require.Equal(t, want, g.event(t).Network, header)
	}
}

func TestAnonymousDenialsAreKeptWithinABound(t *testing.T) {
	g := openGate(t, newWorld(t), nil)
	for range 5 * anonymousKeptMax {
		g.do(t, "GET", "/museum/tickets", "", nil)
	}
	require.Less(t, len(g.decisions), 4*anonymousKeptMax)
	require.Len(t, g.events, 5*anonymousKeptMax)
	require.False(t, bytes.Contains([]byte(fmt.Sprint(<-g.decisions)), []byte("gth_")))
}

func TestAVerifierHasALimitOfItsOwn(t *testing.T) {
	w := newWorld(t)
	g := openGate(t, w, func(d *Deps) { d.VerifyPerMinute = 5 })
	question := map[string]any{"token": w.full, "api": "museum", "method": "GET", "path": "/tickets"}
	for range 3 {
		response, body := g.verify(t, "/v1/verify", g.verifier, question)
		require.Equal(t, 200, response.StatusCode, body)
	}
	response, body := g.verify(t, "/v1/verify/batch", g.verifier, map[string]any{"items": []any{question, question, question}})
	require.Equal(t, 429, response.StatusCode, "the questions of a batch count one by one")
	code, _ := problemCode(t, body)
	require.Equal(t, "rate_limited", code)
	require.NotEmpty(t, response.Header.Get("Retry-After"))
	response, _ = g.verify(t, "/v1/verify/batch", g.verifier, map[string]any{"items": []any{question, question}})
	require.Equal(t, 200, response.StatusCode)
	headers := map[string]string{"X-Forwarded-Method": "GET", "X-Forwarded-Host": "a", "X-Forwarded-Uri": "/museum/tickets", "X-Forwarded-Proto": "https"}
	response, _ = g.forwardAuth(t, "/forward-auth", w.full, headers)
	require.Equal(t, 429, response.StatusCode, "both doors count together")
	response, _ = g.forwardAuth(t, "/forward-auth?profile=nginx", w.full, headers)
	require.Equal(t, 403, response.StatusCode)
	require.Equal(t, "429", response.Header.Get("Gatehouse-Status"))
	response, _ = g.verify(t, "/v1/verify", "gth_op_wrong", question)
	require.Equal(t, 401, response.StatusCode)
}

func TestABodyThatIsTooLargeIsAnsweredAndNotCutOff(t *testing.T) {
	w := newWorld(t)
	g := openGate(t, w, nil)
	body := make([]byte, 8<<20)
	internal, gateway := "http://"+g.internalAddr, "http://"+g.gatewayAddr
	for _, row := range []struct {
		url, token string
		status     int
		code       string
	}{
		{internal + "/v1/verify", g.verifier, 413, "body_too_large"},
		{internal + "/forward-auth", g.verifier, 413, "body_too_large"},
		{gateway + "/museum/notes/1", w.full, 413, "body_too_large"},
		{gateway + "/museum/notes/1", "nonsense", 401, "token_malformed"},
	} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPut, row.url, bytes.NewReader(body))
		require.NoError(t, err)
		request.Header.Set("Authorization", "Bearer "+row.token)
		response, err := http.DefaultTransport.RoundTrip(request)
		require.NoError(t, err, row.url)
		require.Equal(t, row.status, response.StatusCode, row.url)
		text, err := io.ReadAll(response.Body)
		require.NoError(t, err)
		code, _ := problemCode(t, string(text))
		require.Equal(t, row.code, code)
		require.NoError(t, response.Body.Close())
	}
}
