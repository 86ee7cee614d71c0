package oauth

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/policy"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
	"github.com/gatehouse-dev/gatehouse/backend/tokens"
)

func TestSuspensionsAreStoredAndPassToANewOwner(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := repo{s}
		write := func(work func(context.Context) error) { require.NoError(t, s.Tx(t.Context(), work)) }
		c := example("ocl_1")
		write(func(ctx context.Context) error { return r.insert(ctx, c) })
		c.Suspension = &tokens.Suspension{At: noon, By: "u:acc_sec", Reason: "Odd."}
		c.Under = &tokens.Suspension{At: noon.Add(-time.Hour), By: "u:acc_1", Reason: "Holiday."}
		write(func(ctx context.Context) error { return r.update(ctx, c) })
		c.Version++
		found, err := r.find(t.Context(), c.ID)
		require.NoError(t, err)
		require.Equal(t, c, found)

		write(func(ctx context.Context) error { return r.passHolds(ctx, "app_1", "u:acc_1", "m:team_1") })
		write(func(ctx context.Context) error { return r.passHolds(ctx, "app_2", "u:acc_sec", "m:team_1") })
		living, err := r.living(t.Context(), "app_1")
		require.NoError(t, err)
		require.Equal(t, []string{"u:acc_sec", "m:team_1"}, []string{living[0].Suspension.By, living[0].Under.By})
		c.Suspension, c.Under = nil, nil
		write(func(ctx context.Context) error { return r.update(ctx, c) })
		found, err = r.find(t.Context(), c.ID)
		require.NoError(t, err)
		require.Nil(t, found.Suspension)
		require.Nil(t, found.Under)
	})
}

func TestIdleClientsAreWarnedOfOnceAndThenSuspended(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := repo{s}
		write := func(work func(context.Context) error) { require.NoError(t, s.Tx(t.Context(), work)) }
		c, place := example("ocl_1"), policy.Place{Level: policy.Instance}
		write(func(ctx context.Context) error { return r.insert(ctx, c) })
		now := noon.Add(40 * day)
		count := func(found []Client, err error) int {
			require.NoError(t, err)
			return len(found)
		}
		require.Equal(t, 1, count(r.unwarned(t.Context(), place, now, now.Add(-30*day), 9)))
		require.Equal(t, 0, count(r.unwarned(t.Context(), place, now, now.Add(-41*day), 9)))
		for i, first := range []bool{true, false} {
			write(func(ctx context.Context) error {
				warned, err := r.warn(ctx, c.ID, now)
				require.Equal(t, first, warned, i)
				return err
			})
		}
		require.Equal(t, 0, count(r.unwarned(t.Context(), place, now, now.Add(-30*day), 9)))
		later := now.Add(8 * day)
		require.Equal(t, 0, count(r.idleSince(t.Context(), place, now, now.Add(-30*day), now.Add(-time.Hour), 9)), "the warning is too young")
		require.Equal(t, 1, count(r.idleSince(t.Context(), place, later, later.Add(-30*day), later.Add(-7*day), 9)))
		write(func(ctx context.Context) error { return r.issued(ctx, c.ID, later) })
		require.Equal(t, 0, count(r.idleSince(t.Context(), place, later, later.Add(-30*day), later.Add(-7*day), 9)), "it is used again")
	})
}

func TestClientsThatBreakARuleInForceAreSuspendedOnceAndCounted(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := repo{s}
		write := func(work func(context.Context) error) { require.NoError(t, s.Tx(t.Context(), work)) }
		c := example("ocl_1")
		write(func(ctx context.Context) error { return r.insert(ctx, c) })
		step := policy.Step{Place: policy.Place{Level: policy.Instance}, Part: policy.Part{Kinds: []string{"live"}}}
		due := func(rule policy.Rule) int {
			found, err := r.toSuspend(t.Context(), step, rule, 9)
			require.NoError(t, err)
			return len(found)
		}
		planned := step
		planned.From = noon
		write(func(ctx context.Context) error { return r.lookForBreaches(ctx, planned, policy.Kinds, noon) })
		require.Zero(t, due(policy.Kinds), "a rule that is announced suspends nothing")
		write(func(ctx context.Context) error { return r.lookForBreaches(ctx, step, policy.Kinds, noon) })
		require.Equal(t, 1, due(policy.Kinds))
		require.Zero(t, due(policy.MaxLife))

		c.Suspension = &tokens.Suspension{At: noon, By: tokens.PolicyJob, Reason: "Kinds."}
		write(func(ctx context.Context) error { return r.update(ctx, c) })
		require.Zero(t, due(policy.Kinds))
		held := func() int64 {
			n, err := r.countHeld(t.Context(), "app_1")
			require.NoError(t, err)
			return n
		}
		require.EqualValues(t, 1, held())
		write(func(ctx context.Context) error {
			_, err := r.tellBreaches(ctx, "app_1", noon)
			return err
		})
		require.Zero(t, held())
		write(func(ctx context.Context) error { return r.untell(ctx, step, policy.Kinds, c.ID) })
		require.EqualValues(t, 1, held())
	})
}
