package oauth_test

import (
	"net/http"
	"net/url"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/rbac"
)

// perClient is how many requests a client has in a minute.
const perClient = 300

func TestABlockedNetworkProvesNothingAtTheEndpoints(t *testing.T) {
	w := begin(t)
	c := w.register(t, nil)
	token := w.ask(t, c.basic()).token()
	require.NotEmpty(t, token)
	guard := w.Operator(t, w.admin, "guard@example.com", rbac.SecurityAdmin)
	guard.StepUp(t)
	var network struct{ ID string }
	loopback := map[string]any{"network": "127.0.0.0/8", "effect": "block", "reason": "A test.", "confirm": true}
	guard.Do(t, "POST", "/blocked-networks", loopback).Want(t, 201, &network)

	about := url.Values{"token": {token}}.Encode()
	for name, a := range map[string]answer{
		"token":      w.ask(t, c.basic()),
		"wrong":      w.ask(t, basic(c.Client.ID, "wrong")),
		"introspect": w.post(t, "/oauth2/introspect", about, "Authorization", c.basic()),
		"revoke":     w.post(t, "/oauth2/revoke", about, "Authorization", c.basic()),
	} {
		require.Equal(t, 400, a.status, name)
		require.Equal(t, "unauthorized_client", a.code(), name)
		require.Equal(t, "no-store", a.header.Get("Cache-Control"), name)
	}
	require.Equal(t, 200, w.send(t, "GET", "/oauth2/jwks.json", "").status, "what is public stays so")
	guard.Do(t, "DELETE", "/blocked-networks/"+network.ID, nil).Want(t, 204, nil)
	require.Equal(t, 200, w.ask(t, c.basic()).status)
	a := w.post(t, "/oauth2/introspect", about, "Authorization", c.basic())
	require.Equal(t, true, a.body["active"], "the refused revocation ended nothing")
}

func TestAClientHasItsOwnBoundAndOnlyItSpendsIt(t *testing.T) {
	w := begin(t)
	c := w.register(t, nil)
	for range 20 {
		require.Equal(t, 401, w.ask(t, basic(c.Client.ID, "wrong")).status)
	}
	about := func() answer { return w.post(t, "/oauth2/introspect", "token=nothing", "Authorization", c.basic()) }
	for i := range perClient {
		require.Equal(t, 200, about().status, "request %d", i)
	}
	refused := about()
	for i := 0; refused.status == http.StatusOK && i < 200; i++ { // what came back in the meantime
		refused = about()
	}
	require.Equal(t, 429, refused.status)
	require.Equal(t, "temporarily_unavailable", refused.code())
	seconds, err := strconv.Atoi(refused.header.Get("Retry-After"))
	require.NoError(t, err)
	require.Positive(t, seconds)
	require.Equal(t, 429, w.ask(t, c.basic()).status, "all endpoints together")

	other := w.Developer(t, "other@example.com")
	var made struct{ App struct{ ID string } }
	other.Do(t, "POST", "/apps", map[string]any{"name": "Other", "purpose": "Shows crossings on a big screen."}).Want(t, 201, &made)
	w.dev, w.app = other, made.App.ID
	w.dev.StepUp(t)
	require.Equal(t, 200, w.ask(t, w.register(t, nil).basic()).status, "others ask on")
}
