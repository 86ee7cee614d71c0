package usage

import (
	"context"
	"slices"
	"time"
)

const (
	flushEvery = 500 * time.Millisecond
	// pendingMax is how many events wait for a database that refuses them; the oldest go first.
	pendingMax = 100_000
	// batchMax bounds one transaction.
	batchMax = 20_000
)

// Start begins to write what the recorder takes. Call Stop before closing the main store.
func (s *Service) Start() {
	s.stop = make(chan struct{})
	s.done = make(chan struct{})
	go s.run()
}

// Stop writes what is left and closes the usage database. It abandons what it can't write before ctx ends, and says how
// many events that were.
func (s *Service) Stop(ctx context.Context) error {
	if s.stop != nil {
		close(s.stop)
		<-s.done
		s.stop = nil
	}
	s.Flush(ctx)
	if n := len(s.pending); n > 0 {
		s.log.Error("call events abandoned at the end", "events", n)
	}
	return s.repo.close()
}

func (s *Service) run() {
	defer close(s.done)
	ticker := time.NewTicker(flushEvery)
	defer ticker.Stop()
	for {
		select {
		case <-s.stop:
			return
		case <-ticker.C:
		case <-s.Recorder.wake:
		}
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		s.guarded(ctx)
		cancel()
	}
}

// guarded keeps the flusher alive through a panic: a lost batch is better than a portal that stops counting.
func (s *Service) guarded(ctx context.Context) {
	defer func() {
		if cause := recover(); cause != nil {
			s.log.Error("flushing call events panicked", "cause", cause)
		}
	}()
	s.Flush(ctx)
}

// Flush writes everything that was recorded before the call. Tests and the shutdown call it; the flusher does so twice
// a second.
func (s *Service) Flush(ctx context.Context) {
	s.flushing.Lock()
	defer s.flushing.Unlock()
	s.flushDecisions(ctx)
	s.pending = s.Recorder.drain(s.pending)
	for len(s.pending) > 0 {
		batch := s.pending[:min(len(s.pending), batchMax)]
		if err := s.write(ctx, batch); err != nil {
			s.log.Error("call events could not be written, trying again", "events", len(s.pending), "error", err)
			break
		}
		s.pending = s.pending[len(batch):]
	}
	if over := len(s.pending) - pendingMax; over > 0 {
		s.pending = slices.Clone(s.pending[over:])
		s.Recorder.dropped.Add(uint64(over))
	}
	if len(s.pending) == 0 {
		s.pending = nil
	}
	s.reportDrops()
}

func (s *Service) write(ctx context.Context, batch []Event) error {
	slices.SortFunc(batch, func(a, b Event) int { return int(a.At - b.At) })
	ids := make([]int64, len(batch))
	for i := range batch {
		s.counter++
		ids[i] = callID(batch[i].At, s.counter)
	}
	if err := s.repo.ingest(ctx, batch, ids, rollUp(batch)); err != nil {
		return err
	}
	s.markUsed(ctx, batch)
	return nil
}

func (s *Service) reportDrops() {
	if n := s.Recorder.Dropped(); n > s.reported {
		s.log.Error("call events were dropped", "dropped", n-s.reported, "droppedTotal", n)
		s.reported = n
	}
}
