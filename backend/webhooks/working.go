package webhooks

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

const (
	// workers is how many attempts one node makes at once.
	workers = 8
	// perEndpoint and perHost bound the attempts under way on all nodes; failing endpoints together have half of one node's.
	perEndpoint = 2
	perHost     = 4
	failingAll  = workers / 2
	readyMax    = 20
)

// fullness says who gets no further attempt now.
type fullness struct {
	endpoints, hosts []string
	failing          bool
}

func fullnessOf(busy []busyRow) fullness {
	endpoints, hosts, failing := map[string]int{}, map[string]int{}, 0
	var full fullness
	for _, b := range busy {
		endpoints[b.EndpointID]++
		hosts[b.Host]++
		limit := perEndpoint
		if b.Failing {
			failing++
			limit = 1 // whoever doesn't answer isn't asked twice at once
		}
		if endpoints[b.EndpointID] >= limit && !slices.Contains(full.endpoints, b.EndpointID) {
			full.endpoints = append(full.endpoints, b.EndpointID)
		}
		if hosts[b.Host] == perHost {
			full.hosts = append(full.hosts, b.Host)
		}
	}
	full.failing = failing >= failingAll
	return full
}

// claimed is an attempt that this process has to make.
type claimed struct {
	endpoint Endpoint
	delivery Delivery
	until    time.Time
}

// Step makes the next attempt that is due, and answers false when there is none.
func (s *Service) Step(ctx context.Context) (bool, error) {
	some, err := s.repo.someDue(ctx, s.now())
	if err != nil || !some {
		return false, err
	}
	var mine *claimed
	stopped := false
	err = s.Store.Tx(ctx, func(ctx context.Context) (err error) {
		mine, stopped, err = s.claim(ctx)
		return err
	})
	if err != nil || mine == nil {
		return stopped, err
	}
	s.wake() // there may be more for others
	return true, s.settle(ctx, *mine, s.send(ctx, mine.endpoint, mine.delivery))
}

// claim takes the next attempt, nil when nothing may be tried now. stopped says that an endpoint was stopped instead.
func (s *Service) claim(ctx context.Context) (mine *claimed, stopped bool, err error) {
	if err := s.Store.TakeTurns(ctx, "webhook attempts"); err != nil {
		return nil, false, err
	}
	now := s.now()
	busy, err := s.repo.busy(ctx, now)
	if err != nil {
		return nil, false, err
	}
	due, err := s.repo.ready(ctx, now, fullnessOf(busy), readyMax)
	if err != nil {
		return nil, false, err
	}
	for _, e := range due {
		if may, err := s.MayHold(ctx, e.Holder, e.AppID); err != nil {
			return nil, false, fmt.Errorf("ask whether %s may have webhook %s: %w", e.Holder, e.ID, err)
		} else if !may {
			return nil, true, s.stop(ctx, e, Orphaned)
		}
		if mine, err = s.take(ctx, e, now); mine != nil || err != nil {
			return mine, false, err
		}
	}
	return nil, false, nil
}

// take claims the first delivery of an endpoint.
func (s *Service) take(ctx context.Context, e Endpoint, now time.Time) (*claimed, error) {
	d, found, err := s.repo.first(ctx, e.ID, now)
	if err != nil {
		return nil, fmt.Errorf("find the next delivery of %s: %w", e.ID, err)
	}
	until := now.Add(lease)
	if found {
		if found, err = s.repo.claim(ctx, d, until); err != nil {
			return nil, err
		}
	}
	if err := s.repo.due(ctx, e.ID, time.Time{}); err != nil || !found {
		return nil, err
	}
	return &claimed{endpoint: e, delivery: d, until: until}, nil
}

// settle notes what became of an attempt, and what follows for the delivery and its endpoint.
func (s *Service) settle(ctx context.Context, c claimed, o outcome) error {
	now := s.now()
	d := c.delivery
	d.Attempts, d.LastAt, d.Status, d.Millis, d.Problem, d.Answer = d.Attempts+1, &now, o.status, o.millis, o.problem, o.answer
	d.State, d.NextAt = Delivered, now
	if !o.ok() {
		wait, more := next(d.Attempts, o.retryAfter, s.jitter)
		d.State, d.NextAt = Waiting, now.Add(wait)
		if !more || d.Event == EventTest {
			d.State = Failed
		}
	}
	// A stop of the server that breaks an attempt off is no reason to forget what came of it.
	ctx = context.WithoutCancel(ctx)
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		counts, err := s.repo.settle(ctx, d, c.until)
		if err != nil || !counts {
			return err
		}
		return s.after(ctx, c.endpoint.ID, d, o, now)
	})
	if err != nil {
		return fmt.Errorf("note the attempt at %s: %w", d.ID, err)
	}
	return nil
}

