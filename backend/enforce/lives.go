package enforce

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"
)

// livesLook is how often it is asked whether long answers and tunnels may go on: a revoked token's end within five
// seconds (S-GW-24).
const livesLook = time.Second

// Bounds of what may be open without an end at once: each holds two connections.
const (
	endlessPerApp = 500
	endlessMax    = 20_000
)

// live is something that lasts longer than the decision which began it. end breaks it off for the reason that a code
// gives, and may be called at any time from any goroutine, also after it is over. endless ones have no deadline.
type live struct {
	request Request
	app     string
	endless bool
	end     func(Code)
}

// lives are the answers and tunnels that are open now. The zero value is ready; safe for concurrent use.
type lives struct {
	mu      sync.Mutex
	all     map[*live]struct{}
	endless int
	byApp   map[string]int
	closing bool
}

// add takes one in, unless it is endless and there are too many of those, or the process is about to stop.
func (l *lives) add(one *live) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.all == nil {
		l.all, l.byApp = map[*live]struct{}{}, map[string]int{}
	}
	if one.endless {
		if l.closing || l.endless >= endlessMax || l.byApp[one.app] >= endlessPerApp {
			return false
		}
		l.endless++
		l.byApp[one.app]++
	}
	l.all[one] = struct{}{}
	return true
}

func (l *lives) remove(one *live) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.drop(one)
}

// drop forgets one, once. Called with the lock held.
func (l *lives) drop(one *live) {
	if _, there := l.all[one]; !there {
		return
	}
	delete(l.all, one)
	if one.endless {
		l.endless--
		if l.byApp[one.app]--; l.byApp[one.app] == 0 {
			delete(l.byApp, one.app)
		}
	}
}

// watchLives ends what is no longer allowed, until ctx is over.
func (s *Service) watchLives(ctx context.Context) {
	ticker := time.NewTicker(livesLook)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			s.endRefused()
		}
	}
}

// endAll ends everything and lets nothing endless begin: the process stops, and they would keep it from that.
func (s *Service) endAll() {
	s.lives.mu.Lock()
	s.lives.closing = true
	over := slices.Collect(maps.Keys(s.lives.all))
	for _, one := range over {
		s.lives.drop(one)
	}
	s.lives.mu.Unlock()
	for _, one := range over {
		one.end(Undecided)
	}
}

// endRefused decides every open answer and tunnel again, without counting it, and ends those that would be refused now. What
// began with the last use of a token goes on.
// Without a snapshot nothing goes on.
func (s *Service) endRefused() {
	now := s.Clock.Now().UnixMicro()
	over := map[*live]Code{}
	s.lives.mu.Lock()
	for one := range s.lives.all {
		if d := s.judge(&one.request, now, false); d.Code != Allowed && d.Code != TokenUsedUp {
			over[one] = d.Code
			s.lives.drop(one)
		}
	}
	s.lives.mu.Unlock()
	for one, code := range over {
		one.end(code)
	}
}
