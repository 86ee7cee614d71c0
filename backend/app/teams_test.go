package app_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/apitest"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

type named struct {
	ID string `json:"id"`
}

type named2 struct {
	App   named `json:"app"`
	Token named `json:"token"`
}

// share makes a team of a person and brings others into it, each in a role.
func share(t *testing.T, p *apitest.Portal, owner *apitest.Client, others map[*apitest.Client]string) (team string) {
	t.Helper()
	var made, offered named
	owner.Do(t, "POST", "/teams", map[string]any{"name": "Harbour " + canary}).Want(t, 201, &made)
	owner.StepUp(t)
	for who, role := range others {
		owner.Do(t, "POST", "/teams/"+made.ID+"/invitations", map[string]any{"email": who.Email, "role": role}).Want(t, 201, &offered)
		who.Do(t, "POST", "/me/team-invitations/"+offered.ID+"/accept", nil).Want(t, 200, nil)
	}
	return made.ID
}

func TestATeamSharesItsAppsByRoleAndKeepsThemWhenPeopleGo(t *testing.T) {
	p := apitest.New(t)
	admin := p.Admin(t)
	ada, bob, eve, zoe := p.Developer(t, "ada@example.com"), p.Developer(t, "bob@example.com"), p.Developer(t, "eve@example.com"), p.Developer(t, "zoe@example.com")
	team := share(t, p, ada, map[*apitest.Client]string{bob: "developer", eve: "viewer"})

	var made named2
	bob.Do(t, "POST", "/apps", map[string]any{"name": canary, "purpose": "Shared.", "team": team}).Want(t, 201, &made)
	require.Equal(t, "apps.name_taken", ada.Do(t, "POST", "/apps", map[string]any{"name": canary, "purpose": "Again.", "team": team}).Want(t, 409, nil).Code())
	require.Equal(t, "teams.viewer", eve.Do(t, "POST", "/apps", map[string]any{"name": "Mine", "purpose": "No.", "team": team}).Want(t, 403, nil).Code())
	require.Equal(t, "teams.not_found", zoe.Do(t, "POST", "/apps", map[string]any{"name": "Mine", "purpose": "No.", "team": team}).Want(t, 404, nil).Code())

	var open named
	ada.Do(t, "POST", "/teams/"+team+"/invitations", map[string]any{"email": "new@example.com", "role": "viewer"}).Want(t, 201, &open)
	require.Eventually(t, func() bool {
		return strings.Contains(string(admin.Do(t, "GET", "/mails", nil).Want(t, 200, nil).Body), "Person a invites you to the team")
	}, time.Minute, 20*time.Millisecond)

	var newcomer struct {
		TeamInvitations int
		Teams           []named
	}
	p.Developer(t, "new@example.com").Do(t, "GET", "/me", nil).Want(t, 200, &newcomer)
	require.Equal(t, 1, newcomer.TeamInvitations, "whoever signs up with the address finds the invitation")
	require.Empty(t, newcomer.Teams)

	ids := map[string]string{":app": made.App.ID, ":token": made.Token.ID, ":team": team, ":person": bob.Account, ":invitation": open.ID}
	ids[":grant"], ids[":exception"], ids[":client"] = hang(t, bob, made.App.ID)
	reads := 0
	for _, r := range p.App.Routes() {
		if !strings.Contains(r.Path, ":") || r.Public || r.MediaType != "" || strings.Contains(r.Path, "operator-tokens") || strings.HasPrefix(r.Path, "/people") || strings.HasPrefix(r.Path, "/me") {
			continue
		}
		target, known := r.Path, true
		for _, name := range parameter.FindAllString(r.Path, -1) {
			known = known && ids[name] != ""
			target = strings.ReplaceAll(target, name, ids[name])
		}
		if !known || strings.HasSuffix(r.Path, "/leave") {
			continue
		}
		foreign := zoe.Do(t, r.Method, target, body(r))
		require.GreaterOrEqual(t, foreign.Status, 400, "%s %s: %s", r.Method, target, foreign.Body)
		require.NotContains(t, string(foreign.Body), canary)
		seen := eve.Do(t, r.Method, target, body(r))
		if r.Unsafe() {
			require.GreaterOrEqual(t, seen.Status, 400, "a viewer changes nothing: %s %s: %s", r.Method, target, seen.Body)
			require.NotEqual(t, 404, seen.Status, "a viewer sees it: %s %s: %s", r.Method, target, seen.Body)
		} else if seen.Status == 200 {
			reads++
			require.Equal(t, seen.Status, ada.Do(t, r.Method, target, nil).Status, target)
		}
	}
	require.Greater(t, reads, 6)
	require.Equal(t, "teams.viewer", eve.Do(t, "PATCH", "/apps/"+made.App.ID, map[string]any{"purpose": "Hm."}).Want(t, 403, nil).Code())

	bob.StepUp(t)
	ada.StepUp(t)
	require.Equal(t, "apps.team_owners_only", bob.Do(t, "POST", "/apps/"+made.App.ID+"/transfer", map[string]any{"team": ""}).Want(t, 403, nil).Code())
	ada.Do(t, "DELETE", "/teams/"+team+"/members/"+bob.Account, nil).Want(t, 204, nil)
	bob.Do(t, "GET", "/apps/"+made.App.ID, nil).Want(t, 404, nil)
	bob.Do(t, "GET", "/tokens/"+made.Token.ID, nil).Want(t, 404, nil)
	var inbox struct {
		Items []struct {
			Title string `json:"title"`
		} `json:"items"`
	}
	ada.Do(t, "GET", "/me/notices", nil).Want(t, 200, &inbox)
	told, toldOfClient := false, false
	for _, n := range inbox.Items {
		told = told || strings.Contains(n.Title, "made 1 token that still works")
		toldOfClient = toldOfClient || strings.Contains(n.Title, "registered 1 OAuth client that still works")
	}
	require.True(t, told && toldOfClient, inbox)

	var before, after struct {
		State string `json:"state"`
		App   string `json:"app"`
	}
	ada.Do(t, "GET", "/tokens/"+made.Token.ID, nil).Want(t, 200, &before)
	ada.Do(t, "POST", "/apps/"+made.App.ID+"/transfer", map[string]any{"team": ""}).Want(t, 200, nil)
	eve.Do(t, "GET", "/apps/"+made.App.ID, nil).Want(t, 404, nil)
	ada.Do(t, "GET", "/tokens/"+made.Token.ID, nil).Want(t, 200, &after)
	require.Equal(t, before, after)
	ada.Do(t, "POST", "/apps/"+made.App.ID+"/transfer", map[string]any{"team": team}).Want(t, 200, nil)
	require.Equal(t, "teams.has_apps", ada.Do(t, "DELETE", "/teams/"+team, nil).Want(t, 409, nil).Code())
	ada.Do(t, "DELETE", "/teams/"+team+"?apps=1", nil).Want(t, 204, nil)
	ada.Do(t, "GET", "/apps/"+made.App.ID, nil).Want(t, 404, nil)
}

