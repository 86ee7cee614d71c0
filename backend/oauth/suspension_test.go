package oauth_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/apitest"
	"github.com/gatehouse-dev/gatehouse/backend/reqinfo"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// standing is what the portal says of a client's suspension.
type standing struct {
	State      string
	Suspension *struct {
		Reason   string
		Operator bool
	}
}

func (w *world) act(t *testing.T, who *apitest.Client, c client, act string) apitest.Answer {
	t.Helper()
	var body any
	if act == "suspend" {
		body = map[string]any{"reason": "A test."}
	}
	return who.Do(t, "POST", "/oauth-clients/"+c.Client.ID+"/"+act, body)
}

// beside asks the two doors for machines beside us, which have to agree, and answers their code.
func (w *world) beside(t *testing.T, token, verifier string) string {
	t.Helper()
	ask := func(method, path, body string, headers ...string) (int, string) {
		r, err := http.NewRequestWithContext(t.Context(), method, w.Internal+path, strings.NewReader(body))
		require.NoError(t, err)
		for i := 0; i < len(headers); i += 2 {
			r.Header.Set(headers[i], headers[i+1])
		}
		response, err := w.HTTP.Do(r)
		require.NoError(t, err)
		defer response.Body.Close()
		text, err := io.ReadAll(response.Body)
		require.NoError(t, err)
		var said struct{ Code string }
		_ = json.Unmarshal(text, &said)
		return response.StatusCode, said.Code
	}
	_, verified := ask("POST", "/v1/verify", `{"token":"`+token+`","api":"ferries","method":"GET","path":"/crossings"}`, "Content-Type", "application/json", "Authorization", "Bearer "+verifier)
	status, forwarded := ask("GET", "/forward-auth", "", "Authorization", "Bearer "+token, "Gatehouse-Verifier", verifier,
		"X-Forwarded-Method", "GET", "X-Forwarded-Host", "localhost", "X-Forwarded-Uri", "/ferries/crossings", "X-Forwarded-Proto", "https")
	if status == http.StatusOK {
		forwarded = "allowed"
	}
	require.Equal(t, verified, forwarded)
	return verified
}

func (w *world) standing(t *testing.T, c client) (s standing) {
	t.Helper()
	w.admin.Do(t, "GET", "/oauth-clients/"+c.Client.ID, nil).Want(t, 200, &s)
	return s
}

func TestASuspendedClientAndItsTokensAreRefusedUntilItIsResumed(t *testing.T) {
	w := begin(t)
	c := w.register(t, nil)
	_, verifier, err := w.App.Operators.CreateLocally(t.Context(), "proxy", rbac.Verifier, 3600e9)
	require.NoError(t, err)
	inspect := func(token, authorization string) answer {
		return w.post(t, "/oauth2/introspect", url.Values{"token": {token}}.Encode(), "Authorization", authorization)
	}
	beside := func(token string) string { return w.beside(t, token, verifier) }
	token := w.ask(t, c.basic()).token()
	status, _ := w.call(t, "GET", token)
	require.Equal(t, 200, status)
	require.Equal(t, "allowed", beside(token))

	w.dev.Do(t, "POST", "/oauth-clients/"+c.Client.ID+"/suspend", map[string]any{"reason": ""}).Want(t, 422, nil)
	w.act(t, w.dev, c, "suspend").Want(t, 200, nil)
	status, code := w.call(t, "GET", token)
	require.Equal(t, 403, status)
	require.Equal(t, "token_suspended", code)
	require.Equal(t, "token_suspended", beside(token))
	require.Equal(t, inactive, inspect(token, "Bearer "+verifier).raw)
	require.Equal(t, "invalid_client", inspect(token, c.basic()).code())
	refused := w.ask(t, c.basic())
	require.Equal(t, 401, refused.status)
	require.Equal(t, "invalid_client", refused.code())
	require.Contains(t, refused.raw, "suspended")
	require.NotContains(t, w.ask(t, basic(c.Client.ID, "wrong")).raw, "suspended", "who doesn't prove to be the client learns nothing")
	require.Equal(t, "oauth.wrong_suspension", w.act(t, w.dev, c, "suspend").Want(t, 409, nil).Code())
	require.Equal(t, "suspended", w.standing(t, c).State)
	w.dev.Do(t, "POST", "/apps/"+w.app+"/oauth-clients", map[string]any{"environment": "sandbox", "authMethod": "client_secret_basic"}).Want(t, 409, nil)

	w.act(t, w.dev, c, "resume").Want(t, 200, nil)
	status, _ = w.call(t, "GET", token)
	require.Equal(t, 200, status, "its time is not over")
	require.Equal(t, "allowed", beside(token))
	require.Equal(t, 200, w.ask(t, c.basic()).status)
	require.Equal(t, "oauth.wrong_suspension", w.act(t, w.dev, c, "resume").Want(t, 409, nil).Code())
	w.dev.Do(t, "POST", "/oauth-clients/"+c.Client.ID+"/revoke", map[string]any{"reason": "Over."}).Want(t, 200, nil)
	require.Equal(t, "oauth.wrong_state", w.act(t, w.dev, c, "suspend").Want(t, 409, nil).Code())
}

