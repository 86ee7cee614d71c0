package twin_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/apitest"
	"github.com/gatehouse-dev/gatehouse/backend/web"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

const nasty = `<script>alert(1)</script>`

const harbour = `{"openapi":"3.1.0","info":{"title":"Harbour","version":"1","description":"# About\n\n` + nasty + `"},"paths":{"/berths":{"get":{
"operationId":"listBerths","summary":"List ` + nasty + `","description":"<p>All <code>berths</code>.</p>` + nasty + `[x](javascript:alert(1))",
"parameters":[{"name":"limit","in":"query","required":true,"description":"How many","schema":{"type":"integer","maximum":50}}],
"security":[{"oauth":["read","list"]},{"key":[],"cert":[]},{}],
"responses":{"200":{"description":"ok","content":{"application/json":{"schema":{"$ref":"#/components/schemas/Berth"}}}}}}}},
"components":{"securitySchemes":{"oauth":{"type":"oauth2","flows":{}},"key":{"type":"apiKey","in":"header","name":"X-Harbour"},"cert":{"type":"mutualTLS"}},"schemas":{"Berth":{"type":"object","required":["id"],"properties":{"id":{"type":"string"},"next":{"$ref":"#/components/schemas/Berth"}}}}}}`

// publish puts an API into the catalogue that is seen as visibility says.
func publish(t *testing.T, publisher *apitest.Client, slug, visibility, document string) {
	t.Helper()
	publisher.Do(t, "POST", "/apis", map[string]any{"slug": slug, "name": "Harbour of " + slug, "summary": "Ships & berths", "visibility": visibility}).Want(t, 201, nil)
	publisher.Do(t, "POST", "/apis/"+slug+"/versions", map[string]any{"label": "1", "text": document}).Want(t, 202, nil)
	require.Eventually(t, func() bool {
		return publisher.Do(t, "POST", "/apis/"+slug+"/versions/1/publish", map[string]any{}).Status == 200
	}, time.Minute, 20*time.Millisecond)
}

func get(t *testing.T, p *apitest.Portal, path string, headers map[string]string) (*http.Response, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.URL+path, nil)
	require.NoError(t, err)
	request.Header.Set("Accept", "text/html")
	for name, value := range headers {
		request.Header.Set(name, value)
	}
	response, err := http.DefaultTransport.RoundTrip(request)
	require.NoError(t, err)
	defer func() { require.NoError(t, response.Body.Close()) }()
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return response, string(body)
}

func TestEveryPublicPageIsReadWithoutScripts(t *testing.T) {
	p := apitest.New(t)
	publisher := p.Operator(t, p.Admin(t), "pub@example.com", rbac.Publisher)
	publish(t, publisher, "harbour", "public", harbour)
	for path, wants := range map[string][]string{
		"/":                       {`<a href="/apis/harbour">Harbour of harbour</a>`},
		"/apis":                   {"<title>APIs</title>", `<a href="/apis/harbour/reference">`},
		"/guides":                 {"<title>Guides</title>", `href="/guides/quickstart"`},
		"/guides/quickstart":      {"<title>Quickstart</title>", `<h2 id="part-1-sign-up">`},
		"/apis/harbour":           {"<title>Harbour of harbour</title>", "Ships &amp; berths", `reference?version=1"`},
		"/apis/harbour/reference": {"<h1>Harbour of harbour reference</h1>", `<a href="/apis/harbour/reference/listBerths">`, `reference/schemas/Berth"`},
		"/apis/harbour/reference/listBerths": {
			"<code>GET /berths</code>", "<p>All <code>berths</code>.</p>", "<code>limit</code> in query, required integer", "at most 50",
			"<li>an OAuth 2.0 access token with the scopes <code>read</code> <code>list</code></li>", "send your token as <code>Authorization: Bearer</code>",
			"<li><strong>or</strong> both a key in the header X-Harbour <strong>and</strong> a client certificate</li>", "credentials are optional here",
			"<h3>200</h3>", `rel="canonical" href="` + p.URL + `/apis/harbour/reference/listBerths"`,
			`rel="preload" as="fetch" crossorigin href="/api/v1/apis/harbour/versions/1/operations/listBerths?hash=`,
		},
		"/apis/harbour/reference/schemas/Berth": {"<h1>Berth</h1>", "<code>id</code>, required string"},
	} {
		response, body := get(t, p, path, nil)
		require.Equal(t, 200, response.StatusCode, path)
		for _, want := range wants {
			require.Contains(t, body, want, path)
		}
		require.NotContains(t, body, nasty, path)
		require.NotContains(t, body, `="javascript:`, path)
	}
}

