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

var started = time.Now()

// Monotonic answers the nanoseconds since the process started. It never goes back, whatever happens to the wall
// clock; limits and deadlines are measured with it.
func Monotonic() int64 { return int64(time.Since(started)) }

// Fake is a clock that only moves when it is told to.
type Fake struct {
	mu  sync.Mutex
	now time.Time
}

// NewFake answers a clock that stands at t.
func NewFake(t time.Time) *Fake { return &Fake{now: t.UTC().Truncate(time.Microsecond)} }

// Now answers the time that was last set.
func (f *Fake) Now() time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.now
}

// Advance moves the clock by d, which may be negative.
func (f *Fake) Advance(d time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.now = f.now.Add(d)
}

// Set moves the clock to t.
func (f *Fake) Set(t time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.now = t.UTC().Truncate(time.Microsecond)
}
