package app_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/apitest"
)

const listCrossings = "/apis/ferries/versions/latest/operations/listCrossings"

// try asks for a console token as the page does.
func (j *journey) try(t *testing.T, who *apitest.Client, operation, environment string) (id, secret string) {
	t.Helper()
	var made struct {
		ID, Secret, Operation string
		ExpiresAt             time.Time
	}
	who.Do(t, "POST", "/apis/ferries/versions/1/operations/"+operation+"/console-token", map[string]any{"app": j.app, "environment": environment}).Want(t, 201, &made)
	require.Equal(t, operation, made.Operation)
	require.LessOrEqual(t, time.Until(made.ExpiresAt), 5*time.Minute)
	require.True(t, strings.HasPrefix(made.Secret, "gth_eph_"))
	return made.ID, made.Secret
}

// console calls the gateway as the page does.
func (j *journey) console(t *testing.T, method, token string) (int, string, map[string]any) {
	t.Helper()
	return j.call(t, method, j.Gateway+"/ferries/crossings", token, nil, "Origin", j.URL)
}

func TestTheConsolesTokenLivesAndDiesWithItsSession(t *testing.T) {
	j := begin(t)
	id, secret := j.try(t, j.dev, "listCrossings", "sandbox")
	status, _, answer := j.console(t, "GET", secret)
	require.Equal(t, 200, status, "%v", answer)
	status, code, _ := j.console(t, "POST", secret)
	require.Equal(t, 403, status)
	require.Equal(t, "operation_denied", code)
	status, code, _ = j.call(t, "GET", j.Gateway+"/ferries/crossings", secret, nil)
	require.Equal(t, 403, status)
	require.Equal(t, "origin_denied", code, "outside the portal's pages it is worth nothing")

	var inventory struct{ Items []struct{ Kind string } }
	j.dev.Do(t, "GET", "/apps/"+j.app+"/tokens", nil).Want(t, 200, &inventory)
	require.Len(t, inventory.Items, 1, "it is none of the app's tokens")
	require.Equal(t, 404, j.dev.Do(t, "GET", "/tokens/"+id, nil).Status)

	j.dev.Do(t, "POST", "/auth/sign-out", map[string]any{})
	status, code, _ = j.console(t, "GET", secret)
	require.Equal(t, 401, status)
	require.Equal(t, "token_revoked", code)
}

func TestTheConsoleDoesWhatTheAppWasGranted(t *testing.T) {
	j := begin(t)
	require.Equal(t, "step_up_required", j.dev.Do(t, "POST", listCrossings+"/console-token", map[string]any{"app": j.app, "environment": "live"}).Code())
	j.live(t) // steps up, and is granted reading only
	_, reading := j.try(t, j.dev, "listCrossings", "live")
	status, _, answer := j.console(t, "GET", reading)
	require.Equal(t, 200, status, "%v", answer)
	require.Equal(t, "/crossings", answer["path"], "it reached the live upstream")
	_, booking := j.try(t, j.dev, "bookCrossing", "live")
	status, code, answer := j.console(t, "POST", booking)
	require.Equal(t, 403, status)
	require.Equal(t, "scope_missing", code)
	var decision struct {
		TokenName string
		Fix       struct{ Link string }
	}
	j.dev.Do(t, "GET", fmt.Sprint("/decisions/", answer["decisionId"]), nil).Want(t, 200, &decision)
	require.Equal(t, "Console", decision.TokenName)
	require.Equal(t, "/requests/new?api=ferries&app="+j.app+"&environment=live&operation=bookCrossing&scopes=ferries%3Acrossings%3Awrite", decision.Fix.Link)

	stranger := j.Developer(t, "stranger@example.com")
	foreign := stranger.Do(t, "POST", listCrossings+"/console-token", map[string]any{"app": j.app, "environment": "sandbox"})
	require.Equal(t, 404, foreign.Status, "%s", foreign.Body)
	j.admin.StepUp(t)
	require.Equal(t, 200, j.admin.Do(t, "POST", "/apps/"+j.app+"/suspend", map[string]any{"reason": "It calls too much."}).Status)
	status, code, _ = j.console(t, "GET", reading)
	require.Equal(t, 403, status)
	require.Equal(t, "app_suspended", code)
	require.Equal(t, "console.app_suspended", j.dev.Do(t, "POST", listCrossings+"/console-token", map[string]any{"app": j.app, "environment": "sandbox"}).Code())
}

func TestTheSixthConsoleTokenOfASessionEndsTheFirst(t *testing.T) {
	j := begin(t)
	_, first := j.try(t, j.dev, "listCrossings", "sandbox")
	var last string
	for range 4 {
		_, last = j.try(t, j.dev, "listCrossings", "sandbox")
	}
	status, _, _ := j.console(t, "GET", first)
	require.Equal(t, 200, status)
	j.try(t, j.dev, "bookCrossing", "sandbox")
	_, code, _ := j.console(t, "GET", first)
	require.Equal(t, "token_revoked", code)
	status, _, _ = j.console(t, "GET", last)
	require.Equal(t, 200, status)
}

