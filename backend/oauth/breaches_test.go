package oauth_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAClientThatBreaksARuleIsCountedShownAndEvident(t *testing.T) {
	w := begin(t)
	made := w.register(t, nil)
	w.admin.StepUp(t)
	rules := map[string]any{"kinds": []string{"live", "test", "eph"}}
	var preview struct {
		Effects []struct {
			Rule    string
			Clients int64
		}
	}
	w.admin.Do(t, "POST", "/policy-previews", map[string]any{"level": "api", "id": "ferries", "rules": rules}).Want(t, 200, &preview)
	require.EqualValues(t, 1, preview.Effects[0].Clients)
	w.admin.Send(t, "PUT", "/policies/api/ferries", rules, map[string]string{"If-Match": "*"}).Want(t, 200, nil)
	require.NoError(t, w.App.Tokens.Comply(t.Context()))

	var clients struct {
		Items []struct{ PolicyBreaches []string }
	}
	w.dev.Do(t, "GET", "/apps/"+w.app+"/oauth-clients", nil).Want(t, 200, &clients)
	require.Len(t, clients.Items[0].PolicyBreaches, 1)
	require.Contains(t, clients.Items[0].PolicyBreaches[0], "allows only")
	var offenders struct{ Clients []struct{ ID, App string } }
	w.admin.Do(t, "GET", "/policy-compliance/offenders?rule=kinds&level=api&id=ferries", nil).Want(t, 200, &offenders)
	require.Equal(t, made.Client.ID, offenders.Clients[0].ID)
	var evidence struct {
		Breaches []struct{ Token, Rule string }
	}
	w.admin.Do(t, "GET", "/policy-compliance/evidence.json", nil).Want(t, 200, &evidence)
	require.Contains(t, evidence.Breaches, struct{ Token, Rule string }{made.Client.ID, "kinds"})
	var notices struct{ Items []struct{ Title string } }
	w.dev.Do(t, "GET", "/me/notices", nil).Want(t, 200, &notices)
	titles := ""
	for _, n := range notices.Items {
		titles += n.Title + ". "
	}
	require.Contains(t, titles, "1 OAuth client of Timetable breaks the rules for tokens")
}
