package oauth_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/apitest"
)

func TestAnOwnerAsksHowATokenOfTheirClientStands(t *testing.T) {
	w := begin(t)
	c, stranger, key := w.register(t, nil), w.stranger(t), newSigning(t)
	stands := func(who *apitest.Client, client, token string) (string, []string) {
		var answer struct {
			Standing string
			Scopes   []string
		}
		who.Do(t, "POST", "/oauth-clients/"+client+"/check-token", map[string]any{"token": token}).Want(t, 200, &answer)
		return answer.Standing, answer.Scopes
	}
	token, theirs := w.ask(t, c.basic()).token(), w.ask(t, stranger.basic()).token()
	standing, scopes := stands(w.dev, c.Client.ID, token)
	require.Equal(t, "works", standing)
	require.Equal(t, []string{readScope}, scopes)
	standing, _ = stands(w.dev, c.Client.ID, w.bound(t, c.basic(), nil, key.proof(t, "POST", w.tokenURL())).token())
	require.Equal(t, "works", standing, "for its holder")
	standing, _ = stands(w.dev, c.Client.ID, theirs)
	require.Equal(t, "foreign", standing)
	for _, text := range []string{"x", "a.b.c", token[:len(token)-4] + "AAAA", *c.Secret} {
		standing, _ = stands(w.dev, c.Client.ID, text)
		require.Equal(t, "foreign", standing)
	}
	require.Equal(t, 200, w.post(t, "/oauth2/revoke", "token="+token, "Authorization", c.basic()).status)
	standing, _ = stands(w.dev, c.Client.ID, token)
	require.Equal(t, "refused", standing)
	require.Equal(t, 404, w.dev.Do(t, "POST", "/oauth-clients/"+stranger.Client.ID+"/check-token", map[string]any{"token": token}).Status, "somebody else's client")
	require.Equal(t, 422, w.dev.Do(t, "POST", "/oauth-clients/"+c.Client.ID+"/check-token", map[string]any{"token": ""}).Status)
	kept := w.ask(t, c.basic()).token()
	header, _ := claimsOf(t, kept)
	w.admin.StepUp(t)
	w.admin.Do(t, "POST", "/signing-keys/"+header["kid"].(string)+"/revoke", map[string]any{"reason": "Lost."}).Want(t, 200, nil)
	standing, _ = stands(w.dev, c.Client.ID, kept)
	require.Equal(t, "refused", standing, "its key is gone, and it was the client's")
}
