package usage

import (
	"strconv"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
)

const (
	windowDefault = 24 * time.Hour
	windowMax     = 731 * 24 * time.Hour
	pointsMax     = 1500
)

// Query asks about calls. From is included, To is not; zero means the last 24 hours up to now. Step is minute, hour or day,
// empty for the one that fits the window. Empty filters don't filter; API is an id or a slug.
type Query struct {
	From, To    time.Time
	Step        string
	API         string
	App         string
	Token       string
	Operation   string
	Environment string
	// Status and Code narrow the list of calls: a status, or a class such as 4xx; the code of a denial.
	Status string
	Code   string
	// Traffic narrows to calls from the console (TrafficConsole) or from apps' own tokens (TrafficApps).
	Traffic string
}

// Where calls came from.
const (
	TrafficConsole = "console"
	TrafficApps    = "apps"
)

// question is a query after its words were understood, with what the caller may see. apps nil means everybody's.
type question struct {
	step        Step
	from, to    int64
	apps        []string
	api         string
	app         string
	token       string
	tokens      map[string]bool // nil means every one
	operation   string
	environment string
	statusFrom  int
	statusTo    int
	code        string
	through     bool // only calls that were let through
	traffic     string
}

var stepWords = map[string]Step{"minute": Minute, "hour": Hour, "day": Day}

func (s Step) word() string {
	for word, step := range stepWords {
		if step == s {
			return word
		}
	}
	return ""
}

// fitting answers the step which gives a chart of a window a few dozen to a few hundred points.
func fitting(window time.Duration) Step {
	switch {
	case window <= 3*time.Hour:
		return Minute
	case window <= 14*24*time.Hour:
		return Hour
	}
	return Day
}

// understand answers the question behind the query's words, or fault.ErrInvalid with every mistake.
func (q Query) understand(now time.Time) (question, error) {
	var mistakes []fault.Field
	if q.To.IsZero() {
		// The newest microsecond belongs to the window.
		q.To = now.Add(time.Microsecond)
	}
	if q.From.IsZero() {
		q.From = q.To.Add(-windowDefault)
	}
	window := q.To.Sub(q.From)
	if window <= 0 || window > windowMax || q.From.UTC().Year() < 1970 || q.To.UTC().Year() > 9998 {
		mistakes = append(mistakes, fault.Bad("/from", "The window begins before it ends, and is at most two years long."))
	}
	step, known := stepWords[q.Step]
	switch {
	case q.Step == "":
		step = fitting(window)
	case !known:
		mistakes = append(mistakes, fault.Bad("/step", "The step is minute, hour or day."))
	case window/time.Duration(step) > pointsMax:
		mistakes = append(mistakes, fault.Bad("/step", "The window has more than 1,500 of these steps; choose a wider step."))
	}
	low, high, ok := statusRange(q.Status)
	if !ok {
		mistakes = append(mistakes, fault.Bad("/status", "A status is a number such as 404, or a class such as 4xx."))
	}
	if q.Traffic != "" && q.Traffic != TrafficConsole && q.Traffic != TrafficApps {
		mistakes = append(mistakes, fault.Bad("/traffic", "Traffic is console or apps."))
	}
	if len(mistakes) > 0 {
		return question{}, fault.ErrInvalid.With(mistakes...)
	}
	return question{
		step: step, from: q.From.UnixMicro(), to: q.To.UnixMicro(), api: q.API, app: q.App, token: q.Token,
		operation: q.Operation, environment: q.Environment, statusFrom: low, statusTo: high, code: q.Code,
		traffic: q.Traffic,
	}, nil
}

// statusRange answers the first status of a filter and the first one behind it; zeros for no filter.
func statusRange(text string) (low, high int, ok bool) {
	if text == "" {
		return 0, 0, true
	}
	if len(text) == 3 && text[1:] == "xx" && text[0] >= '1' && text[0] <= '5' {
		low = int(text[0]-'0') * 100
		return low, low + 100, true
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 100 || n > 599 {
		return 0, 0, false
	}
	return n, n + 1, true
}

// Counted is what happened in one bucket, or in a whole window. Calls are the sum of what went well, Errors (an upstream
// or we failed, or the upstream refused) and Denied (we refused). The percentiles are of calls that were let through, in
// microseconds.
type Counted struct {
	At                  time.Time
	Calls, Errors       int64
	Denied              int64
	P50US, P95US, P99US int64
}

// SeriesOf is a row of buckets without gaps, with the whole window's sum.
type SeriesOf struct {
	Step     Step
	From, To time.Time
	Points   []Counted
	Total    Counted
}
