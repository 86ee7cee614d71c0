package enforce

import (
	"context"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
)

// Outage is a stretch of time in which the database gave no changes, so that calls were decided from what was known, or refused
// once that was too old.
type Outage struct {
	From    time.Time
	Until   time.Time // zero while it lasts
	Refused bool      // it lasted longer than the snapshot may be used
}

// Staleness says how old what decisions go by is, and how old it may become (ENF-9).
type Staleness struct {
	Loaded bool
	Age    time.Duration // 0 where nobody watches for changes
	Most   time.Duration
	Last   *Outage // the newest outage since the process began; nil = none
}

// Staleness answers how current the snapshot is.
func (s *Service) Staleness() Staleness {
	now := Staleness{Loaded: s.snapshot.Load() != nil, Most: s.ServeCachedUpTo, Last: s.outage.Load()}
	if at := s.freshAt.Load(); at != 0 {
		now.Age = time.Duration(clock.Monotonic() - at)
	}
	return now
}

// noteOutage keeps when the database went away and came back. It is called by the poll only.
func (s *Service) noteOutage(ctx context.Context, before, after bool) {
	switch last := s.outage.Load(); {
	case after && !before:
		s.outage.Store(&Outage{From: s.Clock.Now()})
	case after:
		if s.stale() && !last.Refused {
			s.Logger.ErrorContext(ctx, "the database was away for too long: every call is refused until changes can be read", "after", s.ServeCachedUpTo)
			s.outage.Store(&Outage{From: last.From, Refused: true})
		}
	case before:
		over := Outage{From: last.From, Until: s.Clock.Now(), Refused: last.Refused}
		s.Logger.InfoContext(ctx, "changes can be read again", "away", over.Until.Sub(over.From).Round(time.Second))
		s.outage.Store(&over)
	}
}

func (s *Service) stale() bool {
	at := s.freshAt.Load()
	return at != 0 && clock.Monotonic()-at > int64(s.ServeCachedUpTo)
}

// Ready says whether decisions can be made: a snapshot is loaded and current.
func (s *Service) Ready() bool { return s.snapshot.Load() != nil && !s.stale() }
