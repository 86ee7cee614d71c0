package enforce

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/valyala/fasthttp"

	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
)

const shop = "https://shop.example"

// openCrossing is a gate whose API museum admits pages by these rules; its upstream has an opinion of its own.
func openCrossing(t *testing.T, w *world, rules *CORS, change func(*Deps)) *gate {
	t.Helper()
	w.api.CORS, w.api.Public = rules, true
	w.api.Upstreams[Live] = Upstream{Kind: "http", URL: startUpstream(t, func(ctx *fasthttp.RequestCtx) {
		ctx.Response.Header.Set("Access-Control-Allow-Origin", "*")
		ctx.Response.Header.Set("Access-Control-Allow-Credentials", "true")
		ctx.Response.Header.Set("Access-Control-Expose-Headers", "X-Theirs")
		ctx.Response.Header.Set("Access-Control-Max-Age", "99")
		ctx.Response.Header.Set("Vary", "Accept-Encoding")
	})}
	return openGate(t, w, change)
}

func (g *gate) preflight(t *testing.T, path, origin, method string) *http.Response {
	t.Helper()
	response, _ := g.do(t, "OPTIONS", path, "", func(r *http.Request) {
		r.Header.Set("Origin", origin)
		r.Header.Set("Access-Control-Request-Method", method)
		r.Header.Set("Access-Control-Request-Headers", "authorization, x-evil")
	})
	return response
}

func TestAPreflightIsAnsweredWithoutATokenOrQuota(t *testing.T) {
	w := newWorld(t)
	w.plan.Quota = Quota{Requests: 1, Period: "day"}
	g := openCrossing(t, w, &CORS{Origins: []string{shop}, Headers: []string{"Idempotency-Key"}, MaxAge: 60}, nil)
	require.NoError(t, g.UseOperation("ver_1", "buyTicket", []byte(`{"parameters":[{"in":"header","name":"X-Till"},{"in":"query","name":"q"},{"in":"header","name":"Accept"}]}`)))
	for range 3 {
		response := g.preflight(t, "/museum/tickets", shop, "POST")
		require.Equal(t, 204, response.StatusCode)
		require.Equal(t, shop, response.Header.Get("Access-Control-Allow-Origin"))
		require.Equal(t, "GET, HEAD, POST", response.Header.Get("Access-Control-Allow-Methods"))
		require.Equal(t, "Authorization, DPoP, X-API-Key, Content-Type, Gatehouse-Version, Idempotency-Key, X-Till", response.Header.Get("Access-Control-Allow-Headers"))
		require.Equal(t, "60", response.Header.Get("Access-Control-Max-Age"))
		require.Empty(t, response.Header.Get("Access-Control-Allow-Credentials"))
		require.Contains(t, response.Header.Get("Vary"), "Origin")
	}
	require.Equal(t, "PATCH", g.preflight(t, "/museum/nowhere", shop, "PATCH").Header.Get("Access-Control-Allow-Methods"), "so that the page can read the 404")
	require.Empty(t, g.events, "a preflight is no call")
	response, body := g.do(t, "GET", "/museum/tickets", w.full, func(r *http.Request) { r.Header.Set("Origin", shop) })
	require.Equal(t, 200, response.StatusCode, body)
}

func TestAPageCanReadWhyItsPathIsRefused(t *testing.T) {
	w := newWorld(t)
	g := openCrossing(t, w, &CORS{Origins: []string{shop}, Methods: []string{"GET", "POST"}, MaxAge: 60}, nil)
	for _, path := range []string{"/museum/tickets//7", "/museum/a%2Fb", "/museum/./tickets", "/museum/%7Euser"} {
		response := g.preflight(t, path, shop, "POST")
		require.Equal(t, 204, response.StatusCode, path)
		require.Equal(t, shop, response.Header.Get("Access-Control-Allow-Origin"), path)
		require.Empty(t, g.events, "a preflight is no call")
		answer, body := g.do(t, "POST", path, w.full, func(r *http.Request) { r.Header.Set("Origin", shop) })
		require.Equal(t, 400, answer.StatusCode, path)
		require.Equal(t, shop, answer.Header.Get("Access-Control-Allow-Origin"), path)
		code, _ := problemCode(t, body)
		require.Equal(t, "path_invalid", code)
		require.Equal(t, code, g.event(t).Code)
	}
	for origin, method := range map[string]string{"https://evil.io": "GET", shop: "DELETE"} {
		response := g.preflight(t, "/museum/tickets//7", origin, method)
		require.Equal(t, 403, response.StatusCode)
		require.Empty(t, response.Header.Get("Access-Control-Allow-Origin"))
		require.Equal(t, "preflight_denied", g.event(t).Code)
	}
	require.Equal(t, 400, g.preflight(t, "/zoo//7", shop, "GET").StatusCode, "of an API that isn't there nothing is said")
}

