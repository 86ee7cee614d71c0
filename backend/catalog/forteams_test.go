package catalog

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// crew is teams by name.
type crew map[string]string

func (c crew) Names(_ context.Context, ids []string) (map[string]string, error) {
	names := map[string]string{}
	for _, id := range ids {
		if name, there := c[id]; there {
			names[id] = name
		}
	}
	return names, nil
}

// join brings an account into a team, and makes both.
func (f fixture) join(t *testing.T, team, account string) {
	t.Helper()
	require.NoError(t, f.Store.Tx(t.Context(), func(ctx context.Context) error {
		db := f.Store.Write(ctx)
		for _, statement := range []struct {
			sql  string
			args []any
		}{
			{"INSERT INTO accounts (id, email, email_canonical, name, handle, state, created_at, updated_at) VALUES (?, ?, ?, 'P', ?, 'active', 1, 1) ON CONFLICT DO NOTHING", []any{account, account, account, []byte(account)}},
			{"INSERT INTO teams (id, name, name_folded, created_by, created_at, updated_at) VALUES (?, ?, ?, 'x', 1, 1) ON CONFLICT DO NOTHING", []any{team, team, team}},
			{"INSERT INTO team_members (team_id, account_id, role, joined_at) VALUES (?, ?, 'viewer', 1)", []any{team, account}},
		} {
			if err := db.Exec(statement.sql, statement.args...).Error; err != nil {
				return err
			}
		}
		return nil
	}))
}

func (f fixture) sees(t *testing.T, ctx context.Context, slug string) bool {
	t.Helper()
	_, err := f.FindAPI(ctx, slug)
	if err != nil {
		require.ErrorIs(t, err, ErrAPINotFound)
	}
	listed, err := f.ListAPIs(ctx, "", page.Request{Limit: 10})
	require.NoError(t, err)
	hits, err := f.Search(ctx, "listTickets")
	require.NoError(t, err)
	plans, err := f.AutomaticSandboxPlans(ctx)
	require.NoError(t, err)
	_, found := f.FindAPI(ctx, slug)
	for what, n := range map[string]int{"list": len(listed.Items), "search": len(hits), "sandbox": len(plans)} {
		require.Equal(t, found == nil, n > 0, what)
	}
	return found == nil
}

func TestAnAPIForTeamsIsSeenByTheirMembersAndThoseWhoOversee(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(s)
		f.Teams = crew{"tea_1": "One", "tea_2": "Two"}
		f.Allows = func(s rbac.Subject, p rbac.Permission) bool {
			return p == rbac.APIsWrite && s.Has(rbac.Publisher) || p == rbac.AccessReadAll && s.Has(rbac.Approver)
		}
		as := func(id string, roles ...rbac.Role) context.Context {
			return rbac.With(t.Context(), rbac.Subject{ID: id, Roles: roles})
		}
		f.join(t, "tea_1", "acc_in")
		f.join(t, "tea_2", "acc_out")
		f.published(t, "museum", SignedIn)
		_, err := f.CreatePlan(publisher(t), "museum", PlanDraft{Name: "Free", Approval: Automatic, Environments: []Environment{Sandbox}})
		require.NoError(t, err)
		teams, mode := []string{"tea_1", "tea_1"}, ForTeams
		api, err := f.ChangeAPI(publisher(t), "museum", 0, true, APIPatch{Visibility: &mode, Teams: &teams})
		require.NoError(t, err)
		require.Equal(t, []string{"tea_1"}, api.Teams)
		require.True(t, api.Admits("g:tea_1"))
		require.False(t, api.Admits("g:tea_2"))
		require.False(t, api.Admits("u:acc_in"))
		require.False(t, api.Admits("u:tea_1"))

		require.True(t, f.sees(t, as("u:acc_in", rbac.Developer), "museum"))
		require.True(t, f.sees(t, publisher(t), "museum"))
		require.True(t, f.sees(t, as("u:acc_a", rbac.Approver), "museum"))
		require.False(t, f.sees(t, as("u:acc_out", rbac.Developer), "museum"))
		require.False(t, f.sees(t, as("t:opt_1", rbac.Developer), "museum"), "an operator token is in no team")
		require.False(t, f.sees(t, t.Context(), "museum"))
		restricted := rbac.With(t.Context(), rbac.Subject{ID: "u:acc_in", Restricted: true})
		require.False(t, f.sees(t, restricted, "museum"), "somebody without a passkey is nobody yet")

		exec := func(sql string) {
			t.Helper()
			require.NoError(t, s.Tx(t.Context(), func(ctx context.Context) error { return s.Write(ctx).Exec(sql).Error }))
		}
		exec("DELETE FROM team_members WHERE account_id = 'acc_in'")
		require.False(t, f.sees(t, as("u:acc_in", rbac.Developer), "museum"), "with the next request")
		exec("INSERT INTO team_members (team_id, account_id, role, joined_at) VALUES ('tea_1', 'acc_in', 'owner', 1)")
		exec("DELETE FROM teams WHERE id = 'tea_1'")
		require.False(t, f.sees(t, as("u:acc_in", rbac.Developer), "museum"))
		name := "Museum"
		api, err = f.ChangeAPI(publisher(t), "museum", 0, true, APIPatch{Name: &name})
		require.NoError(t, err, "an emptied list keeps nothing else from being changed")
		require.Empty(t, api.Teams)
		require.Equal(t, ForTeams, api.Visibility)
	})
}

