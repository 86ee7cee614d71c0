package notify_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/apitest"
)

func TestKeptMailsAreForOperators(t *testing.T) {
	p := apitest.New(t)
	admin := p.Admin(t)
	ada := p.Developer(t, "ada@example.com")
	p.Nobody().Do(t, http.MethodGet, "/mails", nil).Want(t, 401, nil)
	ada.Do(t, http.MethodGet, "/mails", nil).Want(t, 403, nil)
	var mails struct {
		Items []struct{ To, State, Text string }
	}

	admin.Do(t, http.MethodGet, "/mails", nil).Want(t, 200, &mails)

	require.NotEmpty(t, mails.Items)
	require.Equal(t, "kept", mails.Items[0].State)
	admin.Do(t, http.MethodPost, "/mails/test", map[string]any{"to": "ops@example.com"}).Want(t, 202, nil)
	admin.Do(t, http.MethodPost, "/mails/test", map[string]any{"to": "not an address"}).Want(t, 422, nil)
	ada.Do(t, http.MethodPost, "/mails/test", map[string]any{"to": "ops@example.com"}).Want(t, 403, nil)
}

func TestNoticesAreTheReadersOwn(t *testing.T) {
	p := apitest.New(t)
	p.Admin(t)
	ada, bob := p.Developer(t, "ada@example.com"), p.Developer(t, "bob@example.com")
	var adas struct{ Items []struct{ ID, Kind string } }
	ada.Do(t, http.MethodGet, "/me/notices", nil).Want(t, 200, &adas)
	require.Equal(t, "account.welcome", adas.Items[0].Kind)

	bob.Do(t, http.MethodPost, "/me/notices/read", map[string]any{"ids": []string{adas.Items[0].ID}}).Want(t, 204, nil)

	var me struct{ UnreadNotices int }
	ada.Do(t, http.MethodGet, "/me", nil).Want(t, 200, &me)
	require.Equal(t, len(adas.Items), me.UnreadNotices)
	ada.Do(t, http.MethodPost, "/me/notices/read", map[string]any{}).Want(t, 204, nil)
	ada.Do(t, http.MethodGet, "/me", nil).Want(t, 200, &me)
	require.Zero(t, me.UnreadNotices)
	ada.Do(t, http.MethodGet, "/me/notices?limit=201", nil).Want(t, 422, nil)
	ada.Do(t, http.MethodGet, "/me/notices?cursor=forged", nil).Want(t, 400, nil)
}