// TestOnlyAdmittedOriginsAreEverNamed tries what allow-lists elsewhere were fooled with.
func TestOnlyAdmittedOriginsAreEverNamed(t *testing.T) {
	w := newWorld(t)
	g := openCrossing(t, w, &CORS{Origins: []string{shop, "https://*.example.com", "https://*.port.example:8443"}, MaxAge: 60}, nil)
	for origin, admitted := range map[string]bool{
		shop: true, "https://a.example.com": true, "https://a-1.example.com": true, "https://x.port.example:8443": true,
		"null": false, "https://evilshop.example": false, "https://evilexample.com": false, "https://example.com": false,
		"https://shop.example.evil.io": false, "https://shop.example:443": false, "https://shop.example:8080": false,
		"http://shop.example": false, "https://Shop.example": false, "HTTPS://shop.example": false, "https://shop.example/": false,
		"https://shop.example.": false, "https://a.b.example.com": false, "https://.example.com": false, "https://evil.io/.example.com": false,
		"https://evil.io?.example.com": false, "https://evil.io#.example.com": false, "https://a@evil.example.com": false,
		"https://a.example.com:8443": false, "https://x.port.example": false, "http://a.example.com": false, "https://*.example.com": false,
		"https://shop.example https://evil.io": false, "https://shop.example,https://evil.io": false, "https://evil.io, https://shop.example": false,
		"https://a%2eevil.io.example.com": false, "https://xn--e1afmkfd.example.com": true,
	} {
		want := ""
		if admitted {
			want = origin
		}
		require.Equal(t, want, g.preflight(t, "/museum/tickets", origin, "GET").Header.Get("Access-Control-Allow-Origin"), origin)
		response, _ := g.do(t, "GET", "/museum/tickets", w.full, func(r *http.Request) { r.Header.Set("Origin", origin) })
		require.Equal(t, 200, response.StatusCode, origin)
		require.Equal(t, want, response.Header.Get("Access-Control-Allow-Origin"), origin)
		require.Empty(t, response.Header.Get("Access-Control-Allow-Credentials"), origin)
		require.Contains(t, response.Header.Values("Vary"), "Origin", origin)
	}
	response, _ := g.do(t, "GET", "/museum/tickets", w.full, func(r *http.Request) { r.Header["Origin"] = []string{shop, "https://evil.io"} })
	require.Equal(t, 400, response.StatusCode, "two origins are none")
	require.Empty(t, response.Header.Get("Access-Control-Allow-Origin"))
}

func TestARefusedPreflightSaysWhyAndAdmitsNothing(t *testing.T) {
	w := newWorld(t)
	g := openCrossing(t, w, &CORS{Origins: []string{shop}, Methods: []string{"GET"}}, nil)
	for origin, method := range map[string]string{"https://evil.io": "GET", shop: "POST"} {
		response := g.preflight(t, "/museum/tickets", origin, method)
		require.Equal(t, 403, response.StatusCode)
		require.Empty(t, response.Header.Get("Access-Control-Allow-Origin"))
		require.Equal(t, "Origin", response.Header.Get("Vary"))
		require.Equal(t, "preflight_denied", g.event(t).Code)
		require.Equal(t, "preflight_denied", (<-g.decisions).Code)
	}
	response, _ := g.do(t, "OPTIONS", "/museum/tickets", "", func(r *http.Request) { r.Header.Set("Origin", shop) })
	require.Equal(t, 401, response.StatusCode, "without the wanted method it is no preflight")
}

