package app_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/apitest"
	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/mydata"
	"github.com/gatehouse-dev/gatehouse/backend/reqinfo"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// found answers every place of the database where one of some words stands, in any table.
func (j *journey) found(t *testing.T, words ...string) []string {
	t.Helper()
	db := j.App.Store.Read(t.Context())
	var tables []string
	require.NoError(t, db.Raw("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").Scan(&tables).Error)
	require.Greater(t, len(tables), 60)
	var places []string
	for _, table := range tables {
		var rows []map[string]any
		require.NoError(t, db.Raw("SELECT * FROM "+table).Scan(&rows).Error)
		for _, row := range rows {
			for column, value := range row {
				text := fmt.Sprint(value)
				if raw, ok := value.([]byte); ok {
					text = string(raw)
				}
				for _, word := range words {
					if strings.Contains(strings.ToLower(text), strings.ToLower(word)) {
						places = append(places, table+"."+column+": "+text[:min(len(text), 200)])
					}
				}
			}
		}
	}
	return places
}

// team makes a team of a client.
func team(t *testing.T, c *apitest.Client, name string) string {
	t.Helper()
	var made struct{ ID string }
	c.Do(t, "POST", "/teams", map[string]any{"name": name}).Want(t, 201, &made)
	return made.ID
}

// TestWhoDeletesTheirAccountIsForgottenEverywhere is IDN-10, S-PRV-02 and S-AUD-10.
func TestWhoDeletesTheirAccountIsForgottenEverywhere(t *testing.T) {
	const words = "We sell tickets at the quay." // of the request for live access
	const name, address = "Dorothea Quay O'Hara", "dev@example.com"
	j := begin(t)
	j.dev.Do(t, "PATCH", "/me", map[string]any{"name": name}).Want(t, 200, nil)
	_, secret := j.live(t) // approvers are told, with the name
	var me struct{ Account struct{ ID string } }
	j.dev.Do(t, "GET", "/me", nil).Want(t, 200, &me)
	var keys struct{ Items []struct{ ID string } }
	j.dev.Do(t, "GET", "/me/passkeys", nil).Want(t, 200, &keys)
	j.dev.Do(t, "PATCH", "/me/passkeys/"+keys.Items[0].ID, map[string]any{"name": "Phone of Dorothea"}).Want(t, 200, nil)
	shared, alone := team(t, j.dev, "Harbour"), team(t, j.dev, "Alone")
	j.dev.Do(t, "POST", "/apps", map[string]any{"name": "Solo", "purpose": "Ends with the team.", "team": alone}).Want(t, 201, nil)
	j.dev.Do(t, "POST", "/apps", map[string]any{"name": "Kept", "purpose": "Its token was made by somebody who left.", "team": shared}).Want(t, 201, nil)
	j.dev.Do(t, "POST", "/teams/"+shared+"/invitations", map[string]any{"email": "approver@example.com", "role": "developer"}).Want(t, 201, nil)
	var offers struct{ Items []struct{ ID string } }
	j.approver.Do(t, "GET", "/me/team-invitations", nil).Want(t, 200, &offers)
	j.approver.Do(t, "POST", "/me/team-invitations/"+offers.Items[0].ID+"/accept", map[string]any{}).Want(t, 200, nil)
	j.admin.Do(t, "POST", "/apps", map[string]any{"name": "Other", "purpose": "Names a contact.", "contacts": []string{address, "ops@example.com"}}).Want(t, 201, nil)
	require.NotEmpty(t, j.found(t, address, name, "O&#39;Hara"))
	require.NotEmpty(t, j.found(t, words))

	var preview struct {
		Email        string
		Apps, Tokens int
		Teams        []struct{ Name, Fate, Heir string }
	}
	j.dev.Do(t, "GET", "/me/deletion", nil).Want(t, 200, &preview)
	require.Equal(t, address, preview.Email)
	require.Equal(t, 2, preview.Apps, "mine, and that of the team which ends")
	require.GreaterOrEqual(t, preview.Tokens, 2)
	require.Equal(t, "ends", preview.Teams[0].Fate)
	require.Equal(t, "passes", preview.Teams[1].Fate)
	require.NotEmpty(t, preview.Teams[1].Heir)

	body := map[string]any{"confirm": "Dev@Example.com", "apps": preview.Apps}
	other := j.Nobody() // a second tab, with a session of its own
	*other = *j.dev
	fresh := j.Developer(t, "late@example.com")
	fresh.StepUp(t)
	require.Equal(t, 422, fresh.Do(t, "POST", "/me/deletion", map[string]any{"confirm": address, "apps": 0}).Status, "somebody else's address")
	require.Equal(t, "accounts.more_ends", j.dev.Do(t, "POST", "/me/deletion", map[string]any{"confirm": address, "apps": 1}).Want(t, 409, nil).Code())
	j.admin.StepUp(t)
	require.Equal(t, "accounts.last_admin", j.admin.Do(t, "GET", "/me/deletion", nil).Want(t, 409, nil).Code())

	j.dev.Do(t, "POST", "/me/deletion", body).Want(t, 204, nil)
	status, code, _ := j.call(t, "GET", j.Gateway+"/ferries/crossings", secret, nil)
	require.Equal(t, 401, status, "the very next call is refused: %s", code)
	status, _, _ = j.call(t, "GET", j.Gateway+"/ferries/crossings", j.sandbox, nil)
	require.Equal(t, 401, status)
	require.Equal(t, 401, other.Do(t, "GET", "/me", nil).Status)
	require.Equal(t, 401, other.Do(t, "POST", "/me/deletion", body).Status)

	require.Empty(t, j.found(t, address, name, "O&#39;Hara", "Dorothea", words))
	var called []string
	require.NoError(t, j.App.Store.Read(t.Context()).Raw("SELECT DISTINCT name FROM tokens WHERE app_id NOT IN (SELECT id FROM apps) AND created_by = ?", rbac.PersonID(me.Account.ID)).Scan(&called).Error)
	require.Contains(t, called, "(removed)", "what they called tokens of their own apps")
	last, _ := j.MailTo(t, address)
	require.Equal(t, "account-deleted", last.Template)
	require.Contains(t, last.Text, "2 apps with")
	require.Contains(t, last.Text, "The team Alone ended. The team Harbour passed to")
	var origins int64
	require.NoError(t, j.App.Store.Read(t.Context()).Raw("SELECT COUNT(*) FROM audit_origins o JOIN audit_records r ON r.seq = o.seq WHERE r.actor_id = ?", me.Account.ID).Scan(&origins).Error)
	require.Zero(t, origins, "from where they acted is forgotten")
	v, err := j.App.Audit.Verify(t.Context())
	require.NoError(t, err)
	require.True(t, v.OK, v.Message)
	late := rbac.With(reqinfo.AsSystem(t.Context(), "test"), rbac.Subject{ID: rbac.PersonID(me.Account.ID)}) // was let in just before
	_, err = j.App.Apps.Register(late, apps.Draft{Name: "Late", Purpose: "Would belong to nobody."})
	require.ErrorIs(t, err, accounts.ErrNotFound)
	var heirs struct{ MyRole string }
	j.approver.Do(t, "GET", "/teams/"+shared, nil).Want(t, 200, &heirs)
	again := j.Developer(t, address)
	var now struct{ Account struct{ ID string } }
	again.Do(t, "GET", "/me", nil).Want(t, 200, &now)
	require.NotEqual(t, me.Account.ID, now.Account.ID, "the address is free, and a new account begins empty")
}