// hang gives an app what viewers may read and not change: a grant (of the sandbox), an exception that waits, an OAuth client.
func hang(t *testing.T, owner *apitest.Client, app string) (grant, exception, client string) {
	t.Helper()
	var grants struct{ Items []named }
	owner.Do(t, "GET", "/apps/"+app+"/grants", nil).Want(t, 200, &grants)
	var asked named
	owner.Do(t, "POST", "/apps/"+app+"/policy-exceptions", map[string]any{"rule": "tokensPerApp", "reason": canary, "endsAt": time.Now().Add(240 * time.Hour).UTC().Format(time.RFC3339)}).Want(t, 201, &asked)
	var registered struct{ Client named }
	owner.StepUp(t)
	owner.Do(t, "POST", "/apps/"+app+"/oauth-clients", map[string]any{"environment": "sandbox", "authMethod": "client_secret_basic"}).Want(t, 201, &registered)
	if len(grants.Items) > 0 {
		grant = grants.Items[0].ID
	}
	return grant, asked.ID, registered.Client.ID
}

func TestNobodyDecidesOnWhatTheirTeamAsksFor(t *testing.T) {
	p := apitest.New(t)
	admin := p.Admin(t)
	ada := p.Developer(t, "ada@example.com")
	var made named2
	for _, role := range []string{"viewer", "developer", "owner"} {
		judge := p.Operator(t, admin, role+"@example.com", rbac.Admin)
		team := share(t, p, ada, map[*apitest.Client]string{judge: role})
		ada.Do(t, "POST", "/apps", map[string]any{"name": "App of " + role, "purpose": "Shared.", "team": team}).Want(t, 201, &made)
		admin.Do(t, "POST", "/apps/"+made.App.ID+"/suspend", map[string]any{"reason": "Scraping."}).Want(t, 200, nil)
		require.Equal(t, "apps.own_app", judge.Do(t, "POST", "/apps/"+made.App.ID+"/resume", map[string]any{"reason": ""}).Want(t, 403, nil).Code())
		var machine struct {
			Secret string `json:"secret"`
		}
		judge.StepUp(t)
		judge.Do(t, "POST", "/operator-tokens", map[string]any{"name": "bot", "role": "admin", "ttlSeconds": 3600}).Want(t, 201, &machine)
		require.Equal(t, "apps.own_app", p.Machine(machine.Secret).Do(t, "POST", "/apps/"+made.App.ID+"/resume", map[string]any{"reason": ""}).Want(t, 403, nil).Code())
		admin.Do(t, "POST", "/apps/"+made.App.ID+"/resume", map[string]any{"reason": ""}).Want(t, 200, nil)

		var x named
		ada.Do(t, "POST", "/apps/"+made.App.ID+"/policy-exceptions", map[string]any{"rule": "tokensPerApp", "reason": "We need more.", "endsAt": time.Now().Add(240 * time.Hour).UTC().Format(time.RFC3339)}).Want(t, 201, &x)
		require.Equal(t, "policy.own_exception", judge.Do(t, "POST", "/policy-exceptions/"+x.ID+"/approve", map[string]any{"reason": "Sure."}).Want(t, 403, nil).Code())
		judge.Do(t, "POST", "/tokens/"+made.Token.ID+"/revoke", map[string]any{"reason": "Stopping is always allowed."}).Want(t, 200, nil)
		ada.StepUp(t)
		ada.Do(t, "DELETE", "/teams/"+team+"?apps=1", nil).Want(t, 204, nil)
	}
}

