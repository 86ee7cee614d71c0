package clock

import (
	"sync"
	"sync/atomic"
	"time"
)

// Allowances of a held clock.
const (
	// noise is by how much the wall clock may fall behind the monotonic one before that counts as set back.
	noise = 100 * time.Millisecond
	// behindMax is by how much the clock may be behind the latest time that it showed before it is Behind.
	behindMax = 30 * time.Second
)

// Held is a clock that never shows less than a time which it is known to have shown before: what was expired stays so,
// although somebody sets the machine's clock back. It shows the machine's clock as it is otherwise, ahead of its time too.
// A Held costs a reading of the machine's clock and one atomic load. It may be used from many goroutines.
type Held struct {
	of    Clock
	state atomic.Pointer[held]
	mu    sync.Mutex // held while the state changes
	fell  chan struct{}
}

// held never changes. Times are microseconds, wall since 1970 and mono since some start.
type held struct {
	known      bool  // wall and mono are one moment at which the clock could be trusted
	wall, mono int64 //
	floor      int64 // the least that may be shown
	fallen     bool  // the clock was less than that when it was last looked at

	steady, steadyMono int64 // what the steady clock showed at a moment
	followed           bool  // it followed a trusted reading once
}

// Hold answers a clock over another one, of which nothing is known yet.
func Hold(of Clock) *Held {
	h := &Held{of: of, fell: make(chan struct{}, 1)}
	wall, mono := h.read()
	h.state.Store(&held{steady: wall, steadyMono: mono})
	return h
}

// read answers both clocks in microseconds.
func (h *Held) read() (wall, mono int64) {
	at, monotonic := Read(h.of)
	return at.UnixMicro(), monotonic / int64(time.Microsecond)
}

// Read answers a clock's time and a monotonic one in nanoseconds: its own, if it has one, or this process's.
func Read(c Clock) (wall time.Time, monotonic int64) {
	if both, ok := c.(interface{ Read() (time.Time, int64) }); ok {
		return both.Read()
	}
	return c.Now(), Monotonic()
}

// Now answers the time, or the latest one that is known to have been shown when that is later.
func (h *Held) Now() time.Time {
	at, monotonic := Read(h.of)
	wall := at.UnixMicro()
	s := h.state.Load()
	if s.known && wall < s.expected(monotonic/int64(time.Microsecond))-int64(noise/time.Microsecond) {
		s = h.fall()
	}
	if wall < s.floor {
		return time.UnixMicro(s.floor).UTC()
	}
	return at
}

// expected is what the wall clock shows at a monotonic time unless it was set.
func (s *held) expected(mono int64) int64 { return s.wall + mono - s.mono }

// fall notes that the clock was set back since it could be trusted last. It was later than everything that anybody saw
// meanwhile, so that becomes the floor.
func (h *Held) fall() *held {
	h.mu.Lock()
	defer h.mu.Unlock()
	wall, mono := h.read()
	s := *h.state.Load()
	if s.known && wall < s.expected(mono)-int64(noise/time.Microsecond) {
		s.floor, s.known = max(s.floor, s.expected(mono)), false
		s.fallen = wall < s.floor
		h.state.Store(&s)
		select {
		case h.fell <- struct{}{}:
		default:
		}
	}
	return &s
}

// Fell tells, soon after it was seen, that the clock was set back.
func (h *Held) Fell() <-chan struct{} { return h.fell }

// Floor answers the least that the clock will show; zero when nothing is known.
func (h *Held) Floor() time.Time {
	h.Now()
	if floor := h.state.Load().floor; floor != 0 {
		return time.UnixMicro(floor).UTC()
	}
	return time.Time{}
}

// Behind answers by how much the machine's clock is behind the latest time that it is known to have shown, and whether that
// is too much to vouch for a time with a signature.
func (h *Held) Behind() (by time.Duration, too bool) {
	s := h.state.Load()
	if !s.fallen {
		return 0, false
	}
	wall, _ := h.read()
	by = time.Duration(max(0, s.floor-wall)) * time.Microsecond
	return by, by > behindMax
}

// Keep raises the floor to a time that was shown before this process was.
func (h *Held) Keep(floor time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	wall, mono := h.read()
	s := *h.state.Load()
	s.raise(floor.UnixMicro(), wall, mono)
	h.state.Store(&s)
}

func (s *held) raise(floor, wall, mono int64) {
	s.floor = max(s.floor, floor)
	s.fallen = wall < s.floor
	if now := s.steadyAt(mono); now < s.floor && !s.followed {
		s.steady, s.steadyMono = s.floor, mono
	}
}

// Trust says that the clock can be trusted now: it becomes the floor, and where it goes from here is held against it.
func (h *Held) Trust() {
	h.Now() // a fall since the last time must be seen before
	h.mu.Lock()
	defer h.mu.Unlock()
	wall, mono := h.read()
	s := *h.state.Load()
	if now := s.steadyAt(mono); wall > now || !s.followed {
		s.steady, s.steadyMono = max(wall, s.floor), mono
	}
	s.followed = true
	s.known, s.wall, s.mono = true, wall, mono
	s.raise(wall, wall, mono)
	h.state.Store(&s)
}

// Accept takes the clock as it is, whatever it showed before, and answers what it shows.
func (h *Held) Accept() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	at, monotonic := Read(h.of)
	wall, mono := at.UnixMicro(), monotonic/int64(time.Microsecond)
	h.state.Store(&held{known: true, wall: wall, mono: mono, floor: wall, steady: wall, steadyMono: mono, followed: true})
	return at
}

func (s *held) steadyAt(mono int64) int64 { return s.steady + mono - s.steadyMono }

// Steady answers a clock for what lasts as long as people sit before it: sessions, and the window after a passkey. It goes
// on by the monotonic clock whatever happens to the wall clock, and follows that one only where it can be trusted, never
// back.
func (h *Held) Steady() Clock { return steady{h} }

type steady struct{ h *Held }

// Now answers the steady time.
func (c steady) Now() time.Time {
	_, mono := c.h.read()
	return time.UnixMicro(c.h.state.Load().steadyAt(mono)).UTC()
}
