package oauth_test

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"
)

// refuseWrites makes the database refuse to write into a table until the test ends it.
func (w *world) refuseWrites(t *testing.T, table string) (mend func()) {
	t.Helper()
	db := w.App.Store.WriterPool()
	_, err := db.ExecContext(t.Context(), "CREATE TRIGGER broken_"+table+" BEFORE INSERT ON "+table+" BEGIN SELECT RAISE(ABORT, 'disk I/O error'); END")
	require.NoError(t, err)
	return func() {
		_, err := db.ExecContext(t.Context(), "DROP TRIGGER broken_"+table)
		require.NoError(t, err)
	}
}

func TestWhatCouldNotBeStoredIsNeverAnsweredAsDone(t *testing.T) {
	w := begin(t)
	c := w.register(t, nil)
	token := w.ask(t, c.basic()).token()
	revoke := func() answer {
		return w.post(t, "/oauth2/revoke", url.Values{"token": {token}}.Encode(), "Authorization", c.basic())
	}
	mend := w.refuseWrites(t, "oauth_denials")
	a := revoke()
	require.Equal(t, 503, a.status, a.raw)
	require.Equal(t, "temporarily_unavailable", a.code())
	status, _ := w.call(t, "GET", token)
	require.Equal(t, 200, status, "it is still active, and said so")
	require.Contains(t, w.post(t, "/oauth2/introspect", "token="+token, "Authorization", c.basic()).raw, `"active":true`)
	mend()
	require.Equal(t, 200, revoke().status)
	_, code := w.call(t, "GET", token)
	require.Equal(t, "token_revoked", code)
}

func TestAnAssertionThatCouldNotBeNotedOpensNothing(t *testing.T) {
	w := begin(t)
	mine := newSigning(t)
	c := w.register(t, map[string]any{"authMethod": "private_key_jwt", "keySet": mine.set(t)})
	mend := w.refuseWrites(t, "oauth_assertions")
	assertion := mine.assertion(t, w.URL, c.Client.ID)
	require.Equal(t, 503, w.ask(t, "", assertion...).status)
	mend()
	require.Equal(t, 200, w.ask(t, "", assertion...).status, "it was not used up")
}

func TestASignerThatIsAwayIsUnavailableAndNothingElseSigns(t *testing.T) {
	w := begin(t)
	c := w.register(t, nil)
	header, _ := claimsOf(t, w.ask(t, c.basic()).token())
	_, err := w.App.Store.WriterPool().ExecContext(t.Context(), "UPDATE signing_keys SET driver = 'pkcs11'")
	require.NoError(t, err)
	w.admin.StepUp(t)
	w.admin.Do(t, "POST", "/signing-keys/"+header["kid"].(string)+"/revoke", map[string]any{"reason": "Lost."}).Want(t, 200, nil)
	a := w.ask(t, c.basic())
	require.Equal(t, 503, a.status, a.raw)
	require.Equal(t, "temporarily_unavailable", a.code())
	require.Equal(t, 200, w.send(t, "GET", "/oauth2/jwks.json", "").status)
}
