package clockwatch_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/clockwatch"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
)

// TestWhatWasExpiredStaysSoWhenTheClockIsSetBack is F-CLK-02.
func TestWhatWasExpiredStaysSoWhenTheClockIsSetBack(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		m := start(t, s)
		require.True(t, m.trusted())
		m.pass(40 * time.Second)
		latest := m.wall.Now()

		m.wall.Jump(-time.Hour)
		require.False(t, m.held.Now().Before(latest), "also what was shown after the last reading")
		select {
		case <-m.held.Fell():
		default:
			require.Fail(t, "nobody was told")
		}
		require.False(t, m.trusted())
		require.Equal(t, []string{"-3600"}, m.jumps())
		by, too := m.held.Behind()
		require.True(t, too)
		require.Equal(t, time.Hour, by)

		m.restart()
		require.False(t, m.trusted())
		require.False(t, m.held.Now().Before(latest), "a restart forgets nothing")
		m.pass(time.Hour - 31*time.Second)
		_, too = m.held.Behind()
		require.True(t, too)
		m.pass(time.Second)
		_, too = m.held.Behind()
		require.False(t, too, "thirty seconds are what machines differ by")
		require.Equal(t, latest, m.held.Now())
		m.pass(31 * time.Second)
		require.Equal(t, m.wall.Now(), m.held.Now(), "from here on it is the machine's clock")
	})
}

func TestAClockThatWasWrongAheadForAWhileLeavesNothingBehind(t *testing.T) {
	m := start(t, storetest.New(t))
	require.True(t, m.trusted())
	m.wall.Jump(365 * 24 * time.Hour)
	require.False(t, m.trusted())
	require.Equal(t, m.wall.Now(), m.held.Now(), "expiry goes by the clock as it is")
	m.pass(5 * time.Minute)
	require.False(t, m.trusted())
	m.restart()
	require.False(t, m.trusted(), "nor does a restart take it for true")
	m.wall.Jump(-365 * 24 * time.Hour)
	require.False(t, m.trusted())
	require.Equal(t, m.wall.Now(), m.held.Now())
	_, too := m.held.Behind()
	require.False(t, too)
}

func TestAnOperatorTakesAClockAsRightThatIsBehind(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		m := start(t, s)
		require.True(t, m.trusted())
		behind, err := m.Accept(m.t.Context())
		require.NoError(t, err)
		require.Zero(t, behind, "there is nothing to accept")
		m.wall.Jump(-24 * time.Hour)
		require.False(t, m.trusted())

		held, running := m.held, m.Service
		m.restart() // the command is another process
		behind, err = m.Accept(m.t.Context())
		require.NoError(t, err)
		require.Equal(t, 24*time.Hour, behind)
		_, too := held.Behind()
		require.True(t, too, "until the running process reads again")
		_, err = running.Trusted(t.Context())
		require.NoError(t, err)
		_, too = held.Behind()
		require.False(t, too)
		require.Equal(t, m.wall.Now(), held.Now())
		found, err := m.log.List(t.Context(), audit.Filter{Action: "clock.accept"}, page.Request{Limit: 10})
		require.NoError(t, err)
		require.Len(t, found.Items, 1)
		m.restart()
		m.trusted()
		require.Equal(t, m.wall.Now(), m.held.Now(), "nor is it remembered")
	})
}

// TestANodeWhoseClockDiffersFromTheOthersSaysSo is F-CLK-05.
func TestANodeWhoseClockDiffersFromTheOthersSaysSo(t *testing.T) {
	m := start(t, storetest.New(t))
	database := clock.NewFake(m.wall.Now())
	var away error
	m.references = map[string]clockwatch.Reference{"the database": func(context.Context) (time.Time, error) { return database.Now(), away }}
	m.restart()
	require.True(t, m.trusted())
	require.Equal(t, clockwatch.Skew{From: "the database"}, m.Skew())
	for by, wrong := range map[time.Duration]bool{30 * time.Second: false, 60 * time.Second: true, -60 * time.Second: true, -30 * time.Second: false} {
		database.Set(m.wall.Now().Add(-by))
		m.trusted()
		require.Equal(t, clockwatch.Skew{By: by, From: "the database"}, m.Skew())
		require.Equal(t, wrong, m.Skew().TooMuch())
	}
	database.Set(m.wall.Now().Add(-time.Minute))
	before := m.held.Floor()
	m.pass(time.Minute)
	require.True(t, m.trusted())
	require.Equal(t, before, m.held.Floor(), "a clock that disagrees holds nobody to what it shows")
	away = errors.New("away")
	m.trusted()
	require.True(t, m.Skew().TooMuch(), "silence heals nothing")
	away = nil
	database.Set(m.wall.Now())
	m.trusted()
	require.False(t, m.Skew().TooMuch())
}
