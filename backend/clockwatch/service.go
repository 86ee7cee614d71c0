package clockwatch

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/jobs"
	"github.com/gatehouse-dev/gatehouse/backend/reqinfo"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Deps is everything that the watch stands on.
type Deps struct {
	Store *store.Store
	Audit *audit.Log
	Clock clock.Clock
	// Monotonic answers nanoseconds that never go back; nil is clock.Monotonic.
	Monotonic func() int64
	Logger    *slog.Logger
}

// Service watches the clock of this process. It may be used from many goroutines.
type Service struct {
	Deps
	repo repo

	mu   sync.Mutex
	last *mark
}

// mark is one moment by both clocks.
type mark struct {
	wall      time.Time
	monotonic int64
}

// New answers a watch that has read nothing yet.
func New(d Deps) *Service {
	if d.Monotonic == nil {
		d.Monotonic = clock.Monotonic
	}
	if d.Logger == nil {
		d.Logger = slog.New(slog.DiscardHandler)
	}
	return &Service{Deps: d, repo: repo{d.Store}}
}

// every is how often the clock is read although nobody asks.
const every = time.Minute

// Schedule registers the reading of the clock, and lets jobs ask.
func (s *Service) Schedule(r *jobs.Runner) {
	r.OnTrust(s.Trusted)
	r.Every("clock.read", every, func(ctx context.Context) error {
		_, err := s.Trusted(ctx)
		return err
	})
}

// Trusted reads the clock and reports whether what can't be undone may go by it. Don't call it inside a transaction.
func (s *Service) Trusted(ctx context.Context) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := mark{wall: s.Clock.Now(), monotonic: s.Monotonic()}
	var next reading
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		if err := s.Store.TakeTurns(ctx, "clock"); err != nil {
			return err
		}
		was, err := s.repo.find(ctx)
		if err != nil {
			return err
		}
		off := s.off(was, now)
		next = was.next(now.wall, off)
		if err := s.repo.save(ctx, next); err != nil || !jumped(off) {
			return err
		}
		return s.note(ctx, was, now, off)
	})
	if err != nil {
		return false, fmt.Errorf("read the clock: %w", err)
	}
	s.last = &now
	return !next.Doubted, nil
}

// off answers by how much the clock differs from what was expected: from this process's own last reading, or, when there is
// none, from the one that is stored. Nobody read the clock yet: nothing was expected.
func (s *Service) off(was reading, now mark) time.Duration {
	switch {
	case s.last != nil:
		return now.wall.Sub(s.last.wall) - time.Duration(now.monotonic-s.last.monotonic)
	case was.At.IsZero():
		return 0
	}
	return now.wall.Sub(was.At)
}

// note says that the clock jumped. At the start of a process a long pause looks like a jump ahead: that is no news, but
// reason enough to wait.
func (s *Service) note(ctx context.Context, was reading, now mark, off time.Duration) error {
	s.Logger.WarnContext(ctx, "the clock can't be trusted; jobs that can't be undone wait until it was sane for ten minutes", "off", off.String(), "restarted", s.last == nil)
	if s.last == nil && off > 0 {
		return nil
	}
	ctx = rbac.With(reqinfo.AsSystem(ctx, "clock.read"), rbac.Subject{ID: "system:clock"})
	return s.Audit.Record(ctx, audit.Entry{Action: "clock.jump", Outcome: audit.Success, Details: map[string]any{
		"seconds": int64(off / time.Second), "before": was.At, "after": now.wall,
	}})
}
