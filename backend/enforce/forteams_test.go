package enforce

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
)

// TestAnAPIForTeamsIsMissingForAllButTheirAppsWithAGrant compares whole decisions, and what is explained of them, with those
// about an API that there isn't.
func TestAnAPIForTeamsIsMissingForAllButTheirAppsWithAGrant(t *testing.T) {
	now := noon.UnixMicro()
	listed := map[string]bool{"g:tea_1": true}
	rows := []struct {
		name   string
		owner  string
		change func(*world)
		there  bool
	}{
		{"an app of a listed team", "g:tea_1", func(*world) {}, true},
		{"an app of another team", "g:tea_2", func(*world) {}, false},
		{"a person's own app", "u:acc_1", func(*world) {}, false},
		{"an app without an owner", "", func(*world) {}, false},
		{"a team whose id is a person's", "u:tea_1", func(*world) {}, false},
		{"a list without a team", "g:tea_1", func(w *world) { w.api.Teams = nil }, false},
		{"a listed team whose app was never let in", "g:tea_1", func(w *world) { w.grant.AppID = "app_2" }, false},
		{"a paused grant", "g:tea_1", func(w *world) { w.grant.Active = false }, true},
		{"a console token of the team's app for it", "g:tea_1", func(w *world) {
			w.grant.AppID = "app_2"
			w.token.rarely().Binding = &Binding{APIID: "api_1", VersionID: "ver_1", OperationID: "listTickets"}
		}, true},
		{"a console token of another app for it", "u:acc_1", func(w *world) {
			w.token.rarely().Binding = &Binding{APIID: "api_1", VersionID: "ver_1", OperationID: "listTickets"}
		}, false},
		{"a visitor", "g:tea_1", func(w *world) {
			w.token.rarely().Binding = &Binding{Visitor: true, APIID: "api_1", VersionID: "ver_1", OperationID: "listTickets"}
		}, false},
	}
	for _, row := range rows {
		w := newWorld(t)
		w.api.ForTeams, w.api.Teams = true, listed
		w.app.Owner = row.owner
		row.change(w)
		s := w.snapshot()
		for _, change := range []func(*Request){
			func(*Request) {}, func(r *Request) { r.Method = "DELETE" }, func(r *Request) { r.Path = "/nowhere" }, func(r *Request) { r.Version = "2025-01" },
			func(r *Request) { r.Version = "none" }, func(r *Request) { r.API = "api_1" }, func(r *Request) { r.OwnSandbox = true },
		} {
			is, isnt := w.ask(), w.ask()
			change(&is)
			change(&isnt)
			isnt.API = "absent"
			got, missing := Decide(s, &is, now), Decide(s, &isnt, now)
			if row.there {
				require.NotNil(t, got.API, row.name)
				continue
			}
			require.Equal(t, missing, got, row.name)
			is.API = isnt.API
			require.Equal(t, Explain(&missing, &isnt), Explain(&got, &is), row.name)
		}
	}
}

func TestAnAPIForTeamsShowsNothingBeforeTheCallerIsKnown(t *testing.T) {
	api := &API{Host: "vault.example.com", CORS: &CORS{}, ForTeams: true}
	api.hide()
	require.Empty(t, api.Host)
	require.Nil(t, api.CORS)
	open := &API{Host: "vault.example.com", CORS: &CORS{}}
	open.hide()
	require.NotEmpty(t, open.Host)
	require.NotNil(t, open.CORS)
}

// A resource server must not take for good what the gate refuses, also while the job that ends grants is on its way.
func TestIntrospectionGoesByTheListedTeamsToo(t *testing.T) {
	for owner, active := range map[string]bool{"g:tea_1": true, "g:tea_2": false} {
		w := newWorld(t)
		w.api.ForTeams, w.api.Teams, w.app.Owner = true, map[string]bool{"g:tea_1": true}, owner
		i := withClients(t, w)
		g := openGate(t, w, nil)
		g.Use(i.snapshot(w))
		_, _, ok, err := g.InspectAccess(i.token())
		require.NoError(t, err)
		require.Equal(t, active, ok, owner)
	}
}

func TestDecidingOnAnAPIForTeamsAllocatesNothing(t *testing.T) {
	w := newWorld(t)
	w.api.ForTeams, w.api.Teams, w.app.Owner = true, map[string]bool{"g:tea_1": true}, "g:tea_1"
	s, r := w.snapshot(), w.ask()
	require.Equal(t, Allowed, Decide(s, &r, noon.UnixMicro()).Code)
	require.Zero(t, testing.AllocsPerRun(100, func() { Decide(s, &r, noon.UnixMicro()) }))
}

func TestAListOfTeamsIsEffectiveWhenItIsAcknowledged(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		r, s := storedWorld(t, st)
		require.NoError(t, s.Load(t.Context()))
		r.exec("team", "tea_1", `INSERT INTO teams (id, name, name_folded, created_by, created_at, updated_at) VALUES ('tea_1', 'T', 't', 'acc_1', 0, 0)`)
		r.exec("team", "tea_1", `INSERT INTO team_members (team_id, account_id, role, joined_at) VALUES ('tea_1', 'acc_1', 'owner', 0)`)
		r.exec(store.KindAPI, "api_1", `UPDATE apis SET visibility = 'signed-in', teams_only = TRUE`)
		for _, step := range []struct{ kind, id, do, want string }{
			{store.KindAPI, "api_1", `INSERT INTO api_teams (api_id, team_id) VALUES ('api_1', 'tea_1')`, "operation_unknown"},
			{store.KindApp, "app_1", `UPDATE apps SET owner = 'g:tea_1'`, "allowed"},
			{store.KindGrant, "gnt_1", `UPDATE grants SET state = 'ended'`, "operation_unknown"},
			{store.KindGrant, "gnt_1", `UPDATE grants SET state = 'active'`, "allowed"},
			{store.KindAPI, "api_1", `DELETE FROM api_teams`, "operation_unknown"},
			{store.KindAPI, "api_1", `UPDATE apis SET teams_only = FALSE`, "allowed"},
		} {
			r.exec(step.kind, step.id, step.do)
			require.Equal(t, step.want, r.decide(s, r.full), step.do)
		}
		fresh := New(Deps{Store: st, Clock: s.Clock, Keys: r.keys})
		r.exec(store.KindAPI, "api_1", `UPDATE apis SET teams_only = TRUE`)
		require.NoError(t, fresh.Load(t.Context()))
		require.Equal(t, "operation_unknown", r.decide(fresh, r.full))
	})
}
