package apps_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

type keys string

func (k keys) Derive(purpose string) []byte { return []byte(string(k) + purpose) }

type fixture struct {
	*apps.Service
	log *audit.Log
}

func open(s *store.Store) fixture {
	log := audit.New(audit.Deps{Store: s, Keys: keys("k")})
	return fixture{log: log, Service: apps.New(apps.Deps{
		Store: s, Audit: log, Clock: clock.NewFake(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)), Cursors: page.Codec{Key: []byte("k")},
		Allows:     func(s rbac.Subject, p rbac.Permission) bool { return p == rbac.AppsReadAll && s.Has(rbac.Auditor) },
		OwnerNames: func(context.Context, []string) (map[string]string, error) { return nil, nil },
	})}
}

func as(t *testing.T, id string, roles ...rbac.Role) context.Context {
	t.Helper()
	return rbac.With(t.Context(), rbac.Subject{ID: id, Roles: roles})
}

func (f fixture) register(t *testing.T, ctx context.Context, name string) apps.App {
	t.Helper()
	made, err := f.Register(ctx, apps.Draft{Name: name, RedirectOrigins: []string{"https://a.example.com"}, Contacts: []string{"a@example.com"}})
	require.NoError(t, err)
	return made.App
}

func actions(t *testing.T, f fixture) []string {
	t.Helper()
	found, err := f.log.List(t.Context(), audit.Filter{}, page.Request{Limit: 200})
	require.NoError(t, err)
	var all []string
	for _, e := range found.Items {
		all = append(all, e.Action)
	}
	return all
}

func TestARegisteredAppIsFoundByItsOwnerOnly(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(s)
		mine, theirs := as(t, "u:acc_1"), as(t, "u:acc_2")
		app := f.register(t, mine, "  Kiosk ")
		require.Equal(t, "Kiosk", app.Name)
		found, err := f.Find(mine, app.ID)
		require.NoError(t, err)
		require.Equal(t, app, found)

		for name, act := range map[string]func(context.Context) error{
			"find":    func(ctx context.Context) error { _, err := f.Find(ctx, app.ID); return err },
			"own":     func(ctx context.Context) error { _, err := f.Own(ctx, app.ID); return err },
			"change":  func(ctx context.Context) error { _, err := f.Change(ctx, app.ID, 0, true, apps.Patch{}); return err },
			"remove":  func(ctx context.Context) error { return f.Remove(ctx, app.ID) },
			"unknown": func(ctx context.Context) error { _, err := f.Find(ctx, "app_0"); return err },
		} {
			require.ErrorIs(t, act(theirs), apps.ErrNotFound, name)
			require.ErrorIs(t, act(t.Context()), apps.ErrNotFound, name)
		}
		require.Equal(t, []string{"apps.create"}, actions(t, f))
	})
}

func TestARoleThatSeesEveryAppReadsAndNeverWritesForeignOnes(t *testing.T) {
	f := open(storetest.New(t))
	app := f.register(t, as(t, "u:acc_1"), "Kiosk")
	auditor := as(t, "u:acc_9", rbac.Auditor)
	_, err := f.Find(auditor, app.ID)
	require.NoError(t, err)
	require.ErrorIs(t, f.Remove(auditor, app.ID), apps.ErrNotFound)
	all, err := f.List(auditor, apps.Filter{Everyone: true}, page.Request{Limit: 10})
	require.NoError(t, err)
	require.Len(t, all.Items, 1)
	own, err := f.List(auditor, apps.Filter{}, page.Request{Limit: 10})
	require.NoError(t, err)
	require.Empty(t, own.Items)
	pretended, err := f.List(as(t, "u:acc_2"), apps.Filter{Everyone: true}, page.Request{Limit: 10})
	require.NoError(t, err)
	require.Empty(t, pretended.Items)
}

func TestListsAreNewestFirstAndEndWithoutRepetition(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(s)
		ctx := as(t, "u:acc_1")
		for _, name := range []string{"a1", "b_1", "c%1", "d1", "e1"} {
			f.register(t, ctx, name)
		}
		var names []string
		r := page.Request{Limit: 2}
		for {
			got, err := f.List(ctx, apps.Filter{}, r)
			require.NoError(t, err)
			for _, a := range got.Items {
				names = append(names, a.Name)
			}
			if r.Cursor = got.Next; r.Cursor == "" {
				break
			}
		}
		require.ElementsMatch(t, []string{"e1", "d1", "c%1", "b_1", "a1"}, names)
		found, err := f.List(ctx, apps.Filter{Name: "B_"}, page.Request{Limit: 10})
		require.NoError(t, err)
		require.Len(t, found.Items, 1)
		_, err = f.List(ctx, apps.Filter{}, page.Request{Limit: 2, Cursor: "' OR 1=1"})
		require.ErrorIs(t, err, page.ErrCursor)
	})
}

func TestBadInputIsNamedAllAtOnce(t *testing.T) {
	f := open(storetest.New(t))
	many := strings.Split(strings.TrimSuffix(strings.Repeat("https://x.example.com,", 21), ","), ",")
	for i := range many {
		many[i] += "." + strings.Repeat("a", i+1) + ".example"
	}
	rows := map[string]apps.Draft{
		"/name":              {Name: "   "},
		"/name ":             {Name: strings.Repeat("n", 81)},
		"/name  ":            {Name: "a\u202eb"},
		"/name   ":           {Name: "a\nb"},
		"/purpose":           {Name: "a", Purpose: strings.Repeat("p", 2001)},
		"/redirectOrigins/0": {Name: "a", RedirectOrigins: []string{"http://example.com"}},
		"/redirectOrigins/1": {Name: "a", RedirectOrigins: []string{"http://localhost:3000", "https://example.com/path"}},
		"/redirectOrigins":   {Name: "a", RedirectOrigins: many},
		"/contacts/0":        {Name: "a", Contacts: []string{"Ada <ada@example.com>"}},
	}
	for pointer, draft := range rows {
		_, err := f.Register(as(t, "u:acc_1"), draft)
		require.ErrorIs(t, err, fault.ErrInvalid, pointer)
		var f *fault.Fault
		require.True(t, errors.As(err, &f))
		require.Equal(t, strings.TrimSpace(pointer), f.Fields[0].Pointer)
	}
	_, err := f.Register(as(t, "u:acc_1"), apps.Draft{Contacts: []string{"x"}, RedirectOrigins: []string{"javascript:alert(1)", "https://*.example.com"}})
	var all *fault.Fault
	require.True(t, errors.As(err, &all))
	require.Len(t, all.Fields, 4)
	require.Empty(t, actions(t, f))
}

