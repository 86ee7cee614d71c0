package catalog

import (
	"compress/gzip"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"
	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/digest"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
	"github.com/gatehouse-dev/gatehouse/backend/web"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// serve answers the routes as a publisher calls them, without the guard before them.
func serve(t *testing.T, f fixture) *fiber.App {
	t.Helper()
	app := fiber.New(fiber.Config{Immutable: true, ErrorHandler: web.ErrorHandler(slog.New(slog.DiscardHandler), nil)})
	for _, r := range f.Routes() {
		app.Add(r.Method, r.Path, func(c *fiber.Ctx) error {
			c.SetUserContext(rbac.With(c.UserContext(), rbac.Subject{ID: "u:acc_1", Roles: []rbac.Role{rbac.Publisher}}))
			return c.Next()
		}, r.Handler)
	}
	return app
}

func call(t *testing.T, app *fiber.App, method, path, body string, headers ...string) (*http.Response, string) {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, path, strings.NewReader(body))
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	answer, err := app.Test(r, -1)
	require.NoError(t, err)
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	return answer, string(text)
}

func TestPiecesAreSentAsTheyAreStoredAndOnlyWhenTheyChanged(t *testing.T) {
	f := open(storetest.New(t))
	f.published(t, "museum", Public)
	app := serve(t, f)
	const path = "/apis/museum/versions/latest/operations/listTickets"
	plain, text := call(t, app, "GET", path, "")
	require.Equal(t, 200, plain.StatusCode)
	require.Contains(t, text, `"listTickets"`)
	require.Equal(t, "public, no-cache", plain.Header.Get("Cache-Control"))
	zipped, body := call(t, app, "GET", path, "", "Accept-Encoding", "gzip, br;q=0")
	require.Equal(t, "gzip", zipped.Header.Get("Content-Encoding"))
	require.Equal(t, "Accept-Encoding", zipped.Header.Get("Vary"))
	require.NotEqual(t, plain.Header.Get("ETag"), zipped.Header.Get("ETag"), "a strong tag stands for bytes")
	r, err := gzip.NewReader(strings.NewReader(body))
	require.NoError(t, err)
	unzipped, err := io.ReadAll(r)
	require.NoError(t, err)
	require.Equal(t, text, string(unzipped))
	squeezed, body := call(t, app, "GET", path, "", "Accept-Encoding", "gzip, br")
	require.Equal(t, "br", squeezed.Header.Get("Content-Encoding"))
	require.NotContains(t, []string{plain.Header.Get("ETag"), zipped.Header.Get("ETag")}, squeezed.Header.Get("ETag"))
	expanded, err := digest.Expand([]byte(body), 1<<20)
	require.NoError(t, err)
	require.Equal(t, text, string(expanded))
	whole, _ := call(t, app, "GET", "/apis/museum/versions/latest/document", "", "Accept-Encoding", "br, gzip")
	require.Equal(t, "gzip", whole.Header.Get("Content-Encoding"), "as it is stored")
	again, body := call(t, app, "GET", path, "", "If-None-Match", `"other", `+plain.Header.Get("ETag"))
	require.Equal(t, 304, again.StatusCode)
	require.Empty(t, body)
	v, err := f.Version(publisher(t), "museum", Latest)
	require.NoError(t, err)
	kept, _ := call(t, app, "GET", path+"?hash="+v.Hash, "")
	require.Equal(t, "public, max-age=31536000, immutable", kept.Header.Get("Cache-Control"))
	stale, _ := call(t, app, "GET", path+"?hash=0123456789", "")
	require.Equal(t, "public, no-cache", stale.Header.Get("Cache-Control"))
}

