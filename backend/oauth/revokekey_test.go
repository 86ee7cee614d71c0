package oauth_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/app"
	"github.com/gatehouse-dev/gatehouse/embed"
)

// TestTheCommandLineRevokesAKeyBesideARunningServer is the emergency of S-OAU-21.
func TestTheCommandLineRevokesAKeyBesideARunningServer(t *testing.T) {
	w := begin(t)
	c := w.register(t, nil)
	token := w.ask(t, c.basic()).token()
	header, _ := claimsOf(t, token)
	kid, _ := header["kid"].(string)
	command := func(args ...string) int {
		code, _ := app.Main(append(args, "--data", w.data), app.Carried{Version: "test", Web: embed.Web(), Seed: embed.Seed(), Guides: embed.Guides(), Mail: embed.Mail()})
		return code
	}
	require.Equal(t, 2, command("keys", "revoke", kid), "a reason is asked for")
	require.Equal(t, 2, command("keys", "revoke", kid, "--reason", " "))
	require.Equal(t, 1, command("keys", "revoke", "nobody", "--reason", "A test."))
	require.Equal(t, 0, command("keys", "list"))
	status, _ := w.call(t, "GET", token)
	require.Equal(t, 200, status)
	require.Equal(t, 0, command("keys", "revoke", kid, "--reason", "The backup was lost."))
	require.Eventually(t, func() bool {
		status, code := w.call(t, "GET", token)
		return status == 401 && code == "token_unknown"
	}, time.Minute, 20*time.Millisecond)
	require.Equal(t, 1, command("keys", "revoke", kid, "--reason", "Again."))
	status, _ = w.call(t, "GET", w.ask(t, c.basic()).token())
	require.Equal(t, 200, status, "the next key signs at once")
	require.NotContains(t, w.send(t, "GET", "/oauth2/jwks.json", "").raw, kid)

	raw := func(path string) string {
		var answer json.RawMessage
		w.admin.Do(t, "GET", path, nil).Want(t, 200, &answer)
		return string(answer)
	}
	require.Contains(t, raw("/audit?action=keys.revoke"), "The backup was lost.")
	require.Contains(t, raw("/me/notices"), "A signing key was revoked: The backup was lost.")
	require.NotContains(t, raw("/me/notices"), "Again.")
}
