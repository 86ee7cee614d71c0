package usage

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/gatehouse-dev/gatehouse/backend/usage/block"
)

// sample draws calls so that each has the same chance, however many there are, and keeps only what it drew.
type sample struct {
	repo      *repo
	q         question
	low, high int64 // ids, high excluded
	limit     int
	random    *rand.Rand
	of        int64 // calls that were there to be drawn
	drawn     []storedCall
}

// evenly draws at most limit of the calls that fit a question, newest first, and says of how many. It visits blocks in no
// order, so that what it has when the time of ctx is over (cut) is not only the newest. The same question over the same
// blocks draws the same.
func (r *repo) evenly(ctx context.Context, q question, limit int) (drawn []storedCall, of int64, cut bool, err error) {
	s := &sample{repo: r, q: q, low: callID(q.from, 0), high: callID(q.to, 0), limit: limit, random: rand.New(rand.NewPCG(1, 2))}
	err = r.snapshot(ctx, func(db querier) error { return s.run(ctx, db) })
	cut = ctx.Err() != nil
	if err != nil && !cut {
		return nil, 0, false, fmt.Errorf("draw calls: %w", err)
	}
	slices.SortFunc(s.drawn, func(a, b storedCall) int { return int(min(max(b.id-a.id, -1), 1)) })
	return s.drawn, s.of, cut, nil
}

func (s *sample) run(ctx context.Context, db querier) error {
	blocks, err := s.blocks(ctx, db)
	if err != nil {
		return err
	}
	s.random.Shuffle(len(blocks), func(i, j int) { blocks[i], blocks[j] = blocks[j], blocks[i] })
	for _, outline := range blocks {
		if err := s.draw(ctx, db, outline.id); err != nil && !s.repo.skips(outline, err) {
			return fmt.Errorf("block %d: %w", outline.id, err)
		}
	}
	return nil
}

// blocks answers the blocks that may hold such calls, without their filters, which are large.
func (s *sample) blocks(ctx context.Context, db querier) (all []stored, err error) {
	end, endID := reach(s.high), int64(math.MaxInt64)
	for {
		found, err := s.repo.newest(ctx, db, s.low, s.high, end, endID, outlinesPage)
		if err != nil {
			return nil, err
		}
		for _, b := range found {
			if s.q.may(b.filter) {
				b.filter = nil
				all = append(all, b)
			}
		}
		if len(found) < outlinesPage {
			return all, nil
		}
		end, endID = found[len(found)-1].to, found[len(found)-1].id
	}
}

// draw gives each call of a block the chance that those of the blocks before had: the nth is kept with limit in n, in the
// place of any other one.
func (s *sample) draw(ctx context.Context, db querier, id int64) error {
	b, err := s.repo.block(ctx, db, id)
	if err != nil {
		return err
	}
	places, err := s.q.pick(b)
	if err != nil {
		return err
	}
	if places, _, err = between(b, places, s.low, s.high); err != nil {
		return err
	}
	for _, place := range places {
		s.of++
		at := len(s.drawn)
		if at >= s.limit {
			if at = int(s.random.Int64N(s.of)); at >= s.limit {
				continue
			}
		}
		var r block.Record
		if err := b.Record(place, &r); err != nil {
			return err
		}
		call := storedCall{id: recordID(&r), event: fromRecord(&r)}
		if at == len(s.drawn) {
			s.drawn = append(s.drawn, call)
		} else {
			s.drawn[at] = call
		}
	}
	return nil
}