func TestAPlainOperationNamesTheScopesThatItsPublisherChose(t *testing.T) {
	p := apitest.New(t)
	publisher := p.Operator(t, p.Admin(t), "pub@example.com", rbac.Publisher)
	publish(t, publisher, "harbour", "public", harbour)
	_, body := get(t, p, "/apis/harbour/reference/listBerths", nil)
	require.Contains(t, body, "The token needs: <code>read</code> <code>list</code></p>")
	publisher.Send(t, "PATCH", "/apis/harbour/scopes", map[string]any{
		"scopes":     []any{map[string]any{"name": "berths", "risk": "low"}},
		"operations": []any{map[string]any{"operation": "listBerths", "scopes": []any{"berths"}}},
	}, map[string]string{"If-Match": "*"}).Want(t, 200, nil)
	_, body = get(t, p, "/apis/harbour/reference/listBerths", nil)
	require.Contains(t, body, "The token needs: <code>berths</code></p>")
}

func TestAPageThatTheCallerMayNotSeeHasNoPlainForm(t *testing.T) {
	p := apitest.New(t)
	publisher := p.Operator(t, p.Admin(t), "pub@example.com", rbac.Publisher)
	publish(t, publisher, "hidden", "signed-in", harbour)
	nonce := func(body string) string { // what differs between any two answers
		_, rest, _ := strings.Cut(body, `name="csp-nonce" content="`)
		value, _, _ := strings.Cut(rest, `"`)
		return strings.ReplaceAll(body, value, "")
	}
	for _, path := range []string{"/apis/%s", "/apis/%s/reference", "/apis/%s/reference/listBerths", "/apis/%s/reference/schemas/Berth"} {
		_, hidden := get(t, p, strings.ReplaceAll(path, "%s", "hidden"), nil)
		_, missing := get(t, p, strings.ReplaceAll(path, "%s", "nothing"), nil)
		require.Equal(t, nonce(missing), nonce(hidden), path)
	}
	_, list := get(t, p, "/apis", nil)
	require.NotContains(t, list, "hidden")
}

func TestAPageTellsItsScriptsWhetherTheBrowserSentASession(t *testing.T) {
	p := apitest.New(t)
	p.Admin(t)
	const mark = `<meta name="session" content="none">`
	_, stranger := get(t, p, "/guides/quickstart", nil)
	require.Contains(t, stranger, mark)
	_, somebody := get(t, p, "/guides/quickstart", map[string]string{"Cookie": web.CookieSession + "=anything"})
	require.NotContains(t, somebody, mark)
}

func TestPlainPagesAreCompressedForThoseWhoTakeIt(t *testing.T) {
	p := apitest.New(t)
	p.Admin(t)
	for _, coding := range []string{"br", "gzip"} {
		response, body := get(t, p, "/guides/quickstart", map[string]string{"Accept-Encoding": coding})
		require.Equal(t, coding, response.Header.Get("Content-Encoding"))
		require.Equal(t, "Accept-Encoding", response.Header.Get("Vary"))
		require.NotContains(t, body, "<html")
	}
}

