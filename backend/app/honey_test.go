package app_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/rbac"
)

func TestAHoneyTokenOpensNothingAndRaisesTheAlarm(t *testing.T) {
	j := begin(t)
	security := j.Operator(t, j.admin, "security@example.com", rbac.SecurityAdmin)
	body := map[string]any{"name": "Backup server", "planted": "~/.env of the backup server", "environment": "live"}
	require.Equal(t, 403, j.dev.Do(t, "POST", "/honey-tokens", body).Status)
	security.StepUp(t)
	var made struct {
		Honey  struct{ ID string }
		Secret string
	}
	security.Do(t, "POST", "/honey-tokens", body).Want(t, 201, &made)
	_, verifier, err := j.App.Operators.CreateLocally(t.Context(), "proxy", rbac.Verifier, time.Hour)
	require.NoError(t, err)
	unknown := made.Secret[:len(made.Secret)-1] + "~"
	status, _, _ := j.call(t, "GET", j.Gateway+"/ferries/crossings", unknown, nil)
	require.Equal(t, 401, status)
	status, code, _ := j.call(t, "GET", j.Gateway+"/ferries/crossings", made.Secret, nil)
	require.Equal(t, 401, status)
	require.Equal(t, "token_unknown", code)
	_, _, answer := j.call(t, "POST", j.Internal+"/v1/verify", verifier, map[string]any{"token": made.Secret, "api": "ferries", "method": "GET", "path": "/crossings", "clientAddress": "203.0.113.9"})
	require.Equal(t, "token_unknown", answer["code"])

	var leaks struct {
		Items []struct{ ID, TokenName, Source, Place string }
	}
	require.Eventually(t, func() bool {
		security.Do(t, "GET", "/leaks", nil).Want(t, 200, &leaks)
		return len(leaks.Items) == 2
	}, time.Minute, 20*time.Millisecond)
	require.Equal(t, "honey", leaks.Items[0].Source)
	require.Equal(t, "Backup server", leaks.Items[0].TokenName)
	require.Contains(t, leaks.Items[0].Place+leaks.Items[1].Place, "Used from 203.0.113.0/24. It was planted here: ~/.env of the backup server")
	var inbox struct{ Items []struct{ Title string } }
	security.Do(t, "GET", "/me/notices", nil).Want(t, 200, &inbox)
	titles := []string{}
	for _, n := range inbox.Items {
		titles = append(titles, n.Title)
	}
	require.Contains(t, titles, "The honey token Backup server was used")
	var list struct {
		Items []struct {
			Used      int
			RetiredAt *time.Time
		}
	}
	security.Do(t, "GET", "/honey-tokens", nil).Want(t, 200, &list)
	require.Equal(t, 2, list.Items[0].Used, "once for each network")

	security.Do(t, "POST", "/honey-tokens/"+made.Honey.ID+"/retire", map[string]any{}).Want(t, 200, nil)
	status, code, _ = j.call(t, "GET", j.Gateway+"/ferries/crossings", made.Secret, nil)
	require.Equal(t, 401, status)
	require.Equal(t, "token_unknown", code)
	security.Do(t, "GET", "/honey-tokens", nil).Want(t, 200, &list)
	require.NotNil(t, list.Items[0].RetiredAt)
}
