package usage_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/tokens"
	"github.com/gatehouse-dev/gatehouse/backend/usage"
)

func TestRecordedCallsForAReplayWereLetThrough(t *testing.T) {
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
		for name, recorded := range map[string]tokens.Recorded{"newest": f.NewestOf, "evenly": f.EvenlyOf} {
			calls, of, cut, err := recorded(t.Context(), []string{f.token}, since, 10)
			require.NoError(t, err)
			require.False(t, cut, name)
			require.EqualValues(t, 2, of, name)
			require.Len(t, calls, 2, name)
			require.Equal(t, []string{f.token, "api_1", "ver_1", "GET", "/things/{id}", "/old"},
				[]string{calls[0].TokenID, calls[0].API, calls[0].Version, calls[0].Method, calls[0].Route, calls[1].Route}, name)
			require.EqualValues(t, 2, calls[0].Generation, name)
			over, end := context.WithCancel(t.Context())
			end()
			_, _, cut, err = recorded(over, []string{f.token}, since, 10)
			require.NoError(t, err)
			require.True(t, cut, "what didn't fit into the time is cut, not an error")
		}
		calls, _, cut, err := f.NewestOf(t.Context(), []string{f.token}, since, 1)
		require.NoError(t, err)
		require.True(t, cut)
		require.Equal(t, "/things/{id}", calls[0].Route)
		calls, of, cut, err := f.EvenlyOf(t.Context(), []string{f.token}, since, 1)
		require.NoError(t, err)
		require.False(t, cut, "all were seen")
		require.EqualValues(t, 2, of)
		require.Len(t, calls, 1)
	})
}

func TestCallsAreDrawnEvenlyOverTheWholeTime(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		const calls, drawn, parts = 4_000, 1_000, 4
		first := f.clock.Now().Add(-20 * 24 * time.Hour)
		for part := range parts { // each a day of its own, and so blocks of its own
			events := make([]usage.Event, calls/parts)
			for i := range events {
				at := first.Add(time.Duration(part)*5*24*time.Hour + time.Duration(i)*time.Second)
				events[i] = usage.Event{Method: "GET", Route: "/things", Status: 200, At: at.UnixMicro()}
			}
			f.record(events...)
		}
		found, of, cut, err := f.EvenlyOf(t.Context(), []string{f.token}, first.Add(-time.Hour), drawn)
		require.NoError(t, err)
		require.False(t, cut)
		require.EqualValues(t, calls, of)
		require.Len(t, found, drawn)
		seen, perPart := map[time.Time]bool{}, [parts]int{}
		for i, c := range found {
			require.False(t, seen[c.At], "nothing is drawn twice")
			seen[c.At] = true
			if i > 0 {
				require.True(t, c.At.Before(found[i-1].At), "newest first")
			}
			perPart[int(c.At.Sub(first)/(5*24*time.Hour))]++
		}
		for part, n := range perPart {
			require.InDelta(t, drawn/parts, n, 60, "part %d", part) // the draw is the same in each run
		}
		again, _, _, err := f.EvenlyOf(t.Context(), []string{f.token}, first.Add(-time.Hour), drawn)
		require.NoError(t, err)
		require.Equal(t, found, again, "the same question has the same answer")
	})
}
