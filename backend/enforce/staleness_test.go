package enforce

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
)

func TestCallsAreDecidedFromWhatIsKnownForAsLongAsIsSaidAndRefusedAfterwards(t *testing.T) {
	w := newWorld(t)
	s := New(Deps{Clock: clock.NewFake(noon), ServeCachedUpTo: time.Minute})
	s.Use(w.snapshot())
	for age, want := range map[time.Duration]Code{0: Allowed, 59 * time.Second: Allowed, 61 * time.Second: Undecided} {
		s.freshAt.Store(max(1, clock.Monotonic()) - int64(age))
		r, v := w.ask(), verdict{}
		s.decide(&r, 1, true, &v)
		require.Equal(t, want, v.Code, age)
		require.Equal(t, want == Allowed, s.Ready(), age)
		state := s.Staleness()
		require.InDelta(t, age.Seconds(), state.Age.Seconds(), 1)
		require.Equal(t, time.Minute, state.Most)
	}
	require.Equal(t, staleAfter, New(Deps{}).Staleness().Most)
	require.False(t, New(Deps{}).Staleness().Loaded)
}

func TestAnOutageIsKeptWithItsBeginningAndItsEnd(t *testing.T) {
	var log strings.Builder
	now := clock.NewFake(noon)
	s := New(Deps{Clock: now, Logger: slog.New(slog.NewTextHandler(&log, nil)), ServeCachedUpTo: time.Minute})
	s.freshAt.Store(max(1, clock.Monotonic()))
	s.noteOutage(t.Context(), false, false)
	require.Nil(t, s.Staleness().Last)
	s.noteOutage(t.Context(), false, true)
	require.Equal(t, Outage{From: noon}, *s.Staleness().Last)
	now.Advance(30 * time.Second)
	s.noteOutage(t.Context(), true, true)
	require.False(t, s.Staleness().Last.Refused)
	s.freshAt.Store(clock.Monotonic() - int64(2*time.Minute))
	s.noteOutage(t.Context(), true, true)
	s.noteOutage(t.Context(), true, true)
	require.Equal(t, 1, strings.Count(log.String(), "every call is refused"), "it is said once")
	now.Advance(time.Minute)
	s.noteOutage(t.Context(), true, false)
	require.Equal(t, Outage{From: noon, Until: noon.Add(90 * time.Second), Refused: true}, *s.Staleness().Last)
	require.Contains(t, log.String(), "away=1m30s")
	s.noteOutage(t.Context(), false, true)
	require.Equal(t, Outage{From: noon.Add(90 * time.Second)}, *s.Staleness().Last, "another one is another one")
}
