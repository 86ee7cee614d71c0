package oauth_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/tokens"
)

func TestClientsStandUnderTheRulesOfTheTeamThatOwnsTheirApp(t *testing.T) {
	w := begin(t)
	w.register(t, nil)
	var team struct{ ID string }
	w.dev.StepUp(t)
	w.dev.Do(t, "POST", "/teams", map[string]any{"name": "Timetables"}).Want(t, 201, &team)
	whatever := map[string]string{"If-Match": "*"}
	strict := map[string]any{"kinds": []string{"live", "test", "eph"}}
	w.dev.Send(t, "PUT", "/teams/"+team.ID+"/policy", strict, whatever).Want(t, 200, nil)
	require.Contains(t, string(w.dev.Send(t, "PUT", "/teams/"+team.ID+"/policy", map[string]any{}, whatever).Want(t, 403, nil).Body), "policy.own_app")
	w.dev.Send(t, "PUT", "/policies/team/"+team.ID, map[string]any{}, whatever).Want(t, 403, nil)

	var foreseen tokens.TransferEffects
	w.dev.Do(t, "GET", "/apps/"+w.app+"/transfer-effects?team="+team.ID, nil).Want(t, 200, &foreseen)
	require.Len(t, foreseen.Effects, 1)
	require.EqualValues(t, 1, foreseen.Effects[0].Clients)
	w.dev.Do(t, "POST", "/apps/"+w.app+"/transfer", map[string]any{"team": team.ID}).Want(t, 200, nil)
	require.NoError(t, w.App.Tokens.Comply(t.Context()))

	var broken tokens.PolicyOffenders
	w.admin.Do(t, "GET", "/policy-compliance/offenders?rule=kinds&level=team&id="+team.ID, nil).Want(t, 200, &broken)
	require.Len(t, broken.Clients, 1)
	require.Contains(t, string(w.admin.Do(t, "GET", "/policies", nil).Want(t, 200, nil).Body), `"name":"Timetables"`)
	require.Contains(t, string(w.admin.Do(t, "GET", "/policy-compliance/evidence.csv", nil).Want(t, 200, nil).Body), "The team Timetables allows only")
	w.dev.Do(t, "DELETE", "/teams/"+team.ID+"?apps=1", nil).Want(t, 204, nil)
	require.NotContains(t, string(w.admin.Do(t, "GET", "/policies", nil).Want(t, 200, nil).Body), "Timetables")
}
