package apps_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
	"github.com/gatehouse-dev/gatehouse/backend/teams"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// roster says who is what, by team and account.
type roster map[string]map[string]teams.Role

func (r roster) Of(_ context.Context, account string) ([]teams.Membership, error) {
	var in []teams.Membership
	for team, members := range r {
		if role := members[account]; role != "" {
			in = append(in, teams.Membership{Team: teams.Team{ID: team}, Role: role})
		}
	}
	return in, nil
}

func (r roster) Hold(_ context.Context, team, account string) (teams.Role, error) {
	return r[team][account], nil
}

func (r roster) People(_ context.Context, team string) ([]string, error) {
	var people []string
	for account, role := range r[team] {
		if role.Writes() {
			people = append(people, account)
		}
	}
	return people, nil
}

func openWith(t *testing.T, r roster) fixture {
	t.Helper()
	s := storetest.New(t)
	log := audit.New(audit.Deps{Store: s, Keys: keys("k")})
	return fixture{log: log, Service: apps.New(apps.Deps{
		Store: s, Audit: log, Clock: clock.NewFake(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)), Cursors: page.Codec{Key: []byte("k")}, Teams: r,
		Allows:     func(s rbac.Subject, p rbac.Permission) bool { return p == rbac.AppsReadAll && s.Has(rbac.Auditor) },
		OwnerNames: func(context.Context, []string) (map[string]string, error) { return nil, nil },
	})}
}

func TestEachRoleInATeamDoesWithItsAppsExactlyWhatItMay(t *testing.T) {
	name := "Stand"
	acts := map[string]func(f fixture, ctx context.Context, app string) error{
		"find": func(f fixture, ctx context.Context, app string) error { _, err := f.Find(ctx, app); return err },
		"ours": func(f fixture, ctx context.Context, app string) error { _, err := f.Ours(ctx, app); return err },
		"register": func(f fixture, ctx context.Context, _ string) error {
			_, err := f.Register(ctx, apps.Draft{Name: "New", Team: "tea_1"})
			return err
		},
		"own": func(f fixture, ctx context.Context, app string) error { _, err := f.Own(ctx, app); return err },
		"ownOr": func(f fixture, ctx context.Context, app string) error {
			_, err := f.OwnOr(ctx, app, rbac.AppsSuspend)
			return err
		},
		"change": func(f fixture, ctx context.Context, app string) error {
			_, err := f.Change(ctx, app, 0, true, apps.Patch{Name: &name})
			return err
		},
		"take":   func(f fixture, ctx context.Context, app string) error { _, err := f.Transfer(ctx, app, ""); return err },
		"remove": func(f fixture, ctx context.Context, app string) error { return f.Remove(ctx, app) },
	}
	reads := map[string]bool{"find": true, "ours": true}
	for _, role := range []teams.Role{teams.Owner, teams.Developer, teams.Viewer, ""} {
		for act, do := range acts {
			f := openWith(t, roster{"tea_1": {"acc_1": teams.Owner, "acc_2": role}})
			made, err := f.Register(as(t, "u:acc_1"), apps.Draft{Name: "Kiosk", Team: "tea_1"})
			require.NoError(t, err)
			require.Equal(t, "g:tea_1", made.App.Owner)
			err = do(f, as(t, "u:acc_2"), made.App.ID)
			var want error
			switch {
			case role == "" && act == "register":
				want = teams.ErrNotFound
			case role == "":
				want = apps.ErrNotFound
			case act == "take" && role != teams.Owner:
				want = apps.ErrTeamOwnersOnly
			case role == teams.Viewer && !reads[act]:
				want = teams.ErrDevelopersOnly
			}
			if want == nil {
				require.NoError(t, err, "%s %s", role, act)
			} else {
				require.ErrorIs(t, err, want, "%s %s", role, act)
			}
			require.ErrorIs(t, do(f, as(t, "t:opt_2"), made.App.ID), map[bool]error{true: teams.ErrNotFound, false: apps.ErrNotFound}[act == "register"], "an operator token is in no team")
		}
	}
}

func TestTransferKeepsTheAppAndNamesStayUniqueForEachOwner(t *testing.T) {
	r := roster{"tea_1": {"acc_1": teams.Owner, "acc_2": teams.Developer}, "tea_2": {"acc_1": teams.Viewer}}
	f := openWith(t, r)
	ctx := as(t, "u:acc_1")
	var passed []string
	f.OnTransfer(func(_ context.Context, a apps.App, from string) error {
		passed = append(passed, from+" "+a.Owner)
		return nil
	})
	app := f.register(t, ctx, "Kiosk")
	moved, err := f.Transfer(ctx, app.ID, "tea_1")
	require.NoError(t, err)
	require.Equal(t, app.ID, moved.ID)
	again, err := f.Transfer(ctx, app.ID, "tea_1")
	require.NoError(t, err, "twice is once")
	require.Equal(t, moved.Version, again.Version)
	_, err = f.Transfer(ctx, app.ID, "tea_2")
	require.ErrorIs(t, err, teams.ErrDevelopersOnly)
	_, err = f.Transfer(ctx, app.ID, "tea_9")
	require.ErrorIs(t, err, teams.ErrNotFound)
	second := f.register(t, ctx, "Kiosk")
	_, err = f.Transfer(ctx, second.ID, "tea_1")
	require.ErrorIs(t, err, apps.ErrNameTaken)
	require.ErrorContains(t, err, "The team already has")
	_, err = f.Transfer(ctx, app.ID, "")
	require.ErrorIs(t, err, apps.ErrNameTaken)
	require.NoError(t, f.Remove(ctx, second.ID))
	_, err = f.Transfer(ctx, app.ID, "")
	require.NoError(t, err)
	require.Equal(t, []string{"u:acc_1 g:tea_1", "g:tea_1 u:acc_1"}, passed)
	require.ErrorIs(t, f.Remove(as(t, "u:acc_2"), app.ID), apps.ErrNotFound)
}

