package app_test

import (
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/apitest"
)

// forTeams makes the ferries an API of one team whose owner is the journey's developer.
func (j *journey) forTeams(t *testing.T, others map[*apitest.Client]string) (team string) {
	t.Helper()
	j.dev.StepUp(t)
	team = share(t, j.Portal, j.dev, others)
	j.show(t, map[string]any{"visibility": "teams", "teams": []string{team}})
	return team
}

// show changes who sees the ferries, and confirms what ends with it.
func (j *journey) show(t *testing.T, change map[string]any) {
	t.Helper()
	var effects struct{ Grants int64 }
	query := "?visibility=" + change["visibility"].(string)
	if teams, some := change["teams"].([]string); some {
		query += "&teams=" + strings.Join(teams, ",")
	}
	j.admin.Do(t, "GET", "/apis/ferries/visibility-effects"+query, nil).Want(t, 200, &effects)
	change["ends"] = effects.Grants
	j.admin.Do(t, "PATCH", "/apis/ferries", change).Want(t, 200, nil)
}

var (
	// absent is as long as ferries, so that lengths compare too.
	absent  = "qvzjxwk"
	varying = regexp.MustCompile(`"(requestId|decisionId|instance)":"[^"]*"`)
	asSlug  = strings.NewReplacer("ferries", "SLUG", "Ferries", "SLUG", absent, "SLUG")
)

// plainly is an answer without what differs between any two.
func plainly(status int, header http.Header, body string) map[string]any {
	said := map[string]any{"status": status, "body": asSlug.Replace(varying.ReplaceAllString(body, ""))}
	for name := range header {
		if !slices.Contains([]string{"Date", "Gatehouse-Request-Id", "Gatehouse-Decision", "Ratelimit", "Server-Timing"}, name) {
			said[name] = asSlug.Replace(header.Get(name))
		}
	}
	return said
}