func TestPlainPagesAreThrottledForEachClient(t *testing.T) {
	p := apitest.New(t)
	p.Admin(t)
	var refused *http.Response
	var said string
	for range 5_000 { // some come back while we ask
		response, body := get(t, p, "/guides/nothing", nil)
		if response.StatusCode == http.StatusTooManyRequests {
			refused, said = response, body
			break
		}
	}
	require.NotNil(t, refused)
	require.NotEmpty(t, refused.Header.Get("Retry-After"))
	require.Equal(t, "application/problem+json", refused.Header.Get("Content-Type"))
	require.Contains(t, said, `"status":429`)
	response, _ := get(t, p, "/healthz", nil)
	require.Equal(t, 200, response.StatusCode)
}

func TestTheListOfAPIsIsPagedForwardsAndBack(t *testing.T) {
	p := apitest.New(t)
	p.Admin(t)
	require.NoError(t, p.App.Store.Tx(t.Context(), func(ctx context.Context) error {
		const row = "INSERT INTO apis (id, slug, name, visibility, owner, lifecycle, created_at, updated_at) VALUES (?, ?, ?, 'public', 'o', 'published', 0, 0)"
		for i := range 201 {
			slug := fmt.Sprintf("api-%03d", i)
			if err := p.App.Store.Write(ctx).Exec(row, slug, slug, slug).Error; err != nil {
				return err
			}
		}
		return nil
	}))
	_, first := get(t, p, "/apis", nil)
	require.Contains(t, first, `<a rel="next" href="/apis?page=2">`)
	require.NotContains(t, first, `rel="prev"`)
	_, second := get(t, p, "/apis?page=2", nil)
	require.Contains(t, second, `<a rel="prev" href="/apis">`)
	require.Contains(t, second, "api-200")
	require.NotContains(t, second, "api-199")
	require.NotContains(t, second, `rel="next"`)
	for _, odd := range []string{"0", "-1", "x", "99999999999999999999"} {
		_, body := get(t, p, "/apis?page="+odd, nil)
		require.Contains(t, body, "api-000", odd)
	}
}

func TestAPlainGuideShowsItsPlaceTabsAndPictures(t *testing.T) {
	p := apitest.New(t)
	admin := p.Admin(t)
	save := func(slug, section string, order int) {
		body := map[string]any{"title": "Guide " + slug, "section": section, "order": order, "markdown": ":::tabs\n== One\na\n== Two\nb\n:::"}
		admin.Do(t, "PUT", "/guides/"+slug, body).Want(t, 200, nil)
	}
	save("a", "Deep/Down", 1)
	save("b", "Deep/Down", 2)
	save("c", "Deep", 3)
	_, list := get(t, p, "/guides", nil)
	require.Contains(t, list, `<strong>Deep</strong><ul><li><strong>Down</strong><ul><li><a href="/guides/a">Guide a</a></li>`)
	_, body := get(t, p, "/guides/b", nil)
	for _, want := range []string{
		`Guides</a> · Deep · Down`, `<a rel="prev" href="/guides/a">Guide a</a>`, `<a rel="next" href="/guides/c">Guide c</a>`, `<p class="tab-name">Two</p>`,
	} {
		require.Contains(t, body, want)
	}
}

func TestAPlainPageHoldsABoundedPartOfWhatADocumentDescribes(t *testing.T) {
	p := apitest.New(t)
	publisher := p.Operator(t, p.Admin(t), "pub@example.com", rbac.Publisher)
	members := func(schema string) string {
		var all []string
		for i := range 60 {
			all = append(all, fmt.Sprintf(`"m%d":%s`, i, schema))
		}
		return `{"type":"object","properties":{` + strings.Join(all, ",") + `}}`
	}
	publish(t, publisher, "wide", "public", `{"openapi":"3.1.0","info":{"title":"Wide","version":"1"},"paths":{},"components":{"schemas":{"A":`+
		members(`{"$ref":"#/components/schemas/B"}`)+`,"B":`+members(members(`{"type":"string"}`))+`}}}`)
	_, body := get(t, p, "/apis/wide/reference/schemas/A", nil)
	require.Contains(t, body, "There is more than fits here")
	require.Less(t, strings.Count(body, "<dt>"), 1_000)
	_, body = get(t, p, "/apis/wide/reference/schemas/B", nil)
	require.Contains(t, body, "<code>m0</code>")
}
