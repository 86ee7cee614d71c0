package policy_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/policy"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

func TestAnExceptionFreesOneAppFromOneRuleUntilItsEnd(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		p, owned := ladder(t, s)
		ada, sec := as(t, "u:acc_ada", rbac.Developer), as(t, "u:acc_sec", rbac.SecurityAdmin)
		app, err := owned.Register(ada, apps.Draft{Name: "Kiosk"})
		require.NoError(t, err)
		rules := policy.Shipped()
		rules.MaxLife, rules.DefaultLife, rules.DescriptionRequired = 30*24*time.Hour, 24*time.Hour, true
		_, err = p.Save(sec, policy.Instance, 0, false, rules)
		require.NoError(t, err)

		end := time.Now().Add(24 * time.Hour)
		wish := policy.Exception{AppID: app.App.ID, Rule: policy.MaxLife, Reason: "Terminals are visited once a year.", EndsAt: end}
		x, err := p.Ask(ada, wish)
		require.NoError(t, err)
		_, err = p.Ask(ada, wish)
		require.ErrorIs(t, err, policy.ErrExceptionOpen)
		holds, err := p.For(t.Context(), app.App.ID, nil)
		require.NoError(t, err)
		require.Equal(t, 30*24*time.Hour, holds.MaxLife, "asking frees nobody")
		waiting, err := p.CountWaiting(t.Context())
		require.NoError(t, err)
		require.EqualValues(t, 1, waiting)

		_, err = p.Decide(sec, x.ID, true, "Until they are replaced.")
		require.NoError(t, err)
		waiting, err = p.CountWaiting(t.Context())
		require.NoError(t, err)
		require.Zero(t, waiting)
		_, err = p.Decide(sec, x.ID, false, "Again.")
		require.ErrorIs(t, err, policy.ErrExceptionDecided)
		holds, err = p.For(t.Context(), app.App.ID, nil)
		require.NoError(t, err)
		require.Equal(t, 365*24*time.Hour, holds.MaxLife)
		require.True(t, holds.DescriptionRequired, "the other rules hold")
		require.Len(t, holds.Freed, 1)
		holds, err = p.For(t.Context(), "app_other", nil)
		require.NoError(t, err)
		require.Equal(t, 30*24*time.Hour, holds.MaxLife)

		_, err = p.End(ada, x.ID, "Replaced.")
		require.NoError(t, err)
		holds, err = p.For(t.Context(), app.App.ID, nil)
		require.NoError(t, err)
		require.Equal(t, 30*24*time.Hour, holds.MaxLife)
	})
}

func TestNobodyExemptsTheirOwnApp(t *testing.T) {
	p, owned := ladder(t, storetest.New(t))
	me, other := as(t, "u:acc_root", rbac.Admin), as(t, "u:acc_sec", rbac.SecurityAdmin)
	app, err := owned.Register(me, apps.Draft{Name: "Mine"})
	require.NoError(t, err)
	x, err := p.Ask(me, policy.Exception{AppID: app.App.ID, Rule: policy.NameRule, Reason: "Old names.", EndsAt: time.Now().Add(time.Hour)})
	require.NoError(t, err)
	for _, approve := range []bool{true, false} {
		_, err = p.Decide(me, x.ID, approve, "Mine.")
		require.ErrorIs(t, err, policy.ErrOwnException)
	}
	_, err = p.Decide(other, x.ID, true, "Fine.")
	require.NoError(t, err)
	_, err = p.End(as(t, "u:acc_bob", rbac.Developer), x.ID, "Spite.")
	require.ErrorIs(t, err, policy.ErrExceptionNotFound)
	_, err = p.Ask(other, policy.Exception{AppID: app.App.ID, Rule: policy.IdleDays, Reason: "For them.", EndsAt: time.Now().Add(time.Hour)})
	require.ErrorIs(t, err, apps.ErrNotFound, "an exception is the owner's to ask for")
}

func TestAnExceptionEndsAndSaysWhy(t *testing.T) {
	p, owned := ladder(t, storetest.New(t))
	ada := as(t, "u:acc_ada", rbac.Developer)
	app, err := owned.Register(ada, apps.Draft{Name: "Kiosk"})
	require.NoError(t, err)
	_, err = p.Ask(ada, policy.Exception{AppID: app.App.ID, Rule: policy.StepUp, Reason: " ", EndsAt: time.Now().Add(181 * 24 * time.Hour)})
	var f *fault.Fault
	require.ErrorAs(t, err, &f)
	require.Len(t, f.Fields, 3)
	found, err := p.Exceptions(ada, policy.Pending, page.Request{Limit: 1})
	require.NoError(t, err)
	require.Empty(t, found.Items)
}

func TestWhatAnAppAskedForEndsWithIt(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		p, owned := ladder(t, s)
		ada, sec := as(t, "u:acc_ada", rbac.Developer), as(t, "u:acc_sec", rbac.SecurityAdmin)
		app, err := owned.Register(ada, apps.Draft{Name: "Kiosk"})
		require.NoError(t, err)
		var ids []string
		for _, rule := range []policy.Rule{policy.MaxLife, policy.IdleDays} {
			x, err := p.Ask(ada, policy.Exception{AppID: app.App.ID, Rule: rule, Reason: "Because.", EndsAt: time.Now().Add(time.Hour)})
			require.NoError(t, err)
			ids = append(ids, x.ID)
		}
		_, err = p.Decide(sec, ids[0], true, "For an hour.")
		require.NoError(t, err)

		require.NoError(t, owned.Remove(ada, app.App.ID))

		found, err := p.Exceptions(sec, policy.Ended, page.Request{Limit: 10})
		require.NoError(t, err)
		require.Len(t, found.Items, 2, "else they wait for ever: nobody can decide about an app that is gone")
		require.Equal(t, "The app was removed.", found.Items[0].DecisionReason)
		require.Equal(t, "u:acc_ada", found.Items[0].DecidedBy)
	})
}
