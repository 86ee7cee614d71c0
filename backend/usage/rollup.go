package usage

import "time"

// Step is the width of a rollup's buckets.
type Step time.Duration

// The steps that rollups are kept in.
const (
	Minute = Step(time.Minute)
	Hour   = Step(time.Hour)
	Day    = Step(24 * time.Hour)
)

var steps = []Step{Minute, Hour, Day}

// seconds answers the step's width in whole seconds, as it is stored.
func (s Step) seconds() int64 { return int64(time.Duration(s) / time.Second) }

// start answers the beginning of the bucket that holds a time in microseconds. Days are UTC days.
func (s Step) start(us int64) int64 {
	width := time.Duration(s).Microseconds()
	return us - us%width
}

// cell is the key of one rollup row.
type cell struct {
	step                                             int64
	bucket                                           int64
	app, api, token, operation, environment, network string
	status                                           int
	code                                             string
	band                                             int
}

// sums is what a rollup row adds up.
type sums struct {
	calls, latencyUS, bytesIn, bytesOut int64
}

// rollUp answers the sums that a batch adds, by cell. Callers without an app share one network, so that a flood
// from many places can't grow the tables.
func rollUp(events []Event) map[cell]sums {
	out := make(map[cell]sums, len(events))
	for i := range events {
		e := &events[i]
		c := cell{
			app: e.AppID, api: e.APIID, token: e.TokenID, operation: e.Operation, environment: e.Environment,
			status: e.Status, code: e.Code, band: bandOf(e.LatencyUS),
		}
		if e.Console() {
			c.token = consolePrefix // each lives for five minutes: a row of its own would tell nobody anything
		}
		if e.AppID != "" {
			c.network = e.Network
		}
		for _, step := range steps {
			c.step, c.bucket = step.seconds(), step.start(e.At)
			s := out[c]
			s.calls++
			s.latencyUS += e.LatencyUS
			s.bytesIn += e.BytesIn
			s.bytesOut += e.BytesOut
			out[c] = s
		}
	}
	return out
}