func TestAnUpstreamsOwnWordsPassWhereTheRulesAreOff(t *testing.T) {
	w := newWorld(t)
	g := openCrossing(t, w, nil, nil)
	response, _ := g.do(t, "GET", "/museum/tickets", w.full, func(r *http.Request) { r.Header.Set("Origin", shop) })
	require.Equal(t, "*", response.Header.Get("Access-Control-Allow-Origin"))
	require.Equal(t, "X-Theirs", response.Header.Get("Access-Control-Expose-Headers"))
	require.Equal(t, []string{"Accept-Encoding"}, response.Header.Values("Vary"))
	require.Equal(t, 401, g.preflight(t, "/museum/tickets", shop, "GET").StatusCode)
}

func TestAnUpstreamsOwnWordsAreReplacedWhereTheRulesAreOn(t *testing.T) {
	w := newWorld(t)
	g := openCrossing(t, w, &CORS{Origins: []string{shop}, Exposed: []string{"Location"}, Credentials: true}, nil)
	for origin, want := range map[string][3]string{
		shop: {shop, "true", exposed + ", Location"}, "https://evil.io": {}, "": {},
	} {
		response, _ := g.do(t, "GET", "/museum/tickets", w.full, func(r *http.Request) {
			if origin != "" {
				r.Header.Set("Origin", origin)
			}
		})
		h := response.Header
		require.Equal(t, want, [3]string{h.Get("Access-Control-Allow-Origin"), h.Get("Access-Control-Allow-Credentials"), h.Get("Access-Control-Expose-Headers")}, origin)
		require.Empty(t, h.Get("Access-Control-Max-Age"))
		require.Equal(t, []string{"Accept-Encoding", "Origin"}, h.Values("Vary"))
	}
}

func TestAnyOriginIsAStarWithoutCredentials(t *testing.T) {
	w := newWorld(t)
	g := openCrossing(t, w, &CORS{Origins: []string{"*"}, Credentials: true}, nil)
	for _, origin := range []string{shop, "null"} {
		response := g.preflight(t, "/museum/tickets", origin, "GET")
		require.Equal(t, "*", response.Header.Get("Access-Control-Allow-Origin"))
		require.Empty(t, response.Header.Get("Access-Control-Allow-Credentials"))
	}
}

// TestRefusalsAreReadableInAdmittedPages holds for every way in which a call can end early.
func TestRefusalsAreReadableInAdmittedPages(t *testing.T) {
	w := newWorld(t)
	g := openCrossing(t, w, &CORS{Origins: []string{shop}}, func(d *Deps) { d.BodyBytesMax = 100 })
	for _, row := range []struct {
		method, path, token, body string
		status                    int
	}{
		{"GET", "/museum/tickets", "", "", 401},
		{"GET", "/museum/tickets", "nonsense", "", 401},
		{"POST", "/museum/tickets", w.full, "", 403},
		{"GET", "/museum/none", w.full, "", 404},
		{"GET", "/museum/a%2Fb", w.full, "", 400},
		{"POST", "/museum/tickets", w.full, strings.Repeat("x", 200), 403}, // whoever may not call learns nothing of bounds
		{"PUT", "/museum/notes/1", w.full, strings.Repeat("x", 200), 413},
	} {
		for origin, want := range map[string]string{shop: shop, "https://evil.io": ""} {
			response, body := g.do(t, row.method, row.path, row.token, func(r *http.Request) {
				r.Header.Set("Origin", origin)
				if row.body != "" {
					r.Body, r.ContentLength = io.NopCloser(strings.NewReader(row.body)), int64(len(row.body))
				}
			})
			require.Equal(t, row.status, response.StatusCode, body)
			require.Equal(t, want, response.Header.Get("Access-Control-Allow-Origin"), "%+v", row)
			require.Equal(t, "Origin", response.Header.Get("Vary"), "%+v", row)
		}
	}
}