func TestVisitorsTryTheBuiltInSandboxOfPublicAPIs(t *testing.T) {
	j := begin(t)
	visit := func() apitest.Answer {
		return j.Nobody().Do(t, "POST", listCrossings+"/visitor-token", map[string]any{})
	}
	var made struct{ Secret, Environment string }
	visit().Want(t, 201, &made)
	require.Equal(t, "sandbox", made.Environment)
	j.dev.Do(t, "POST", listCrossings+"/visitor-token", map[string]any{}).Want(t, 201, nil) // as does somebody without an app
	status, _, answer := j.console(t, "GET", made.Secret)
	require.Equal(t, 200, status, "%v", answer)
	_, code, _ := j.console(t, "POST", made.Secret)
	require.Equal(t, "operation_denied", code)
	require.Equal(t, 404, j.Nobody().Do(t, "POST", "/apis/ferries/versions/1/operations/none/visitor-token", map[string]any{}).Status)
	require.Equal(t, "console.not_callable", j.Nobody().Do(t, "POST", "/apis/gatehouse/versions/latest/operations/getMe/visitor-token", map[string]any{}).Code())

	j.admin.Do(t, "PUT", "/apis/ferries/upstreams", map[string]any{"sandbox": map[string]any{"kind": "http", "url": j.upstream.URL}}).Want(t, 200, nil)
	_, code, _ = j.console(t, "GET", made.Secret)
	require.Equal(t, "visitor_denied", code, "a visitor reaches no server")
	require.Equal(t, "console.sign_in_needed", visit().Code())
	j.admin.Do(t, "PATCH", "/apis/ferries", map[string]any{"visibility": "signed-in"}).Want(t, 200, nil)
	require.Equal(t, 404, visit().Status)
}

func TestTheConsolesCallsAreCalledSoInUsage(t *testing.T) {
	j := begin(t)
	_, secret := j.try(t, j.dev, "listCrossings", "sandbox")
	j.console(t, "GET", secret)
	j.call(t, "GET", j.Gateway+"/ferries/crossings", j.sandbox, nil)
	count := func(traffic string) int {
		var page struct{ Items []struct{ Console bool } }
		j.dev.Do(t, "GET", "/usage/calls?traffic="+traffic, nil).Want(t, 200, &page)
		for _, call := range page.Items {
			require.True(t, traffic == "" || call.Console == (traffic == "console"))
		}
		return len(page.Items)
	}
	require.Eventually(t, func() bool { return count("") == 2 }, time.Minute, 20*time.Millisecond)
	require.Equal(t, 1, count("console"))
	require.Equal(t, 1, count("apps"))
	require.Equal(t, 422, j.dev.Do(t, "GET", "/usage/calls?traffic=odd", nil).Status)
	for _, traffic := range []string{"console", "apps"} {
		var series struct{ Total struct{ Calls int } }
		j.dev.Do(t, "GET", "/usage/series?traffic="+traffic, nil).Want(t, 200, &series)
		require.Equal(t, 1, series.Total.Calls, traffic)
	}
	var top struct{ Items []struct{ Label string } }
	j.dev.Do(t, "GET", "/usage/top?by=token&traffic=console", nil).Want(t, 200, &top)
	require.Equal(t, "Console", top.Items[0].Label)
}

func TestAnOperationSaysWhereMyAppsStand(t *testing.T) {
	j := begin(t)
	type stand struct {
		State   string
		Missing []string
	}
	var mine struct {
		Scopes []string
		Apps   []struct {
			App           string
			Sandbox, Live stand
			Calls, Errors int
			P95           float64
		}
		Calls []struct {
			App    string
			Status int
		}
	}
	booking := "/apis/ferries/versions/1/operations/bookCrossing/mine"
	j.dev.Do(t, "GET", booking, nil).Want(t, 200, &mine)
	require.Equal(t, []string{"ferries:crossings:write"}, mine.Scopes)
	require.Equal(t, stand{"allowed", []string{}}, mine.Apps[0].Sandbox)
	require.Equal(t, stand{"grant_missing", []string{"ferries:crossings:write"}}, mine.Apps[0].Live)
	_, secret := j.live(t)
	j.call(t, "POST", j.Gateway+"/ferries/crossings", secret, map[string]any{"id": "c1"})
	require.Eventually(t, func() bool {
		j.dev.Do(t, "GET", booking, nil).Want(t, 200, &mine)
		return mine.Apps[0].Calls == 1
	}, time.Minute, 20*time.Millisecond)
	require.Equal(t, stand{"scopes_missing", []string{"ferries:crossings:write"}}, mine.Apps[0].Live)
	require.Equal(t, 1, mine.Apps[0].Errors)
	require.Equal(t, 403, mine.Calls[0].Status)
	j.dev.Do(t, "GET", listCrossings+"/mine", nil).Want(t, 200, &mine)
	require.Equal(t, stand{"allowed", []string{}}, mine.Apps[0].Live)
	require.Empty(t, mine.Calls)

	j.Developer(t, "stranger@example.com").Do(t, "GET", booking, nil).Want(t, 200, &mine)
	require.Empty(t, mine.Apps, "somebody else's apps are none of mine")
	require.Empty(t, mine.Calls)
}

func TestConsoleTokensAreForgottenAnHourAfterTheirEnd(t *testing.T) {
	j := begin(t)
	_, secret := j.try(t, j.dev, "listCrossings", "sandbox")
	held := j.App.Enforce.Snapshot().TokenCount()
	require.NoError(t, j.App.Console.Forget(t.Context()))
	require.Equal(t, held, j.App.Enforce.Snapshot().TokenCount(), "a living one stays")
	_, err := j.App.Store.WriterPool().ExecContext(t.Context(), "UPDATE console_tokens SET expires_at = 1")
	require.NoError(t, err)
	require.NoError(t, j.App.Console.Forget(t.Context()))
	require.Equal(t, held-1, j.App.Enforce.Snapshot().TokenCount())
	_, code, _ := j.console(t, "GET", secret)
	require.Equal(t, "token_unknown", code)
}
