package usage

import (
	"context"
	"math"
	"slices"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/usage/block"
)

const (
	flushEvery = 500 * time.Millisecond
	// Calls join the sums by minute after foldEvery, or when there are foldCalls of them. Until then whoever asks for sums
	// reads them too.
	foldEvery = 5 * time.Second
	foldCalls = 100_000
	// pendingMax is how many events wait for a database that refuses them; the oldest go first.
	pendingMax = 100_000
	// deskMax is how many records keep their memory from one flush to the next: a bit more than a flush has under load.
	deskMax = 4096
)

// desk is the memory that flushes use again, because a collector that runs between calls makes them wait.
type desk struct {
	events  []*Event
	records []block.Record
	refs    []*block.Record
	laid    int // the most records since the last clean
}

// lay answers n records to fill and their references, which are the caller's until clean.
func (d *desk) lay(n int) ([]block.Record, []*block.Record) {
	if n > deskMax {
		d = &desk{}
	}
	if cap(d.records) < n {
		d.records, d.refs = make([]block.Record, n), make([]*block.Record, n)
		for i := range d.records {
			d.refs[i] = &d.records[i]
		}
	}
	d.laid = max(d.laid, n)
	return d.records[:n], d.refs[:n]
}

// clean lets go of what the last flush wrote.
func (d *desk) clean() {
	clear(d.records[:d.laid])
	clear(d.events)
	d.laid, d.events = 0, d.events[:0]
	if cap(d.events) > deskMax {
		d.events = nil
	}
}

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
	chunks := s.Recorder.drain()
	s.pending = s.writeAll(ctx, s.desk.gather(s.pending, chunks))
	s.Recorder.recycle(chunks)
	s.desk.clean()
	if s.unfolded > 0 && (s.unfolded >= foldCalls || clock.Monotonic()-s.foldedAt >= int64(foldEvery)) {
		s.foldNew(ctx)
	}
	s.reportDrops()
}

// foldNew lets calls join the sums by minute. What fails is tried again five seconds later, and by Compact.
func (s *Service) foldNew(ctx context.Context) {
	if err := s.foldBefore(ctx, levelCalls, math.MaxInt64); err != nil {
		s.log.Error("calls could not join the rollups, trying again", "error", err)
	}
	s.unfolded, s.foldedAt = 0, clock.Monotonic()
}

// gather answers the events in the order of time, until clean.
func (d *desk) gather(pending []Event, chunks []*[]Event) []*Event {
	all := d.events[:0]
	for i := range pending {
		all = append(all, &pending[i])
	}
	for _, chunk := range chunks {
		for i := range *chunk {
			all = append(all, &(*chunk)[i])
		}
	}
	d.events = all
	slices.SortStableFunc(all, func(a, b *Event) int { return int(a.At - b.At) })
	return all
}

// writeAll writes events as blocks and answers copies of those that the database refused, the newest pendingMax of them.
func (s *Service) writeAll(ctx context.Context, events []*Event) []Event {
	for len(events) > 0 {
		n := blockOf(events)
		if err := s.write(ctx, events[:n]); err != nil {
			s.log.Error("call events could not be written, trying again", "events", len(events), "error", err)
			break
		}
		events = events[n:]
	}
	if over := len(events) - pendingMax; over > 0 {
		events = events[over:]
		s.Recorder.dropped.Add(uint64(over))
	}
	var rest []Event
	for _, e := range events {
		rest = append(rest, *e)
	}
	return rest
}

// blockOf answers how many of the first events make one block: those of the first one's hour, as many as fit.
func blockOf(events []*Event) int {
	end := Hour.start(events[0].At) + Hour.width()
	n := 1
	for n < len(events) && n < block.RecordsMax && events[n].At < end {
		n++
	}
	return n
}

func (s *Service) write(ctx context.Context, events []*Event) error {
	records, refs := s.desk.lay(len(events))
	for i, e := range events {
		toRecord(e, s.counter+int64(i), &records[i])
	}
	if err := s.repo.insert(ctx, s.repo.write, encode(s.encoder, levelCalls, refs)); err != nil {
		return err
	}
	s.unfolded += len(events)
	s.counter += int64(len(events))
	s.markUsed(ctx, events)
	return nil
}

func (s *Service) reportDrops() {
	if n := s.Recorder.Dropped(); n > s.reported {
		s.log.Error("call events were dropped", "dropped", n-s.reported, "droppedTotal", n)
		s.reported = n
	}
}
