package blocks

import (
	"context"
	"fmt"
	"net/netip"
	"strings"

	"github.com/gatehouse-dev/gatehouse/backend/store"
)

// The beginnings of ids, which tell what a change is of.
const (
	networkPrefix = "nbl"
	listPrefix    = "lst"
)

// Blocked reports whether calls from an address are refused; counted adds a hit if so. An invalid address is nobody's and is
// not refused. It waits for nobody and allocates nothing.
func (s *Service) Blocked(a netip.Addr, counted bool) bool {
	m := s.current.Load()
	if m == nil || !a.IsValid() {
		return false
	}
	by, owner, found := m.find(a.Unmap())
	if found && counted {
		by.tallies[owner].hits.Add(1)
	}
	return found
}

// Reload reads what changed: single networks when id is of one, lists when it is of one, and all when id is empty.
func (s *Service) Reload(ctx context.Context, id string) error {
	s.reloading.Lock()
	defer s.reloading.Unlock()
	next := matcher{}
	if was := s.current.Load(); was != nil {
		next = *was
	} else {
		id = ""
	}
	if !strings.HasPrefix(id, listPrefix) {
		if err := s.readNetworks(ctx, &next); err != nil {
			return fmt.Errorf("read the blocked networks: %w", err)
		}
	}
	if !strings.HasPrefix(id, networkPrefix) {
		if err := s.readLists(ctx, &next); err != nil {
			return fmt.Errorf("read the block lists: %w", err)
		}
	}
	s.current.Store(&next)
	return nil
}

func (s *Service) readNetworks(ctx context.Context, m *matcher) error {
	now := s.Clock.Now()
	found, err := s.repo.livingNetworks(ctx, now)
	if err != nil {
		return err
	}
	blocked, allowed := &tableBuilder{}, &tableBuilder{}
	m.endsAt = 0
	for _, n := range found {
		into := blocked
		if n.Effect == Allow {
			into = allowed
		}
		var r ranges
		r.addPrefix(n.Network)
		into.add(n.ID, s.tally(n.ID), r)
		if n.EndsAt != nil && (m.endsAt == 0 || store.Micros(*n.EndsAt) < m.endsAt) {
			m.endsAt = store.Micros(*n.EndsAt)
		}
	}
	m.single, m.allowed = blocked.build(), allowed.build()
	return nil
}

func (s *Service) readLists(ctx context.Context, m *matcher) error {
	b := &tableBuilder{}
	err := s.repo.eachRanges(ctx, func(id string, stored []byte) error {
		r, err := decodeRanges(stored)
		if err != nil {
			return fmt.Errorf("list %s: %w", id, err)
		}
		b.add(id, s.tally(id), r)
		return nil
	})
	if err == nil {
		m.lists = b.build()
	}
	return err
}

// tally answers the counter of a network or a list, which outlives rebuilt indices.
func (s *Service) tally(id string) *tally {
	t := s.tallies[id]
	if t == nil {
		t = &tally{}
		s.tallies[id] = t
	}
	return t
}

// giveBack counts hits again that could not be stored.
func (s *Service) giveBack(hits map[string]int64) {
	s.reloading.Lock()
	defer s.reloading.Unlock()
	for id, n := range hits {
		s.tally(id).hits.Add(n)
	}
}

// takeHits answers the hits since it was last asked, and forgets the counters of what is gone.
func (s *Service) takeHits() map[string]int64 {
	s.reloading.Lock()
	defer s.reloading.Unlock()
	taken, living := map[string]int64{}, map[string]bool{}
	if m := s.current.Load(); m != nil {
		for _, t := range []*table{m.single, m.lists, m.allowed} {
			for _, id := range t.owners {
				living[id] = true
			}
		}
	}
	for id, t := range s.tallies {
		if n := t.hits.Swap(0); n > 0 {
			taken[id] = n
		} else if !living[id] {
			delete(s.tallies, id)
		}
	}
	return taken
}
