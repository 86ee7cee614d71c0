package webhooks

import (
	"context"
	"encoding/base64"
	"fmt"
	"slices"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// secretPrefix begins every signing secret, so that scanners know it.
const secretPrefix = "whsec_"

// Patch changes the members that it has. NewSecret goes with another address.
type Patch struct {
	URL         *string
	Description *string
	Events      *[]string
	NewSecret   bool
}

func (p Patch) apply(e Endpoint) Draft {
	d := Draft{URL: e.URL, Description: e.Description, Events: e.Events}
	if p.URL != nil {
		d.URL = *p.URL
	}
	if p.Description != nil {
		d.Description = *p.Description
	}
	if p.Events != nil {
		d.Events = *p.Events
	}
	return d.tidy()
}

// renew gives an endpoint another secret, beside which the one before signs for a while; 0 ends it at once.
func (s *Service) renew(e *Endpoint, overlap time.Duration) secret.Text {
	now := s.now()
	e.SecretBefore, e.BeforeUntil = nil, nil
	if overlap > 0 {
		until := now.Add(overlap)
		// What lies in one place opens nowhere else, so the secret is sealed anew for the other.
		if old, err := s.Keys.Open(secret.PurposeWebhook, place(e.ID, e.SecretAt), e.Secret); err == nil {
			e.SecretBefore, e.BeforeUntil = s.Keys.Seal(secret.PurposeWebhook, placeBefore(e.ID), old), &until
		}
	}
	key := secret.RandomBytes(32)
	e.SecretAt = now
	e.Secret = s.Keys.Seal(secret.PurposeWebhook, place(e.ID, e.SecretAt), key)
	return secret.Text(secretPrefix + base64.StdEncoding.EncodeToString(key))
}

func place(id string, at time.Time) string {
	return fmt.Sprintf("webhook_endpoints/%s/secret/%d", id, at.UnixMicro())
}

func placeBefore(id string) string { return "webhook_endpoints/" + id + "/before" }

// signers answers the keys that sign now, the newest first.
func (s *Service) signers(e Endpoint, now time.Time) ([][]byte, error) {
	key, err := s.Keys.Open(secret.PurposeWebhook, place(e.ID, e.SecretAt), e.Secret)
	if err != nil {
		return nil, fmt.Errorf("open the secret of %s: %w", e.ID, err)
	}
	keys := [][]byte{key}
	if e.BeforeUntil != nil && now.Before(*e.BeforeUntil) {
		if key, err = s.Keys.Open(secret.PurposeWebhook, placeBefore(e.ID), e.SecretBefore); err != nil {
			return nil, fmt.Errorf("open the secret before of %s: %w", e.ID, err)
		}
		keys = append(keys, key)
	}
	return keys, nil
}

// Change applies a patch when the endpoint's version is the expected one (overwrite skips that). Another address gets another
// secret, and the old one signs nothing there. It returns ErrNotFound, ErrStale, ErrSecretRequired and fault.ErrInvalid.
func (s *Service) Change(ctx context.Context, id string, expected int64, overwrite bool, p Patch) (Made, error) {
	seen, err := s.Find(ctx, id)
	if err != nil {
		return Made{}, err
	}
	d := p.apply(seen)
	if err := d.check(seen.ofPortal()); err != nil {
		return Made{}, err
	}
	if d.URL != seen.URL {
		if !p.NewSecret {
			return Made{}, ErrSecretRequired
		}
		if err := s.sound(ctx, d, seen.ofPortal()); err != nil {
			return Made{}, err
		}
	}
	var made Made
	made.Endpoint, err = s.change(ctx, id, "change", func(ctx context.Context, e *Endpoint, owner string) error {
		if !overwrite && e.Version != expected || e.URL != seen.URL {
			return ErrStale
		}
		details := map[string]any{"hostBefore": e.host(), "eventsBefore": e.Events, "events": d.Events, "addressChanged": d.URL != e.URL}
		moved := d.URL != e.URL
		e.URL, e.Description, e.Events = d.URL, d.Description, d.Events
		details["host"] = e.host()
		if moved || p.NewSecret {
			made.Secret = s.renew(e, 0)
			e.FailingSince = nil
		}
		if err := s.save(ctx, "webhooks.update", e, details); err != nil || !moved {
			return err
		}
		return s.tell(ctx, *e, owner, "security.webhook_added", "A webhook goes to "+e.host()+" now", "Its address was changed, and it has a new secret.")
	})
	return made, err
}

// RotateSecret makes another secret, beside which the one before signs for an overlap. It returns ErrNotFound and
// fault.ErrInvalid.
func (s *Service) RotateSecret(ctx context.Context, id string, overlap time.Duration) (Made, error) {
	if overlap < 0 || overlap > overlapMax {
		return Made{}, fault.ErrInvalid.With(fault.Bad("/overlapSeconds", "Give 0 to 604800 seconds."))
	}
	var made Made
	var err error
	made.Endpoint, err = s.change(ctx, id, "rotate the secret of", func(ctx context.Context, e *Endpoint, owner string) error {
		made.Secret = s.renew(e, overlap)
		if err := s.save(ctx, "webhooks.rotate_secret", e, map[string]any{"overlapSeconds": int64(overlap / time.Second)}); err != nil {
			return err
		}
		before := "The one before ended."
		if e.BeforeUntil != nil {
			before = "The one before signs beside it until " + e.BeforeUntil.UTC().Format("2 January, 15:04") + " UTC."
		}
		return s.tell(ctx, *e, owner, "security.webhook_secret", "The webhook to "+e.host()+" has a new secret", before)
	})
	return made, err
}

// Pause holds everything back until Resume. It returns ErrNotFound and ErrState.
func (s *Service) Pause(ctx context.Context, id string) (Endpoint, error) {
	return s.change(ctx, id, "pause", func(ctx context.Context, e *Endpoint, _ string) error {
		if e.State != Active {
			return ErrState
		}
		now := s.now()
		e.State, e.StoppedAt = Paused, &now
		return s.save(ctx, "webhooks.pause", e, map[string]any{})
	})
}

// Resume lets an endpoint get what waited for it. It answers to the caller from now on. It returns ErrNotFound and ErrState.
func (s *Service) Resume(ctx context.Context, id string) (Endpoint, error) {
	e, err := s.change(ctx, id, "resume", func(ctx context.Context, e *Endpoint, _ string) error {
		if e.State == Active {
			return ErrState
		}
		details := map[string]any{"was": string(e.State), "cause": string(e.Cause), "holderBefore": e.Holder}
		e.State, e.Cause, e.StoppedAt, e.FailingSince, e.Holder = Active, "", nil, nil, rbac.From(ctx).ID
		if err := s.save(ctx, "webhooks.resume", e, details); err != nil {
			return err
		}
		return s.repo.due(ctx, e.ID, time.Time{})
	})
	s.wake()
	return e, err
}

// Remove deletes an endpoint with its log. It returns ErrNotFound.
func (s *Service) Remove(ctx context.Context, id string) error {
	_, err := s.change(ctx, id, "remove", func(ctx context.Context, e *Endpoint, _ string) error {
		if err := s.repo.remove(ctx, e.ID); err != nil {
			return err
		}
		return s.note(ctx, "webhooks.delete", *e, map[string]any{"host": e.host()})
	})
	return err
}

// chose reports whether an endpoint wants an event.
func (e Endpoint) chose(event string) bool { return slices.Contains(e.Events, event) }
