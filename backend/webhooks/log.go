package webhooks

import (
	"context"
	"fmt"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/page"
)

// Log answers the deliveries of an endpoint that the caller may see, newest first. It returns ErrNotFound and page.ErrCursor.
func (s *Service) Log(ctx context.Context, id string, a Asked, r page.Request) ([]Delivery, string, error) {
	if _, err := s.Find(ctx, id); err != nil {
		return nil, "", err
	}
	parts, err := s.Cursors.Decode(r.Cursor)
	if err != nil {
		return nil, "", err
	}
	before := ""
	if len(parts) == 1 {
		before = parts[0]
	}
	found, err := s.repo.deliveries(ctx, id, a, before, r.Limit+1)
	if err != nil || len(found) <= r.Limit {
		return found, "", err
	}
	found = found[:r.Limit]
	return found, s.Cursors.Encode(found[r.Limit-1].ID), nil
}

// Delivery answers one of them. It returns ErrNotFound and ErrDeliveryNotFound.
func (s *Service) Delivery(ctx context.Context, id, delivery string) (Delivery, error) {
	if _, err := s.Find(ctx, id); err != nil {
		return Delivery{}, err
	}
	return s.repo.delivery(ctx, id, delivery)
}

// Replay sends one delivery again, with the webhook-id that it had. It returns ErrNotFound, ErrDeliveryNotFound and ErrUnderWay.
func (s *Service) Replay(ctx context.Context, id, delivery string) (Delivery, error) {
	var again Delivery
	_, err := s.change(ctx, id, "replay a delivery of", func(ctx context.Context, e *Endpoint, _ string) error {
		d, err := s.repo.delivery(ctx, e.ID, delivery)
		if err != nil {
			return err
		}
		n, err := s.repo.again(ctx, e.ID, d.ID, time.Time{}, s.now())
		if err != nil {
			return err
		}
		if n == 0 {
			return ErrUnderWay
		}
		if err := s.repo.due(ctx, e.ID, time.Time{}); err != nil {
			return err
		}
		again, err = s.repo.delivery(ctx, e.ID, delivery)
		if err != nil {
			return err
		}
		return s.note(ctx, "webhooks.replay", *e, map[string]any{"delivery": d.ID, "event": d.Event})
	})
	s.wake()
	return again, err
}

// ReplayFailed sends everything again that failed for good since a time, and answers how much that is. It returns ErrNotFound.
func (s *Service) ReplayFailed(ctx context.Context, id string, since time.Time) (int64, error) {
	var n int64
	_, err := s.change(ctx, id, "replay what failed of", func(ctx context.Context, e *Endpoint, _ string) error {
		var err error
		if n, err = s.repo.again(ctx, e.ID, "", since, s.now()); err != nil {
			return err
		}
		if err := s.repo.due(ctx, e.ID, time.Time{}); err != nil {
			return err
		}
		return s.note(ctx, "webhooks.replay_failed", *e, map[string]any{"since": since, "deliveries": n})
	})
	s.wake()
	return n, err
}

// Forget deletes deliveries that are older than a month.
func (s *Service) Forget(ctx context.Context) error {
	for {
		var n int64
		err := s.Store.Tx(ctx, func(ctx context.Context) (err error) {
			n, err = s.repo.forget(ctx, s.now().Add(-kept), 500)
			return err
		})
		if err != nil {
			return fmt.Errorf("forget old deliveries: %w", err)
		}
		if n < 500 {
			return nil
		}
	}
}
