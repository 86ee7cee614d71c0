package tokens_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
	"github.com/gatehouse-dev/gatehouse/backend/tokens"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

func TestAQuarantineHoldsUntilItsEndOrUntilItIsEnded(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(t, s)
		id := f.create(tokens.Draft{}).Token.ID
		q := tokens.Quarantine{Mode: tokens.KnownNetworks, Networks: []string{"192.0.2.9/24"}, Until: begin.Add(time.Hour), Reason: "Odd calls."}
		held, err := f.Quarantine(f.ada(), id, q)
		require.NoError(t, err)
		require.Equal(t, tokens.Quarantined, held.StateAt(begin))
		found, err := f.Find(f.ada(), id)
		require.NoError(t, err)
		require.Equal(t, []string{"192.0.2.0/24"}, found.Quarantine.Networks)
		require.Equal(t, held, found)
		for state, want := range map[tokens.State]int{tokens.Quarantined: 1, tokens.Active: 1 /* the sandbox's */} {
			listed, err := f.Inventory(f.as("u:acc_sec", rbac.SecurityAdmin), tokens.Filter{State: state}, tokens.Newest, page.Request{Limit: 10})
			require.NoError(t, err)
			require.Len(t, listed.Items, want, state)
		}

		back, err := f.EndQuarantine(f.ada(), id)
		require.NoError(t, err)
		require.Equal(t, tokens.Active, back.StateAt(begin))
		_, err = f.EndQuarantine(f.ada(), id)
		require.ErrorIs(t, err, tokens.ErrState)

		_, err = f.Quarantine(f.ada(), id, tokens.Quarantine{Mode: tokens.Slow, Until: begin.Add(time.Hour), Reason: "Again."})
		require.NoError(t, err)
		f.clock.Advance(time.Hour)
		over, err := f.Find(f.ada(), id)
		require.NoError(t, err)
		require.Equal(t, tokens.Active, over.StateAt(f.clock.Now()), "by itself")
		_, err = f.EndQuarantine(f.ada(), id)
		require.ErrorIs(t, err, tokens.ErrState)

		for action, want := range map[string]int{"tokens.quarantine": 2, "tokens.end_quarantine": 1} {
			entries, err := f.audit.List(t.Context(), audit.Filter{Action: action}, page.Request{Limit: 10})
			require.NoError(t, err)
			require.Len(t, entries.Items, want, action)
		}
	})
}

func TestWhatAnOperatorQuarantinedItsOwnerNeitherEndsNorLoosens(t *testing.T) {
	f := open(t, storetest.New(t))
	id := f.create(tokens.Draft{}).Token.ID
	security := f.as("u:acc_sec", rbac.SecurityAdmin)
	_, err := f.Quarantine(security, id, tokens.Quarantine{Mode: tokens.ReadOnly, Until: begin.Add(day), Reason: "Looking into it."})
	require.NoError(t, err)
	_, err = f.EndQuarantine(f.ada(), id)
	require.ErrorIs(t, err, tokens.ErrSuspendedByOperator)
	_, err = f.Quarantine(f.ada(), id, tokens.Quarantine{Mode: tokens.Slow, Until: begin.Add(time.Minute), Reason: "Shorter."})
	require.ErrorIs(t, err, tokens.ErrSuspendedByOperator)
	_, err = f.Quarantine(f.as("u:acc_mallory"), id, tokens.Quarantine{Mode: tokens.Slow, Until: begin.Add(time.Minute), Reason: "Mine."})
	require.ErrorIs(t, err, tokens.ErrNotFound)
	_, err = f.EndQuarantine(security, id)
	require.NoError(t, err)
	_, err = f.Revoke(f.ada(), id, "Over.")
	require.NoError(t, err)
	_, err = f.Quarantine(f.ada(), id, tokens.Quarantine{Mode: tokens.Slow, Until: begin.Add(time.Hour), Reason: "Late."})
	require.ErrorIs(t, err, tokens.ErrState)
}

func TestAQuarantineSaysEveryMistakeAtOnce(t *testing.T) {
	f := open(t, storetest.New(t))
	id := f.create(tokens.Draft{}).Token.ID
	for _, row := range []struct {
		q    tokens.Quarantine
		want []string
	}{
		{tokens.Quarantine{Mode: "odd", Until: begin}, []string{"/reason", "/endsAt", "/mode"}},
		{tokens.Quarantine{Mode: tokens.KnownNetworks, Until: begin.Add(day), Reason: "r"}, []string{"/networks"}},
		{tokens.Quarantine{Mode: tokens.Slow, Networks: []string{"192.0.2.0/24"}, Until: begin.Add(31 * day), Reason: "r"}, []string{"/endsAt", "/networks"}},
		{tokens.Quarantine{Mode: tokens.KnownNetworks, Networks: []string{"x"}, Until: begin.Add(day), Reason: "r"}, []string{"/networks/0"}},
	} {
		_, err := f.Quarantine(f.ada(), id, row.q)
		require.Equal(t, row.want, pointers(t, err))
	}
}
