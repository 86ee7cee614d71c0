package tokens_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/policy"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
	"github.com/gatehouse-dev/gatehouse/backend/tokens"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// nodes answers two services over one database and one clock, and what both of them told people.
func nodes(t *testing.T, s *store.Store) (*fixture, *fixture, *told) {
	t.Helper()
	first, second, messages := open(t, s), open(t, s), &told{}
	second.Clock = first.clock
	first.Messenger, second.Messenger = messages, messages
	return first, second, messages
}

func TestOwnersAreRemindedOnceEachOfTheThreeDaysByAllNodesTogether(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f, other, messages := nodes(t, s)
		end := begin.Add(40 * day)
		f.create(tokens.Draft{Name: "Long", ExpiresAt: &end})
		short := begin.Add(2 * day)
		f.create(tokens.Draft{Name: "Short", ExpiresAt: &short})
		messages.notices = nil
		var days []int
		for hour := range 41 * 24 {
			before := len(messages.notices)
			for _, node := range []*fixture{f, other, f} {
				require.NoError(t, node.Remind(t.Context()))
			}
			if told := len(messages.notices) - before; told > 0 {
				require.Equal(t, 1, told, "at hour %d", hour)
				days = append(days, hour/24)
			}
			f.clock.Advance(time.Hour)
		}
		require.Equal(t, []int{1, 26, 37, 39}, days, "the short one a day before its end, the long one 14, 3 and 1")
	})
}

func TestAnIdleTokensOwnerIsWarnedOnceAndInTime(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f, other, messages := nodes(t, s)
		rules := policy.Shipped()
		rules.IdleDays, rules.DefaultLife = 30, 300*day
		_, err := f.policy.Save(f.as("u:acc_sec", rbac.Admin), policy.Instance, 0, true, rules)
		require.NoError(t, err)
		id := f.create(tokens.Draft{}).Token.ID
		f.clock.Advance(10 * day)
		require.NoError(t, f.MarkUsed(t.Context(), []tokens.Use{{TokenID: id, At: f.clock.Now().UnixMicro()}}))
		messages.notices = nil
		run := func(days int) (warned, suspended int) {
			for range days {
				for _, node := range []*fixture{f, other} {
					require.NoError(t, node.WarnIdle(t.Context()))
					require.NoError(t, node.SuspendIdle(t.Context()))
				}
				f.clock.Advance(day)
			}
			// The first sandbox token is idle as well, ten days earlier.
			warned = len(slices.DeleteFunc(slices.Clone(messages.notices), func(n string) bool { return n != "acc_ada tokens.idle" }))
			return warned, len(messages.notices) - warned
		}
		warned, suspended := run(20) // up to and with the 29th day
		require.Equal(t, []int{1, 0}, []int{warned, suspended}, "of the sandbox token")
		warned, suspended = run(1)
		require.Equal(t, []int{2, 1}, []int{warned, suspended}, "20 days without a use; the other's 30 are over")
		warned, suspended = run(9)
		require.Equal(t, []int{2, 1}, []int{warned, suspended})
		warned, suspended = run(1)
		require.Equal(t, []int{2, 2}, []int{warned, suspended})

		_, err = f.Resume(f.ada(), id)
		require.NoError(t, err)
		warned, _ = run(21)
		require.Equal(t, 3, warned, "a new while, a new warning")
	})
}

func TestNoIdleTokenIsSuspendedWithoutAWarningFirst(t *testing.T) {
	f, _, messages := nodes(t, storetest.New(t))
	f.create(tokens.Draft{})
	rules := policy.Shipped()
	rules.IdleDays = 30
	_, err := f.policy.Save(f.as("u:acc_sec", rbac.Admin), policy.Instance, 0, true, rules)
	require.NoError(t, err)
	messages.notices = nil
	f.clock.Advance(50 * day) // nothing ran meanwhile
	require.NoError(t, f.SuspendIdle(t.Context()))
	require.Empty(t, messages.notices)
	require.NoError(t, f.WarnIdle(t.Context()))
	f.clock.Advance(7*day - time.Microsecond)
	require.NoError(t, f.SuspendIdle(t.Context()))
	require.Equal(t, []string{"acc_ada tokens.idle", "acc_ada tokens.idle"}, messages.notices)
	f.clock.Advance(time.Microsecond)
	require.NoError(t, f.SuspendIdle(t.Context()))
	require.Len(t, messages.notices, 4)
}

func TestTheUseOfAReplacedSecretIsToldOnceADay(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f, other, messages := nodes(t, s)
		id := f.create(tokens.Draft{}).Token.ID
		_, err := f.Rotate(f.ada(), id, tokens.Turn{Compromised: true})
		require.NoError(t, err)
		messages.notices = nil
		require.NoError(t, f.MarkReused(t.Context(), id, 2, "192.0.2.0/24"), "a secret in use")
		require.Empty(t, messages.notices)
		for range 3 {
			for _, node := range []*fixture{f, other} {
				require.NoError(t, node.MarkReused(t.Context(), id, 1, "192.0.2.0/24"))
			}
		}
		require.Equal(t, []string{"acc_ada security.token_reused"}, messages.notices)
		f.clock.Advance(day)
		require.NoError(t, f.MarkReused(t.Context(), id, 1, "192.0.2.0/24"))
		require.Len(t, messages.notices, 2)
		require.ErrorIs(t, f.MarkReused(t.Context(), "tok_0000000000000000", 1, ""), tokens.ErrNotFound)
	})
}