func TestAnOperatorsSuspensionOfAClientLiesOverItsOwnersAndOnlyOperatorsLiftIt(t *testing.T) {
	w := begin(t)
	c := w.register(t, nil)
	stranger := w.Developer(t, "zoe@example.com")
	w.act(t, stranger, c, "suspend").Want(t, 404, nil)
	auditor := w.Operator(t, w.admin, "auditor@example.com", rbac.Auditor)
	require.GreaterOrEqual(t, w.act(t, auditor, c, "suspend").Status, 403)

	w.act(t, w.dev, c, "suspend").Want(t, 200, nil)
	w.act(t, w.admin, c, "suspend").Want(t, 200, nil)
	require.True(t, w.standing(t, c).Suspension.Operator)
	other := w.Operator(t, w.admin, "security@example.com", rbac.SecurityAdmin)
	w.act(t, other, c, "suspend").Want(t, 409, nil)
	require.Equal(t, "oauth.suspended_by_operator", w.act(t, w.dev, c, "resume").Want(t, 403, nil).Code())
	w.act(t, other, c, "resume").Want(t, 200, nil)
	left := w.standing(t, c)
	require.Equal(t, "suspended", left.State, "the owner's own holds again")
	require.False(t, left.Suspension.Operator)
	w.act(t, w.dev, c, "resume").Want(t, 200, nil)
	require.Equal(t, "active", w.standing(t, c).State)
}

func TestNobodyLiftsAnOperatorsSuspensionOfTheirOwnClient(t *testing.T) {
	w := begin(t)
	mighty := &world{Portal: w.Portal, admin: w.admin, dev: w.Operator(t, w.admin, "mighty@example.com", rbac.Admin)}
	var made struct{ App struct{ ID string } }
	mighty.dev.Do(t, "POST", "/apps", map[string]any{"name": "Mine", "purpose": "An operator's own."}).Want(t, 201, &made)
	mighty.app = made.App.ID
	mighty.dev.StepUp(t)
	c := mighty.register(t, nil)
	w.act(t, w.admin, c, "suspend").Want(t, 200, nil)
	require.Equal(t, "oauth.suspended_by_operator", w.act(t, mighty.dev, c, "resume").Want(t, 403, nil).Code())
	w.act(t, w.admin, c, "resume").Want(t, 200, nil)
}

