package sessions_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/apitest"
)

type sessionList struct {
	Items []struct {
		ID      string
		Current bool
	}
}

func TestSignOutEndsTheSessionOnTheServer(t *testing.T) {
	p := apitest.New(t)
	admin := p.Admin(t)
	cookie := admin.Cookie()

	answer := admin.Do(t, http.MethodPost, "/auth/sign-out", map[string]any{}).Want(t, 204, nil)

	require.Contains(t, answer.Header.Get("Clear-Site-Data"), `"storage"`)
	reused := map[string]string{"Cookie": "__Host-gth_s=" + cookie}
	p.Nobody().Send(t, http.MethodGet, "/me", nil, reused).Want(t, 401, nil)
}

func TestSessionCookieIsStrictAndNeverTakenFromTheClient(t *testing.T) {
	p := apitest.New(t)
	p.Admin(t)
	ada := p.Developer(t, "ada@example.com")
	before := ada.Cookie()

	ada.SignIn(t)

	require.NotEqual(t, before, ada.Cookie())
	two := map[string]string{"Cookie": "__Host-gth_s=" + before + "; __Host-gth_s=" + ada.Cookie()}
	p.Nobody().Send(t, http.MethodGet, "/me", nil, two).Want(t, 400, nil)
}

func TestCrossSiteRequestsAreRefused(t *testing.T) {
	p := apitest.New(t)
	admin := p.Admin(t)
	for name, headers := range map[string]map[string]string{
		"cross-site":   {"Sec-Fetch-Site": "cross-site"},
		"sibling":      {"Sec-Fetch-Site": "same-site"},
		"null origin":  {"Origin": "null"},
		"other origin": {"Origin": "http://evil.example"},
		"no origin":    {"Origin": "", "Sec-Fetch-Site": ""},
	} {
		require.Equal(t, 403, admin.Send(t, http.MethodPatch, "/me", map[string]any{"name": "Eve"}, headers).Status, name)
	}
	for name, token := range map[string]string{"missing": "", "foreign": strings.Repeat("A", 64)} {
		headers := map[string]string{"Cookie": "__Host-gth_s=" + admin.Cookie(), "X-Csrf-Token": token}
		require.Equal(t, 403, p.Nobody().Send(t, http.MethodPatch, "/me", map[string]any{"name": "Eve"}, headers).Status, name)
	}
	for _, kind := range []string{"text/plain", "application/x-www-form-urlencoded", "application/json-evil"} {
		headers := map[string]string{"Content-Type": kind}
		require.Equal(t, 415, admin.Send(t, http.MethodPatch, "/me", map[string]any{"name": "Eve"}, headers).Status, kind)
	}
	admin.Do(t, http.MethodPatch, "/me", map[string]any{"name": "Ada"}).Want(t, 200, nil)
}

func TestPeopleSeeAndEndTheirOwnSessionsOnly(t *testing.T) {
	p := apitest.New(t)
	p.Admin(t)
	ada, bob := p.Developer(t, "ada@example.com"), p.Developer(t, "bob@example.com")
	var adas, bobs sessionList
	ada.Do(t, http.MethodGet, "/me/sessions", nil).Want(t, 200, &adas)
	bob.Do(t, http.MethodGet, "/me/sessions", nil).Want(t, 200, &bobs)
	require.Len(t, adas.Items, 1)
	require.True(t, adas.Items[0].Current)

	bob.Do(t, http.MethodDelete, "/me/sessions/"+adas.Items[0].ID, nil).Want(t, 404, nil)
	ada.Do(t, http.MethodGet, "/me", nil).Want(t, 200, nil)
	bob.Do(t, http.MethodDelete, "/me/sessions", nil).Want(t, 204, nil)
	bob.Do(t, http.MethodDelete, "/me/sessions/"+bobs.Items[0].ID, nil).Want(t, 204, nil)
	bob.Do(t, http.MethodGet, "/me", nil).Want(t, 401, nil)
}

func TestRecoveredSessionMayOnlyEnrolAPasskey(t *testing.T) {
	p := apitest.New(t)
	p.Admin(t)
	ada := p.Developer(t, "ada@example.com")
	ada.StepUp(t)
	var made struct{ Codes []string }
	ada.Do(t, http.MethodPost, "/me/recovery-codes", map[string]any{}).Want(t, 200, &made)
	c := p.Nobody()
	var signedIn struct{ CSRFToken string }
	c.Do(t, http.MethodPost, "/auth/recover", map[string]any{"email": "ADA@example.com", "code": made.Codes[0]}).Want(t, 200, &signedIn)
	token := map[string]string{"X-Csrf-Token": signedIn.CSRFToken}

	c.Send(t, http.MethodGet, "/me", nil, token).Want(t, 200, nil)
	require.Equal(t, "restricted_session", c.Send(t, http.MethodPost, "/auth/step-up/begin", map[string]any{}, token).Want(t, 403, nil).Code())
	require.Equal(t, "restricted_session", c.Send(t, http.MethodGet, "/me/sessions", nil, token).Want(t, 403, nil).Code())
	ada.Do(t, http.MethodGet, "/me", nil).Want(t, 401, nil)
}
