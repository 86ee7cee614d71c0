package webhooks

import (
	"context"
	"strconv"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/ident"
	"github.com/gatehouse-dev/gatehouse/backend/jobs"
)

// pollEvery is how soon what became due, or was written on another node, is looked for.
const pollEvery = time.Second

// Schedule declares the workers of this process and the forgetting of old deliveries. The workers are not jobs of the queue:
// an endpoint that keeps its callers waiting would take the places of mails there.
func (s *Service) Schedule(r *jobs.Runner) {
	for i := range workers {
		r.Go("webhooks "+strconv.Itoa(i+1), func(ctx context.Context) { s.run(ctx, i == 0) })
	}
	r.EverySure("webhooks.forget", time.Hour, s.Forget)
}

// run makes attempts until ctx ends. The first worker looks by itself; the others are woken.
func (s *Service) run(ctx context.Context, looks bool) {
	pause := time.NewTicker(pollEvery)
	defer pause.Stop()
	tick := pause.C
	if !looks {
		tick = nil
	}
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.work:
		case <-tick:
		}
		for ctx.Err() == nil {
			more, err := s.Step(ctx)
			if err != nil && ctx.Err() == nil {
				s.Logger.ErrorContext(ctx, "a webhook could not be worked on", "cause", err)
			}
			if err != nil || !more {
				break
			}
		}
	}
}

// newTest is a test that is claimed from its beginning.
func newTest(endpoint, body string, now, until time.Time) Delivery {
	return Delivery{ID: ident.New("whd"), EndpointID: endpoint, MessageID: newMessage(), Event: EventTest, Body: body, State: Waiting, NextAt: until, ClaimedUntil: &until, CreatedAt: now}
}
