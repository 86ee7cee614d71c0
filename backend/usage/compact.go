package usage

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/usage/block"
)

const (
	// wholeMin is from how many records on a block stays as it is.
	wholeMin = block.RecordsMax / 2
	// mergeMin is how many small blocks of the current span are worth merging; those of past spans are merged at once.
	mergeMin = 16
	// mergeMax bounds the records, and so the memory, of one merge or fold.
	mergeMax = 4 * block.RecordsMax
	// foldAfter is how long after the end of a span its sums join the level above; later ones join by themselves.
	foldAfter = 2 * time.Minute
)

// Compact lets the sums of past hours and days join those of the day and the month, and merges small blocks. No answer
// changes by it.
func (s *Service) Compact(ctx context.Context) error {
	s.compacting.Lock()
	defer s.compacting.Unlock()
	now := s.Clock.Now().Add(-foldAfter).UnixMicro()
	var failed error
	for _, l := range []level{levelCalls, levelMinutes, levelHours} {
		before := l.span().start(now)
		if l == levelCalls {
			before = now
		}
		failed = errors.Join(failed, s.foldBefore(ctx, l, callID(before, 0)))
	}
	for _, l := range []level{levelCalls, levelMinutes, levelHours, levelDays} {
		failed = errors.Join(failed, s.mergeSmall(ctx, l))
	}
	return failed
}

// foldBefore lets the blocks of a level that end before an id join the level above.
func (s *Service) foldBefore(ctx context.Context, l level, before int64) error {
	for {
		found, err := s.repo.unfolded(ctx, l, before)
		if err != nil || len(found) == 0 {
			return err
		}
		group := found[:within(found, mergeMax)]
		sums, err := s.addUpAll(ctx, group, (l + 1).step())
		if errors.Is(err, block.ErrDamaged) || errors.Is(err, sql.ErrNoRows) {
			continue // it was set aside, or somebody else merged it meanwhile
		}
		if err != nil {
			return err
		}
		done, err := s.repo.fold(ctx, group, sums.blocks(l+1, block.NewEncoder(true)))
		if err != nil || !done {
			return err // another process is at it
		}
		if len(group) == len(found) && len(found) < blocksPerQuery {
			return nil
		}
	}
}

// addUpAll answers the sums of blocks. A damaged one is set aside and ends it with block.ErrDamaged.
func (s *Service) addUpAll(ctx context.Context, group []stored, step Step) (cells, error) {
	sums := cells{}
	for _, b := range group {
		if err := s.addUp(ctx, b, sums, step); err != nil {
			return nil, s.asideWhenDamaged(ctx, b, err)
		}
	}
	return sums, nil
}

// asideWhenDamaged sets a damaged block aside and answers the error that it was found by.
func (s *Service) asideWhenDamaged(ctx context.Context, b stored, err error) error {
	if !s.repo.skips(b, err) {
		return err
	}
	if failed := s.repo.setAside(ctx, b.id); failed != nil {
		return failed
	}
	return err
}

func (s *Service) addUp(ctx context.Context, outline stored, into cells, step Step) error {
	b, err := s.repo.block(ctx, s.repo.read, outline.id)
	if err != nil {
		return err
	}
	v, err := viewOf(b, outline.level)
	if err != nil {
		return err
	}
	v.addTo(into, step)
	return nil
}

// within answers how many of the first blocks, at least one, have together at most limit records.
func within(blocks []stored, limit int) int {
	records := 0
	for i, b := range blocks {
		if records += b.records; i > 0 && records > limit {
			return i
		}
	}
	return len(blocks)
}

// mergeSmall merges the small blocks of a level, span by span.
func (s *Service) mergeSmall(ctx context.Context, l level) error {
	current := l.span().start(s.Clock.Now().UnixMicro())
	for after := int64(0); ; {
		found, err := s.repo.small(ctx, l, after)
		if err != nil || len(found) == 0 {
			return err
		}
		group := sameSpan(found)
		after = group[len(group)-1].to
		for _, folded := range []bool{false, true} {
			alike := slices.DeleteFunc(slices.Clone(group), func(b stored) bool { return b.folded != folded })
			if len(alike) < mergeMin && callTime(group[0].from) >= current || l == levelCalls && !folded {
				continue
			}
			if err := s.mergeAll(ctx, l, alike); err != nil && !errors.Is(err, block.ErrDamaged) && !errors.Is(err, sql.ErrNoRows) {
				return err // one was set aside, or merged by somebody else; its neighbours follow the next time
			}
		}
	}
}

func callTime(id int64) int64 { return id >> idBits }

// sameSpan answers the first blocks, which are of one span.
func sameSpan(blocks []stored) []stored {
	span := blocks[0].level.span()
	for i, b := range blocks {
		if span.start(callTime(b.from)) != span.start(callTime(blocks[0].from)) {
			return blocks[:i]
		}
	}
	return blocks
}

// mergeAll merges blocks that belong together, as many at a time as a merge takes.
func (s *Service) mergeAll(ctx context.Context, l level, blocks []stored) error {
	for len(blocks) > 1 {
		n := within(blocks, mergeMax)
		if err := s.merge(ctx, l, blocks[:n]); err != nil {
			return err
		}
		blocks = blocks[n:]
	}
	return nil
}

func (s *Service) merge(ctx context.Context, l level, group []stored) error {
	encoder := block.NewEncoder(false)
	var merged []stored
	if l == levelCalls {
		records, err := s.calls(ctx, group)
		if err != nil {
			return err
		}
		for some := range slices.Chunk(records, block.RecordsMax) {
			merged = append(merged, encode(encoder, l, some))
		}
	} else {
		sums, err := s.addUpAll(ctx, group, l.step())
		if err != nil {
			return err
		}
		merged = sums.blocks(l, encoder)
	}
	for i := range merged {
		merged[i].folded = group[0].folded
	}
	_, err := s.repo.replace(ctx, group, merged)
	return err // nothing done: another process was faster
}

// calls answers the calls of blocks in the order of their ids.
func (s *Service) calls(ctx context.Context, group []stored) ([]*block.Record, error) {
	var all []*block.Record
	for _, outline := range group {
		records, err := s.repo.records(ctx, outline.id)
		if err != nil {
			return nil, s.asideWhenDamaged(ctx, outline, err)
		}
		for i := range records {
			all = append(all, &records[i])
		}
	}
	slices.SortStableFunc(all, func(a, b *block.Record) int { return cmp.Compare(recordID(a), recordID(b)) })
	return all, nil
}