func TestBadRequestsAreRefusedByTheirMistakes(t *testing.T) {
	f := open(storetest.New(t))
	f.published(t, "museum", Public)
	app := serve(t, f)
	long := strings.Repeat("a", 400)
	for name, row := range map[string]struct {
		method, path, body string
		match              string
		status             int
	}{
		"wrong type":           {"POST", "/apis", `{"slug":1}`, "", 400},
		"unknown member":       {"POST", "/apis", `{"slug":"aa","name":"a","visibility":"public","owner":"u:acc_9"}`, "", 400},
		"repeated member":      {"POST", "/apis", `{"slug":"aa","slug":"bb"}`, "", 400},
		"bad encoding":         {"POST", "/apis", "{\"name\":\"\xff\"}", "", 400},
		"too long":             {"POST", "/apis", `{"slug":"aa","name":"` + long + `","visibility":"public"}`, "", 422},
		"duplicate":            {"POST", "/apis", `{"slug":"museum","name":"a","visibility":"public"}`, "", 409},
		"no If-Match":          {"PATCH", "/apis/museum", `{"name":"a"}`, "", 428},
		"stale":                {"PATCH", "/apis/museum", `{"name":"a"}`, `"1"`, 412},
		"foreign tag":          {"PATCH", "/apis/museum", `{"name":"a"}`, `W/"x"`, 412},
		"immutable member":     {"PATCH", "/apis/museum", `{"slug":"other"}`, "*", 400},
		"unknown API":          {"PATCH", "/apis/zoo", `{"name":"a"}`, "*", 404},
		"odd API":              {"GET", "/apis/%27%20OR%201=1", "", "", 404},
		"unknown version":      {"GET", "/apis/museum/versions/9", "", "", 404},
		"wrong limit":          {"GET", "/apis?limit=201", "", "", 422},
		"forged cursor":        {"GET", "/apis?cursor=abc", "", "", 400},
		"no document":          {"POST", "/apis/museum/versions", `{"label":"2"}`, "", 422},
		"label taken":          {"POST", "/apis/museum/versions", `{"label":"1.0.0","text":"a"}`, "", 409},
		"upload without label": {"POST", "/apis/museum/versions/upload", "a", "", 422},
		"upload of nothing":    {"POST", "/apis/museum/versions/upload?label=2", "", "", 422},
		"publish twice":        {"POST", "/apis/museum/versions/1.0.0/publish", `{}`, "", 409},
		"publish with members": {"POST", "/apis/museum/versions/1.0.0/publish", `{"state":"draft"}`, "", 400},
		"sunset in the past":   {"POST", "/apis/museum/versions/1.0.0/deprecate", `{"sunsetAt":"2020-01-01T00:00:00Z"}`, "", 422},
		"sunset not a time":    {"POST", "/apis/museum/versions/1.0.0/deprecate", `{"sunsetAt":"soon"}`, "", 400},
		"metadata upstream":    {"PUT", "/apis/museum/upstreams", `{"sandbox":{"kind":"http","url":"http://169.254.169.254"}}`, "*", 422},
		"plan without limits":  {"POST", "/apis/museum/plans", `{"name":"a","approval":"automatic","environments":["live"]}`, "", 422},
		"unknown plan":         {"DELETE", "/apis/museum/plans/pln_0", "", "", 404},
		"unknown scope":        {"PATCH", "/apis/museum/scopes", `{"operations":[{"operation":"getHours","scopes":["nothing"]}]}`, "*", 422},
	} {
		t.Run(name, func(t *testing.T) {
			var headers []string
			if row.match != "" {
				headers = []string{"If-Match", row.match}
			}
			answer, body := call(t, app, row.method, row.path, row.body, headers...)
			require.Equal(t, row.status, answer.StatusCode, body)
			require.Equal(t, "application/problem+json", strings.Split(answer.Header.Get("Content-Type"), ";")[0])
		})
	}
}

func TestAnAPIGoesFromNothingToSearchableOverHTTP(t *testing.T) {
	f := open(storetest.New(t))
	app := serve(t, f)
	created, body := call(t, app, "POST", "/apis", `{"slug":"museum","name":"Museum","summary":"","visibility":"public"}`)
	require.Equal(t, 201, created.StatusCode, body)
	require.Equal(t, `"1"`, created.Header.Get("ETag"))
	accepted, body := call(t, app, "POST", "/apis/museum/versions/upload?label=1.0.0", museum)
	require.Equal(t, 202, accepted.StatusCode, body)
	require.Contains(t, body, `"state":"importing"`)
	v, err := f.Version(publisher(t), "museum", "1.0.0")
	require.NoError(t, err)
	require.NoError(t, f.runImport(t.Context(), v.ID))
	published, body := call(t, app, "POST", "/apis/museum/versions/1.0.0/publish", "{}")
	require.Equal(t, 200, published.StatusCode, body)
	plan, body := call(t, app, "POST", "/apis/museum/plans", `{"name":"Free","approval":"automatic","limits":[],"environments":["sandbox"]}`)
	require.Equal(t, 201, plan.StatusCode, body)
	require.Contains(t, body, `"limits":[]`)
	upstreams, body := call(t, app, "PUT", "/apis/museum/upstreams", `{"sandbox":{"kind":"mock"},"live":{"kind":"http","url":"https://api.example.com"}}`, "If-Match", "*")
	require.Equal(t, 200, upstreams.StatusCode, body)
	_, body = call(t, app, "GET", "/search?q=ticket", "")
	require.Contains(t, body, `"/apis/museum/reference/listTickets"`)
	_, body = call(t, app, "GET", "/apis/museum", "")
	require.Contains(t, body, `"currentVersion":"1.0.0"`)
	gone, _ := call(t, app, "DELETE", "/apis/museum", "")
	require.Equal(t, 204, gone.StatusCode)
}
