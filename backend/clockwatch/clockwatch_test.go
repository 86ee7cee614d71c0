package clockwatch_test

import (
	"context"
	"fmt"
	"strconv"
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

type keys string

func (k keys) Derive(purpose string) []byte { return []byte(string(k) + purpose) }

// machine has a wall clock that can jump and a monotonic one that can't.
type machine struct {
	*clockwatch.Service
	t          *testing.T
	store      *store.Store
	log        *audit.Log
	wall       *clock.Fake
	held       *clock.Held
	references map[string]clockwatch.Reference
}

func start(t *testing.T, s *store.Store) *machine {
	t.Helper()
	wall := clock.NewFake(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC))
	m := &machine{t: t, store: s, wall: wall, log: audit.New(audit.Deps{Store: s, Keys: keys("k"), Clock: wall})}
	m.restart()
	return m
}

func (m *machine) restart() {
	m.held = clock.Hold(m.wall)
	m.Service = clockwatch.New(clockwatch.Deps{Store: m.store, Audit: m.log, Clock: m.wall, Held: m.held, References: m.references})
}

// pass lets time go by as it does.
func (m *machine) pass(d time.Duration) { m.wall.Advance(d) }

func (m *machine) trusted() bool {
	m.t.Helper()
	ok, err := m.Trusted(m.t.Context())
	require.NoError(m.t, err)
	return ok
}

func (m *machine) jumps() []string {
	m.t.Helper()
	found, err := m.log.List(m.t.Context(), audit.Filter{Action: "clock.jump"}, page.Request{Limit: 10})
	require.NoError(m.t, err)
	seconds := []string{}
	for _, e := range found.Items {
		seconds = append(seconds, fmt.Sprint(e.Details["seconds"]))
	}
	return seconds
}

func TestAfterAJumpNothingIsTakenAwayUntilTwoSaneReadingsTenMinutesApart(t *testing.T) {
	for name, jump := range map[string]time.Duration{"an hour ahead": time.Hour, "a year ahead": 365 * 24 * time.Hour, "an hour back": -time.Hour, "to 1970": -56 * 365 * 24 * time.Hour} {
		t.Run(name, func(t *testing.T) {
			storetest.Each(t, func(t *testing.T, s *store.Store) {
				m := start(t, s)
				require.True(t, m.trusted(), "nothing was expected of a clock that nobody read")
				m.pass(time.Hour)
				require.True(t, m.trusted(), "time that passed is no jump")

				m.wall.Jump(jump)
				require.False(t, m.trusted())
				require.Equal(t, []string{strconv.Itoa(int(jump / time.Second))}, m.jumps())
				m.pass(time.Minute)
				require.False(t, m.trusted(), "the first sane reading")
				m.pass(10*time.Minute - time.Microsecond)
				require.False(t, m.trusted())
				m.pass(time.Microsecond)
				require.True(t, m.trusted())
				require.Len(t, m.jumps(), 1, "it is said once")
			})
		})
	}
}

func TestSmallCorrectionsAreNoJump(t *testing.T) {
	m := start(t, storetest.New(t))
	require.True(t, m.trusted())
	for _, d := range []time.Duration{5 * time.Minute, -30 * time.Second} {
		m.wall.Jump(d)
		require.True(t, m.trusted(), d)
		m.pass(time.Minute)
	}
	require.Empty(t, m.jumps())
	m.wall.Jump(-30*time.Second - time.Microsecond)
	require.False(t, m.trusted())
}

func TestAClockThatJumpsBackStartsTheWaitAnew(t *testing.T) {
	m := start(t, storetest.New(t))
	require.True(t, m.trusted())
	m.wall.Jump(24 * time.Hour)
	require.False(t, m.trusted())
	m.pass(9 * time.Minute)
	require.False(t, m.trusted())
	m.wall.Jump(-24 * time.Hour)
	require.False(t, m.trusted())
	m.pass(2 * time.Minute)
	require.False(t, m.trusted())
	m.pass(10 * time.Minute)
	require.True(t, m.trusted())
	require.Len(t, m.jumps(), 2)
}

func TestAJumpIsNotForgottenByARestartNorMadeByAPause(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		m := start(t, s)
		require.True(t, m.trusted())
		m.wall.Jump(time.Hour)
		require.False(t, m.trusted())
		m.restart()
		m.pass(time.Minute)
		require.False(t, m.trusted(), "a restart heals nothing")
		m.pass(10 * time.Minute)
		require.True(t, m.trusted())

		m.pass(8 * time.Hour)
		m.restart()
		require.False(t, m.trusted(), "whether the machine was off or its clock jumped, nobody can say")
		require.Len(t, m.jumps(), 1, "so it isn't called a jump")
		m.pass(time.Minute)
		require.False(t, m.trusted())
		m.pass(10 * time.Minute)
		require.True(t, m.trusted())

		m.restart()
		m.wall.Jump(-time.Minute)
		require.False(t, m.trusted(), "behind what was read before")
		require.Len(t, m.jumps(), 2)
	})
}

func TestAReadingThatCannotBeStoredIsNoTrust(t *testing.T) {
	m := start(t, storetest.New(t))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	ok, err := m.Trusted(ctx)
	require.Error(t, err)
	require.False(t, ok)
}
