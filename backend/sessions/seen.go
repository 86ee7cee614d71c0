package sessions

import (
	"maps"
	"sync"
	"time"
)

// seen remembers when each session was last used, between two writes to the database.
type seen struct {
	mu sync.Mutex
	at map[string]time.Time
}

func newSeen() *seen { return &seen{at: map[string]time.Time{}} }

func (s *seen) note(id string, at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.at[id] = at
}

// latest answers the later of what is remembered and stored.
func (s *seen) latest(id string, stored time.Time) time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	if at, ok := s.at[id]; ok && at.After(stored) {
		return at
	}
	return stored
}

func (s *seen) all() map[string]time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.at)
}

// forget drops what was written, unless the session was used again since.
func (s *seen) forget(written map[string]time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, at := range written {
		if s.at[id].Equal(at) {
			delete(s.at, id)
		}
	}
}
