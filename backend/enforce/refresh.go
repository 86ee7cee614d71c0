package enforce

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/store"
)

const (
	pollEvery        = 500 * time.Millisecond
	pollBatch        = 500
	quotaReturnEvery = 10 * time.Second
	staleAfter       = 10 * time.Second // unless Deps.ServeCachedUpTo says otherwise
	applyTries       = 3
	// A database that answers nothing must not hold a change, and the lock under which it is read, for longer.
	readBudget = 3 * time.Second
	loadBudget = time.Minute
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
	s.Jobs.Go("what was seen of tokens", s.passReports)
	s.Jobs.Go("quota counters", s.keepQuotas)
	if s.Shared != nil {
		s.Jobs.Go("nodes that share limits", s.keepBeating)
		s.Jobs.Go("shared limits", s.watchShared)
	}
	s.Jobs.Go("long answers and tunnels", s.watchLives)
	s.Jobs.Go("health of upstreams", s.watchUpstreams)
	s.Jobs.Every("forget old quota counters", 24*time.Hour, s.forgetQuotas)
}

// Load reads the whole snapshot. Until it has succeeded once, every door refuses.
func (s *Service) Load(ctx context.Context) error {
	s.applyMu.Lock()
	defer s.applyMu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, loadBudget)
	defer cancel()
	cursor, err := s.Store.LastChange(ctx)
	if err != nil {
		return fmt.Errorf("load the snapshot: %w", err)
	}
	snapshot, err := s.reader().everything(ctx)
	if err != nil {
		return fmt.Errorf("load the snapshot: %w", err)
	}
	if err := s.reloadBlocks(ctx, ""); err != nil {
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
	if change.Kind == store.KindBlocks { // has a lock of its own, and may take long
		return s.reloadBlocks(ctx, change.ID)
	}
	s.applyMu.Lock()
	defer s.applyMu.Unlock()
	before := s.snapshot.Load()
	if before == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, readBudget)
	defer cancel()
	next, err := s.reader().apply(ctx, before, change)
	if err == nil && next != before {
		s.snapshot.Store(next)
	}
	return err
}

func (s *Service) reloadBlocks(ctx context.Context, id string) error {
	if s.Blocker == nil {
		return nil
	}
	return s.Blocker.Reload(ctx, id)
}

// poll follows the changes of other processes, such as the command line beside a running server.
func (s *Service) poll(ctx context.Context) {
	ticker := time.NewTicker(pollEvery)
	defer ticker.Stop()
	failing := false
	for {
		err := s.catchUp(ctx)
		if err != nil && !failing && ctx.Err() == nil {
			s.Logger.ErrorContext(ctx, "changes can't be read; calls are refused when this lasts", "after", s.ServeCachedUpTo, "cause", err)
		}
		s.noteOutage(ctx, failing, err != nil)
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
		changes, err := s.changesSince(ctx)
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

func (s *Service) changesSince(ctx context.Context) ([]store.Change, error) {
	ctx, cancel := context.WithTimeout(ctx, readBudget)
	defer cancel()
	return s.Store.ChangesSince(ctx, s.seen.at(), pollBatch)
}

// touch notes that the snapshot is known to be current. Without a poll nobody would renew the note, so there is none.
func (s *Service) touch() {
	if s.Jobs != nil {
		s.freshAt.Store(max(1, clock.Monotonic()))
	}
}

// keepQuotas reserves what calls want of quotas, and gives back what they don't use.
func (s *Service) keepQuotas(ctx context.Context) {
	ticker := time.NewTicker(quotaReturnEvery)
	defer ticker.Stop()
	failing := false
	for {
		var err error
		select {
		case <-ctx.Done():
			return
		case <-s.quotas.kick:
			err = s.settleQuotas(ctx)
		case <-ticker.C:
			err = s.returnQuotas(ctx, quotaIdle)
		}
		if err != nil && !failing && ctx.Err() == nil {
			s.Logger.ErrorContext(ctx, "quotas can't be reserved at the moment; calls that need some are refused", "cause", err)
		}
		failing = err != nil
	}
}

func (s *Service) settleQuotas(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, quotaWait)
	defer cancel()
	return s.quotas.settle(ctx)
}