// TestAnAPIForOtherTeamsIsOneThatThereIsnt asks every operation of the management API that takes an API in its path, and
// those that find one otherwise.
func TestAnAPIForOtherTeamsIsOneThatThereIsnt(t *testing.T) {
	j := begin(t)
	viewer, stranger, left := j.Developer(t, "viewer@example.com"), j.Developer(t, "stranger@example.com"), j.Developer(t, "left@example.com")
	team := j.forTeams(t, map[*apitest.Client]string{viewer: "viewer", left: "developer"})
	left.Do(t, "GET", "/apis/ferries", nil).Want(t, 200, nil)
	left.Do(t, "PUT", "/apis/ferries/follow", map[string]any{}).Want(t, 200, nil)
	left.Do(t, "POST", "/teams/"+team+"/leave", nil).Want(t, 204, nil)
	var app named2
	stranger.Do(t, "POST", "/apps", map[string]any{"name": "Spyglass", "purpose": "To look."}).Want(t, 201, &app)

	fill := func(path, slug string) string {
		return strings.NewReplacer(":api", slug, ":version", "1", ":operation", "listCrossings", ":schema", "Crossing", ":plan", j.plan,
			":environment", "sandbox", ":level", "apis").Replace(path)
	}
	asked := 0
	for _, o := range apitest.Operations(t) {
		if !strings.Contains(o.Path, "/apis/:api") {
			continue
		}
		asked++
		for name, who := range map[string]*apitest.Client{"nobody": j.Nobody(), "stranger": stranger, "left": left} {
			var body any
			if o.Method != "GET" && o.Method != "DELETE" {
				body = map[string]any{}
			}
			is, isnt := who.Do(t, o.Method, fill(o.Path, "ferries"), body), who.Do(t, o.Method, fill(o.Path, absent), body)
			require.Equal(t, plainly(isnt.Status, isnt.Header, string(isnt.Body)), plainly(is.Status, is.Header, string(is.Body)), "%s %s as %s", o.Method, o.Path, name)
			require.GreaterOrEqual(t, is.Status, 400, "%s %s as %s", o.Method, o.Path, name)
		}
	}
	require.Greater(t, asked, 40)
	for _, path := range []string{
		"/search?q=SLUG", "/search?q=crossings", "/apis", "/apis?q=SLUG", "/policies/api/SLUG", "/me/follows", "/usage/series?api=SLUG&from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z",
		"/apps/" + app.App.ID + "/policy?apis=SLUG", "/apps/" + app.App.ID + "/grants", "/access-requests?api=SLUG",
	} {
		for _, who := range []*apitest.Client{stranger, left} {
			is, isnt := who.Do(t, "GET", strings.ReplaceAll(path, "SLUG", "ferries"), nil), who.Do(t, "GET", strings.ReplaceAll(path, "SLUG", absent), nil)
			require.Equal(t, plainly(isnt.Status, isnt.Header, string(isnt.Body)), plainly(is.Status, is.Header, string(is.Body)), path)
			require.NotContains(t, string(is.Body), "istCrossings", path)
			require.NotContains(t, strings.ReplaceAll(string(is.Body), "/ferries", ""), "Ferries", path)
		}
	}
	for _, ask := range []struct {
		path string
		body map[string]any
	}{
		{"/access-requests", map[string]any{"app": app.App.ID, "justification": "Please.", "items": []any{map[string]any{"api": "SLUG", "plan": j.plan, "environment": "live", "scopes": []string{"SLUG:crossings:read"}}}}},
		{"/apps/" + app.App.ID + "/tokens", map[string]any{"name": "n", "environment": "sandbox", "scopes": []string{"SLUG:crossings:read"}}},
		{"/tokens/" + app.Token.ID + "/test", map[string]any{"api": "SLUG", "method": "GET", "path": "/crossings"}},
		{"/apps/" + app.App.ID + "/oauth-clients", map[string]any{"environment": "sandbox", "authMethod": "client_secret_basic", "scopes": []string{"SLUG:crossings:read"}}},
	} {
		stranger.StepUp(t)
		is, isnt := stranger.Do(t, "POST", ask.path, slugged(ask.body, "ferries")), stranger.Do(t, "POST", ask.path, slugged(ask.body, absent))
		require.Equal(t, plainly(isnt.Status, isnt.Header, string(isnt.Body)), plainly(is.Status, is.Header, string(is.Body)), ask.path)
		require.True(t, is.Status >= 400 || strings.Contains(string(is.Body), "operation_unknown"), ask.path)
	}
	for _, path := range []string{"/apis/SLUG", "/apis/SLUG/reference", "/apis/SLUG/reference/listCrossings", "/apis/SLUG/changes", "/apis", "/search?q=SLUG"} {
		for name, cookie := range map[string]string{"nobody": "", "stranger": stranger.Cookie()} {
			require.Equal(t, j.page(t, strings.ReplaceAll(path, "SLUG", absent), cookie), j.page(t, strings.ReplaceAll(path, "SLUG", "ferries"), cookie), "%s as %s", path, name)
		}
	}
	for name, who := range map[string]*apitest.Client{"viewer": viewer, "owner": j.dev, "approver": j.approver, "admin": j.admin} {
		var seen struct {
			Visibility string
			TeamCount  int
			Teams      []named
		}
		who.Do(t, "GET", "/apis/ferries", nil).Want(t, 200, &seen)
		require.Equal(t, "teams", seen.Visibility, name)
		require.Equal(t, 1, seen.TeamCount, name)
		require.Equal(t, who == j.admin, len(seen.Teams) == 1, "who manages APIs sees which teams: %s", name)
		who.Do(t, "GET", "/apis/ferries/versions/1/operations/listCrossings", nil).Want(t, 200, nil)
		require.Contains(t, string(who.Do(t, "GET", "/search?q=crossings", nil).Want(t, 200, nil).Body), "listCrossings", name)
	}
	j.tellsItsTeam(t, viewer, left)
}

// tellsItsTeam holds that a new version is told to a follower who is in the team, and to none who left it.
func (j *journey) tellsItsTeam(t *testing.T, in, left *apitest.Client) {
	t.Helper()
	in.Do(t, "PUT", "/apis/ferries/follow", map[string]any{}).Want(t, 200, nil)
	j.admin.Do(t, "POST", "/apis/ferries/versions", map[string]any{"label": "2", "text": ferries}).Want(t, 202, nil)
	require.Eventually(t, func() bool {
		return j.admin.Do(t, "POST", "/apis/ferries/versions/2/publish", map[string]any{}).Status == 200
	}, time.Minute, 50*time.Millisecond)
	told := func(who *apitest.Client) bool {
		return strings.Contains(string(who.Do(t, "GET", "/me/notices", nil).Want(t, 200, nil).Body), "Ferries 2 is published")
	}
	require.Eventually(t, func() bool { return told(in) }, time.Minute, 50*time.Millisecond)
	require.False(t, told(left))
}

// slugged is a body with a slug in place of SLUG.
func slugged(body any, slug string) any {
	switch b := body.(type) {
	case string:
		return strings.ReplaceAll(b, "SLUG", slug)
	case []string:
		out := make([]string, len(b))
		for i, s := range b {
			out[i] = strings.ReplaceAll(s, "SLUG", slug)
		}
		return out
	case []any:
		out := make([]any, len(b))
		for i, v := range b {
			out[i] = slugged(v, slug)
		}
		return out
	case map[string]any:
		out := map[string]any{}
		for k, v := range b {
			out[k] = slugged(v, slug)
		}
		return out
	}
	return body
}