func TestPolicySuspendsAClientAndANewSecretResumesIt(t *testing.T) {
	w := begin(t)
	c := w.register(t, nil)
	token := w.ask(t, c.basic()).token()
	require.NoError(t, w.App.Store.Tx(reqinfo.AsSystem(t.Context(), "test"), func(ctx context.Context) error {
		return w.App.Store.Write(ctx).Exec("UPDATE oauth_client_secrets SET created_at = created_at - ? WHERE client_id = ?", int64(40*86400e6), c.Client.ID).Error
	}))
	w.admin.StepUp(t)
	rules := map[string]any{"rotationBlockDays": 30}
	var preview struct {
		Effects []struct{ Clients, ClientsStopped int64 }
	}
	w.admin.Do(t, "POST", "/policy-previews", map[string]any{"level": "api", "id": "ferries", "rules": rules}).Want(t, 200, &preview)
	require.EqualValues(t, 1, preview.Effects[0].ClientsStopped)
	w.admin.Send(t, "PUT", "/policies/api/ferries", rules, map[string]string{"If-Match": "*"}).Want(t, 200, nil)
	require.NoError(t, w.App.Tokens.Comply(t.Context()))
	require.NoError(t, w.App.Tokens.Comply(t.Context()), "once is enough")

	held := w.standing(t, c)
	require.Equal(t, "suspended", held.State)
	require.Contains(t, held.Suspension.Reason, "older than 30 days. Add a new secret")
	require.False(t, held.Suspension.Operator)
	_, code := w.call(t, "GET", token)
	require.Equal(t, "token_suspended", code)
	require.Equal(t, "oauth.breaks_policy", w.act(t, w.dev, c, "resume").Want(t, 409, nil).Code())
	var offenders struct{ Clients []struct{ Suspended bool } }
	w.admin.Do(t, "GET", "/policy-compliance/offenders?rule=rotationBlockDays&level=api&id=ferries", nil).Want(t, 200, &offenders)
	require.True(t, offenders.Clients[0].Suspended)
	require.Contains(t, titles(t, w.dev), "1 OAuth client of Timetable breaks the rules for tokens; 1 is suspended")

	var renewed client
	w.dev.Do(t, "POST", "/oauth-clients/"+c.Client.ID+"/secrets", nil).Want(t, 201, &renewed)
	require.Equal(t, "active", w.standing(t, c).State)
	require.Equal(t, 200, w.ask(t, renewed.basic()).status)
}

func TestARuleThatActsNowSuspendsClientsUntilTheyMeetIt(t *testing.T) {
	w := begin(t)
	c := w.register(t, nil)
	w.admin.StepUp(t)
	put := func(kinds ...string) {
		w.admin.Send(t, "PUT", "/policies/api/ferries?apply=now", map[string]any{"kinds": kinds}, map[string]string{"If-Match": "*"}).Want(t, 200, nil)
		require.NoError(t, w.App.Tokens.Comply(t.Context()))
	}
	put("live", "test")
	require.Equal(t, "suspended", w.standing(t, c).State)
	require.Equal(t, "oauth.breaks_policy", w.act(t, w.admin, c, "resume").Want(t, 409, nil).Code(), "operators can't resume past the rule either")
	put("live", "test", "cs")
	w.act(t, w.dev, c, "resume").Want(t, 200, nil)
	require.Equal(t, 200, w.ask(t, c.basic()).status)
}

func TestTheClientsOfADisabledPersonStopAndPassToAnotherOwnerAsTheyAre(t *testing.T) {
	w := begin(t)
	c := w.register(t, nil)
	w.admin.StepUp(t)
	w.admin.Do(t, "POST", "/people/"+w.dev.Account+"/disable", map[string]any{}).Want(t, 200, nil)
	held := w.standing(t, c)
	require.Equal(t, "suspended", held.State)
	require.True(t, held.Suspension.Operator, "only operators resume it")
	w.admin.Do(t, "POST", "/people/"+w.dev.Account+"/enable", map[string]any{}).Want(t, 200, nil)
	require.Equal(t, "suspended", w.standing(t, c).State)
	w.act(t, w.admin, c, "resume").Want(t, 200, nil)
	require.Equal(t, 200, w.ask(t, c.basic()).status)
}

