package enforce

import (
	"errors"
	"sync/atomic"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
)

const (
	breakerFailures   = 5
	breakerProbeEvery = 10 * time.Second
)

// breaker keeps calls from a target that does not answer: after five failures in a row it lets one call in ten seconds
// through, until one succeeds. A call costs it two loads. The zero value, with every set, is closed.
type breaker struct {
	failures atomic.Int32 // in a row
	probeAt  atomic.Int64 // monotonic time of the next probe; 0 = closed
	ill      atomic.Bool  // what the health checks say
	every    time.Duration

	// For people, written only when something changes.
	cause atomic.Pointer[string]
	since atomic.Int64 // monotonic time of the change to or from down; 0 = never
}

// usable says whether a call may go there. When it is the probe's turn, it says so to one call.
func (b *breaker) usable() bool {
	if b.ill.Load() {
		return false
	}
	at := b.probeAt.Load()
	if at == 0 {
		return true
	}
	now := clock.Monotonic()
	return now >= at && b.probeAt.CompareAndSwap(at, now+int64(b.every))
}

// down says whether calls are kept away.
func (b *breaker) down() bool { return b.ill.Load() || b.probeAt.Load() != 0 }

// probing says how long the next probe is away, 0 when there is none to wait for.
func (b *breaker) probing() time.Duration {
	if at := b.probeAt.Load(); at != 0 && !b.ill.Load() {
		return max(0, time.Duration(at-clock.Monotonic()))
	}
	return 0
}

// note learns from how a call went.
func (b *breaker) note(err error) {
	if err == nil {
		if b.failures.Load() != 0 {
			b.recover()
		}
		return
	}
	if !counts(err) {
		return
	}
	b.remember(err)
	if b.failures.Add(1) >= breakerFailures && b.probeAt.CompareAndSwap(0, clock.Monotonic()+int64(b.every)) && !b.ill.Load() {
		b.since.Store(clock.Monotonic())
	}
}

// recover closes the breaker.
func (b *breaker) recover() {
	b.failures.Store(0)
	if b.probeAt.Swap(0) != 0 && !b.ill.Load() {
		b.since.Store(clock.Monotonic())
	}
}

// suspect opens the breaker with a probe at once: somebody was told that the target is down, and nothing has shown yet that
// it is not.
func (b *breaker) suspect() {
	b.failures.Store(breakerFailures)
	b.since.Store(clock.Monotonic())
	b.probeAt.CompareAndSwap(0, 1)
}

// judge takes the word of the health checks. A target that is well to them is called again at once.
func (b *breaker) judge(ill bool, err error) {
	if err != nil {
		b.remember(err)
	}
	was := b.down()
	b.ill.Store(ill)
	if !ill {
		b.failures.Store(0)
		b.probeAt.Store(0)
	}
	if was != ill {
		b.since.Store(clock.Monotonic())
	}
}

func (b *breaker) remember(err error) {
	words := wordsOf(err)
	b.cause.Store(&words)
}

// counts says whether a failure is the target's: not our own shortage of connections, not a caller's doing.
func counts(err error) bool {
	return !callers(err) && !errors.Is(err, errConnsBusy) && !errors.Is(err, errCredential)
}
