package usage

import (
	"context"
	"fmt"
	"math"
	"slices"
	"sort"

	"github.com/gatehouse-dev/gatehouse/backend/usage/block"
)

// outlinesPage is how many blocks are looked at with one query.
const outlinesPage = 64

// storedCall is an event with its id.
type storedCall struct {
	id    int64
	event Event
}

// search looks for calls, newest first, from block to block. Blocks may overlap in time, so a call is only known to be among
// the newest when no other block reaches above it.
type search struct {
	repo      *repo
	q         question
	low, high int64 // ids, high excluded
	limit     int
	found     []storedCall // newest first
}

// calls answers calls newest first, older than before when that is not zero.
func (r *repo) calls(ctx context.Context, q question, before int64, limit int) ([]storedCall, error) {
	high := callID(q.to, 0)
	if before > 0 {
		high = min(high, before)
	}
	s := &search{repo: r, q: q, low: callID(q.from, 0), high: high, limit: limit}
	if err := r.snapshot(ctx, func(db querier) error { return s.run(ctx, db) }); err != nil {
		return nil, fmt.Errorf("read calls: %w", err)
	}
	return s.found, nil
}

func (s *search) run(ctx context.Context, db querier) error {
	end, endID := reach(s.high), int64(math.MaxInt64)
	for {
		blocks, err := s.repo.newest(ctx, db, s.low, s.high, end, endID, outlinesPage)
		if err != nil {
			return err
		}
		for _, b := range blocks {
			if len(s.found) >= s.limit && s.found[s.limit-1].id > b.to {
				return nil
			}
			if err := s.look(ctx, db, b); err != nil && !s.repo.skips(b, err) {
				return fmt.Errorf("block %d: %w", b.id, err)
			}
		}
		if len(blocks) < outlinesPage {
			return nil
		}
		end, endID = blocks[len(blocks)-1].to, blocks[len(blocks)-1].id
	}
}

// reach answers the highest id that a block can end with which has a call below id: blocks end with their hour.
func reach(id int64) int64 {
	at := callTime(id)
	if at > math.MaxInt64>>idBits-Hour.width() {
		return math.MaxInt64
	}
	return callID(Hour.start(at)+Hour.width(), 0)
}

// look adds a block's calls to what is found, unless its filter says that there are none.
func (s *search) look(ctx context.Context, db querier, outline stored) error {
	if !s.q.may(outline.filter) {
		return nil
	}
	b, err := s.repo.block(ctx, db, outline.id)
	if err != nil {
		return err
	}
	places, err := s.q.pick(b)
	if err != nil {
		return err
	}
	return s.take(b, places)
}

// take adds the newest of the calls at places, which are in the order of ids.
func (s *search) take(b *block.Block, places []int) error {
	places, id, err := between(b, places, s.low, s.high)
	if err != nil {
		return err
	}
	places = places[max(len(places)-s.limit, 0):]
	for _, place := range places {
		if len(s.found) >= s.limit && id(place) < s.found[s.limit-1].id {
			continue
		}
		var r block.Record
		if err := b.Record(place, &r); err != nil {
			return err
		}
		s.found = append(s.found, storedCall{id: recordID(&r), event: fromRecord(&r)})
	}
	slices.SortStableFunc(s.found, func(a, b storedCall) int { return int(min(max(b.id-a.id, -1), 1)) })
	s.found = s.found[:min(len(s.found), s.limit)]
	return nil
}

// between answers those of the places, which are in the order of ids, whose calls have ids from low up to, without it, high,
// and how a place's id is read.
func between(b *block.Block, places []int, low, high int64) (kept []int, id func(place int) int64, err error) {
	at, err := b.Numbers(block.At)
	if err != nil {
		return nil, nil, err
	}
	sequence, err := b.Numbers(block.Sequence)
	if err != nil {
		return nil, nil, err
	}
	id = func(place int) int64 { return callID(at[place], sequence[place]) }
	places = places[:sort.Search(len(places), func(i int) bool { return id(places[i]) >= high })]
	return places[sort.Search(len(places), func(i int) bool { return id(places[i]) >= low }):], id, nil
}
