package oauth_test

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/rbac"
)

const inactive = `{"active":false}`

func TestIntrospectionAnswersItsOwnClientAndVerifiers(t *testing.T) {
	w := begin(t)
	c := w.register(t, nil)
	token := w.ask(t, c.basic(), "scope", readScope).token()
	ask := func(text, authorization string) answer {
		return w.post(t, "/oauth2/introspect", url.Values{"token": {text}}.Encode(), "Authorization", authorization)
	}
	a := ask(token, c.basic())
	require.Equal(t, 200, a.status)
	require.Equal(t, true, a.body["active"])
	require.Equal(t, readScope, a.body["scope"])
	require.Equal(t, c.Client.ID, a.body["client_id"])
	require.Equal(t, w.Gateway+"/ferries", a.body["aud"])
	require.Equal(t, "no-store", a.header.Get("Cache-Control"))

	_, verifier, err := w.App.Operators.CreateLocally(t.Context(), "proxy", rbac.Verifier, 3600e9)
	require.NoError(t, err)
	require.Equal(t, true, ask(token, "Bearer "+verifier).body["active"])
	_, auditor, err := w.App.Operators.CreateLocally(t.Context(), "auditor", rbac.Auditor, 3600e9)
	require.NoError(t, err)
	require.Equal(t, 401, ask(token, "Bearer "+auditor).status)
	require.Equal(t, 401, ask(token, "Bearer "+token).status)
	require.Equal(t, 401, w.post(t, "/oauth2/introspect", "token="+token).status, "nobody")

	stranger := w.stranger(t)
	for name, text := range map[string]string{"a foreign token": token, "no token": "x", "dots": "a.b.c", "a client secret": *c.Secret, "forged": token[:len(token)-4] + "AAAA"} {
		a := ask(text, stranger.basic())
		require.Equal(t, 200, a.status, name)
		require.Equal(t, inactive, a.raw, name)
	}
	require.Equal(t, 400, ask("", c.basic()).status)
	w.dev.Do(t, "POST", "/oauth-clients/"+c.Client.ID+"/end-tokens", map[string]any{}).Want(t, 200, nil)
	require.Equal(t, inactive, ask(token, c.basic()).raw)
	fresh := w.ask(t, c.basic()).token()
	require.Equal(t, true, ask(fresh, c.basic()).body["active"], "a token that is issued after the end counts at once")
	status, _ := w.call(t, "GET", fresh)
	require.Equal(t, 200, status)
	_, code := w.call(t, "GET", token)
	require.Equal(t, "token_revoked", code)
}

// stranger is another developer's client.
func (w *world) stranger(t *testing.T) client {
	t.Helper()
	other := &world{Portal: w.Portal, dev: w.Developer(t, "other@example.com")}
	var made struct{ App struct{ ID string } }
	other.dev.Do(t, "POST", "/apps", map[string]any{"name": "Other", "purpose": "Something else altogether."}).Want(t, 201, &made)
	other.app = made.App.ID
	other.dev.StepUp(t)
	return other.register(t, nil)
}

func TestAClientRevokesItsOwnTokensOnly(t *testing.T) {
	w := begin(t)
	c, stranger := w.register(t, nil), w.stranger(t)
	token, kept := w.ask(t, c.basic()).token(), w.ask(t, c.basic()).token()
	revoke := func(text, authorization string) answer {
		return w.post(t, "/oauth2/revoke", url.Values{"token": {text}, "token_type_hint": {"access_token"}}.Encode(), "Authorization", authorization)
	}
	require.Equal(t, 200, revoke(token, stranger.basic()).status)
	status, _ := w.call(t, "GET", token)
	require.Equal(t, 200, status, "a stranger revokes nothing")
	require.Equal(t, 401, w.post(t, "/oauth2/revoke", "token="+token).status)
	for _, text := range []string{"x", "a.b.c", *c.Secret, token[:len(token)-4] + "AAAA"} {
		require.Equal(t, 200, revoke(text, c.basic()).status)
	}
	a := revoke(token, c.basic())
	require.Equal(t, 200, a.status)
	require.Empty(t, a.raw)
	status, code := w.call(t, "GET", token)
	require.Equal(t, 401, status)
	require.Equal(t, "token_revoked", code)
	require.Equal(t, 200, revoke(token, c.basic()).status, "again")
	status, _ = w.call(t, "GET", kept)
	require.Equal(t, 200, status)
	require.Equal(t, inactive, w.post(t, "/oauth2/introspect", "token="+token, "Authorization", c.basic()).raw)
}

func TestARevokedKeyAndTheEndOfAllTokensAreFeltAtOnce(t *testing.T) {
	w := begin(t)
	c := w.register(t, nil)
	w.admin.StepUp(t)
	token := w.ask(t, c.basic()).token()
	w.admin.Do(t, "POST", "/oauth/end-tokens", map[string]any{"reason": "A log was published."}).Want(t, 204, nil)
	_, code := w.call(t, "GET", token)
	require.Equal(t, "token_revoked", code)
	token = w.ask(t, c.basic()).token()
	status, _ := w.call(t, "GET", token)
	require.Equal(t, 200, status)
	var list struct{ Items []struct{ ID, State string } }
	w.admin.Do(t, "GET", "/signing-keys", nil).Want(t, 200, &list)
	require.Len(t, list.Items, 2)
	require.Equal(t, 409, w.admin.Do(t, "POST", "/signing-keys/rotate", map[string]any{}).Status, "the next key is too young")
	header, _ := claimsOf(t, token)
	w.admin.Do(t, "POST", "/signing-keys/"+header["kid"].(string)+"/revoke", map[string]any{"reason": "Lost."}).Want(t, 200, &list)
	require.Len(t, list.Items, 3)
	_, code = w.call(t, "GET", token)
	require.Equal(t, "token_unknown", code)
	status, _ = w.call(t, "GET", w.ask(t, c.basic()).token())
	require.Equal(t, 200, status)
	require.Equal(t, 403, w.dev.Do(t, "GET", "/signing-keys", nil).Status)
}