func TestViewersOfATeamSeeASuspensionAndLiftNone(t *testing.T) {
	w := begin(t)
	bob, eve := w.Developer(t, "bob@example.com"), w.Developer(t, "eve@example.com")
	var team struct{ ID string }
	w.dev.Do(t, "POST", "/teams", map[string]any{"name": "Crew"}).Want(t, 201, &team)
	for who, role := range map[*apitest.Client]string{bob: "developer", eve: "viewer"} {
		var offered struct{ ID string }
		w.dev.Do(t, "POST", "/teams/"+team.ID+"/invitations", map[string]any{"email": who.Email, "role": role}).Want(t, 201, &offered)
		who.Do(t, "POST", "/me/team-invitations/"+offered.ID+"/accept", nil).Want(t, 200, nil)
	}
	c := w.register(t, nil)
	w.act(t, w.dev, c, "suspend").Want(t, 200, nil)
	w.dev.Do(t, "POST", "/apps/"+w.app+"/transfer", map[string]any{"team": team.ID}).Want(t, 200, nil)
	var seen standing
	eve.Do(t, "GET", "/oauth-clients/"+c.Client.ID, nil).Want(t, 200, &seen)
	require.False(t, seen.Suspension.Operator, "the hold passed to the team")
	for _, act := range []string{"suspend", "resume"} {
		require.Equal(t, "teams.viewer", w.act(t, eve, c, act).Want(t, 403, nil).Code())
	}
	w.act(t, bob, c, "resume").Want(t, 200, nil)
	w.act(t, bob, c, "suspend").Want(t, 200, nil)
	w.act(t, w.dev, c, "resume").Want(t, 200, nil)
}

func titles(t *testing.T, who *apitest.Client) (all string) {
	t.Helper()
	var notices struct{ Items []struct{ Title string } }
	who.Do(t, "GET", "/me/notices", nil).Want(t, 200, &notices)
	for _, n := range notices.Items {
		all += n.Title + "\n"
	}
	return all
}

func TestAClientThatAsksForNoTokensIsWarnedOfThenSuspendedAndItsOwnerResumesIt(t *testing.T) {
	w := begin(t)
	c := w.register(t, nil)
	w.admin.StepUp(t)
	w.admin.Send(t, "PUT", "/policies/api/ferries", map[string]any{"idleDays": 30}, map[string]string{"If-Match": "*"}).Want(t, 200, nil)
	set := func(statement string) {
		require.NoError(t, w.App.Store.Tx(reqinfo.AsSystem(t.Context(), "test"), func(ctx context.Context) error {
			return w.App.Store.Write(ctx).Exec("UPDATE oauth_clients SET "+statement+" WHERE id = ?", int64(86400e6), c.Client.ID).Error
		}))
	}
	set("created_at = created_at - 40 * ?, updated_at = created_at - 40 * 86400000000")
	for range 2 {
		require.NoError(t, w.App.OAuth.WarnIdle(t.Context()))
		require.NoError(t, w.App.OAuth.SuspendIdle(t.Context()))
	}
	require.Equal(t, "active", w.standing(t, c).State, "the warning comes a week before")
	require.Equal(t, 1, strings.Count(titles(t, w.dev), "An OAuth client asks for no tokens."))

	set("idle_warned_at = idle_warned_at - 8 * ?")
	require.NoError(t, w.App.OAuth.SuspendIdle(t.Context()))
	held := w.standing(t, c)
	require.Equal(t, "suspended", held.State)
	require.Equal(t, "It asked for no token for 30 days.", held.Suspension.Reason)
	require.Contains(t, titles(t, w.dev), "An OAuth client was suspended: It asked for no token")
	w.act(t, w.dev, c, "resume").Want(t, 200, nil)
	require.NoError(t, w.App.OAuth.SuspendIdle(t.Context()))
	require.Equal(t, "active", w.standing(t, c).State)
}
