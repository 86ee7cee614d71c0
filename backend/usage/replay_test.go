package usage_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/usage"
)

func TestRecordedCallsForAReplayAreTheNewestThatWereLetThrough(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		const day = 24 * time.Hour
		at := func(ago time.Duration) int64 { return f.clock.Now().Add(-ago).UnixMicro() }
		f.record(
			usage.Event{APIID: "api_1", VersionID: "ver_1", Method: "GET", Route: "/things/{id}", Generation: 2, Status: 200, At: at(time.Hour)},
			usage.Event{Method: "GET", Route: "/things", Status: 403, Code: "scope_missing", At: at(2 * time.Hour)},
			usage.Event{Method: "GET", Route: "/old", Status: 404, At: at(20 * day)},
			usage.Event{Method: "GET", Route: "/older", Status: 200, At: at(40 * day)},
			usage.Event{Method: "GET", Route: "/other", Status: 200, AppID: "app_other", TokenID: "tok_other", At: at(time.Hour)},
		)
		since := f.clock.Now().Add(-30 * day)
		calls, cut, err := f.RecordedOf(t.Context(), []string{f.token}, since, 10)
		require.NoError(t, err)
		require.False(t, cut)
		require.Len(t, calls, 2)
		require.Equal(t, []string{f.token, "api_1", "ver_1", "GET", "/things/{id}", "/old"},
			[]string{calls[0].TokenID, calls[0].API, calls[0].Version, calls[0].Method, calls[0].Route, calls[1].Route})
		require.EqualValues(t, 2, calls[0].Generation)
		calls, cut, err = f.RecordedOf(t.Context(), []string{f.token}, since, 1)
		require.NoError(t, err)
		require.True(t, cut)
		require.Len(t, calls, 1)
		over, end := context.WithCancel(t.Context())
		end()
		_, cut, err = f.RecordedOf(over, []string{f.token}, since, 10)
		require.NoError(t, err)
		require.True(t, cut, "what didn't fit into the time is cut, not an error")
	})
}
