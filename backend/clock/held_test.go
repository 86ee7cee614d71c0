package clock_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// TestTheSteadyClockIsUnmovedByJumps is F-CLK-01 for what lasts as long as people sit before it.
func TestTheSteadyClockIsUnmovedByJumps(t *testing.T) {
	for name, jump := range map[string]time.Duration{"an hour ahead": time.Hour, "an hour back": -time.Hour, "a year ahead": 365 * 24 * time.Hour, "to 1970": -noon.Sub(time.Unix(0, 0))} {
		t.Run(name, func(t *testing.T) {
			machine := clock.NewFake(noon)
			h := clock.Hold(machine)
			h.Trust()
			machine.Advance(time.Minute)
			machine.Jump(jump)
			h.Now()
			require.Equal(t, noon.Add(time.Minute), h.Steady().Now())
			machine.Advance(time.Minute)
			require.Equal(t, noon.Add(2*time.Minute), h.Steady().Now())
			h.Trust() // it lasted, so it is believed
			require.Equal(t, noon.Add(2*time.Minute+max(0, jump)), h.Steady().Now(), "ahead it follows, back it never goes")
		})
	}
}

func TestAHeldClockShowsTheMachinesClockUnlessThatIsSetBack(t *testing.T) {
	machine := clock.NewFake(noon)
	h := clock.Hold(machine)
	machine.Jump(-time.Hour)
	require.Equal(t, noon.Add(-time.Hour), h.Now(), "nothing was known")
	h.Trust()
	for range 100 {
		machine.Advance(time.Second)
		require.Equal(t, machine.Now(), h.Now())
	}
	latest := h.Now()
	machine.Jump(-time.Second)
	require.Equal(t, latest, h.Now())
	_, too := h.Behind()
	require.False(t, too, "a second is no reason to stop")
	machine.Advance(2 * time.Second)
	require.Equal(t, machine.Now(), h.Now())
	machine.Jump(time.Hour)
	require.Equal(t, machine.Now(), h.Now())
	h.Trust()
	machine.Set(time.Unix(0, 0))
	require.Equal(t, latest.Add(time.Hour+time.Second), h.Now())
	require.Equal(t, h.Now(), h.Floor())
}

func BenchmarkHeld(b *testing.B) {
	h := clock.Hold(clock.System())
	h.Trust()
	b.Run("system", func(b *testing.B) {
		c := clock.System()
		for b.Loop() {
			c.Now()
		}
	})
	b.Run("held", func(b *testing.B) {
		for b.Loop() {
			h.Now()
		}
	})
	b.Run("behind", func(b *testing.B) {
		for b.Loop() {
			h.Behind()
		}
	})
}
