package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/reqinfo"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

type sessions map[string]rbac.Subject

func (s sessions) Authenticate(_ context.Context, cookie string) (SessionInfo, error) {
	subject, ok := s[cookie]
	if !ok {
		return SessionInfo{}, ErrUnauthenticated
	}
	return SessionInfo{Subject: subject, ID: subject.SessionID, CSRF: func(token string) bool { return token == "csrf-"+cookie }}, nil
}

func (s sessions) AuthenticateBearer(_ context.Context, token string) (rbac.Subject, error) {
	if subject, ok := s[token]; ok && subject.Machine() {
		return subject, nil
	}
	return rbac.Subject{}, ErrUnauthenticated
}

type body struct {
	Name  string   `json:"name" validate:"required,max=5"`
	Items []string `json:"items" validate:"dive,min=2"`
}

func portal(t *testing.T) *fiber.App {
	t.Helper()
	enforcer, err := rbac.New()
	require.NoError(t, err)
	public, _ := url.Parse("http://localhost:8080")
	fake := clock.NewFake(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	people := sessions{
		"dev":        {ID: "u:acc_1", Roles: []rbac.Role{rbac.Developer}, StepUpUntil: fake.Now().Add(time.Minute)},
		"late":       {ID: "u:acc_2", Roles: []rbac.Role{rbac.Developer}, StepUpUntil: fake.Now()},
		"restricted": {ID: "u:acc_3", Roles: []rbac.Role{rbac.Admin}, Restricted: true},
		"machine":    {ID: "t:opt_1", Roles: []rbac.Role{rbac.Admin}},
	}
	p := NewPortal(Config{PublicURL: public, Sessions: people, Bearers: people, Enforcer: enforcer, Clock: fake, Logger: slog.New(slog.NewTextHandler(io.Discard, nil))})
	app := fiber.New(fiber.Config{Immutable: true, StrictRouting: true, CaseSensitive: true, ErrorHandler: ErrorHandler(p.Logger, nil)})
	app.Use(p.Enter())
	ok := func(c *fiber.Ctx) error { return NoContent(c) }
	p.Mount(app, "", []Route{
		{Method: "GET", Path: "/open", Public: true, Handler: ok},
		{Method: "POST", Path: "/own", Authenticate: func(ctx context.Context, credential string) (context.Context, rbac.Subject, error) {
			if credential != "secret" {
				return ctx, rbac.Subject{}, errForbidden
			}
			return ctx, rbac.Subject{ID: rbac.TokenID("tok_1")}, nil
		}, Handler: func(c *fiber.Ctx) error {
			return c.SendString(rbac.From(c.UserContext()).ID + " " + reqinfo.From(c.UserContext()).Actor.Kind)
		}},
		{Method: "GET", Path: "/apps", Permission: rbac.AppsRead, Handler: ok},
		{Method: "POST", Path: "/apps", Permission: rbac.AppsWrite, Handler: func(c *fiber.Ctx) error {
			if _, err := Decode[body](c); err != nil {
				return err
			}
			return ok(c)
		}},
		{Method: "POST", Path: "/step", Permission: rbac.TokensWrite, StepUp: true, Handler: ok},
		{Method: "POST", Path: "/person", Permission: rbac.PolicyWrite, PersonOnly: true, Handler: ok},
		{Method: "POST", Path: "/enrol", SignedIn: true, Restricted: true, Handler: ok},
		{Method: "GET", Path: "/panic", Public: true, Handler: func(*fiber.Ctx) error { panic("gth_live_secret") }},
		{Method: "GET", Path: "/odd", Public: true, Handler: func(*fiber.Ctx) error { return errors.New("SQLSTATE secret") }},
	})
	return app
}

type call struct {
	method, path, cookie, bearer, csrf, origin, site, contentType, body string
}

func (k call) do(t *testing.T, app *fiber.App) (int, string, http.Header) {
	t.Helper()
	r := request(k.method, k.path, k.body)
	for name, value := range map[string]string{"Origin": k.origin, "Sec-Fetch-Site": k.site, "Content-Type": k.contentType, HeaderCSRF: k.csrf} {
		if value != "" {
			r.Header.Set(name, value)
		}
	}
	if k.cookie != "" {
		r.Header.Set("Cookie", CookieSession+"="+k.cookie)
	}
	if k.bearer != "" {
		r.Header.Set("Authorization", "Bearer "+k.bearer)
	}
	response, err := app.Test(r, -1)
	require.NoError(t, err)
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return response.StatusCode, string(text), response.Header
}

func TestARouteThatFindsOutItselfWhoAsksTakesNothingElse(t *testing.T) {
	app := portal(t)
	own := call{method: "POST", path: "/own", contentType: "application/json", body: "{}"}
	good := own
	good.bearer = "secret"
	status, text, _ := good.do(t, app)
	require.Equal(t, "200 k:tok_1 token", fmt.Sprint(status, " ", text))
	for name, change := range map[string]func(*call){
		"nothing":           func(*call) {},
		"a session":         func(k *call) { k.cookie, k.csrf, k.origin = "dev", "csrf-dev", "http://localhost:8080" },
		"an operator token": func(k *call) { k.bearer = "machine" },
	} {
		bad := own
		change(&bad)
		status, _, _ := bad.do(t, app)
		require.Contains(t, []int{401, 403}, status, name)
	}
	r := request("POST", "/own", "{}")
	r.Header.Set("Content-Type", "application/json")
	r.Header["Authorization"] = []string{"Bearer secret", "Bearer secret"}
	response, err := app.Test(r, -1)
	require.NoError(t, err)
	defer response.Body.Close()
	require.Equal(t, 401, response.StatusCode, "one credential, once")
}

func request(method, path, body string) *http.Request {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Host = "localhost:8080"
	return r
}

const localhost = "http://localhost:8080"

func TestUnsafeCookieRequestsNeedOriginTypeAndToken(t *testing.T) {
	app := portal(t)
	good := call{method: "POST", path: "/step", cookie: "dev", csrf: "csrf-dev", origin: localhost, site: "same-origin", contentType: "application/json"}
	for name, row := range map[string]struct {
		change func(*call)
		want   int
	}{
		"good":               {func(*call) {}, 204},
		"origin alone":       {func(k *call) { k.site = "" }, 204},
		"site alone":         {func(k *call) { k.origin = "" }, 204},
		"neither":            {func(k *call) { k.origin, k.site = "", "" }, 403},
		"cross-site":         {func(k *call) { k.site = "cross-site" }, 403},
		"sibling":            {func(k *call) { k.site = "same-site" }, 403},
		"null origin":        {func(k *call) { k.origin = "null" }, 403},
		"other origin":       {func(k *call) { k.origin = "http://evil.example" }, 403},
		"no token":           {func(k *call) { k.csrf = "" }, 403},
		"foreign token":      {func(k *call) { k.csrf = "csrf-late" }, 403},
		"form":               {func(k *call) { k.contentType = "application/x-www-form-urlencoded" }, 415},
		"text":               {func(k *call) { k.contentType = "text/plain" }, 415},
		"almost json":        {func(k *call) { k.contentType = "application/json-evil" }, 415},
		"step-up just ended": {func(k *call) { k.cookie, k.csrf = "late", "csrf-late" }, 403},
		"bad bearer wins":    {func(k *call) { k.bearer = "nobody" }, 401},
		"machine":            {func(k *call) { k.bearer, k.cookie, k.csrf, k.origin, k.site = "machine", "", "", "", "" }, 204},
	} {
		k := good
		row.change(&k)
		status, text, _ := k.do(t, app)
		require.Equal(t, row.want, status, "%s: %s", name, text)
	}
}

func TestRoutesAdmitWhomTheyName(t *testing.T) {
	app := portal(t)
	for _, row := range []struct {
		call
		want int
	}{
		{call{method: "GET", path: "/open"}, 204},
		{call{method: "GET", path: "/open", cookie: "expired"}, 204},
		{call{method: "GET", path: "/apps"}, 401},
		{call{method: "GET", path: "/apps", cookie: "expired"}, 401},
		{call{method: "GET", path: "/apps", cookie: "dev"}, 204},
		{call{method: "GET", path: "/apps", cookie: "restricted"}, 403},
		{call{method: "POST", path: "/person", bearer: "machine", contentType: "application/json"}, 403},
		{call{method: "POST", path: "/person", cookie: "dev", csrf: "csrf-dev", origin: localhost, contentType: "application/json"}, 403},
		{call{method: "POST", path: "/enrol", cookie: "restricted", csrf: "csrf-restricted", origin: localhost, contentType: "application/json"}, 204},
		{call{method: "POST", path: "/enrol", bearer: "machine", contentType: "application/json"}, 204},
		{call{method: "PUT", path: "/apps", cookie: "dev"}, 405},
		{call{method: "GET", path: "/nowhere"}, 404},
		{call{method: "GET", path: "/APPS"}, 404},
		{call{method: "GET", path: "//apps"}, 400},
		{call{method: "GET", path: "/x/../apps"}, 400},
		{call{method: "GET", path: "/%2e%2e/apps"}, 400},
	} {
		status, text, header := row.do(t, app)
		require.Equal(t, row.want, status, "%s %s: %s", row.method, row.path, text)
		require.Equal(t, "nosniff", header.Get("X-Content-Type-Options"))
		require.NotEmpty(t, header.Get(HeaderRequestID))
	}
}

func TestBodiesAreStrictAndNameEveryMistake(t *testing.T) {
	app := portal(t)
	post := func(body string) (int, string) {
		status, text, _ := call{method: "POST", path: "/apps", bearer: "machine", contentType: "application/json", body: body}.do(t, app)
		return status, text
	}
	for body, want := range map[string]int{
		`{"name":"ok","items":["ab"]}`:     204,
		`{"name":"ok"} x`:                  400,
		`{"name":"ok","role":"admin"}`:     400,
		`{"name":"a","name":"b"}`:          400,
		`{"name":1}`:                       400,
		`[]`:                               400,
		`{`:                                400,
		"{\"name\":\"\xff\"}":              400,
		`{"name":"a\u0000"}`:               400,
		`null`:                             400,
		`{"NAME":"ok"}`:                    400,
		`{"name":"a","Name":"b"}`:          400,
		`{"name":"\ud800"}`:                400,
		`{"name":"\udc00\ud800"}`:          400,
		`{"name":"\ud83d\ude00"}`:          204,
		`{"name":"\\ud8"}`:                 204,
		strings.Repeat("[", 100):           400,
		`{"name":"toolong","items":["a"]}`: 422,
		``:                                 422,
	} {
		status, text := post(body)
		require.Equal(t, want, status, "%s: %s", body, text)
	}
	_, text := post(`{"name":"toolong","items":["ab","c"]}`)
	require.Contains(t, text, `"pointer":"/name"`)
	require.Contains(t, text, `"pointer":"/items/1"`)
	_, text = post(`{"items":[],"a/b~":1}`)
	require.Contains(t, text, `"pointer":"/a~1b~0"`)
}

func TestFailuresTellNothingOfTheInside(t *testing.T) {
	app := portal(t)
	for _, path := range []string{"/panic", "/odd"} {
		status, text, header := call{method: "GET", path: path}.do(t, app)
		require.Equal(t, 500, status)
		require.Equal(t, MIMEProblem, header.Get("Content-Type"))
		require.NotContains(t, text, "secret")
		require.NotContains(t, text, "goroutine")
	}
}

func TestASessionCookieThatComesTwiceIsRefused(t *testing.T) {
	app := portal(t)
	r := request("GET", "/apps", "")
	r.Header.Set("Cookie", CookieSession+"=dev; "+CookieSession+"=late")
	response, err := app.Test(r, -1)
	require.NoError(t, err)
	require.Equal(t, 400, response.StatusCode)
}

func TestRoutesThatDoNotSayWhoMayCallAreNotMounted(t *testing.T) {
	p := &Portal{throttle: newThrottle()}
	handler := func(*fiber.Ctx) error { return nil }
	for _, route := range []Route{
		{Method: "GET", Path: "/a", Handler: handler},
		{Method: "GET", Path: "/a", Public: true, SignedIn: true, Handler: handler},
		{Method: "GET", Path: "/a", Permission: "apps:fly", Handler: handler},
		{Method: "GET", Path: "/a", Public: true},
		{Method: "POST", Path: "/a", Public: true, Handler: handler, MediaType: "text/plain"},
		{Method: "POST", Path: "/a", Public: true, Handler: handler, Bucket: "none"},
	} {
		require.Panics(t, func() { p.Mount(fiber.New(), "", []Route{route}) }, "%+v", route)
	}
}

func TestTheThrottleGivesBackEvenlyAndForgets(t *testing.T) {
	th, r := newThrottle(), rate{burst: 2, period: 2 * time.Second}
	require.Zero(t, th.take("a", r, 0))
	require.Zero(t, th.take("a", r, 0))
	require.Equal(t, time.Second, th.take("a", r, 0))
	require.Zero(t, th.take("b", r, 0))
	require.Zero(t, th.take("a", r, int64(time.Second)))
	require.Positive(t, th.take("a", r, int64(time.Second)))
}

func FuzzDecodeScan(f *testing.F) {
	f.Add([]byte(`{"a":[1,{"b":null}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		if scan(body, nil) == nil && strings.Contains(string(body), `\u0000`) && !strings.Contains(string(body), `\\u0000`) {
			t.Fatalf("NUL passed: %q", body)
		}
	})
}

func TestOneSubscriberCannotEscapeTheThrottleByNewAddresses(t *testing.T) {
	p := &Portal{throttle: newThrottle()}
	app := fiber.New(fiber.Config{ErrorHandler: ErrorHandler(slog.New(slog.NewTextHandler(io.Discard, nil)), nil)})
	address := ""
	app.Get("/", func(c *fiber.Ctx) error {
		c.SetUserContext(reqinfo.With(c.UserContext(), reqinfo.Info{Address: netip.MustParseAddr(address)}))
		if err := p.throttled(c, Route{Bucket: BucketVisitor}, rbac.Subject{}); err != nil {
			return err
		}
		return NoContent(c)
	})
	get := func(from string) int {
		address = from
		response, err := app.Test(httptest.NewRequest(http.MethodGet, "/", nil), -1)
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		return response.StatusCode
	}
	for i := range rates[BucketVisitor].burst {
		require.Equal(t, 204, get(fmt.Sprintf("2001:db8:1:2::%x", i+1)))
	}

	require.Equal(t, 429, get("2001:db8:1:2:aaaa::1"))
	require.Equal(t, 204, get("2001:db8:1:3::1"))
}