func TestAListOfTeamsIsCheckedAndConfirmed(t *testing.T) {
	f := open(storetest.New(t))
	f.Teams = crew{"tea_1": "One"}
	f.join(t, "tea_1", "acc_in")
	patch := func(v Visibility, host string, teams ...string) error {
		_, err := f.ChangeAPI(publisher(t), "museum", 0, true, APIPatch{Visibility: &v, Teams: &teams, Host: &host})
		return err
	}
	f.published(t, "museum", Public)
	require.Equal(t, []string{"/teams"}, fieldsOf(t, patch(ForTeams, "")))
	require.Equal(t, []string{"/teams/1"}, fieldsOf(t, patch(ForTeams, "", "tea_1", "tea_9")))
	require.Equal(t, []string{"/teams"}, fieldsOf(t, patch(Public, "", "tea_1")))
	require.Equal(t, []string{"/host"}, fieldsOf(t, patch(ForTeams, "museum.example.com", "tea_1")))
	require.Equal(t, []string{"/visibility"}, fieldsOf(t, patch("friends", "")))
	_, err := f.CreateAPI(publisher(t), APIDraft{Slug: "vault", Name: "Vault", Visibility: ForTeams, Teams: []string{"tea_9"}})
	require.Equal(t, []string{"/teams/0"}, fieldsOf(t, err))
	made, err := f.CreateAPI(publisher(t), APIDraft{Slug: "vault", Name: "Vault", Visibility: ForTeams, Teams: []string{"tea_1"}})
	require.NoError(t, err)
	found, err := f.AnyAPI(t.Context(), made.ID)
	require.NoError(t, err)
	require.Equal(t, made, found)

	f.OnNarrow(func(_ context.Context, _ API, seen int) error {
		if seen != 2 {
			return EndsAccess(2)
		}
		return nil
	})
	require.ErrorIs(t, patch(ForTeams, "", "tea_1"), ErrEndsAccess)
	api, err := f.FindAPI(t.Context(), "museum")
	require.NoError(t, err)
	require.Equal(t, Public, api.Visibility)
	v, teams, ends := ForTeams, []string{"tea_1"}, 2
	_, err = f.ChangeAPI(publisher(t), "museum", 0, true, APIPatch{Visibility: &v, Teams: &teams, Ends: &ends})
	require.NoError(t, err)
	require.NoError(t, patch(SignedIn, ""))
	api, err = f.FindAPI(developer(t), "museum")
	require.NoError(t, err)
	require.Empty(t, api.Teams)
}
