package policy_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/policy"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

type told []accounts.Notice

func (m *told) Send(context.Context, string, string, map[string]any) error { return nil }
func (m *told) Notify(_ context.Context, n accounts.Notice, _ string, _ map[string]any) error {
	*m = append(*m, n)
	return nil
}

func TestAnExceptionThatNobodyDecidedOnEndsByItself(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		now := clock.NewFake(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC))
		messages := &told{}
		p, owned := ladderAt(t, s, now, messages)
		ada := as(t, "u:acc_ada", rbac.Developer)
		app, err := owned.Register(ada, apps.Draft{Name: "Kiosk"})
		require.NoError(t, err)
		wish := policy.Exception{AppID: app.App.ID, Rule: policy.MaxLife, Reason: "Terminals.", EndsAt: now.Now().Add(time.Hour)}
		x, err := p.Ask(ada, wish)
		require.NoError(t, err)
		now.Advance(time.Hour - time.Microsecond)
		require.NoError(t, p.EndOverdue(t.Context()))
		require.Empty(t, *messages)
		now.Advance(time.Microsecond)
		for range 2 {
			require.NoError(t, p.EndOverdue(t.Context()))
		}
		require.Len(t, *messages, 1)
		require.Equal(t, "acc_ada", (*messages)[0].Account)
		require.Equal(t, "The exception for Kiosk from the rule “Longest life” is over", (*messages)[0].Title)
		require.Contains(t, (*messages)[0].Body, "before anybody decided")
		_, err = p.Decide(as(t, "u:acc_sec", rbac.SecurityAdmin), x.ID, false, "Too late.")
		require.ErrorIs(t, err, policy.ErrExceptionDecided)
		wish.EndsAt = now.Now().Add(time.Hour)
		_, err = p.Ask(ada, wish)
		require.NoError(t, err, "the place is free")
	})
}

func TestAPageOfExceptionsReadsItsAppsOnce(t *testing.T) {
	s := storetest.New(t)
	p, owned := ladder(t, s)
	ada := as(t, "u:acc_ada", rbac.Developer)
	for i := range 5 {
		app, err := owned.Register(ada, apps.Draft{Name: fmt.Sprint("Kiosk ", i)})
		require.NoError(t, err)
		_, err = p.Ask(ada, policy.Exception{AppID: app.App.ID, Rule: policy.NameRule, Reason: "Old.", EndsAt: time.Now().Add(time.Hour)})
		require.NoError(t, err)
	}
	found, err := p.Exceptions(t.Context(), policy.Pending, page.Request{Limit: 10})
	require.NoError(t, err)
	taken := storetest.Statements(t, s)
	views, err := p.PresentExceptions(ada, found.Items)
	require.NoError(t, err)
	require.Len(t, taken(), 1)
	require.Equal(t, "Kiosk 4", views[0].AppName)
	require.True(t, views[0].Own)
}

func TestANamingRuleIsCompiledOnceForAllNames(t *testing.T) {
	compiled, kept := policy.Compilations([]string{"[a-z]+", "("}, make([]string, 1000))
	require.Equal(t, []int{2, 2}, []int{compiled, kept})
	many := make([]string, 1000)
	for i := range many {
		many[i] = fmt.Sprint("a", i)
	}
	_, kept = policy.Compilations(many, []string{"a"})
	require.LessOrEqual(t, kept, 64, "whoever tries many rules fills nothing")
}
