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
	r.Go("webhooks", s.look)
	for i := range workers {
		r.Go("webhooks "+strconv.Itoa(i+1), s.run)
	}
	r.EverySure("webhooks.forget", time.Hour, s.Forget)
}

// look wakes a worker each time that something may be due. It makes no attempt itself: while it waited for an answer, nobody
// would look.
func (s *Service) look(ctx context.Context) {
	pause := time.NewTicker(pollEvery)
	defer pause.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-pause.C:
			s.wake()
		}
	}
}

// run makes attempts, whenever it is woken, until ctx ends.
func (s *Service) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.work:
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