var nonces = regexp.MustCompile(`nonce-[A-Za-z0-9+/=_-]+|nonce" content="[^"]*"|nonce="[^"]*"`)

// page is what the portal's pages answer a browser, compared as plainly does.
func (j *journey) page(t *testing.T, path, cookie string) map[string]any {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), "GET", j.URL+path, nil)
	require.NoError(t, err)
	r.Header.Set("Accept", "text/html")
	if cookie != "" {
		r.AddCookie(&http.Cookie{Name: "__Host-gth_s", Value: cookie})
	}
	response, err := j.HTTP.Do(r)
	require.NoError(t, err)
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	header := http.Header{}
	for name, values := range response.Header {
		header[name] = []string{nonces.ReplaceAllString(strings.Join(values, ","), "")}
	}
	return plainly(response.StatusCode, header, nonces.ReplaceAllString(string(text), ""))
}

// gate is a whole answer of the gateway, compared as plainly does.
func (j *journey) gate(t *testing.T, method, path, token string, headers ...string) map[string]any {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, j.Gateway+path, nil)
	require.NoError(t, err)
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	response, err := j.HTTP.Do(r)
	require.NoError(t, err)
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return plainly(response.StatusCode, response.Header, string(text))
}

func TestCallsOfAnAPIThatIsForOtherTeamsNowAreThoseOfNoAPI(t *testing.T) {
	j := begin(t)
	other := j.Developer(t, "other@example.com")
	var made struct {
		App    struct{ ID string }
		Secret string
	}
	_, live := j.live(t)
	j.admin.Do(t, "PUT", "/apis/ferries/cors", map[string]any{"enabled": true, "origins": []string{"https://pages.example.com"}}).Want(t, 200, nil)
	j.dev.StepUp(t)
	team := share(t, j.Portal, j.dev, nil)
	j.dev.Do(t, "POST", "/apps", map[string]any{"name": "Ours", "purpose": "Shared.", "team": team}).Want(t, 201, &made)
	ours := made.Secret
	require.Equal(t, 200, j.gate(t, "GET", "/ferries/crossings", ours)["status"])
	require.Equal(t, 200, j.gate(t, "GET", "/ferries/crossings", live)["status"])

	var effects struct {
		Grants, Requests int
		Apps             []named
	}
	query := "/apis/ferries/visibility-effects?visibility=teams&teams=" + team
	j.admin.Do(t, "GET", query, nil).Want(t, 200, &effects)
	require.Equal(t, 2, effects.Grants, "sandbox and live of the app that is a person's own")
	require.Equal(t, []named{{j.app}}, effects.Apps)
	require.Equal(t, 403, other.Do(t, "GET", query, nil).Status)
	narrow := map[string]any{"visibility": "teams", "teams": []string{team}}
	require.Equal(t, "catalog.ends_access", j.admin.Do(t, "PATCH", "/apis/ferries", narrow).Want(t, 409, nil).Code())
	require.Equal(t, 200, j.gate(t, "GET", "/ferries/crossings", live)["status"], "what was not confirmed changes nothing")
	narrow["ends"] = 2
	j.admin.Do(t, "PATCH", "/apis/ferries", narrow).Want(t, 200, nil)

	require.Equal(t, 200, j.gate(t, "GET", "/ferries/crossings", ours)["status"])
	var stranger struct{ Secret string }
	answer := other.Do(t, "POST", "/apps", map[string]any{"name": "Theirs", "purpose": "Alone."}).Want(t, 201, &stranger)
	require.NotContains(t, string(answer.Body), "ferries", "no sandbox of what is for other teams")
	for name, token := range map[string]string{"nobody": "", "live": live, "sandbox": j.sandbox, "stranger": stranger.Secret} {
		for _, method := range []string{"GET", "POST", "DELETE", "OPTIONS"} {
			for _, rest := range []string{"", "/", "/crossings", "/elsewhere", "/crossings?x=1", "//crossings"} {
				for _, headers := range [][]string{
					nil, {"Origin", "https://pages.example.com"}, {"Origin", "https://pages.example.com", "Access-Control-Request-Method", "GET"}, {"Gatehouse-Version", "1"},
					{"Upgrade", "websocket", "Connection", "Upgrade", "Sec-WebSocket-Version", "12"}, {"Content-Type", "text/csv"}, {"X-API-Key", "twice"},
				} {
					require.Equal(t, j.gate(t, method, "/"+absent+rest, token, headers...), j.gate(t, method, "/ferries"+rest, token, headers...),
						"%s %s as %s with %v", method, rest, name, headers)
				}
			}
		}
	}
	require.Equal(t, 404, j.gate(t, "GET", "/ferries/crossings", live)["status"])
	var verifier struct{ Secret string }
	j.admin.StepUp(t)
	j.admin.Do(t, "POST", "/operator-tokens", map[string]any{"name": "proxy", "role": "verifier", "ttlSeconds": 3600}).Want(t, 201, &verifier)
	for _, token := range []string{live, stranger.Secret} {
		verified := func(slug string) any {
			status, _, answer := j.call(t, "POST", j.Internal+"/v1/verify", verifier.Secret, map[string]any{"token": token, "api": slug, "method": "GET", "path": "/crossings", "clientAddress": "203.0.113.9"})
			require.Equal(t, 200, status)
			delete(answer, "decisionId")
			return answer
		}
		require.Equal(t, verified(absent), verified("ferries"))
	}
	require.Eventually(t, func() bool {
		var grants struct {
			Items []struct{ State, APIName string }
		}
		j.dev.Do(t, "GET", "/apps/"+j.app+"/grants", nil).Want(t, 200, &grants)
		return len(grants.Items) == 2 && grants.Items[0].State == "ended" && grants.Items[1].State == "ended"
	}, time.Minute, 50*time.Millisecond)
	require.Contains(t, string(j.dev.Do(t, "GET", "/me/notices", nil).Want(t, 200, nil).Body), "Only other teams may use the API")

	j.staysWithItsTeam(t, made.App.ID, team)
	j.show(t, map[string]any{"visibility": "signed-in"})
	require.Equal(t, 403, j.gate(t, "GET", "/ferries/crossings", live)["status"], "access that ended doesn't come back by itself")
}

