package clockwatch

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/jobs"
	"github.com/gatehouse-dev/gatehouse/backend/store"
)

// Deps is everything that the watch stands on. Logger may be nil.
type Deps struct {
	Store *store.Store
	Audit *audit.Log
	// Clock is the machine's own, which may jump.
	Clock clock.Clock
	// Held is told how far the clock can be trusted. Nil: nobody is.
	Held *clock.Held
	// References are clocks of other machines, by the name that people know them by. Empty: there is none to compare with.
	References map[string]Reference
	Logger     *slog.Logger
}

// Reference answers the time of another machine.
type Reference func(context.Context) (time.Time, error)

// Service watches the clock of this process. It may be used from many goroutines.
type Service struct {
	Deps
	repo repo
	skew atomic.Pointer[Skew]

	mu       sync.Mutex
	last     *mark
	accepted int64 // as it was known at the last reading
}

// mark is one moment by both clocks.
type mark struct {
	wall      time.Time
	monotonic int64
}

// New answers a watch that has read nothing yet.
func New(d Deps) *Service {
	if d.Logger == nil {
		d.Logger = slog.New(slog.DiscardHandler)
	}
	return &Service{Deps: d, repo: repo{d.Store}}
}

// every is how often the clock is read although nobody asks.
const every = time.Minute

// Schedule has the clock read in every process, at once when somebody saw that it was set back, and lets jobs ask.
func (s *Service) Schedule(r *jobs.Runner) {
	r.OnTrust(s.Trusted)
	r.Go("clock", s.keepReading)
}

func (s *Service) keepReading(ctx context.Context) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	var fell <-chan struct{}
	if s.Held != nil {
		fell = s.Held.Fell()
	}
	failing := false
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		case <-fell:
		}
		_, err := s.Trusted(ctx)
		if err != nil && !failing && ctx.Err() == nil {
			s.Logger.ErrorContext(ctx, "what the clock shows can't be kept; should it be set back now, this is noticed by this process only", "cause", err)
		}
		failing = err != nil
	}
}
