package webhooks

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestWaitsFollowTheScheduleWithUpToATenthMore(t *testing.T) {
	none := func(time.Duration) time.Duration { return 0 }
	all := func(d time.Duration) time.Duration { return d }
	for i, want := range []string{"5s", "5m", "30m", "2h", "5h", "10h", "14h", "20h", "24h"} {
		d, err := time.ParseDuration(want)
		require.NoError(t, err)
		wait, more := next(int64(i+1), 0, none)
		require.True(t, more)
		require.Equal(t, d, wait)
		wait, _ = next(int64(i+1), 0, all)
		require.Equal(t, d+d/10, wait)
		wait, _ = next(int64(i+1), 23*time.Hour, none)
		require.Equal(t, max(d, 23*time.Hour), wait, "an endpoint may ask for more, not for less")
	}
	_, more := next(10, 0, none)
	require.False(t, more)
	for range 1000 {
		require.Less(t, upTo(time.Second), time.Second)
	}
}

func TestRetryAfterIsSecondsOrADateAndNeverMoreThanADay(t *testing.T) {
	now := time.Date(2026, 5, 4, 9, 0, 0, 0, time.UTC)
	for header, want := range map[string]time.Duration{
		"": 0, "120": 2 * time.Minute, " 7 ": 7 * time.Second, "-5": 0, "999999999999": 24 * time.Hour, "soon": 0, "99999999999999999999": 0,
		"Mon, 04 May 2026 10:00:00 GMT": time.Hour, "Mon, 04 May 2026 08:00:00 GMT": 0, "Mon, 04 May 2099 08:00:00 GMT": 24 * time.Hour,
	} {
		require.Equal(t, want, retryAfter(header, now), header)
	}
}

func TestTheBeginningOfAnAnswerIsOnePlainLine(t *testing.T) {
	require.Equal(t, "a b c", plainStart([]byte("a\r\n\tb\x1b\x00  c\xff\u202e")))
}

func TestBusyEndpointsAndHostsWaitAndFailingOnesTakeAtMostHalf(t *testing.T) {
	full := fullnessOf([]busyRow{{EndpointID: "a", Host: "x"}})
	require.Equal(t, fullness{}, full)
	full = fullnessOf([]busyRow{{EndpointID: "a", Host: "x"}, {EndpointID: "a", Host: "x"}, {EndpointID: "b", Host: "x"}, {EndpointID: "c", Host: "x"}, {EndpointID: "d", Host: "y", Failing: true}})
	require.Equal(t, fullness{endpoints: []string{"a", "d"}, hosts: []string{"x"}}, full)
	full = fullnessOf([]busyRow{{Failing: true}, {Failing: true}, {Failing: true}, {Failing: true}})
	require.True(t, full.failing)
}

func TestEveryActThatIsHeardHasADocumentedEvent(t *testing.T) {
	heard := map[string]bool{"token.expiring": true, "token.expired": true}
	for action, name := range heardAs {
		_, known := eventNamed(name)
		require.True(t, known, "%s is heard as %s", action, name)
		heard[name] = true
	}
	for _, e := range Events() {
		require.True(t, heard[e.Name], e.Name)
	}
}
