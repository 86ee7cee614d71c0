package access_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/access"
	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/catalog"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

func pointers(t *testing.T, err error) []string {
	t.Helper()
	var f *fault.Fault
	require.True(t, errors.As(err, &f), "%v", err)
	var all []string
	for _, field := range f.Fields {
		all = append(all, field.Pointer)
	}
	return all
}

func (f *fixture) liveGrant() (apps.App, catalog.Plan, access.Grant) {
	f.t.Helper()
	_, _, live := f.publish("museum")
	app := f.register(f.ada(), "Kiosk")
	r := f.ask(app, live, "museum:things:read")
	end := begin.Add(time.Hour)
	r, err := f.Approve(f.grace(), r.ID, access.Verdict{EndsAt: &end})
	require.NoError(f.t, err)
	grants, err := f.Grants(f.ada(), app.ID)
	require.NoError(f.t, err)
	require.Equal(f.t, r.Items[0].GrantID, grants[0].ID)
	return app, live, grants[0]
}

func TestAGrantEndsAtItsEndAndNotOneMicrosecondBefore(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(t, s)
		app, _, _ := f.liveGrant()

		f.clock.Set(begin.Add(time.Hour - time.Microsecond))
		granted, err := f.Granted(f.ada(), app.ID, access.Live)
		require.NoError(t, err)
		require.NotEmpty(t, granted)
		f.clock.Advance(time.Microsecond)
		granted, err = f.Granted(f.ada(), app.ID, access.Live)
		require.NoError(t, err)
		require.Empty(t, granted)

		require.NoError(t, f.Expire(t.Context()))
		require.NoError(t, f.Expire(t.Context()))
		grants, err := f.Grants(f.ada(), app.ID)
		require.NoError(t, err)
		require.Equal(t, access.Ended, grants[0].State)
		require.Equal(t, "access.ended", f.mails.notices[len(f.mails.notices)-1].Kind)
	})
}

func TestAnEndedGrantMakesRoomForAnother(t *testing.T) {
	f := open(t, storetest.New(t))
	app, live, first := f.liveGrant()
	f.clock.Advance(2 * time.Hour)
	r := f.ask(app, live, "museum:things:write")

	_, err := f.Approve(f.grace(), r.ID, access.Verdict{})
	require.NoError(t, err)
	grants, err := f.Grants(f.ada(), app.ID)
	require.NoError(t, err)
	require.NotEqual(t, first.ID, grants[0].ID)
	require.Equal(t, []string{"museum:things:write"}, grants[0].Scopes)
}

func TestAnotherApprovalWidensTheLivingGrant(t *testing.T) {
	f := open(t, storetest.New(t))
	app, live, first := f.liveGrant()
	r := f.ask(app, live, "museum:things:write")

	_, err := f.Approve(f.grace(), r.ID, access.Verdict{})
	require.NoError(t, err)
	grants, err := f.Grants(f.ada(), app.ID)
	require.NoError(t, err)
	require.Equal(t, first.ID, grants[0].ID)
	require.Nil(t, grants[0].EndsAt)
	require.Equal(t, []string{"museum:things:read", "museum:things:write"}, grants[0].Scopes)
}

func TestAPausedGrantGivesNothingUntilSomebodyElseResumesIt(t *testing.T) {
	f := open(t, storetest.New(t))
	app, _, g := f.liveGrant()

	_, err := f.Pause(f.grace(), g.ID, "Too many calls.")
	require.NoError(t, err)
	granted, err := f.Granted(f.ada(), app.ID, access.Live)
	require.NoError(t, err)
	require.Empty(t, granted)
	_, err = f.Pause(f.grace(), g.ID, "Again.")
	require.ErrorIs(t, err, access.ErrGrantState)
	_, err = f.Resume(f.as("u:acc_ada", rbac.Admin), g.ID, "")
	require.ErrorIs(t, err, access.ErrOwnGrant)

	_, err = f.Resume(f.grace(), g.ID, "")
	require.NoError(t, err)
	granted, err = f.Granted(f.ada(), app.ID, access.Live)
	require.NoError(t, err)
	require.Equal(t, []string{"museum:things:read"}, granted)
}

