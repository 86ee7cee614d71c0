package clockwatch

import "time"

// What counts as a jump, and how long the clock has to behave afterwards.
const (
	forwardMax  = 5 * time.Minute
	backwardMax = 30 * time.Second
	calm        = 10 * time.Minute
)

// reading is the clock as it was read last. The zero value is a clock that nobody read yet.
type reading struct {
	At time.Time
	// Doubted says that the clock jumped, or that nobody read it for a while; SaneAt is the first sane reading since, nil
	// before there is one.
	Doubted bool
	SaneAt  *time.Time
	// MaxSeen is the latest time that a trusted clock of the installation showed, the zero time before there is one.
	MaxSeen time.Time
	// Accepted is how often an operator took the clock as right although it was behind that.
	Accepted int64
}

// next answers the reading at now. off is by how much the clock differs from what was expected.
func (r reading) next(now time.Time, off time.Duration) reading {
	next := reading{At: now, Doubted: r.Doubted, SaneAt: r.SaneAt, MaxSeen: r.MaxSeen, Accepted: r.Accepted}
	switch {
	case jumped(off):
		next.Doubted, next.SaneAt = true, nil
	case !r.Doubted:
	case r.SaneAt == nil || now.Before(*r.SaneAt):
		next.SaneAt = &now
	case now.Sub(*r.SaneAt) >= calm:
		next.Doubted, next.SaneAt = false, nil
	}
	return next
}

// seen notes that the clock showed a time.
func (r *reading) seen(at time.Time) {
	if at.After(r.MaxSeen) {
		r.MaxSeen = at
	}
}

func jumped(off time.Duration) bool { return off > forwardMax || off < -backwardMax }
