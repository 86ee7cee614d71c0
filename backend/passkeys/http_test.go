package passkeys_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/apitest"
)

type options struct{ PublicKey json.RawMessage }

func TestWayInOverHTTPGoesAllTheWay(t *testing.T) {
	p := apitest.New(t)
	p.Admin(t)
	ada := p.Developer(t, "ada@example.com")
	require.Equal(t, "step_up_required", ada.Do(t, http.MethodPost, "/auth/passkeys/register/begin", map[string]any{}).Want(t, 403, nil).Code())

	ada.SignIn(t)
	ada.StepUp(t)

	var list struct{ Items []struct{ ID, Name string } }
	ada.Do(t, http.MethodGet, "/me/passkeys", nil).Want(t, 200, &list)
	require.Len(t, list.Items, 1)
	one := "/me/passkeys/" + list.Items[0].ID
	ada.Do(t, http.MethodPatch, one, map[string]any{"name": "Work laptop"}).Want(t, 200, nil)
	ada.Do(t, http.MethodPatch, one, map[string]any{"name": ""}).Want(t, 422, nil)
	require.Equal(t, "passkeys.last_one", ada.Do(t, http.MethodDelete, one, nil).Want(t, 409, nil).Code())
}

func TestBeginIgnoresTheHostThatAClientClaims(t *testing.T) {
	p := apitest.New(t)
	p.Admin(t)
	var begun options
	headers := map[string]string{"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}
	p.Nobody().Send(t, http.MethodPost, "/auth/sign-in/begin", map[string]any{}, headers).Want(t, 200, &begun)

	var o struct {
		RPID             string
		UserVerification string
		AllowCredentials []any
	}
	require.NoError(t, json.Unmarshal(begun.PublicKey, &o))
	require.Equal(t, "localhost", o.RPID)
	require.Equal(t, "required", o.UserVerification)
	require.Empty(t, o.AllowCredentials)
}

func TestResponsesThatAreNoneAreRefused(t *testing.T) {
	p := apitest.New(t)
	admin := p.Admin(t)
	for _, credential := range []any{nil, 7, "x", []int{1}, map[string]any{}, map[string]any{"id": "AA", "rawId": "AA", "type": "public-key", "response": map[string]any{}}} {
		status := p.Nobody().Do(t, http.MethodPost, "/auth/sign-in/finish", map[string]any{"credential": credential}).Status
		require.Contains(t, []int{400, 422}, status, "%v", credential)
	}
	status := admin.Do(t, http.MethodPost, "/auth/step-up/finish", map[string]any{}).Status
	require.Equal(t, 422, status)
}

func TestRecoveredPersonEnrolsAndIsFreeAgain(t *testing.T) {
	p := apitest.New(t)
	p.Admin(t)
	ada := p.Developer(t, "ada@example.com")
	ada.StepUp(t)
	var made struct{ Codes []string }
	ada.Do(t, http.MethodPost, "/me/recovery-codes", map[string]any{}).Want(t, 200, &made)
	c := p.Nobody()
	var signedIn struct{ CSRFToken string }
	c.Do(t, http.MethodPost, "/auth/recover", map[string]any{"email": "ada@example.com", "code": made.Codes[0]}).Want(t, 200, &signedIn)
	token := map[string]string{"X-Csrf-Token": signedIn.CSRFToken}
	var begun options
	c.Send(t, http.MethodPost, "/auth/passkeys/register/begin", map[string]any{}, token).Want(t, 200, &begun)
	credential, err := c.Key().Register(begun.PublicKey)
	require.NoError(t, err)

	c.Send(t, http.MethodPost, "/auth/passkeys/register/finish", map[string]any{"credential": json.RawMessage(credential)}, token).Want(t, 201, nil)

	var me struct{ Restricted bool }
	c.Do(t, http.MethodGet, "/me", nil).Want(t, 200, &me)
	require.False(t, me.Restricted)
	c.SignIn(t)
}