func TestTheOwnerEndsTheirOwnGrant(t *testing.T) {
	f := open(t, storetest.New(t))
	_, _, g := f.liveGrant()

	ended, err := f.End(f.ada(), g.ID, "")
	require.NoError(t, err)
	require.Equal(t, access.Ended, ended.State)
	_, err = f.End(f.ada(), g.ID, "")
	require.ErrorIs(t, err, access.ErrGrantState)
}

func TestRemovingAnAppEndsItsGrantsAndRequests(t *testing.T) {
	f := open(t, storetest.New(t))
	_, _, live := f.publish("museum")
	app := f.register(f.ada(), "Kiosk")
	r := f.ask(app, live, "museum:things:read")

	require.NoError(t, f.apps.Remove(f.ada(), app.ID))

	grants, err := f.GrantsOf(t.Context(), app.ID)
	require.NoError(t, err)
	require.Equal(t, access.Ended, grants[0].State)
	r, err = f.Request(f.ada(), r.ID)
	require.NoError(t, err)
	require.Equal(t, access.Withdrawn, r.State)
}

func TestAPlanWithALivingGrantIsNotDeleted(t *testing.T) {
	f := open(t, storetest.New(t))
	_, live, g := f.liveGrant()
	publisher := f.as("u:acc_pub", rbac.Admin)

	require.ErrorIs(t, f.catalog.RemovePlan(publisher, "museum", live.ID), catalog.ErrInUse)
	_, err := f.End(f.grace(), g.ID, "Moved.")
	require.NoError(t, err)
	require.NoError(t, f.catalog.RemovePlan(publisher, "museum", live.ID))
}

func TestTheQueuePagesWithoutRepeatingOrLosing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(t, s)
		_, _, live := f.publish("museum")
		want := map[string]bool{}
		for _, name := range []string{"One", "Two", "Three"} {
			want[f.ask(f.register(f.ada(), name), live, "museum:things:read").ID] = true
		}
		cursor, got := "", map[string]bool{}
		for range 3 {
			found, err := f.Requests(f.grace(), access.Filter{State: access.Pending}, page.Request{Cursor: cursor, Limit: 1})
			require.NoError(t, err)
			require.Len(t, found.Items, 1)
			got[found.Items[0].ID], cursor = true, found.Next
		}
		require.Equal(t, want, got)
		require.Empty(t, cursor)
		n, err := f.CountPending(t.Context())
		require.NoError(t, err)
		require.EqualValues(t, 3, n)
	})
}

func TestADeprecatedScopeStaysWithThoseWhoHaveItAndIsNotGrantedAgain(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(t, s)
		app, live, _ := f.liveGrant()
		waiting := f.ask(f.register(f.ada(), "Later"), live, "museum:things:read")
		_, _, err := f.catalog.ChangeScopes(f.as("u:acc_pub", rbac.Admin), "museum", 0, true, catalog.ScopePatch{
			Scopes: []catalog.Scope{{Name: "things:read", Risk: catalog.RiskLow, Deprecated: true}},
		})
		require.NoError(t, err)

		granted, err := f.Granted(f.ada(), app.ID, access.Live)
		require.NoError(t, err)
		require.Contains(t, granted, "museum:things:read")
		_, err = f.Ask(f.ada(), f.register(f.ada(), "New").ID, []access.Wish{{API: "museum", Plan: live.ID, Environment: access.Live, Scopes: []string{"museum:things:read"}}}, "Please.")
		require.Equal(t, []string{"/items/0/scopes/0"}, pointers(t, err))
		_, err = f.Approve(f.grace(), waiting.ID, access.Verdict{})
		require.Equal(t, []string{"/scopes"}, pointers(t, err))

		uses, err := f.catalog.ScopeUses(f.as("u:acc_pub", rbac.Admin), "museum", "things:read")
		require.NoError(t, err)
		// Ada's apps that were registered before hold it in the sandbox too; the newest one doesn't.
		require.Equal(t, []int{3, 1}, []int{uses.Grants, uses.Requests})
	})
}

