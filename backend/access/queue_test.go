package access_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/access"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
)

func TestAPageOfTheQueueIsReadInOneGo(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(t, s)
		_, _, live := f.publish("museum")
		gathered := 0
		f.BehindAll = func(_ context.Context, subjects []string) (map[string][]string, error) {
			gathered++
			people := map[string][]string{}
			for _, subject := range subjects {
				people[subject] = []string{subject}
			}
			people["u:acc_grace"] = []string{"u:acc_person"}
			return people, nil
		}
		f.Behind = func(_ context.Context, subject string) ([]string, error) {
			t.Errorf("%s was asked for alone", subject)
			return nil, nil
		}
		statements := storetest.Statements(t, s)
		ask := func(from, to int) []access.RequestView {
			for i := range to - from {
				f.ask(f.register(f.ada(), fmt.Sprint("App ", from+i)), live, "museum:things:read")
			}
			found, err := f.Requests(f.grace(), access.Filter{}, page.Request{Limit: 50})
			require.NoError(t, err)
			statements()
			views, err := f.ShowRequests(f.grace(), found.Items...)
			require.NoError(t, err)
			require.Len(t, views, to)
			return views
		}

		one := ask(0, 1)
		few := len(statements())
		many := ask(1, 20)

		require.Len(t, statements(), few, "as many for twenty as for one")
		require.Equal(t, 2, gathered, "once for each page")
		require.True(t, one[0].CanDecide)
		require.Equal(t, one[0].Hints, many[19].Hints)
		require.Contains(t, many[0].Hints, "This is the app's first live access.")
	})
}

func TestTheQueueKnowsWhoStandsBehindARequest(t *testing.T) {
	f := open(t, storetest.New(t))
	_, _, live := f.publish("museum")
	r := f.ask(f.register(f.ada(), "Kiosk"), live, "museum:things:read")
	f.BehindAll = func(context.Context, []string) (map[string][]string, error) {
		return map[string][]string{"u:acc_ada": {"u:acc_person"}, "u:acc_grace": {"u:acc_person"}}, nil
	}
	views, err := f.ShowRequests(f.grace(), r)
	require.NoError(t, err)
	require.False(t, views[0].CanDecide, "the same person stands behind both")
	views, err = f.ShowRequests(f.ada(), r)
	require.NoError(t, err)
	require.Empty(t, views[0].Hints, "they are for approvers")
}

func TestAnApproverSeesThatWhoeverAskedHasLeftTheTeam(t *testing.T) {
	f := open(t, storetest.New(t))
	_, _, live := f.publish("museum")
	app := f.register(f.ada(), "Kiosk")
	r := f.ask(app, live, "museum:things:read")
	f.give(app, "g:tea_quay")
	members := []string{"u:acc_ada", "u:acc_bob"}
	f.BehindAll = func(context.Context, []string) (map[string][]string, error) {
		return map[string][]string{"u:acc_ada": {"u:acc_ada"}, "u:acc_grace": {"u:acc_grace"}, "g:tea_quay": members}, nil
	}
	hints := func() []string {
		views, err := f.ShowRequests(f.grace(), r)
		require.NoError(t, err)
		return views[0].Hints
	}
	require.NotContains(t, hints(), "Whoever asked is no longer in the team.")
	members = []string{"u:acc_bob"}
	require.Contains(t, hints(), "Whoever asked is no longer in the team.")
}
