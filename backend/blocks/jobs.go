package blocks

import (
	"context"
	"errors"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/jobs"
	"github.com/gatehouse-dev/gatehouse/backend/store"
)

const (
	endsEvery  = time.Second
	flushEvery = 10 * time.Second
	flushTime  = 2 * time.Second
)

// refreshArgs is the job that looks at a feed now.
type refreshArgs struct {
	List string `json:"list"`
}

// Kind names the job.
func (refreshArgs) Kind() string { return "blocks.refresh" }

func (s *Service) registerJobs() {
	if s.Jobs == nil {
		return
	}
	jobs.Register(s.Jobs, func(ctx context.Context, args refreshArgs) error { return s.refresh(ctx, args.List) })
	s.Jobs.Every("blocks.refresh-feeds", 5*time.Minute, s.refreshDue)
	s.Jobs.Go("blocked networks", s.keep)
}

// keep drops single networks when they end, and writes down how many calls were refused.
func (s *Service) keep(ctx context.Context) {
	ticker := time.NewTicker(endsEvery)
	defer ticker.Stop()
	beats := 0
	for {
		select {
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), flushTime)
			s.note(last, s.flush(last))
			cancel()
			return
		case <-ticker.C:
		}
		s.note(ctx, s.dropEnded(ctx))
		if beats++; beats%int(flushEvery/endsEvery) == 0 {
			s.note(ctx, s.flush(ctx))
		}
	}
}

func (s *Service) note(ctx context.Context, err error) {
	if err != nil && ctx.Err() == nil {
		s.Logger.ErrorContext(ctx, "blocked networks can't be kept at the moment", "cause", err)
	}
}

func (s *Service) dropEnded(ctx context.Context) error {
	m := s.current.Load()
	if m == nil || m.endsAt == 0 || store.Micros(s.Clock.Now()) < m.endsAt {
		return nil
	}
	return s.Reload(ctx, networkPrefix)
}

func (s *Service) flush(ctx context.Context) error {
	taken := s.takeHits()
	if len(taken) == 0 {
		return nil
	}
	err := s.Store.Tx(ctx, func(ctx context.Context) error { return s.repo.addHits(ctx, taken, s.Clock.Now()) })
	if err != nil {
		s.giveBack(taken)
	}
	return err
}

// refreshDue makes a job of every feed whose turn has come.
func (s *Service) refreshDue(ctx context.Context) error {
	due, err := s.repo.listsDue(ctx, s.Clock.Now())
	if err != nil {
		return err
	}
	var problems []error
	for _, id := range due {
		problems = append(problems, s.Jobs.Enqueue(ctx, refreshArgs{List: id}))
	}
	return errors.Join(problems...)
}