func TestATokensOriginsNarrowWhatTheRulesAdmit(t *testing.T) {
	w := newWorld(t)
	w.token.Fence = &Fence{Origins: []string{shop, "https://kiosk.example"}}
	g := openCrossing(t, w, &CORS{Origins: []string{shop, "https://other.example"}}, nil)
	for origin, want := range map[string]struct {
		status   int
		readable bool
	}{
		shop:                    {200, true},
		"https://other.example": {403, true},  // the page learns that the token is not for it
		"https://kiosk.example": {200, false}, // the token can't admit pages that the API doesn't
	} {
		response, body := g.do(t, "GET", "/museum/tickets", w.full, func(r *http.Request) { r.Header.Set("Origin", origin) })
		require.Equal(t, want.status, response.StatusCode, body)
		require.Equal(t, want.readable, response.Header.Get("Access-Control-Allow-Origin") == origin, origin)
	}
}

func TestAPrivateAPIIsSilentToPagesThatItDoesNotAdmit(t *testing.T) {
	w := newWorld(t)
	g := openCrossing(t, w, &CORS{Origins: []string{shop}}, nil)
	w.api.Public = false
	for _, path := range []string{"/museum/tickets", "/zoo/tickets"} {
		response := g.preflight(t, path, "https://evil.io", "GET")
		require.Equal(t, 401, response.StatusCode)
		require.Empty(t, response.Header.Get("Vary"))
	}
	require.Equal(t, 204, g.preflight(t, "/museum/tickets", shop, "GET").StatusCode)
}

func TestPreflightsOfOneAddressAreBounded(t *testing.T) {
	w := newWorld(t)
	g := openCrossing(t, w, &CORS{Origins: []string{shop}}, nil)
	request := "OPTIONS /museum/tickets HTTP/1.1\r\nHost: gate\r\nOrigin: " + shop + "\r\nAccess-Control-Request-Method: GET\r\n\r\n"
	var code string
	for range 1300 {
		var ctx fasthttp.RequestCtx
		c := call{request: Request{API: "museum", Path: "/tickets", Origin: shop, Method: "OPTIONS"}}
		ctx.Request.Header.SetMethod("OPTIONS")
		ctx.Request.Header.Set("Access-Control-Request-Method", "GET")
		require.True(t, g.Service.preflight(&ctx, &c), request)
		if code = c.verdict.Code.String(); c.verdict.Code == RateLimited {
			require.NotEmpty(t, ctx.Response.Header.Peek("Retry-After"))
			break
		}
	}
	require.Equal(t, "rate_limited", code)
	require.Empty(t, g.decisions, "a flood is counted, not kept")
}

func TestRulesForPagesAreInTheSnapshotWithTheChange(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		r, s := storedWorld(t, st)
		require.NoError(t, s.Load(t.Context()))
		require.Nil(t, s.Snapshot().API("museum").CORS)
		r.exec(store.KindAPI, "api_1", `INSERT INTO api_cors (api_id, enabled, origins, methods, headers, exposed, credentials, max_age_seconds)
			VALUES ('api_1', TRUE, '["https://*.example.com"]', '["GET"]', '["X-A"]', '[]', TRUE, 5)`)
		rules := s.Snapshot().API("museum").CORS
		require.True(t, rules.Allows("https://a.example.com"))
		require.True(t, rules.Credentials)
		require.True(t, rules.takes("GET"))
		require.False(t, rules.takes("PUT"))
		require.Equal(t, "5", rules.maxAge)
		r.exec(store.KindAPI, "api_1", `UPDATE api_cors SET enabled = FALSE WHERE api_id = 'api_1'`)
		require.Nil(t, s.Snapshot().API("museum").CORS)
	})
}

func FuzzOnlyOneLabelStandsForTheStar(f *testing.F) {
	for _, seed := range []string{"https://a.example.com", "https://evilexample.com", "https://a.b.example.com", "https://x/.example.com"} {
		f.Add(seed)
	}
	rules := CORS{Origins: []string{"https://*.example.com"}}
	rules.prepare()
	f.Fuzz(func(t *testing.T, origin string) {
		if !rules.Allows(origin) {
			return
		}
		label, found := strings.CutSuffix(strings.TrimPrefix(origin, "https://"), ".example.com")
		if !found || label == "" || strings.ContainsAny(label, "./:@?#%\\ ") {
			t.Fatal(origin)
		}
	})
}