// staysWithItsTeam holds that an app with access to the ferries goes to nobody for whom they are not.
func (j *journey) staysWithItsTeam(t *testing.T, app, team string) {
	t.Helper()
	var effects struct{ Stays []string }
	j.dev.Do(t, "GET", "/apps/"+app+"/transfer-effects?team=", nil).Want(t, 200, &effects)
	require.Equal(t, []string{"Ferries"}, effects.Stays)
	j.dev.StepUp(t)
	refused := j.dev.Do(t, "POST", "/apps/"+app+"/transfer", map[string]any{"team": ""}).Want(t, 409, nil)
	require.Equal(t, "access.for_teams", refused.Code())
	require.Contains(t, string(refused.Body), "Ferries")
	mine := j.dev.Do(t, "POST", "/access-requests", map[string]any{"app": j.app, "justification": "For me.", "items": []any{
		map[string]any{"api": "ferries", "plan": j.plan, "environment": "live", "scopes": []string{"ferries:crossings:read"}},
	}}).Want(t, 422, nil)
	require.Contains(t, string(mine.Body), "Only apps of the teams that it is for", "a member sees the API, and their own app gets no access")
	var request, late struct{ ID string }
	j.dev.Do(t, "POST", "/access-requests", map[string]any{"app": app, "justification": "For us.", "items": []any{
		map[string]any{"api": "ferries", "plan": j.plan, "environment": "live", "scopes": []string{"ferries:crossings:read"}},
	}}).Want(t, 201, &request)
	j.dev.Do(t, "POST", "/teams", map[string]any{"name": "Others"}).Want(t, 201, &late)
	require.Equal(t, "invalid", j.admin.Do(t, "PATCH", "/apis/ferries", map[string]any{"teams": []string{}}).Want(t, 422, nil).Code())
	require.Equal(t, "invalid", j.admin.Do(t, "PATCH", "/apis/ferries", map[string]any{"teams": []string{"tea_none"}}).Want(t, 422, nil).Code())
	require.Equal(t, "invalid", j.admin.Do(t, "PATCH", "/apis/ferries", map[string]any{"host": "ferries.example.com"}).Want(t, 422, nil).Code())
	j.show(t, map[string]any{"visibility": "teams", "teams": []string{late.ID}})
	require.Eventually(t, func() bool {
		var r struct{ State, Reason string }
		j.dev.Do(t, "GET", "/access-requests/"+request.ID, nil).Want(t, 200, &r)
		return r.State == "denied" && strings.Contains(r.Reason, "other teams")
	}, time.Minute, 50*time.Millisecond)
	j.dev.StepUp(t)
	j.dev.Do(t, "POST", "/apps/"+app+"/transfer", map[string]any{"team": ""}).Want(t, 200, nil)
	j.dev.Do(t, "DELETE", "/teams/"+late.ID+"?apps=0", nil).Want(t, 204, nil)
	require.Equal(t, 404, j.dev.Do(t, "GET", "/apis/ferries", nil).Status, "without a team left, it is for those who manage APIs")
	var seen struct{ TeamCount int }
	j.admin.Do(t, "GET", "/apis/ferries", nil).Want(t, 200, &seen)
	require.Zero(t, seen.TeamCount)
	j.admin.Do(t, "PATCH", "/apis/ferries", map[string]any{"summary": "Still here."}).Want(t, 200, nil)
}
