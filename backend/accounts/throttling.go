package accounts

import (
	"context"
	"fmt"

	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/reqinfo"
)

const (
	purposeThrottle = "throttle"
	domainThrottle  = "gth/throttle/v1"
	domainBrowser   = "gth/browser/v1"
)

func (s *Service) throttleMAC(l Limit, subject string) [32]byte {
	return s.mac(purposeThrottle, domainThrottle, l.Name+"\x00"+subject)
}

// Attempt counts one attempt of subject against a limit, and answers ErrThrottled with the time to wait once there
// were too many. The count is stored before it answers, so attempts in parallel and restarts don't evade it. Call it
// outside the transaction of the attempt: a failure must not undo the count.
func (s *Service) Attempt(ctx context.Context, l Limit, subject string) error {
	now := s.now()
	var over error
	err := s.deps.Store.Tx(ctx, func(ctx context.Context) error {
		n, resets, err := s.repo.attempt(ctx, s.throttleMAC(l, subject), now, l.Window)
		if err != nil || n <= l.Attempts {
			return err
		}
		over = ErrThrottled.After(resets.Sub(now))
		if n > l.Attempts+1 {
			return nil // the log says once per window that the limit was reached
		}
		return s.record(ctx, "auth.throttled", "", audit.Denied, map[string]any{"limit": l.Name})
	})
	if err != nil {
		return fmt.Errorf("count attempt against %s: %w", l.Name, err)
	}
	return over
}

// Exhausted reports, as ErrThrottled, that subject has no attempts left; it counts nothing.
func (s *Service) Exhausted(ctx context.Context, l Limit, subject string) error {
	now := s.now()
	n, resets, err := s.repo.attempts(ctx, s.throttleMAC(l, subject), now)
	if err != nil {
		return err
	}
	if n >= l.Attempts {
		return ErrThrottled.After(resets.Sub(now))
	}
	return nil
}

// Forgive forgets the attempts of subject after one that succeeded.
func (s *Service) Forgive(ctx context.Context, l Limit, subject string) error {
	return s.deps.Store.Tx(ctx, func(ctx context.Context) error { return s.repo.forget(ctx, s.throttleMAC(l, subject)) })
}

// ByNetwork answers the subject under which the caller's network is counted.
func ByNetwork(ctx context.Context) string { return Network(reqinfo.From(ctx).Address) }
