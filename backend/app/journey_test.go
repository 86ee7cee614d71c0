package app_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/apitest"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

const ferries = `openapi: 3.1.0
info: {title: Ferries, version: "1"}
paths:
  /crossings:
    get:
      operationId: listCrossings
      summary: List crossings
      security: [{login: ["crossings:read"]}]
      responses:
        "200": {description: ok, content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Crossing"}}, example: [{id: c1}]}}}
    post:
      operationId: bookCrossing
      summary: Book a crossing
      security: [{login: ["crossings:write"]}]
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Crossing"}}}}
      responses:
        "201": {description: made}
components:
  schemas:
    Crossing: {type: object, required: [id], properties: {id: {type: string}}}
  securitySchemes:
    login: {type: oauth2, flows: {clientCredentials: {tokenUrl: "https://example.com/token", scopes: {"crossings:read": Read, "crossings:write": Book}}}}
`

// journey is one portal with a published API whose live upstream is a real server.
type journey struct {
	*apitest.Portal
	admin, approver, dev *apitest.Client
	upstream             *httptest.Server
	plan, app            string
	sandbox              string
}

func begin(t *testing.T) *journey {
	t.Helper()
	return beginOn(t, apitest.New(t))
}

func beginOn(t *testing.T, portal *apitest.Portal) *journey {
	t.Helper()
	j := &journey{Portal: portal}
	j.upstream = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(map[string]any{"path": r.URL.Path, "headers": r.Header})
	}))
	t.Cleanup(j.upstream.Close)
	j.admin = j.Admin(t)
	j.admin.Do(t, "POST", "/apis", map[string]any{"slug": "ferries", "name": "Ferries", "summary": "Cross the strait.", "visibility": "public"}).Want(t, 201, nil)
	j.admin.Do(t, "POST", "/apis/ferries/versions", map[string]any{"label": "1", "text": ferries}).Want(t, 202, nil)
	require.Eventually(t, func() bool {
		var v struct{ State string }
		j.admin.Do(t, "GET", "/apis/ferries/versions/1", nil).Want(t, 200, &v)
		require.NotEqual(t, "failed", v.State)
		return v.State == "draft"
	}, time.Minute, 50*time.Millisecond)
	j.admin.Do(t, "POST", "/apis/ferries/versions/1/publish", map[string]any{}).Want(t, 200, nil)
	j.admin.Do(t, "PUT", "/apis/ferries/upstreams", map[string]any{
		"sandbox": map[string]any{"kind": "mock"}, "live": map[string]any{"kind": "http", "url": j.upstream.URL},
	}).Want(t, 200, nil)
	var plan struct{ ID string }
	for _, p := range []map[string]any{
		{"name": "Free", "approval": "automatic", "limits": []any{}, "environments": []string{"sandbox"}},
		{"name": "Business", "approval": "manual", "limits": []any{map[string]any{"name": "minute", "requests": 1000, "windowSeconds": 60}}, "environments": []string{"live"}},
	} {
		j.admin.Do(t, "POST", "/apis/ferries/plans", p).Want(t, 201, &plan)
	}
	j.plan = plan.ID
	j.approver = j.Operator(t, j.admin, "approver@example.com", rbac.Approver)
	j.dev = j.Developer(t, "dev@example.com")
	var made struct {
		App    struct{ ID string }
		Secret string
	}
	j.dev.Do(t, "POST", "/apps", map[string]any{"name": "Timetable", "purpose": "Shows crossings on a big screen."}).Want(t, 201, &made)
	j.app, j.sandbox = made.App.ID, made.Secret
	return j
}

// live asks for both scopes, lets the approver leave only reading, and makes a live token.
func (j *journey) live(t *testing.T) (id, secret string) {
	t.Helper()
	var request struct{ ID, State string }
	j.dev.Do(t, "POST", "/access-requests", map[string]any{"app": j.app, "justification": "We sell tickets at the quay.", "items": []any{
		map[string]any{"api": "ferries", "plan": j.plan, "environment": "live", "scopes": []string{"ferries:crossings:read", "ferries:crossings:write"}},
	}}).Want(t, 201, &request)
	require.Equal(t, "pending", request.State)
	require.Equal(t, 403, j.dev.Do(t, "POST", "/access-requests/"+request.ID+"/approve", map[string]any{}).Status)
	j.approver.Do(t, "POST", "/access-requests/"+request.ID+"/approve", map[string]any{
		"scopes": []string{"ferries:crossings:read"}, "reason": "Reading is enough for a screen.",
	}).Want(t, 200, nil)
	draft := map[string]any{"name": "screen", "environment": "live", "scopes": []string{"ferries:crossings:read"}}
	require.Equal(t, "step_up_required", j.dev.Do(t, "POST", "/apps/"+j.app+"/tokens", draft).Code())
	j.dev.StepUp(t)
	var made struct {
		Token  struct{ ID string }
		Secret string
	}
	j.dev.Do(t, "POST", "/apps/"+j.app+"/tokens", draft).Want(t, 201, &made)
	return made.Token.ID, made.Secret
}

