package catalog_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/apitest"
	"github.com/gatehouse-dev/gatehouse/backend/catalog"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

const harbour = `{"openapi":"3.1.0","info":{"title":"Harbour","version":"1"},"paths":{"/berths":{"get":{"operationId":"listBerths",
"summary":"List berths","security":[{"o":["berths:read"]}],"responses":{"200":{"description":"ok","content":{"application/json":{"schema":
{"$ref":"#/components/schemas/Berth"}}}}}}}},"components":{"schemas":{"Berth":{"type":"object"}},"securitySchemes":{"o":{"type":"oauth2",
"flows":{"clientCredentials":{"tokenUrl":"https://example.com/t","scopes":{"berths:read":"Read berths"}}}}}}}`

type row struct {
	method, path string
	body         any
}

// awaitImport reads a version until its import is over.
func awaitImport(t *testing.T, c *apitest.Client, path string) (state string) {
	t.Helper()
	require.Eventually(t, func() bool {
		var v struct {
			State string `json:"state"`
		}
		c.Do(t, http.MethodGet, path, nil).Want(t, 200, &v)
		state = v.State
		return state != "importing"
	}, time.Minute, 20*time.Millisecond)
	return state
}

func TestOnlyThoseWhoManageAPIsChangeTheCatalogue(t *testing.T) {
	p := apitest.New(t)
	admin := p.Admin(t)
	publisher, developer := p.Operator(t, admin, "pub@example.com", rbac.Publisher), p.Developer(t, "dev@example.com")
	publisher.Do(t, "POST", "/apis", map[string]any{"slug": "harbour", "name": "Harbour", "summary": "", "visibility": "signed-in"}).Want(t, 201, nil)
	writes := []row{
		{"POST", "/apis", map[string]any{"slug": "other", "name": "Other", "summary": "", "visibility": "public"}},
		{"PATCH", "/apis/harbour", map[string]any{"name": "Mine"}},
		{"DELETE", "/apis/harbour", nil},
		{"POST", "/apis/harbour/versions", map[string]any{"label": "1", "text": harbour}},
		{"POST", "/apis/harbour/versions/1/publish", map[string]any{}},
		{"POST", "/apis/harbour/versions/1/deprecate", map[string]any{}},
		{"POST", "/apis/harbour/versions/1/retire", map[string]any{}},
		{"GET", "/apis/harbour/upstreams", nil},
		{"PUT", "/apis/harbour/upstreams", map[string]any{"sandbox": map[string]any{"kind": "mock"}}},
		{"GET", "/apis/harbour/checks", nil},
		{"PUT", "/apis/harbour/checks", map[string]any{"mode": "report"}},
		{"GET", "/apis/harbour/findings", nil},
		{"GET", "/apis/harbour/discovery", nil},
		{"GET", "/apis/harbour/discovery.csv", nil},
		{"DELETE", "/apis/harbour/discovery", nil},
		{"GET", "/apis/harbour/cors", nil},
		{"PUT", "/apis/harbour/cors", map[string]any{"enabled": false}},
		{"POST", "/apis/harbour/plans", map[string]any{"name": "Free", "approval": "automatic", "limits": []any{}, "environments": []string{"sandbox"}}},
		{"PATCH", "/apis/harbour/plans/pln_1", map[string]any{"name": "Free", "approval": "automatic", "limits": []any{}, "environments": []string{"sandbox"}}},
		{"DELETE", "/apis/harbour/plans/pln_1", nil},
		{"PATCH", "/apis/harbour/scopes", map[string]any{}},
		{"GET", "/apis/harbour/scopes/uses?name=berths%2Fread", nil},
		{"DELETE", "/apis/harbour/scopes?name=berths:read", nil},
	}
	for _, r := range writes {
		require.Equal(t, 401, p.Nobody().Do(t, r.method, r.path, r.body).Status, "%s %s", r.method, r.path)
		require.Equal(t, 403, developer.Do(t, r.method, r.path, r.body).Status, "%s %s", r.method, r.path)
	}
}

