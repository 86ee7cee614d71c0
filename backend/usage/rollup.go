package usage

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/usage/block"
)

// Step is the width of a rollup's buckets.
type Step time.Duration

// The steps that rollups are kept in.
const (
	Minute = Step(time.Minute)
	Hour   = Step(time.Hour)
	Day    = Step(24 * time.Hour)
)

// start answers the beginning of the bucket that holds a time in microseconds. Days are UTC days.
func (s Step) start(us int64) int64 { return us - us%s.width() }

// width answers the step in microseconds.
func (s Step) width() int64 { return time.Duration(s).Microseconds() }

// level is what the records of a block are: single calls, or sums of calls by minute, hour or day. Each level is made
// from the one below it, whose blocks are then folded; a question adds up one level and what is not folded below it, so
// that every call counts once at any moment.
type level int

const (
	levelCalls level = iota
	levelMinutes
	levelHours
	levelDays
)

// step answers the width of a level's buckets.
func (l level) step() Step { return [...]Step{1: Minute, 2: Hour, 3: Day}[l] }

// span is what a block of the level never reaches over the end of.
func (l level) span() Step { return [...]Step{Hour, Hour, Day, 30 * Day}[l] }

// levelOf answers the level whose buckets are as wide as a step.
func levelOf(s Step) level {
	switch s {
	case Minute:
		return levelMinutes
	case Hour:
		return levelHours
	}
	return levelDays
}

// cell is the key of a sum.
type cell struct {
	bucket                                                 int64
	app, api, token, operation, environment, network, code string
	status                                                 int64
}

// sums is what a cell adds up.
type sums struct {
	calls, latencyUS, bytesIn, bytesOut int64
	bands                               histogram
}

// cells are sums on their way to the next level.
type cells map[cell]*sums

func (c cells) at(key cell) *sums {
	sum := c[key]
	if sum == nil {
		sum = &sums{}
		c[key] = sum
	}
	return sum
}

// blocks answers the rows of a level that hold the cells: by span, then by who called, so that a question about one app
// opens few of them.
func (c cells) blocks(l level, encoder *block.Encoder) []stored {
	keys := make([]cell, 0, len(c))
	for key := range c {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(a, b cell) int {
		return cmp.Or(cmp.Compare(l.span().start(a.bucket), l.span().start(b.bucket)), strings.Compare(a.app, b.app),
			strings.Compare(a.token, b.token), strings.Compare(a.operation, b.operation), cmp.Compare(a.bucket, b.bucket))
	})
	var out []stored
	for len(keys) > 0 {
		n := 1
		for n < len(keys) && n < block.RecordsMax && l.span().start(keys[n].bucket) == l.span().start(keys[0].bucket) {
			n++
		}
		records := make([]*block.Record, n)
		for i, key := range keys[:n] {
			records[i] = key.record(c[key])
		}
		out = append(out, encode(encoder, l, records))
		keys = keys[n:]
	}
	return out
}

func (c cell) record(s *sums) *block.Record {
	return &block.Record{
		Text: [...]string{
			block.App: c.app, block.API: c.api, block.Token: c.token, block.Operation: c.operation, block.Code: c.code,
			block.Environment: c.environment, block.Network: c.network, block.Histogram: s.bands.text(),
		},
		Number: [...]int64{
			block.At: c.bucket, block.Status: c.status, block.Latency: s.latencyUS, block.BytesIn: s.bytesIn,
			block.BytesOut: s.bytesOut, block.Count: s.calls, block.Generation: 0,
		},
	}
}