func TestAGrantMayHaveLimitsOfItsOwnForAWhile(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(t, s)
		_, _, g := f.liveGrant()
		soon := begin.Add(time.Minute)
		own := access.OwnLimits{Limits: []catalog.Limit{{Name: "minute", Requests: 6000, WindowSeconds: 60}}, Reason: " Sale until Monday. ", EndsAt: &soon}

		_, err := f.SetLimits(f.grace(), g.ID, access.OwnLimits{Limits: []catalog.Limit{{Name: "minute"}}, Quota: &catalog.Quota{Period: "year"}, EndsAt: &begin})
		require.ElementsMatch(t, []string{"/limits/0", "/quota", "/reason", "/endsAt"}, pointers(t, err))
		_, err = f.DropLimits(f.grace(), g.ID)
		require.ErrorIs(t, err, access.ErrNoOwnLimits)
		_, err = f.SetLimits(f.ada(), g.ID, own)
		require.ErrorIs(t, err, access.ErrOwnGrant)
		_, err = f.SetLimits(f.grace(), "gnt_unknown", own)
		require.ErrorIs(t, err, access.ErrGrantNotFound)
		_, err = f.SetLimits(f.grace(), g.ID, own)
		require.NoError(t, err)
		_, err = f.SetLimits(f.grace(), g.ID, own)
		require.NoError(t, err, "in place of the earlier ones")
		notice := f.mails.notices[len(f.mails.notices)-1]
		require.Equal(t, "access.limits", notice.Kind)
		require.Equal(t, "Sale until Monday.", notice.Body)
		_, err = f.DropLimits(f.ada(), g.ID)
		require.ErrorIs(t, err, access.ErrOwnGrant)
		_, err = f.DropLimits(f.grace(), g.ID)
		require.NoError(t, err)

		team := access.OwnLimits{Limits: []catalog.Limit{{Name: "ours", Requests: 1, WindowSeconds: 60, Per: catalog.PerTeam}}, Quota: &catalog.Quota{Requests: 1, Period: "day", Per: catalog.PerTeam}, Reason: "More."}
		_, err = f.SetLimits(f.grace(), g.ID, team)
		require.ElementsMatch(t, []string{"/limits/0/per", "/quota/per"}, pointers(t, err), "what a team shares is no matter of one app")
		f.sharedQuota(g.PlanID)
		_, err = f.SetLimits(f.grace(), g.ID, access.OwnLimits{Quota: &catalog.Quota{Requests: 1, Period: "day"}, Reason: "More."})
		require.Equal(t, []string{"/quota"}, pointers(t, err))
		_, err = f.SetLimits(f.grace(), g.ID, access.OwnLimits{Reason: "The team's quota stays."})
		require.NoError(t, err)
		f.clock.Advance(2 * time.Hour)
		_, err = f.SetLimits(f.grace(), g.ID, access.OwnLimits{Reason: "No limits at all."})
		require.ErrorIs(t, err, access.ErrGrantState)
	})
}

func TestAQuotaOfOnesOwnIsNotShownOnceThePlanCountsForTheTeam(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(t, s)
		_, _, g := f.liveGrant()
		own := access.OwnLimits{Limits: []catalog.Limit{{Name: "minute", Requests: 6000, WindowSeconds: 60}}, Quota: &catalog.Quota{Requests: 5, Period: "day"}, Reason: "Sale."}
		_, err := f.SetLimits(f.grace(), g.ID, own)
		require.NoError(t, err)
		shown, err := f.ShowGrants(f.grace(), g)
		require.NoError(t, err)
		require.Equal(t, own.Quota, shown[0].OwnLimits.Quota)

		f.sharedQuota(g.PlanID)

		shown, err = f.ShowGrants(f.grace(), g)
		require.NoError(t, err)
		require.Nil(t, shown[0].OwnLimits.Quota, "the gate goes by the team's")
		require.Equal(t, own.Limits, shown[0].OwnLimits.Limits)
		now := shown[0].OwnLimits
		_, err = f.SetLimits(f.grace(), g.ID, access.OwnLimits{Limits: now.Limits, Quota: now.Quota, Reason: now.Reason})
		require.NoError(t, err, "what is shown can be saved")
	})
}

// sharedQuota has a plan of museum count its quota for a whole team.
func (f *fixture) sharedQuota(plan string) {
	f.t.Helper()
	ctx := f.as("u:acc_pub", rbac.Admin)
	p, err := f.catalog.AnyPlan(ctx, plan)
	require.NoError(f.t, err)
	_, err = f.catalog.ChangePlan(ctx, p.APIID, plan, p.Version, false, catalog.PlanDraft{
		Name: p.Name, Approval: p.Approval, Limits: p.Limits, Environments: p.Environments, Quota: &catalog.Quota{Requests: 10, Period: "day", Per: catalog.PerTeam},
	})
	require.NoError(f.t, err)
}