func TestAListShowsOwnAndTeamsAppsAndOneOwnersOnRequest(t *testing.T) {
	f := openWith(t, roster{"tea_1": {"acc_1": teams.Owner, "acc_2": teams.Viewer}, "tea_2": {"acc_3": teams.Owner}})
	f.register(t, as(t, "u:acc_1"), "Mine")
	f.register(t, as(t, "u:acc_2"), "Theirs")
	_, err := f.Register(as(t, "u:acc_1"), apps.Draft{Name: "Shared", Team: "tea_1"})
	require.NoError(t, err)
	_, err = f.Register(as(t, "u:acc_3"), apps.Draft{Name: "Foreign", Team: "tea_2"})
	require.NoError(t, err)
	names := func(ctx context.Context, filter apps.Filter) (names []string) {
		found, err := f.List(ctx, filter, page.Request{Limit: 10})
		require.NoError(t, err)
		for _, a := range found.Items {
			names = append(names, a.Name)
		}
		return names
	}
	viewer, auditor := as(t, "u:acc_2"), as(t, "u:acc_9", rbac.Auditor)
	require.ElementsMatch(t, []string{"Theirs", "Shared"}, names(viewer, apps.Filter{}))
	require.Equal(t, []string{"Shared"}, names(viewer, apps.Filter{Owner: "g:tea_1"}))
	require.Empty(t, names(viewer, apps.Filter{Owner: "g:tea_2"}))
	require.Empty(t, names(viewer, apps.Filter{Owner: "u:acc_1", Everyone: true}))
	require.Equal(t, []string{"Foreign"}, names(auditor, apps.Filter{Owner: "g:tea_2", Everyone: true}))
	all, err := f.OursAll(viewer)
	require.NoError(t, err)
	require.Len(t, all, 2)
}

// inboxes collects whom something was told; it refuses one of them.
type inboxes struct{ told []string }

func (i *inboxes) Send(context.Context, string, string, map[string]any) error { return nil }

func (i *inboxes) Notify(_ context.Context, n accounts.Notice, _ string, _ map[string]any) error {
	if n.Account == "acc_broken" {
		return errors.New("full")
	}
	i.told = append(i.told, n.Account)
	return nil
}

func TestNewsGoToWhoeverMayActOnThem(t *testing.T) {
	f := openWith(t, roster{"tea_1": {"acc_1": teams.Owner, "acc_2": teams.Developer, "acc_3": teams.Viewer}, "tea_2": {"acc_broken": teams.Owner}})
	for owner, want := range map[string][]string{"u:acc_7": {"acc_7"}, "g:tea_1": {"acc_1", "acc_2"}, "t:opt_1": nil, "": nil, "g:tea_9": nil} {
		var to inboxes
		require.NoError(t, f.Tell(t.Context(), &to, owner, accounts.Notice{Title: "News"}, "", nil))
		require.ElementsMatch(t, want, to.told, owner)
	}
	require.Error(t, f.Tell(t.Context(), &inboxes{}, "g:tea_2", accounts.Notice{}, "", nil))
	require.NoError(t, f.Tell(t.Context(), nil, "g:tea_1", accounts.Notice{}, "", nil))
}

func TestNobodyLiftsTheSuspensionOfWhatIsTheirsUnlessTheyMadeIt(t *testing.T) {
	f := openWith(t, roster{})
	mine, other := as(t, "u:acc_1"), as(t, "u:acc_2")
	app := f.register(t, mine, "Kiosk")
	_, err := f.Suspend(other, app.ID, "Scraping")
	require.NoError(t, err)
	_, err = f.Resume(mine, app.ID, "")
	require.ErrorIs(t, err, apps.ErrOwnApp)
	_, err = f.Resume(other, app.ID, "Talked")
	require.NoError(t, err)
	_, err = f.Suspend(mine, app.ID, "By mistake")
	require.NoError(t, err)
	_, err = f.Resume(mine, app.ID, "")
	require.NoError(t, err, "where one person runs everything, nobody else could")
}

func TestAViewerSeesMoreOwnersThanTheyMayChange(t *testing.T) {
	f := openWith(t, roster{"tea_1": {"acc_1": teams.Owner}, "tea_2": {"acc_1": teams.Developer}, "tea_3": {"acc_1": teams.Viewer}})
	seen, err := f.Owners(as(t, "u:acc_1"))
	require.NoError(t, err)
	require.Equal(t, []string{"g:tea_1", "g:tea_2", "g:tea_3", "u:acc_1"}, seen)
	mine, err := f.Changing(as(t, "u:acc_1"))
	require.NoError(t, err)
	require.Equal(t, []string{"g:tea_1", "g:tea_2", "u:acc_1"}, mine, "nobody is asked what they may not answer")
}
