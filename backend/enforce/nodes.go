package enforce

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/ident"
)

const (
	beatEvery   = 3 * time.Second
	nodeAlive   = 15 * time.Second // without a beat of another node, by our own clock
	nodeForgot  = 10 * time.Minute
	probeFirst  = 250 * time.Millisecond
	probeLast   = 2 * time.Second
	probesGood  = 2 // in a row, until windows are counted together again
	aloneToldIn = time.Hour
)

// nodes knows how many processes count the same limits, from beats in the database. Only changes of a beat are looked
// at, never clocks of others. Who is seen for the first time counts as alive until it has been silent long enough.
type nodes struct {
	mu    sync.Mutex
	id    string
	beats int64
	seen  map[string]sighting
}

type sighting struct {
	beats int64
	at    int64 // monotonic nanoseconds of the last change
}

// beat is what a node says of itself: that it lives, and which key file it has.
type beat struct {
	count       int64
	fingerprint string // "" = it doesn't say
}

func newNodes() *nodes { return &nodes{id: ident.New("nod"), seen: map[string]sighting{}} }

// look takes what the database says of the others. It answers how many nodes are alive, with us, how many of them have
// another key file than ours, and whose beats stopped long ago.
func (n *nodes) look(beats map[string]beat, ours string, now int64) (alive, strange int64, gone []string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	alive = 1
	for id := range n.seen {
		if _, there := beats[id]; !there {
			delete(n.seen, id)
		}
	}
	for id, said := range beats {
		if id == n.id {
			continue
		}
		last, known := n.seen[id]
		if !known || last.beats != said.count {
			last = sighting{beats: said.count, at: now}
			n.seen[id] = last
		}
		switch silent := time.Duration(now - last.at); {
		case silent < nodeAlive:
			alive++
			if said.fingerprint != "" && said.fingerprint != ours {
				strange++
			}
		case silent > nodeForgot:
			gone = append(gone, id)
		}
	}
	return alive, strange, gone
}

// beat says that this node lives and counts the others. Where the database is away the last count stays.
func (s *Service) beat(ctx context.Context) error {
	s.nodes.mu.Lock()
	s.nodes.beats++
	count := s.nodes.beats
	s.nodes.mu.Unlock()
	ours := s.Shared.fingerprint()
	beats, err := s.beatNode(ctx, s.nodes.id, beat{count, ours})
	if err != nil {
		return err
	}
	alive, strange, gone := s.nodes.look(beats, ours, clock.Monotonic())
	s.Shared.nodes.Store(alive)
	s.noteStrange(ctx, s.Shared.strange.Swap(strange), strange)
	return s.forgetNodes(ctx, gone)
}

// noteStrange says once that other nodes have another key file: their windows have other names in the shared Redis, so each
// side gives whole limits, and secrets that one sealed are closed to the other.
func (s *Service) noteStrange(ctx context.Context, before, now int64) {
	switch {
	case now > before:
		s.Logger.ErrorContext(ctx, "nodes with another key file share this database: rate limits are given once by each side; copy one key file to all nodes and start them again", "nodes", now)
	case now == 0 && before > 0:
		s.Logger.InfoContext(ctx, "all nodes have the same key file")
	}
}

func (s *Service) keepBeating(ctx context.Context) {
	ticker := time.NewTicker(beatEvery)
	defer ticker.Stop()
	failing := false
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			err := s.beat(ctx)
			if err != nil && !failing && ctx.Err() == nil {
				s.Logger.ErrorContext(ctx, "the nodes that share limits can't be counted at the moment", "cause", err)
			}
			failing = err != nil
		}
	}
}

// watchShared waits until windows can't be counted together, says so, and finds out when they can again.
func (s *Service) watchShared(ctx context.Context) {
	told := int64(0)
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.Shared.lost:
		}
		state := s.Shared.State()
		s.Logger.WarnContext(ctx, "rate limits are counted by this node alone, which gives its part of them", "cause", state.Why, "nodes", state.Nodes)
		if now := clock.Monotonic(); s.Alone != nil && (told == 0 || now-told > int64(aloneToldIn)) {
			told = now
			s.Alone(ctx, state.Why)
		}
		if !s.Shared.awaitReturn(ctx) {
			return
		}
		s.Logger.InfoContext(ctx, "rate limits are counted together again")
	}
}

// awaitReturn asks from time to time, one question at once, and lets everybody ask again when the answers come in time.
// It answers false when ctx ended before.
func (s *Shared) awaitReturn(ctx context.Context) bool {
	wait, good := probeFirst, 0
	for {
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return false
		case <-timer.C:
		}
		err := s.probe(ctx)
		if err != nil {
			good, wait = 0, min(2*wait, probeLast)
			text := plainWords(err)
			s.why.Store(&text)
			continue
		}
		if good++; good >= probesGood {
			s.failed.Store(0)
			s.alone.Store(false)
			return true
		}
		wait = probeFirst
	}
}

// CheckShared asks the server that windows are counted in once, before calls come. It returns ErrSharedRefused for one
// that refuses us; one that can't be reached only makes this node begin alone.
func (s *Service) CheckShared(ctx context.Context) error {
	if s.Shared == nil {
		return nil
	}
	if err := s.beat(ctx); err != nil {
		return err
	}
	err := s.Shared.Check(ctx)
	if errors.Is(err, ErrSharedRefused) {
		return err
	}
	if err != nil {
		s.Shared.lose(err)
	}
	return nil
}
