// Package clock is where time comes in. No other package calls time.Now, so every rule that depends on time can be
// tested at its boundary.
package clock

import (
	"sync"
	"time"
)

// Clock tells the time in UTC with a precision of one microsecond, which every database that we use can hold.
// Implementations may be used from many goroutines at once.
type Clock interface {
	Now() time.Time
}

type system struct{}

// System answers the machine's own clock. Its readings carry no monotonic part.
func System() Clock { return system{} }

func (system) Now() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }

// Read answers the wall clock and the monotonic one, read at once.
func (system) Read() (wall time.Time, monotonic int64) {
	now := time.Now()
	return now.UTC().Truncate(time.Microsecond), int64(now.Sub(started))
}

var started = time.Now()

// Monotonic answers the nanoseconds since the process started. It never goes back, whatever happens to the wall
// clock; limits and deadlines are measured with it.
func Monotonic() int64 { return int64(time.Since(started)) }

// In answers the moment that lies d ahead, for a deadline of a connection. It goes by the monotonic clock, so it is kept
// although the wall clock jumps meanwhile.
func In(d time.Duration) time.Time { return time.Now().Add(d) }

// Fake is a clock that only moves when it is told to.
type Fake struct {
	mu        sync.Mutex
	now       time.Time
	monotonic int64
}

// NewFake answers a clock that stands at t.
func NewFake(t time.Time) *Fake { return &Fake{now: t.UTC().Truncate(time.Microsecond)} }

// Now answers the time that was last set.
func (f *Fake) Now() time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.now
}

// Read answers the time that was last set, and how much time has passed by Advance.
func (f *Fake) Read() (wall time.Time, monotonic int64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.now, f.monotonic
}

// Advance lets d pass. A negative one moves the clock back, which is a jump.
func (f *Fake) Advance(d time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.now = f.now.Add(d)
	f.monotonic += int64(max(0, d))
}

// Jump moves the wall clock by d, which may be negative, while no time passes.
func (f *Fake) Jump(d time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.now = f.now.Add(d).Truncate(time.Microsecond)
}

// Set moves the clock to t, which is a jump.
func (f *Fake) Set(t time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.now = t.UTC().Truncate(time.Microsecond)
}
