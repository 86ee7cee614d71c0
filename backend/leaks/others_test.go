package leaks_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/apitest"
	"github.com/gatehouse-dev/gatehouse/backend/leaks"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/secret/secrettest"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// client is an OAuth client with its newest secret.
type client struct {
	Client struct {
		ID      string
		Secrets []struct{ Number int64 }
	}
	Secret string
}

func (d desk) client(t *testing.T) (made client) {
	t.Helper()
	d.dev.Do(t, "POST", "/apps/"+d.app+"/oauth-clients", map[string]any{"environment": "sandbox", "authMethod": "client_secret_basic", "scopes": []any{}}).Want(t, 201, &made)
	return made
}

// accepted says whether the token endpoint takes a client's secret; without access to an API it answers invalid_target then.
func (d desk) accepted(t *testing.T, c client) bool {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, d.URL+"/oauth2/token", strings.NewReader("grant_type=client_credentials"))
	require.NoError(t, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.SetBasicAuth(url.QueryEscape(c.Client.ID), url.QueryEscape(c.Secret))
	answer, err := d.HTTP.Do(r)
	require.NoError(t, err)
	defer answer.Body.Close()
	return answer.StatusCode != http.StatusUnauthorized
}

// shown answers a report by proof of a secret of any kind.
func shown(full, place string) map[string]any {
	return map[string]any{"tokenId": strings.Split(full, "_")[2], "proof": secret.ProofOf(full).String(), "where": place}
}

func (d desk) toldOf(t *testing.T, person *apitest.Client, words string) (told int) {
	t.Helper()
	var inbox struct {
		Items []struct{ Kind, Title, Link string }
	}
	person.Do(t, "GET", "/me/notices", nil).Want(t, 200, &inbox)
	for _, n := range inbox.Items {
		if n.Kind == "security.token_leaked" && strings.Contains(n.Title, words) {
			told++
		}
	}
	return told
}

func TestALeakedClientSecretIsRevokedAndTheOtherOneGoesOn(t *testing.T) {
	d := open(t)
	first := d.client(t)
	var second client
	d.dev.Do(t, "POST", "/oauth-clients/"+first.Client.ID+"/secrets", map[string]any{}).Want(t, 201, &second)
	require.True(t, d.accepted(t, first) && d.accepted(t, second))
	finder := d.Nobody()
	wrong := shown(first.Secret, "")
	wrong["proof"] = strings.Repeat("0", 64)
	require.Equal(t, "unknown", outcome(t, finder.Do(t, "POST", "/leaks/reports", wrong)))
	dry := shown(first.Secret, "")
	dry["dryRun"] = true
	require.Equal(t, "told", outcome(t, finder.Do(t, "POST", "/leaks/reports", dry)))
	require.True(t, d.accepted(t, first), "a dry run only asks")

	require.Equal(t, "revoked", outcome(t, finder.Do(t, "POST", "/leaks/reports", shown(first.Secret, "a wiki"))))
	require.False(t, d.accepted(t, first))
	require.True(t, d.accepted(t, second), "the other secret was not seen")
	var now struct{ NotBefore *string }
	d.dev.Do(t, "GET", "/oauth-clients/"+first.Client.ID, nil).Want(t, 200, &now)
	require.NotNil(t, now.NotBefore, "access tokens that a thief got end too")
	require.Equal(t, "over", outcome(t, finder.Do(t, "POST", "/leaks/reports", shown(first.Secret, "a wiki"))))
	for _, person := range []*apitest.Client{d.dev, d.guard} {
		require.Equal(t, 1, d.toldOf(t, person, "OAuth client of Timetable was found: a wiki"), "everybody once")
	}
	var list struct {
		Items []struct{ Kind, App, TokenID, Outcome, Hint string }
	}
	answer := d.guard.Do(t, "GET", "/leaks", nil).Want(t, 200, &list)
	require.NotContains(t, string(answer.Body), first.Secret[30:60])
	require.Len(t, list.Items, 1)
	require.Equal(t, "cs", list.Items[0].Kind)
	require.Equal(t, d.app, list.Items[0].App)
	require.Equal(t, first.Client.ID, list.Items[0].TokenID)
	require.Equal(t, "revoked", list.Items[0].Outcome)
}

func TestPolicyDecidesAboutAClientSecretAndWhatCantBeHeldEnds(t *testing.T) {
	d := open(t)
	c := d.client(t)
	d.respond(t, "notify")
	require.Equal(t, "told", outcome(t, d.Nobody().Do(t, "POST", "/leaks/reports", shown(c.Secret, "here"))))
	require.True(t, d.accepted(t, c))
	d.respond(t, "quarantine")
	require.Equal(t, "revoked", outcome(t, d.Nobody().Do(t, "POST", "/leaks/reports", shown(c.Secret, "here"))), "stricter now, so it is done now")
	require.False(t, d.accepted(t, c))
}

func TestALeakedOperatorTokenEndsWhateverPolicySays(t *testing.T) {
	d := open(t)
	d.respond(t, "notify")
	made, full, err := d.App.Operators.CreateLocally(t.Context(), "deploy", rbac.Publisher, 24*time.Hour)
	require.NoError(t, err)
	_, err = d.App.Operators.AuthenticateBearer(t.Context(), full)
	require.NoError(t, err)
	finder := d.Nobody()
	wrong := shown(full, "")
	wrong["proof"] = secret.ProofOf(full + "x").String()
	require.Equal(t, "unknown", outcome(t, finder.Do(t, "POST", "/leaks/reports", wrong)))
	require.Equal(t, "revoked", outcome(t, finder.Do(t, "POST", "/leaks/reports", shown(full, "a build log"))))
	_, err = d.App.Operators.AuthenticateBearer(t.Context(), full)
	require.Error(t, err, "it is refused at once")
	require.Equal(t, 1, d.toldOf(t, d.guard, "operator token deploy was found: a build log"))
	require.Zero(t, d.toldOf(t, d.dev, "deploy"), "developers are not told of the portal's own tokens")
	require.Equal(t, "over", outcome(t, finder.Do(t, "POST", "/leaks/reports", shown(full, "a fork"))))
	require.Equal(t, made.ID, d.finds(t, "")[0].TokenID)
}

func TestAWholeSecretOfAnyKindIsRecognised(t *testing.T) {
	d := open(t)
	c := d.client(t)
	_, operator, err := d.App.Operators.CreateLocally(t.Context(), "deploy", rbac.Auditor, 24*time.Hour)
	require.NoError(t, err)
	for _, full := range []string{c.Secret, operator} {
		report := leaks.Report{TokenID: strings.Split(full, "_")[2], Full: full, Source: leaks.FromGitHub, Place: "https://github.example/a"}
		outcome, err := d.App.Leaks.Take(t.Context(), report, false)
		require.NoError(t, err)
		require.Equal(t, leaks.Revoked, outcome)
		for _, wrong := range []string{secrettest.Mistyped(full), secrettest.Forged(t, full)} {
			report.Full = wrong
			outcome, err = d.App.Leaks.Take(t.Context(), report, false)
			require.NoError(t, err)
			require.Equal(t, leaks.Unknown, outcome)
		}
	}
}
