package access_test

import (
	"context"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/access"
	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/catalog"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// oneTeam is a team by its id.
type oneTeam string

func (o oneTeam) Names(context.Context, []string) (map[string]string, error) {
	return map[string]string{string(o): "One"}, nil
}

// give moves an app to another owner behind everybody's back.
func (f *fixture) give(app apps.App, owner string) {
	f.t.Helper()
	require.NoError(f.t, f.store.Tx(f.t.Context(), func(ctx context.Context) error {
		return f.store.Write(ctx).Exec("UPDATE apps SET owner = ? WHERE id = ?", owner, app.ID).Error
	}))
}

func TestNarrowingAnAPIEndsWhatOthersHaveAndWaitFor(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(t, s)
		f.catalog.Teams = oneTeam("tea_1")
		require.NoError(t, s.Tx(t.Context(), func(ctx context.Context) error {
			return s.Write(ctx).Exec("INSERT INTO teams (id, name, name_folded, created_by, created_at, updated_at) VALUES ('tea_1', 'One', 'one', 'x', 1, 1)").Error
		}))
		api, _, live := f.publish("museum")
		zoo, _, zooLive := f.publish("zoo")
		theirs, both := f.register(f.ada(), "Theirs"), f.register(f.ada(), "Both")
		kept := f.register(f.ada(), "Kept")
		waiting := f.ask(theirs, live, "museum:things:read")
		mixed, err := f.Ask(f.ada(), both.ID, []access.Wish{
			{API: api.ID, Plan: live.ID, Environment: access.Live, Scopes: []string{"museum:things:read"}},
			{API: zoo.ID, Plan: zooLive.ID, Environment: access.Live, Scopes: []string{"zoo:things:read"}},
		}, "Both, please.")
		require.NoError(t, err)
		granted := f.ask(kept, live, "museum:things:read")
		for i := range 250 {
			f.register(f.ada(), "Crowd "+strconv.Itoa(i))
		}
		f.give(kept, "g:tea_1")
		admin := f.as("u:acc_pub", rbac.Admin)
		losses, err := f.Losing(admin, "museum", catalog.ForTeams, []string{"tea_1"})
		require.NoError(t, err)
		require.EqualValues(t, 252, losses.Grants)
		require.EqualValues(t, 2, losses.Requests)
		require.Len(t, losses.Apps, 20)
		none, err := f.Losing(admin, "museum", catalog.SignedIn, nil)
		require.NoError(t, err)
		require.Zero(t, none)

		v, teams, ends := catalog.ForTeams, []string{"tea_1"}, 251
		patch := catalog.APIPatch{Visibility: &v, Teams: &teams, Ends: &ends}
		_, err = f.catalog.ChangeAPI(admin, "museum", 0, true, patch)
		require.ErrorIs(t, err, catalog.ErrEndsAccess)
		ends = 252
		_, err = f.catalog.ChangeAPI(admin, "museum", 0, true, patch)
		require.NoError(t, err)
		_, err = f.Approve(f.grace(), waiting.ID, access.Verdict{})
		require.Equal(t, []string{"/items"}, pointers(t, err), "an approver who is quicker than the job")
		_, err = f.Approve(f.grace(), granted.ID, access.Verdict{})
		require.NoError(t, err)
		f.mails.notices = nil
		require.NoError(t, f.EndNarrowed(t.Context(), api.ID))
		require.NoError(t, f.EndNarrowed(t.Context(), api.ID), "a job that is tried again")
		require.Len(t, f.mails.notices, 252+1, "each grant, and the request that waits for nothing else")
		left, err := f.Losing(admin, "museum", catalog.ForTeams, []string{"tea_1"})
		require.NoError(t, err)
		require.Zero(t, left)
		scopes, err := f.Granted(t.Context(), kept.ID, access.Live)
		require.NoError(t, err)
		require.Equal(t, []string{"museum:things:read"}, scopes)
		after, err := f.Request(f.grace(), waiting.ID)
		require.NoError(t, err)
		require.Equal(t, access.Denied, after.State)
		after, err = f.Request(f.grace(), mixed.ID)
		require.NoError(t, err)
		require.Equal(t, access.Pending, after.State)
		require.Equal(t, []access.State{access.Denied, access.Pending}, []access.State{after.Items[0].State, after.Items[1].State})
		after, err = f.Approve(f.grace(), mixed.ID, access.Verdict{})
		require.NoError(t, err)
		require.Equal(t, access.Partly, after.State)

		names, err := f.Staying(admin, kept, "g:tea_2")
		require.NoError(t, err)
		require.Equal(t, []string{"The museum"}, names)
		names, err = f.Staying(admin, kept, "g:tea_1")
		require.NoError(t, err)
		require.Empty(t, names)
		seen, err := f.Seen(f.ada(), []string{"museum:things:read", "zoo:things:read", "no scope"})
		require.NoError(t, err)
		require.Equal(t, []string{"zoo:things:read", "no scope"}, seen)
	})
}
