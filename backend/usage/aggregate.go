package usage

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/usage/block"
)

// tally adds up cells. The zero value is empty.
type tally struct {
	counted Counted
	passed  histogram
}

func (t *tally) add(v *view, place int) {
	calls := v.calls(place)
	t.counted.Calls += calls
	switch {
	case v.denied(place):
		t.counted.Denied += calls
		return
	case v.failed(place):
		t.counted.Errors += calls
	}
	v.latencies(place, &t.passed)
}

func (t *tally) result(at time.Time) Counted {
	c := t.counted
	c.At, c.P50US, c.P95US, c.P99US = at, t.passed.percentile(0.50), t.passed.percentile(0.95), t.passed.percentile(0.99)
	return c
}

// window answers the times of a question, in microseconds, as whole buckets: the first one and the end of the last.
func (q question) window() (low, high int64) {
	return q.step.start(q.from), q.step.start(q.to-1) + q.step.width()
}

// visit shows every cell that answers the question, each call in exactly one of them. What is in a damaged block is left
// out and logged.
func (r *repo) visit(ctx context.Context, q question, each func(v *view, place int)) error {
	return r.snapshot(ctx, func(db querier) error {
		low, high := q.window()
		blocks, err := r.levels(ctx, db, levelOf(q.step), callID(low, 0), callID(high, 0))
		if err != nil {
			return err
		}
		for _, outline := range blocks {
			if !q.may(outline.filter) {
				continue
			}
			if err := r.visitBlock(ctx, db, q, outline, each); err != nil && !r.skips(outline, err) {
				return fmt.Errorf("block %d: %w", outline.id, err)
			}
		}
		return nil
	})
}

func (r *repo) visitBlock(ctx context.Context, db querier, q question, outline stored, each func(v *view, place int)) error {
	b, err := r.block(ctx, db, outline.id)
	if err != nil {
		return err
	}
	places, err := q.pick(b)
	if err != nil || len(places) == 0 {
		return err
	}
	v, err := viewOf(b, outline.level)
	if err != nil {
		return err
	}
	low, high := q.window()
	for _, place := range places {
		if v.at[place] >= low && v.at[place] < high {
			each(v, place)
		}
	}
	return nil
}

// skips says whether a question goes on without a block, because that is damaged.
func (r *repo) skips(outline stored, err error) bool {
	if !errors.Is(err, block.ErrDamaged) {
		return false
	}
	r.log.Error("a block of calls is damaged; what is in it is missing from answers", "block", outline.id, "records", outline.records, "cause", err)
	return true
}

// series answers the question's buckets without gaps.
func (r *repo) series(ctx context.Context, q question) (SeriesOf, error) {
	low, high := q.window()
	tallies, total := make([]tally, (high-low)/q.step.width()), tally{}
	err := r.visit(ctx, q, func(v *view, place int) {
		tallies[(v.at[place]-low)/q.step.width()].add(v, place)
		total.add(v, place)
	})
	if err != nil {
		return SeriesOf{}, fmt.Errorf("answer a series: %w", err)
	}
	out := SeriesOf{Step: q.step, From: time.UnixMicro(q.from).UTC(), To: time.UnixMicro(q.to).UTC(), Points: make([]Counted, len(tallies))}
	for i := range tallies {
		out.Points[i] = tallies[i].result(time.UnixMicro(low + int64(i)*q.step.width()).UTC())
	}
	out.Total = total.result(out.From)
	return out, nil
}

// topColumns are what calls can be ranked by; status is a number.
var topColumns = map[string]int{
	"operation": textOperation, "token": textToken, "app": textApp, "api": textAPI, "network": textNetwork,
	"code": textCode, "environment": textEnvironment, "status": -1,
}

// top answers the keys with the most calls, the most first.
func (r *repo) top(ctx context.Context, q question, by string, limit int) ([]Ranked, error) {
	column := topColumns[by]
	tallies := map[string]*tally{}
	err := r.visit(ctx, q, func(v *view, place int) {
		var key string
		if column < 0 {
			key = strconv.FormatInt(v.status[place], 10)
		} else if key = v.word(column, place); key == "" {
			return
		}
		if tallies[key] == nil {
			tallies[key] = &tally{}
		}
		tallies[key].add(v, place)
	})
	if err != nil {
		return nil, fmt.Errorf("rank by %s: %w", by, err)
	}
	out := make([]Ranked, 0, len(tallies))
	for key, t := range tallies {
		out = append(out, Ranked{Key: key, Label: key, Counted: t.counted})
	}
	slices.SortFunc(out, func(a, b Ranked) int {
		return cmp.Or(cmp.Compare(b.Counted.Calls, a.Counted.Calls), strings.Compare(a.Key, b.Key))
	})
	out = out[:min(len(out), limit)]
	for i := range out {
		out[i].Counted = tallies[out[i].Key].result(time.Time{})
	}
	return out, nil
}