// after draws from an attempt what it means for the endpoint.
func (s *Service) after(ctx context.Context, id string, d Delivery, o outcome, now time.Time) error {
	if d.Event == EventTest {
		return s.repo.due(ctx, id, time.Time{})
	}
	e, err := s.repo.find(ctx, id)
	if errors.Is(err, ErrNotFound) {
		return nil // removed meanwhile
	}
	if err != nil {
		return err
	}
	if o.ok() {
		if err := s.repo.failing(ctx, id, nil); err != nil {
			return err
		}
		return s.repo.due(ctx, id, time.Time{})
	}
	if err := s.repo.failing(ctx, id, &now); err != nil {
		return err
	}
	if e.State == Active {
		switch {
		case o.status == 410:
			return s.stop(ctx, e, Gone)
		case d.State == Failed && e.FailingSince != nil && now.Sub(*e.FailingSince) >= failingMax:
			return s.stop(ctx, e, Failing)
		}
	}
	// Others of the endpoint wait too where it asked for that.
	return s.repo.due(ctx, id, now.Add(min(o.retryAfter, retryAfterMax)))
}

var stopWords = map[Cause]string{
	Gone:     "It answered 410: nobody is there any more.",
	Failing:  "It took nothing for three days.",
	Orphaned: "It answered to somebody who may not have it any more.",
}

// stop holds an endpoint back until a person resumes it, and tells those who may.
func (s *Service) stop(ctx context.Context, e Endpoint, why Cause) error {
	fresh, err := s.repo.find(ctx, e.ID)
	if err != nil {
		return err
	}
	now, owner := s.now(), ""
	if fresh.FailingSince == nil && why != Orphaned {
		fresh.FailingSince = &now
	}
	fresh.State, fresh.Cause, fresh.StoppedAt = Stopped, why, &now
	if err := s.save(ctx, "webhooks.stop", &fresh, map[string]any{"cause": string(why), "holder": fresh.Holder}); err != nil {
		return err
	}
	if !fresh.ofPortal() {
		app, err := s.Apps.Any(ctx, fresh.AppID)
		if errors.Is(err, apps.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		owner = app.Owner
	}
	return s.tell(ctx, fresh, owner, "webhooks.stopped", "The webhook to "+fresh.host()+" was stopped", stopWords[why]+" What happens meanwhile waits until somebody resumes it.")
}

// Test sends a test event at once, also to an endpoint that is paused, and answers what came of it. It returns ErrNotFound.
func (s *Service) Test(ctx context.Context, id string) (Delivery, error) {
	now := s.now()
	until := now.Add(lease)
	c := claimed{until: until}
	_, err := s.change(ctx, id, "test", func(ctx context.Context, e *Endpoint, _ string) error {
		body, err := s.body(EventTest, Data{Reason: "Somebody sent a test.", Link: s.PublicURL + e.page()})
		if err != nil {
			return err
		}
		c.endpoint = *e
		c.delivery = newTest(e.ID, body, now, until)
		if err := s.repo.insertDelivery(ctx, c.delivery); err != nil {
			return err
		}
		return s.note(ctx, "webhooks.test", *e, map[string]any{"delivery": c.delivery.ID})
	})
	if err != nil {
		return Delivery{}, err
	}
	if err := s.settle(ctx, c, s.send(ctx, c.endpoint, c.delivery)); err != nil {
		return Delivery{}, err
	}
	return s.repo.delivery(ctx, id, c.delivery.ID)
}

// holder answers the subject that is shown as the one whom an endpoint answers to.
func holder(e Endpoint, names map[string]string) string {
	if name := names[e.Holder]; name != "" {
		return name
	}
	return rbac.Subject{ID: e.Holder}.AccountID()
}
