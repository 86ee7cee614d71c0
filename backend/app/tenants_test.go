package app_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/apitest"
)

// canary stands in everything that belongs to the other tenant; no answer to a stranger may contain it.
const canary = "Zanzibar"

// foreign makes an app with a token and answers the ids that a stranger may try, by the name of the route's parameter.
func foreign(t *testing.T, p *apitest.Portal) map[string]string {
	t.Helper()
	other := p.Developer(t, "other@example.com")
	var made struct {
		App struct {
			ID string `json:"id"`
		} `json:"app"`
		Token struct {
			ID string `json:"id"`
		} `json:"token"`
	}
	other.Do(t, "POST", "/apps", map[string]any{"name": canary, "purpose": "Keep " + canary + " apart from everybody else."}).Want(t, 201, &made)
	var sessions struct {
		Items []struct {
			ID string `json:"id"`
		} `json:"items"`
	}
	other.Do(t, "GET", "/me/sessions", nil).Want(t, 200, &sessions)
	var keys struct {
		Items []struct {
			ID string `json:"id"`
		} `json:"items"`
	}
	other.Do(t, "GET", "/me/passkeys", nil).Want(t, 200, &keys)
	return map[string]string{
		":app": made.App.ID, ":token": made.Token.ID, ":session": sessions.Items[0].ID, ":passkey": keys.Items[0].ID, ":person": other.Account,
		":request": "req_01h455vb4pex5vsknk084sn02q", ":grant": "gnt_01h455vb4pex5vsknk084sn02q", ":decision": "dec_01h455vb4pex5vsknk084sn02q",
	}
}

func TestAnotherTenantsThingsCannotBeToldFromMissingOnes(t *testing.T) {
	p := apitest.New(t)
	p.Admin(t)
	ids := foreign(t, p)
	me := p.Developer(t, "me@example.com")
	me.StepUp(t)
	tried := 0
	for _, r := range p.App.Routes() {
		if !strings.Contains(r.Path, ":") || r.Public || r.MediaType != "" {
			continue
		}
		target, known := r.Path, true
		for _, name := range parameter.FindAllString(r.Path, -1) {
			id, ok := ids[name]
			known = known && ok && id != ""
			target = strings.ReplaceAll(target, name, id)
		}
		if !known {
			continue
		}
		tried++
		answer := me.Do(t, r.Method, target, body(r))
		require.GreaterOrEqual(t, answer.Status, 400, "%s %s: %s", r.Method, target, answer.Body)
		require.Less(t, answer.Status, 500, "%s %s: %s", r.Method, target, answer.Body)
		require.NotContains(t, string(answer.Body), canary)
		if !r.Unsafe() && answer.Status != 403 {
			require.Equal(t, 404, answer.Status, "%s %s: %s", r.Method, target, answer.Body)
		}
	}
	require.Greater(t, tried, 15)
}
