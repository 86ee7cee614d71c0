package keys

import (
	"context"
	"crypto/x509"
	"fmt"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/jobs"
	"github.com/gatehouse-dev/gatehouse/backend/jws"
	"github.com/gatehouse-dev/gatehouse/backend/reqinfo"
	"github.com/gatehouse-dev/gatehouse/backend/store"
)

// Schedule registers the periodic work: moving keys on.
func (s *Service) Schedule(r *jobs.Runner) { r.EverySure("keys.turn", 10*time.Minute, s.Turn) }

// Turn moves every key on as far as time says, and makes the keys that are missing: the first active one at the first start,
// and always a next one. It may run on several nodes at once and again after it was broken off.
func (s *Service) Turn(ctx context.Context) error {
	err := s.move(reqinfo.AsSystem(ctx, "keys.turn"), s.wanted, s.turn)
	if err != nil {
		return fmt.Errorf("move signing keys on: %w", err)
	}
	return nil
}

// Rotate lets the next key sign from now on. It returns ErrTooEarly while verifiers may not know it.
func (s *Service) Rotate(ctx context.Context) error {
	return s.move(ctx, one, func(ctx context.Context, found living, made *stock) error {
		if found.next == nil || s.now().Before(found.next.ReadyAt()) {
			return ErrTooEarly
		}
		return s.replace(ctx, found, made)
	})
}

// Revoke removes a key at once, with everything that it signed, because it may be in wrong hands. When it was the active
// one the next key takes over, however young it is. It returns ErrNotFound and ErrState.
func (s *Service) Revoke(ctx context.Context, id, reason string) (Key, error) {
	var revoked Key
	err := s.move(ctx, one, func(ctx context.Context, _ living, made *stock) error {
		k, err := s.repo.find(ctx, id)
		if err != nil {
			return err
		}
		if k.State == Removed {
			return ErrState
		}
		if err := s.remove(ctx, &k, "keys.revoke", reason); err != nil {
			return err
		}
		revoked = k
		after, err := s.repo.living(ctx, k.Purpose)
		if err != nil {
			return err
		}
		if err := s.turn(ctx, after, made); err != nil || s.Tell == nil {
			return err
		}
		return s.Tell(ctx, k, reason)
	})
	return revoked, err
}

// turn does what is due.
func (s *Service) turn(ctx context.Context, found living, made *stock) error {
	now := s.now()
	for i := range found.retiring {
		if !now.Before(found.retiring[i].DueAt()) {
			if err := s.remove(ctx, &found.retiring[i], "keys.remove", "Its time as a retired key was over."); err != nil {
				return err
			}
		}
	}
	switch {
	case found.active == nil && found.next != nil:
		if err := s.activate(ctx, found.next); err != nil {
			return err
		}
		found.next = nil
	case found.active == nil:
		if err := s.make(ctx, Active, made); err != nil {
			return err
		}
	case !now.Before(found.active.DueAt()) && found.next != nil && !now.Before(found.next.ReadyAt()):
		return s.replace(ctx, found, made)
	}
	if found.next == nil {
		return s.make(ctx, Next, made)
	}
	return nil
}

// replace retires the active key, lets the next one sign and makes the one after it.
func (s *Service) replace(ctx context.Context, found living, made *stock) error {
	now := s.now()
	found.active.State, found.active.RetiredAt = Retiring, &now
	if err := s.save(ctx, *found.active, "keys.retire", nil); err != nil {
		return err
	}
	if err := s.activate(ctx, found.next); err != nil {
		return err
	}
	return s.make(ctx, Next, made)
}

func (s *Service) activate(ctx context.Context, k *Key) error {
	now := s.now()
	k.State, k.ActivatedAt = Active, &now
	return s.save(ctx, *k, "keys.activate", nil)
}

func (s *Service) remove(ctx context.Context, k *Key, action, reason string) error {
	now, handle := s.now(), k.handle
	k.State, k.RemovedAt, k.RemovedReason, k.handle = Removed, &now, reason, []byte{}
	id, driver := k.ID, s.driver(k.Driver)
	store.AfterCommit(ctx, func(ctx context.Context) {
		s.forget(id)
		if driver == nil {
			return
		}
		if err := driver.Destroy(id, AccessTokens, handle); err != nil {
			s.Logger.ErrorContext(ctx, "a removed signing key could not be destroyed where it is kept", "key", id, "cause", err)
		}
	})
	return s.save(ctx, *k, action, map[string]any{"reason": reason})
}

// make adds a key in a state.
func (s *Service) make(ctx context.Context, state State, made *stock) error {
	fresh, err := made.take()
	if err != nil {
		return err
	}
	der, err := x509.MarshalPKIXPublicKey(fresh.public)
	if err != nil {
		return fmt.Errorf("encode signing key %s: %w", fresh.kid, err)
	}
	now := s.now()
	k := Key{
		Key: jws.Key{ID: fresh.kid, Algorithm: jws.AlgorithmOf(fresh.public), Public: fresh.public}, Purpose: AccessTokens, Driver: s.Drivers[0].Name(),
		State: state, CreatedAt: now, handle: fresh.handle,
	}
	if state == Active {
		k.ActivatedAt = &now
	}
	if err := s.repo.insert(ctx, k, der); err != nil {
		return err
	}
	return s.note(ctx, k, "keys.create", map[string]any{})
}

func (s *Service) save(ctx context.Context, k Key, action string, details map[string]any) error {
	if err := s.repo.update(ctx, k); err != nil {
		return err
	}
	if details == nil {
		details = map[string]any{}
	}
	return s.note(ctx, k, action, details)
}

func (s *Service) note(ctx context.Context, k Key, action string, details map[string]any) error {
	if err := s.Store.Changed(ctx, store.KindSigning, k.ID); err != nil {
		return err
	}
	details["purpose"], details["algorithm"], details["driver"], details["state"] = k.Purpose, k.Algorithm, k.Driver, string(k.State)
	return s.Audit.Record(ctx, audit.Entry{Action: action, Object: k.ID, Outcome: audit.Success, Details: details})
}