// call goes through a listener of enforcement and answers status, code and body.
func (j *journey) call(t *testing.T, method, address, token string, body any, headers ...string) (int, string, map[string]any) {
	t.Helper()
	var sent io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		require.NoError(t, err)
		sent = bytes.NewReader(text)
	}
	r, err := http.NewRequestWithContext(t.Context(), method, address, sent)
	require.NoError(t, err)
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	response, err := j.HTTP.Do(r)
	require.NoError(t, err)
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	var answer map[string]any
	_ = json.Unmarshal(text, &answer)
	code, _ := answer["code"].(string)
	return response.StatusCode, code, answer
}

func TestOneCallGoesAllTheWay(t *testing.T) {
	j := begin(t)
	status, _, _ := j.call(t, "GET", j.Gateway+"/ferries/crossings", j.sandbox, nil)
	require.Equal(t, 200, status, "the first sandbox token works at once")
	id, secret := j.live(t)

	status, _, answer := j.call(t, "GET", j.Gateway+"/ferries/crossings", secret, nil)
	require.Equal(t, 200, status, "%v", answer)
	require.Equal(t, "/crossings", answer["path"], "the call reached the upstream")
	status, code, answer := j.call(t, "POST", j.Gateway+"/ferries/crossings", secret, map[string]any{"id": "c2"})
	require.Equal(t, 403, status)
	require.Equal(t, "scope_missing", code)
	decision, _ := answer["decisionId"].(string)
	j.dev.Do(t, "GET", "/decisions/"+decision, nil).Want(t, 200, nil)
	require.Equal(t, 404, j.Developer(t, "stranger@example.com").Do(t, "GET", "/decisions/"+decision, nil).Status)

	require.Eventually(t, func() bool {
		var page struct{ Items []struct{ Status int } }
		j.dev.Do(t, "GET", "/usage/calls?token="+id, nil).Want(t, 200, &page)
		return len(page.Items) == 2
	}, time.Minute, 20*time.Millisecond, "calls become visible by themselves")

	var rotated struct{ Secret string }
	j.dev.Do(t, "POST", "/tokens/"+id+"/rotate", map[string]any{"overlapSeconds": 3600}).Want(t, 200, &rotated)
	for name, s := range map[string]string{"old": secret, "new": rotated.Secret} {
		status, _, answer = j.call(t, "GET", j.Gateway+"/ferries/crossings", s, nil)
		require.Equal(t, 200, status, "%s: %v", name, answer)
	}
	j.dev.Do(t, "POST", "/tokens/"+id+"/revoke", map[string]any{"reason": "The screen was stolen."}).Want(t, 200, nil)
	for _, s := range []string{secret, rotated.Secret} {
		status, code, _ = j.call(t, "GET", j.Gateway+"/ferries/crossings", s, nil)
		require.Equal(t, 401, status, "the very next call is refused")
		require.Equal(t, "token_revoked", code)
	}
	var verification struct{ OK bool }
	j.admin.Do(t, "GET", "/audit/verify", nil).Want(t, 200, &verification)
	require.True(t, verification.OK)
}

func TestTheThreeDoorsAgree(t *testing.T) {
	j := begin(t)
	_, secret := j.live(t)
	_, verifier, err := j.App.Operators.CreateLocally(t.Context(), "proxy", rbac.Verifier, time.Hour)
	require.NoError(t, err)
	for _, row := range []struct {
		method, token string
		status        int
		code          string
	}{
		{"GET", secret, 200, ""}, {"POST", secret, 403, "scope_missing"}, {"GET", secret[:len(secret)-1], 401, "token_malformed"},
		{"GET", j.sandbox, 200, ""}, {"DELETE", secret, 405, "method_not_allowed"},
	} {
		status, code, _ := j.call(t, row.method, j.Gateway+"/ferries/crossings", row.token, nil)
		if row.status != 200 || row.token == secret {
			require.Equal(t, row.status, status, "gateway %+v", row)
			require.Equal(t, row.code, code, "gateway %+v", row)
		}
		status, _, answer := j.call(t, "POST", j.Internal+"/v1/verify", verifier, map[string]any{
			"token": row.token, "api": "ferries", "method": row.method, "path": "/crossings",
		})
		require.Equal(t, 200, status, "%v", answer)
		require.Equal(t, row.status == 200, answer["valid"], "verify %+v: %v", row, answer)
		status, _, _ = j.call(t, "GET", j.Internal+"/forward-auth/ferries", row.token, nil, "Gatehouse-Verifier", verifier,
			"X-Forwarded-Method", row.method, "X-Forwarded-Host", "api.example.com", "X-Forwarded-Uri", "/crossings", "X-Forwarded-Proto", "https")
		want := row.status
		if want == 405 {
			want = 403
		}
		require.Equal(t, want, status, "forward-auth %+v", row)
	}
	status, _, _ := j.call(t, "POST", j.Internal+"/v1/verify", "", map[string]any{})
	require.Equal(t, 401, status, "a caller without an operator token is refused")
}

