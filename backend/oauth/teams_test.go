package oauth_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestNoTokenIsIssuedForAnAPIOfOtherTeamsBeforeItsGrantEnds(t *testing.T) {
	w := begin(t)
	c := w.register(t, nil)
	require.Equal(t, 200, w.ask(t, c.basic()).status)
	// The list changed, and the job that ends grants has not come to this one.
	require.NoError(t, w.App.Store.Tx(t.Context(), func(ctx context.Context) error {
		return w.App.Store.Write(ctx).Exec("UPDATE apis SET visibility = 'signed-in', teams_only = TRUE WHERE slug = 'ferries'").Error
	}))

	require.Equal(t, "invalid_target", w.ask(t, c.basic()).code())
	require.Equal(t, "invalid_target", w.ask(t, c.basic(), "scope", readScope).code(), "as for an API that there isn't")
}

func TestClientsOfATeamAreLookedAfterByItsPeopleOrStop(t *testing.T) {
	w := begin(t)
	c := w.register(t, nil)
	token := w.ask(t, c.basic()).token()
	var team, open struct{ ID string }
	bob := w.Developer(t, "bob@example.com")
	eve := w.Developer(t, "eve@example.com")
	w.dev.StepUp(t)
	w.dev.Do(t, "POST", "/teams", map[string]any{"name": "Timetables"}).Want(t, 201, &team)
	for _, m := range []struct {
		email, role string
		accept      func(path string)
	}{
		{bob.Email, "developer", func(path string) { bob.Do(t, "POST", path, nil).Want(t, 200, nil) }},
		{eve.Email, "viewer", func(path string) { eve.Do(t, "POST", path, nil).Want(t, 200, nil) }},
	} {
		w.dev.Do(t, "POST", "/teams/"+team.ID+"/invitations", map[string]any{"email": m.email, "role": m.role}).Want(t, 201, &open)
		m.accept("/me/team-invitations/" + open.ID + "/accept")
	}
	w.dev.Do(t, "POST", "/apps/"+w.app+"/transfer", map[string]any{"team": team.ID}).Want(t, 200, nil)

	w.admin.StepUp(t)
	w.admin.Send(t, "PUT", "/policies/api/ferries", map[string]any{"kinds": []string{"live", "test", "eph"}}, map[string]string{"If-Match": "*"}).Want(t, 200, nil)
	require.NoError(t, w.App.Tokens.Comply(t.Context()))
	require.Contains(t, string(bob.Do(t, "GET", "/me/notices", nil).Want(t, 200, nil).Body), "1 OAuth client of Timetable breaks the rules for tokens")
	w.admin.Send(t, "PUT", "/policies/api/ferries", map[string]any{}, map[string]string{"If-Match": "*"}).Want(t, 200, nil)

	w.admin.Do(t, "POST", "/people/"+w.dev.Account+"/disable", map[string]any{}).Want(t, 200, nil)
	status, code := w.call(t, "GET", token)
	require.Equal(t, 200, status, code)
	w.admin.Do(t, "POST", "/people/"+bob.Account+"/disable", map[string]any{}).Want(t, 200, nil)
	require.Equal(t, "invalid_client", w.ask(t, c.basic()).code(), "it is suspended, as tokens are")
	_, code = w.call(t, "GET", token)
	require.Equal(t, "token_suspended", code)
	w.act(t, w.admin, c, "resume").Want(t, 200, nil)
	require.Equal(t, "unauthorized_client", w.ask(t, c.basic()).code(), "nobody is left who may change the team's apps")
	_, code = w.call(t, "GET", token)
	require.Equal(t, "app_suspended", code)
	w.admin.Do(t, "POST", "/people/"+bob.Account+"/enable", map[string]any{}).Want(t, 200, nil)
	require.Equal(t, 200, w.ask(t, c.basic()).status)
}
