package enforce

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/store"
)

const (
	pollEvery  = 500 * time.Millisecond
	pollBatch  = 500
	flushEvery = 500 * time.Millisecond
	staleAfter = 10 * time.Second
	applyTries = 3
)

// seen remembers which changes of this process are applied, so that the poll doesn't apply them again, and where the
// poll stands.
type seen struct {
	mu     sync.Mutex
	cursor int64
	seqs   map[int64]struct{}
}

func newSeen() *seen { return &seen{seqs: map[int64]struct{}{}} }

func (s *seen) add(seq int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if seq > s.cursor {
		s.seqs[seq] = struct{}{}
	}
}

// take says whether a change is new to us and forgets that we knew it.
func (s *seen) take(seq int64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, known := s.seqs[seq]
	delete(s.seqs, seq)
	return !known
}

func (s *seen) at() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.cursor
}

func (s *seen) moveTo(seq int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cursor = max(s.cursor, seq)
}

// watch makes the service hear of changes and run what it does beside calls.
func (s *Service) watch() {
	if s.Store == nil {
		return
	}
	s.Store.OnChange(s.changed)
	if s.Jobs == nil {
		return
	}
	s.Jobs.Go("enforcement changes", s.poll)
	s.Jobs.Go("first uses of tokens", s.reportFirstUses)
	s.Jobs.Go("quota counters", s.keepQuotas)
	s.Jobs.Every("forget old quota counters", 24*time.Hour, s.forgetQuotas)
}

// Load reads the whole snapshot. Until it has succeeded once, every door refuses.
func (s *Service) Load(ctx context.Context) error {
	s.applyMu.Lock()
	defer s.applyMu.Unlock()
	cursor, err := s.Store.LastChange(ctx)
	if err != nil {
		return fmt.Errorf("load the snapshot: %w", err)
	}
	snapshot, err := s.reader().everything(ctx)
	if err != nil {
		return fmt.Errorf("load the snapshot: %w", err)
	}
	if s.snapshot.Load() == nil {
		if err := s.loadQuotas(ctx); err != nil {
			return fmt.Errorf("load the snapshot: %w", err)
		}
	}
	s.snapshot.Store(snapshot)
	s.seen.moveTo(cursor)
	s.touch()
	return nil
}

// changed runs after a commit and before its author is answered: what it applied, the next call sees. When the change
// can't be read, every door refuses until the whole snapshot could be read again, because deciding by the old one
// would break the promise that was made with the commit.
func (s *Service) changed(ctx context.Context, changes []store.Change) {
	for _, change := range changes {
		if s.snapshot.Load() == nil {
			return // Load reads all
		}
		var err error
		for range applyTries {
			if err = s.apply(ctx, change); err == nil {
				break
			}
		}
		if err != nil {
			s.Logger.ErrorContext(ctx, "a committed change can't be read; every call is refused until it can", "kind", change.Kind, "id", change.ID, "cause", err)
			s.distrust()
			return
		}
		s.seen.add(change.Seq)
	}
}

// distrust takes the snapshot away; the poll loads another one.
func (s *Service) distrust() {
	s.applyMu.Lock()
	defer s.applyMu.Unlock()
	s.snapshot.Store(nil)
}

// apply reads one thing as it is now and puts it into the snapshot. Reading happens under the lock, so the order in
// which changes arrive doesn't matter: the last reading is the newest.
func (s *Service) apply(ctx context.Context, change store.Change) error {
	s.applyMu.Lock()
	defer s.applyMu.Unlock()
	before := s.snapshot.Load()
	if before == nil {
		return nil
	}
	next, err := s.reader().apply(ctx, before, change)
	if err == nil && next != before {
		s.snapshot.Store(next)
	}
	return err
}

// poll follows the changes of other processes, such as the command line beside a running server.
func (s *Service) poll(ctx context.Context) {
	ticker := time.NewTicker(pollEvery)
	defer ticker.Stop()
	failing := false
	for {
		err := s.catchUp(ctx)
		if err != nil && !failing && ctx.Err() == nil {
			s.Logger.ErrorContext(ctx, "changes can't be read; calls are refused when this lasts", "cause", err)
		}
		failing = err != nil
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

func (s *Service) catchUp(ctx context.Context) error {
	if s.snapshot.Load() == nil {
		return s.Load(ctx)
	}
	for {
		changes, err := s.Store.ChangesSince(ctx, s.seen.at(), pollBatch)
		if err != nil {
			return err
		}
		for _, change := range changes {
			if s.seen.take(change.Seq) {
				if err := s.apply(ctx, change); err != nil {
					return err
				}
			}
			s.seen.moveTo(change.Seq)
		}
		if len(changes) < pollBatch {
			s.touch()
			return nil
		}
	}
}

// touch notes that the snapshot is known to be current. Without a poll nobody would renew the note, so there is none.
func (s *Service) touch() {
	if s.Jobs != nil {
		s.freshAt.Store(max(1, clock.Monotonic()))
	}
}

func (s *Service) stale() bool {
	at := s.freshAt.Load()
	return at != 0 && clock.Monotonic()-at > int64(staleAfter)
}

// Ready says whether decisions can be made: a snapshot is loaded and current.
func (s *Service) Ready() bool { return s.snapshot.Load() != nil && !s.stale() }

func (s *Service) reportFirstUses(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case use := <-s.firstUses:
			token := (*Token)(nil)
			if snapshot := s.snapshot.Load(); snapshot != nil {
				token = snapshot.Token(use.token)
			}
			if s.Activator == nil || token == nil || !token.Current.Pending || token.Current.Generation != use.generation {
				continue // reported meanwhile
			}
			if err := s.Activator.MarkFirstUse(ctx, use.token, use.generation); err != nil && !errors.Is(err, context.Canceled) {
				s.Logger.ErrorContext(ctx, "the first use of a rotated secret could not be noted", "token", use.token, "cause", err)
			}
		}
	}
}

func (s *Service) keepQuotas(ctx context.Context) {
	ticker := time.NewTicker(flushEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			if err := s.flushQuotas(ctx); err != nil && ctx.Err() == nil {
				s.Logger.ErrorContext(ctx, "quota counters are not stored at the moment", "cause", err)
			}
		}
	}
}
