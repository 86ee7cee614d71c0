package twin_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/apitest"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

const nasty = `<script>alert(1)</script>`

const harbour = `{"openapi":"3.1.0","info":{"title":"Harbour","version":"1","description":"# About\n\n` + nasty + `"},"paths":{"/berths":{"get":{
"operationId":"listBerths","summary":"List ` + nasty + `","description":"<p>All <code>berths</code>.</p>` + nasty + `[x](javascript:alert(1))",
"parameters":[{"name":"limit","in":"query","required":true,"description":"How many","schema":{"type":"integer","maximum":50}}],
"responses":{"200":{"description":"ok","content":{"application/json":{"schema":{"$ref":"#/components/schemas/Berth"}}}}}}}},
"components":{"schemas":{"Berth":{"type":"object","required":["id"],"properties":{"id":{"type":"string"},"next":{"$ref":"#/components/schemas/Berth"}}}}}}`

// publish puts an API into the catalogue that is seen as visibility says.
func publish(t *testing.T, publisher *apitest.Client, slug, visibility, document string) {
	t.Helper()
	publisher.Do(t, "POST", "/apis", map[string]any{"slug": slug, "name": "Harbour of " + slug, "summary": "Ships & berths", "visibility": visibility}).Want(t, 201, nil)
	publisher.Do(t, "POST", "/apis/"+slug+"/versions", map[string]any{"label": "1", "text": document}).Want(t, 202, nil)
	require.Eventually(t, func() bool {
		return publisher.Do(t, "POST", "/apis/"+slug+"/versions/1/publish", map[string]any{}).Status == 200
	}, 20*time.Second, 20*time.Millisecond)
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
		"/guides/quickstart":      {"<title>Quickstart</title>", "<h2>"},
		"/apis/harbour":           {"<title>Harbour of harbour</title>", "Ships &amp; berths", `reference?version=1"`},
		"/apis/harbour/reference": {"<h1>Harbour of harbour reference</h1>", `<a href="/apis/harbour/reference/listBerths">`, `reference/schemas/Berth"`},
		"/apis/harbour/reference/listBerths": {
			"<code>GET /berths</code>", "<p>All <code>berths</code>.</p>", "<code>limit</code> in query, required integer", "at most 50",
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