func TestANameIsTakenOncePerOwner(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(s)
		f.register(t, as(t, "u:acc_1"), "Kiosk")
		_, err := f.Register(as(t, "u:acc_1"), apps.Draft{Name: "Kiosk"})
		require.ErrorIs(t, err, apps.ErrNameTaken)
		other := f.register(t, as(t, "u:acc_2"), "Kiosk")
		second := f.register(t, as(t, "u:acc_2"), "Stand")
		name := "Kiosk"
		_, err = f.Change(as(t, "u:acc_2"), second.ID, second.Version, false, apps.Patch{Name: &name})
		require.ErrorIs(t, err, apps.ErrNameTaken)
		_, err = f.Change(as(t, "u:acc_2"), other.ID, other.Version, false, apps.Patch{Name: &name})
		require.NoError(t, err)
	})
}

func TestAChangeOfAnOldVersionIsRefused(t *testing.T) {
	f := open(storetest.New(t))
	ctx := as(t, "u:acc_1")
	app := f.register(t, ctx, "Kiosk")
	purpose := "Sells tickets"
	changed, err := f.Change(ctx, app.ID, app.Version, false, apps.Patch{Purpose: &purpose})
	require.NoError(t, err)
	require.Equal(t, app.Version+1, changed.Version)
	require.Equal(t, "Kiosk", changed.Name)
	_, err = f.Change(ctx, app.ID, app.Version, false, apps.Patch{Purpose: &purpose})
	require.ErrorIs(t, err, apps.ErrStale)
	_, err = f.Change(ctx, app.ID, 0, true, apps.Patch{RedirectOrigins: &[]string{}})
	require.NoError(t, err)
	found, err := f.Find(ctx, app.ID)
	require.NoError(t, err)
	require.Empty(t, found.RedirectOrigins)
}

func TestTheFirstTokenComesWithTheAppOrNeitherDoes(t *testing.T) {
	f := open(storetest.New(t))
	ctx := as(t, "u:acc_1")
	var order []string
	f.OnRegister(func(ctx context.Context, a apps.App) error {
		order = append(order, "hook")
		_, err := f.Own(ctx, a.ID)
		return err
	})
	f.OnFirstToken(func(_ context.Context, a apps.App) (any, string, error) {
		order = append(order, "token")
		if a.Name == "Broken" {
			return nil, "", errors.New("no")
		}
		return "tok", "gth_test_x", nil
	})
	made, err := f.Register(ctx, apps.Draft{Name: "Kiosk"})
	require.NoError(t, err)
	require.Equal(t, []string{"hook", "token"}, order)
	require.Equal(t, "gth_test_x", made.Secret)
	_, err = f.Register(ctx, apps.Draft{Name: "Broken"})
	require.Error(t, err)
	all, err := f.Owned(ctx, "u:acc_1")
	require.NoError(t, err)
	require.Len(t, all, 1)
}

func TestRemovalRunsItsHooksAndAFailingOneKeepsTheApp(t *testing.T) {
	f := open(storetest.New(t))
	ctx := as(t, "u:acc_1")
	keep := true
	f.OnRemove(func(context.Context, apps.App) error {
		if keep {
			return errors.New("still needed")
		}
		return nil
	})
	app := f.register(t, ctx, "Kiosk")
	require.Error(t, f.Remove(ctx, app.ID))
	_, err := f.Find(ctx, app.ID)
	require.NoError(t, err)
	keep = false
	require.NoError(t, f.RemoveOwned(t.Context(), "u:acc_1"))
	require.ErrorIs(t, f.Remove(ctx, app.ID), apps.ErrNotFound)
	require.Equal(t, []string{"apps.delete", "apps.create"}, actions(t, f))
}

func TestSuspensionNeedsAReasonAndEndsWithResumption(t *testing.T) {
	s := storetest.New(t)
	f := open(s)
	app := f.register(t, as(t, "u:acc_1"), "Kiosk")
	operator := as(t, "u:acc_9")
	_, err := f.Suspend(operator, app.ID, " ")
	require.ErrorIs(t, err, fault.ErrInvalid)
	_, err = f.Resume(operator, app.ID, "")
	require.ErrorIs(t, err, apps.ErrState)
	suspended, err := f.Suspend(operator, app.ID, "Scraping")
	require.NoError(t, err)
	require.Equal(t, apps.Suspended, suspended.State)
	_, err = f.Suspend(operator, app.ID, "Again")
	require.ErrorIs(t, err, apps.ErrState)
	resumed, err := f.Resume(operator, app.ID, "Talked to them")
	require.NoError(t, err)
	require.Equal(t, apps.Active, resumed.State)
	require.Empty(t, resumed.StateReason)
	changes, err := s.ChangesSince(t.Context(), 0, 10)
	require.NoError(t, err)
	require.Len(t, changes, 3)
	require.Equal(t, store.KindApp, changes[0].Kind)
}