func TestAnAPIIsReadByThoseWhoMaySeeItAfterItsImport(t *testing.T) {
	p := apitest.New(t)
	admin := p.Admin(t)
	publisher, developer := p.Operator(t, admin, "pub@example.com", rbac.Publisher), p.Developer(t, "dev@example.com")
	publisher.Do(t, "POST", "/apis", map[string]any{"slug": "harbour", "name": "Harbour", "summary": "", "visibility": "signed-in"}).Want(t, 201, nil)
	upload := publisher.Send(t, "POST", "/apis/harbour/versions/upload?label=1", []byte(harbour), map[string]string{"Content-Type": "application/octet-stream"})
	upload.Want(t, 202, nil)
	require.Equal(t, "draft", awaitImport(t, publisher, "/apis/harbour/versions/1"))
	require.Equal(t, 404, developer.Do(t, "GET", "/apis/harbour", nil).Status, "nothing is published yet")
	publisher.Do(t, "POST", "/apis/harbour/versions/1/publish", map[string]any{}).Want(t, 200, nil)
	publisher.Do(t, "POST", "/apis/harbour/plans", map[string]any{"name": "Free", "approval": "automatic", "limits": []any{}, "environments": []string{"sandbox"}}).Want(t, 201, nil)

	for _, path := range []string{
		"", "/versions", "/versions/latest", "/versions/1/index", "/versions/1/document", "/versions/1/operations/listBerths",
		"/versions/1/operations/listBerths/samples", "/versions/1/schemas/Berth", "/plans", "/scopes",
	} {
		require.Equal(t, 404, p.Nobody().Do(t, "GET", "/apis/harbour"+path, nil).Status, path)
		require.Equal(t, 200, developer.Do(t, "GET", "/apis/harbour"+path, nil).Status, path)
	}
	var found, hidden, apis struct {
		Items []struct {
			Link, Slug string
		} `json:"items"`
	}
	developer.Do(t, "GET", "/search?q=list+berths", nil).Want(t, 200, &found)
	require.Equal(t, "/apis/harbour/reference/listBerths", found.Items[0].Link)
	p.Nobody().Do(t, "GET", "/search?q=list+berths", nil).Want(t, 200, &hidden)
	for _, hit := range hidden.Items {
		require.NotContains(t, hit.Link, "/harbour")
	}
	p.Nobody().Do(t, "GET", "/apis", nil).Want(t, 200, &apis)
	require.Len(t, apis.Items, 1)
	require.Equal(t, "gatehouse", apis.Items[0].Slug, "the portal's own API is in every catalogue")
}

func TestABrokenDocumentIsReportedWithItsPlace(t *testing.T) {
	p := apitest.New(t)
	admin := p.Admin(t)
	admin.Do(t, "POST", "/apis", map[string]any{"slug": "harbour", "name": "Harbour", "summary": "", "visibility": "public"}).Want(t, 201, nil)
	admin.Do(t, "POST", "/apis/harbour/versions", map[string]any{"label": "1", "text": "openapi: 3.1.0\ninfo: {title: [\n"}).Want(t, 202, nil)
	require.Equal(t, "failed", awaitImport(t, admin, "/apis/harbour/versions/1"))
	var v struct {
		Findings []struct {
			Line int    `json:"line"`
			Fix  string `json:"fix"`
		} `json:"findings"`
	}
	admin.Do(t, "GET", "/apis/harbour/versions/1", nil).Want(t, 200, &v)
	require.NotZero(t, v.Findings[0].Line)
	require.NotEmpty(t, v.Findings[0].Fix)
	require.Equal(t, 409, admin.Do(t, "POST", "/apis/harbour/versions/1/publish", map[string]any{}).Status)
	require.Equal(t, 404, admin.Do(t, "GET", "/apis/harbour/versions/1/index", nil).Status)
	require.Equal(t, 409, admin.Do(t, "DELETE", "/apis/gatehouse", nil).Status)
}

func TestAScopeIsDeletedAfterLookingAtWhatHoldsIt(t *testing.T) {
	p := apitest.New(t)
	publisher := p.Operator(t, p.Admin(t), "pub@example.com", rbac.Publisher)
	publisher.Do(t, "POST", "/apis", map[string]any{"slug": "harbour", "name": "Harbour", "summary": "", "visibility": "signed-in"}).Want(t, 201, nil)
	whatever := map[string]string{"If-Match": "*"}
	publisher.Send(t, "PATCH", "/apis/harbour/scopes", map[string]any{"scopes": []any{map[string]any{"name": "old/one", "risk": "low", "deprecated": true}}}, whatever).Want(t, 200, nil)
	var uses catalog.ScopeUses
	publisher.Do(t, "GET", "/apis/harbour/scopes/uses?name=old%2Fone", nil).Want(t, 200, &uses)
	require.Equal(t, catalog.ScopeUses{Operations: []string{}}, uses)
	publisher.Send(t, "DELETE", "/apis/harbour/scopes?name=old%2Fone", nil, map[string]string{"If-Match": `"1"`}).Want(t, 412, nil)
	publisher.Send(t, "DELETE", "/apis/harbour/scopes?name=old%2Fone", nil, whatever).Want(t, 204, nil)
	publisher.Do(t, "GET", "/apis/harbour/scopes/uses?name=old%2Fone", nil).Want(t, 404, nil)
}
