package usage_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/tokens"
	"github.com/gatehouse-dev/gatehouse/backend/usage"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

func TestARotationShowsTheTrafficOfEachSecret(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		ctx := rbac.With(t.Context(), rbac.Subject{ID: "u:acc_ada", Roles: []rbac.Role{rbac.Developer}, StepUpUntil: begin.Add(time.Hour)})
		_, err := f.tokens.Rotate(ctx, f.token, tokens.Turn{})
		require.NoError(t, err)
		old := f.clock.Now().Add(-2 * time.Hour)
		f.record(
			usage.Event{Operation: "a", Status: 200, Generation: 1, Agent: "curl", At: old.UnixMicro()},
			usage.Event{Operation: "a", Status: 403, Code: "scope_missing", Generation: 1, Agent: "curl"},
			usage.Event{Operation: "a", Status: 200, Generation: 2, Agent: "go"},
			usage.Event{Operation: "a", Status: 500, Generation: 2, Agent: "go"},
		)
		f.clock.Advance(time.Minute)
		r, err := f.RotationOf(f.ada(), f.token)
		require.NoError(t, err)
		require.Len(t, r.Generations, 2)
		second, first := r.Generations[0], r.Generations[1]
		require.EqualValues(t, []int64{2, 2, 1, 1}, []int64{second.Number, second.Calls, first.Number, first.Calls})
		require.Equal(t, old, *first.LastAt, "a refused call is no use")
		require.EqualValues(t, 1, first.Hours[21])
		require.EqualValues(t, 2, second.Hours[23])
		require.Equal(t, "go", second.Agents[0].Key)
		require.Equal(t, "192.0.2.0/24", first.Networks[0].Key)
		_, err = f.RotationOf(f.as("u:acc_mallory"), f.token)
		require.ErrorIs(t, err, tokens.ErrNotFound)
	})
}