func TestAnUpstreamThatIsDownIsSaidAndLogged(t *testing.T) {
	j := begin(t)
	id, secret := j.live(t)
	j.upstream.Close()
	status, code, _ := j.call(t, "GET", j.Gateway+"/ferries/crossings", secret, nil)
	require.Equal(t, 502, status)
	require.Equal(t, "upstream_unreachable", code)
	require.Eventually(t, func() bool {
		var page struct{ Items []struct{ Status int } }
		j.dev.Do(t, "GET", "/usage/calls?token="+id, nil).Want(t, 200, &page)
		return len(page.Items) == 1 && page.Items[0].Status == 502
	}, time.Minute, 20*time.Millisecond)
}

func TestABrokenDocumentGivesFindingsAndStoresNothing(t *testing.T) {
	j := begin(t)
	j.admin.Do(t, "POST", "/apis/ferries/versions", map[string]any{"label": "2", "text": "openapi: 3.1.0\ninfo: [\n"}).Want(t, 202, nil)
	require.Eventually(t, func() bool {
		var v struct {
			State    string
			Findings []struct{ Line int }
		}
		j.admin.Do(t, "GET", "/apis/ferries/versions/2", nil).Want(t, 200, &v)
		return v.State == "failed" && len(v.Findings) > 0
	}, time.Minute, 50*time.Millisecond)
	require.Equal(t, 404, j.Nobody().Do(t, "GET", "/apis/ferries/versions/2", nil).Status)
}

func TestNullInPlaceOfScopesIsRefusedAndMeansNothing(t *testing.T) {
	j := begin(t)
	j.live(t)
	for path, body := range map[string]string{
		"/access-requests":           `{"app":"` + j.app + `","justification":"x","items":[{"api":"ferries","plan":"pln_x","environment":"live","scopes":null}]}`,
		"/apps/" + j.app + "/tokens": `{"name":"n","environment":"live","scopes":null}`,
	} {
		answer := j.dev.Send(t, "POST", path, []byte(body), map[string]string{"Content-Type": "application/json"})
		require.Equal(t, 400, answer.Status, path)
		require.Contains(t, string(answer.Body), `scopes"`)
		require.Contains(t, string(answer.Body), `"code":"null"`)
	}
}

func TestARepeatedCreationGivesTheSameTokenAndNoSecret(t *testing.T) {
	j := begin(t)
	j.live(t)
	draft := map[string]any{"name": "second", "environment": "live", "scopes": []string{"ferries:crossings:read"}}
	headers := map[string]string{"Idempotency-Key": "key-1"}
	var first, again struct {
		Token  struct{ ID string }
		Secret *string
	}
	j.dev.Send(t, "POST", "/apps/"+j.app+"/tokens", draft, headers).Want(t, 201, &first)
	j.dev.Send(t, "POST", "/apps/"+j.app+"/tokens", draft, headers).Want(t, 200, &again)
	require.Equal(t, first.Token.ID, again.Token.ID)
	require.NotNil(t, first.Secret)
	require.Nil(t, again.Secret)
	draft["name"] = "third"
	require.Equal(t, "idempotency_key_reused", j.dev.Send(t, "POST", "/apps/"+j.app+"/tokens", draft, headers).Code())
}

func TestAKeyOfOneUploadDoesNotAnswerAnUploadUnderAnotherLabel(t *testing.T) {
	j := begin(t)
	headers := map[string]string{"Idempotency-Key": "key-1", "Content-Type": "application/octet-stream"}
	upload := func(label string) apitest.Answer {
		return j.admin.Send(t, "POST", "/apis/ferries/versions/upload?label="+label, []byte(ferries), headers)
	}
	upload("2").Want(t, 202, nil)
	upload("2").Want(t, 200, nil)

	require.Equal(t, "idempotency_key_reused", upload("3").Code())
}
