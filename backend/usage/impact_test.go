package usage_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/tokens"
	"github.com/gatehouse-dev/gatehouse/backend/usage"
)

func TestTheImpactOfATokenIsWhatWasLetThrough(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		before := f.clock.Now().Add(-3 * 24 * time.Hour)
		f.record(
			usage.Event{Operation: "oldCall", Status: 200, At: before.UnixMicro()},
			usage.Event{Operation: "listTickets", Status: 200},
			usage.Event{Operation: "listTickets", Status: 200},
			usage.Event{Operation: "getHours", Status: 404},
			usage.Event{Operation: "buyTicket", Status: 403, Code: "scope_missing"},
			usage.Event{Operation: "listTickets", Status: 200, AppID: "app_other", TokenID: "tok_other"},
		)
		f.clock.Advance(time.Minute)
		impact, err := f.ImpactOf(f.ada(), f.token)
		require.NoError(t, err)
		require.EqualValues(t, 4, impact.Calls)
		require.EqualValues(t, 1, impact.Refused)
		keys := map[string]int64{}
		for _, o := range impact.Operations {
			keys[o.Key] = o.Counted.Calls
		}
		require.Equal(t, map[string]int64{"listTickets": 2, "getHours": 1}, keys)
		require.Equal(t, "192.0.2.0/24", impact.Networks[0].Key)
		require.EqualValues(t, 4, impact.Known[0].Counted.Calls, "30 days back")
		require.Equal(t, "listTickets", impact.LastSuccess.Event.Operation)
		require.Equal(t, "u:acc_ada", impact.Owner)
		require.Equal(t, f.app.ID, impact.App.ID)

		_, err = f.ImpactOf(f.as("u:acc_mallory"), f.token)
		require.ErrorIs(t, err, tokens.ErrNotFound)
	})
}
