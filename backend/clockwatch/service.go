package clockwatch

import (
	"context"
	"fmt"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/reqinfo"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Trusted reads the clock and reports whether what can't be undone may go by it. Don't call it inside a transaction.
func (s *Service) Trusted(ctx context.Context) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	agrees := !s.compare(ctx).TooMuch()
	var now mark
	now.wall, now.monotonic = clock.Read(s.Clock)
	floor := s.floor()
	var was, next reading
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		if err := s.Store.TakeTurns(ctx, "clock"); err != nil {
			return err
		}
		var err error
		if was, err = s.repo.find(ctx); err != nil {
			return err
		}
		off := s.off(was, now)
		next = was.next(now.wall, off)
		if was.Accepted == s.accepted || s.last == nil {
			next.seen(floor)
		}
		if !next.Doubted && agrees {
			next.seen(now.wall)
		}
		if err := s.repo.save(ctx, next); err != nil || !jumped(off) {
			return err
		}
		return s.note(ctx, was, now, off)
	})
	if err != nil {
		return false, fmt.Errorf("read the clock: %w", err)
	}
	s.tell(next, agrees)
	s.last, s.accepted = &now, next.Accepted
	return !next.Doubted, nil
}

// floor is the latest time that this process knows the clock to have shown.
func (s *Service) floor() time.Time {
	if s.Held == nil {
		return time.Time{}
	}
	return s.Held.Floor()
}

// tell passes on how far the clock can be trusted.
func (s *Service) tell(now reading, agrees bool) {
	if s.Held == nil {
		return
	}
	if s.last != nil && now.Accepted != s.accepted {
		s.Held.Accept()
	}
	if !now.MaxSeen.IsZero() {
		s.Held.Keep(now.MaxSeen)
	}
	if !now.Doubted && agrees {
		s.Held.Trust()
	}
}

// Accept takes the clock as right although it is behind what it showed before: what was expired in between and isn't by this
// clock counts again. Running processes follow at their next reading, within a minute. It answers by how much it was behind.
func (s *Service) Accept(ctx context.Context) (behind time.Duration, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now, _ := clock.Read(s.Clock)
	err = s.Store.Tx(ctx, func(ctx context.Context) error {
		if err := s.Store.TakeTurns(ctx, "clock"); err != nil {
			return err
		}
		was, err := s.repo.find(ctx)
		if err != nil {
			return err
		}
		behind = max(0, was.MaxSeen.Sub(now))
		if behind == 0 {
			return nil
		}
		before := was.MaxSeen
		was.MaxSeen = now
		was.Accepted++
		if err := s.repo.save(ctx, was); err != nil {
			return err
		}
		return s.Audit.Record(ctx, audit.Entry{Action: "clock.accept", Outcome: audit.Success, Details: map[string]any{
			"seconds": int64(behind / time.Second), "before": before, "after": now,
		}})
	})
	return behind, err
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