// TestAnAPIWhoseOnlyTeamGoesWithAPersonIsForNobody holds the deletion of an account against APIs for listed teams: what a person
// may not see any more is in no export, and when the only team goes with its last member, nothing is left to see.
func TestAnAPIWhoseOnlyTeamGoesWithAPersonIsForNobody(t *testing.T) {
	j := begin(t)
	left := j.Developer(t, "left@example.com")
	listed := j.forTeams(t, map[*apitest.Client]string{left: "developer"})
	left.Do(t, "PUT", "/apis/ferries/follow", map[string]any{}).Want(t, 200, nil)
	followed := func() []string {
		var mine mydata.MyData
		left.StepUp(t)
		left.Do(t, "POST", "/me/export", map[string]any{}).Want(t, 200, &mine)
		require.True(t, mine.Complete)
		return mine.Followed
	}
	require.Equal(t, []string{"ferries"}, followed())
	left.Do(t, "POST", "/teams/"+listed+"/leave", nil).Want(t, 204, nil)
	require.Empty(t, followed())

	var ours struct{ Secret string }
	j.dev.Do(t, "POST", "/apps", map[string]any{"name": "Ours", "purpose": "Shared.", "team": listed}).Want(t, 201, &ours)
	require.Equal(t, 200, j.gate(t, "GET", "/ferries/crossings", ours.Secret)["status"])
	var preview struct{ Apps int }
	j.dev.StepUp(t)
	j.dev.Do(t, "GET", "/me/deletion", nil).Want(t, 200, &preview)
	j.dev.Do(t, "POST", "/me/deletion", map[string]any{"confirm": "dev@example.com", "apps": preview.Apps}).Want(t, 204, nil)

	for _, token := range []string{"", ours.Secret, j.sandbox} {
		require.Equal(t, j.gate(t, "GET", "/"+absent+"/crossings", token), j.gate(t, "GET", "/ferries/crossings", token))
	}
	left.Do(t, "GET", "/apis/ferries", nil).Want(t, 404, nil)
	var seen struct{ TeamCount int }
	j.admin.Do(t, "GET", "/apis/ferries", nil).Want(t, 200, &seen)
	require.Zero(t, seen.TeamCount)
	j.show(t, map[string]any{"visibility": "signed-in"})
	left.Do(t, "GET", "/apis/ferries", nil).Want(t, 200, nil)
}