func TestAppsOfATeamKeepCallingThroughEveryChangeOfPeople(t *testing.T) {
	j := begin(t)
	bob := j.Developer(t, "bob@example.com")
	j.dev.StepUp(t)
	team := share(t, j.Portal, j.dev, map[*apitest.Client]string{bob: "developer", j.approver: "viewer"})
	calls := func(want int) {
		t.Helper()
		status, _, answer := j.call(t, "GET", j.Gateway+"/ferries/crossings", j.sandbox, nil)
		require.Equal(t, want, status, "%v", answer)
	}
	_, trial := j.try(t, j.dev, "listCrossings", "sandbox")
	j.dev.Do(t, "POST", "/apps/"+j.app+"/transfer", map[string]any{"team": team}).Want(t, 200, nil)
	calls(200)
	status, code, _ := j.console(t, "GET", trial)
	require.Equal(t, 401, status, "what somebody tried out ends with the owner who asked for it")
	require.Equal(t, "token_revoked", code)

	var request struct{ ID string }
	bob.Do(t, "POST", "/access-requests", map[string]any{"app": j.app, "justification": "We sell tickets.", "items": []any{
		map[string]any{"api": "ferries", "plan": j.plan, "environment": "live", "scopes": []string{"ferries:crossings:read"}},
	}}).Want(t, 201, &request)
	var seen struct{ Team, TeamName string }
	j.dev.Do(t, "GET", "/access-requests/"+request.ID, nil).Want(t, 200, &seen)
	require.Equal(t, team, seen.Team)
	require.Contains(t, seen.TeamName, "Harbour", "who decides learns for whom Bob asks")
	j.approver.StepUp(t)
	require.Equal(t, "access.own_request", j.approver.Do(t, "POST", "/access-requests/"+request.ID+"/approve", map[string]any{"reason": "Ours."}).Want(t, 403, nil).Code())
	require.Equal(t, "teams.viewer", j.approver.Do(t, "POST", "/access-requests/"+request.ID+"/withdraw", nil).Want(t, 403, nil).Code())
	j.dev.Do(t, "POST", "/access-requests/"+request.ID+"/withdraw", nil).Want(t, 200, nil)

	var tokens struct{ Items []named }
	bob.Do(t, "GET", "/apps/"+j.app+"/tokens", nil).Want(t, 200, &tokens)
	token := "/tokens/" + tokens.Items[0].ID
	bob.Do(t, "POST", token+"/suspend", map[string]any{"reason": "Looks odd."}).Want(t, 200, nil)
	calls(403)
	j.dev.Do(t, "POST", token+"/resume", nil).Want(t, 200, nil)
	calls(200)
	j.admin.Do(t, "POST", token+"/suspend", map[string]any{"reason": "Scraping."}).Want(t, 200, nil)
	require.Equal(t, "tokens.suspended_by_operator", bob.Do(t, "POST", token+"/resume", nil).Want(t, 403, nil).Code())
	j.admin.Do(t, "POST", token+"/resume", nil).Want(t, 200, nil)

	_, trial = j.try(t, bob, "listCrossings", "sandbox")
	status, _, _ = j.console(t, "GET", trial)
	require.Equal(t, 200, status)
	j.dev.Do(t, "PUT", "/teams/"+team+"/members/"+bob.Account, map[string]any{"role": "viewer"}).Want(t, 200, nil)
	status, _, _ = j.console(t, "GET", trial)
	require.Equal(t, 401, status, "a viewer calls nothing in the team's name")
	calls(200)

	j.admin.StepUp(t)
	j.admin.Do(t, "POST", "/people/"+j.dev.Account+"/disable", nil).Want(t, 200, nil)
	calls(403)
}
