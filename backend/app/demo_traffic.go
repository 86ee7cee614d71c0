package app

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/catalog"
	"github.com/gatehouse-dev/gatehouse/backend/usage"
)

// doorDemo marks calls that never happened: the call log shows it as their door.
const doorDemo = "demo"

// flushEach bounds how many sample calls wait in memory.
const flushEach = 4000

// addTraffic writes the recent past of the sample apps: calls marked as demo, through the same recorder as real ones.
func (d *demo) addTraffic(ctx context.Context) error {
	random := rand.New(rand.NewPCG(d.seed.Traffic.RandomSeed, 1))
	now := d.app.clock.Now()
	for _, s := range d.seed.Traffic.Streams {
		api, table, err := d.app.Catalog.Scopes(ctx, s.API)
		if err != nil {
			return fmt.Errorf("traffic of %s: %w", s.Token, err)
		}
		operations := map[string]catalog.OperationScopes{}
		for _, o := range table.Operations {
			operations[o.Operation] = o
		}
		p := player{demo: d, stream: s, random: random, api: api.ID, operations: operations}
		start := now.Add(-time.Duration(d.seed.Traffic.Hours) * time.Hour).Truncate(time.Hour)
		for hour := start; hour.Before(now); hour = hour.Add(time.Hour) {
			p.play(ctx, hour, now)
		}
	}
	d.app.Usage.Flush(ctx)
	return nil
}

// player plays one stream of sample calls.
type player struct {
	demo       *demo
	stream     seedStream
	random     *rand.Rand
	api        string
	operations map[string]catalog.OperationScopes
	waiting    int
}

func (p *player) play(ctx context.Context, hour, now time.Time) {
	share := 100.0
	if shape := p.demo.seed.Traffic.Shapes[p.stream.HourShape]; len(shape) == 24 {
		share = shape[hour.Hour()]
	}
	mean := p.stream.CallsPerHourPeak * share / 100
	if day := hour.Weekday(); day == time.Saturday || day == time.Sunday {
		mean *= p.stream.WeekendFactor
	}
	calls := int(mean*(0.85+0.3*p.random.Float64()) + p.random.Float64())
	for range calls {
		at := hour.Add(time.Duration(p.random.Int64N(int64(time.Hour))))
		if at.Before(now) {
			p.demo.app.Usage.Recorder.Record(p.event(at))
			p.waiting++
		}
	}
	if p.waiting >= flushEach {
		p.demo.app.Usage.Flush(ctx)
		p.waiting = 0
	}
}

func (p *player) event(at time.Time) usage.Event {
	operation := p.operations[p.pickOperation()]
	outcome := p.pickOutcome()
	token := p.demo.tokens[p.stream.Token]
	latency := p.latency()
	e := usage.Event{
		At: at.UnixMicro(), TokenID: token.ID, AppID: p.demo.apps[p.stream.App].ID, APIID: p.api, Operation: operation.Operation,
		Method: operation.Method, Route: operation.Path, Status: outcome.Status, Code: outcome.Code, LatencyUS: latency,
		BytesOut: 400 + p.random.Int64N(3000), Agent: p.stream.Agent, Environment: p.stream.Environment, Door: doorDemo,
	}
	if outcome.Code == "" || outcome.Status >= 500 {
		e.UpstreamUS = latency * 9 / 10
	} else {
		e.LatencyUS, e.BytesOut = 60+p.random.Int64N(200), 350
	}
	if len(p.stream.Networks) > 0 {
		e.Network = p.stream.Networks[p.random.IntN(len(p.stream.Networks))]
	}
	return e
}

// latency draws from a log-normal distribution with the stream's p50 and p95, in microseconds.
func (p *player) latency() int64 {
	const z95 = 1.6449
	mu := math.Log(p.stream.LatencyMS.P50)
	sigma := (math.Log(p.stream.LatencyMS.P95) - mu) / z95
	return int64(math.Exp(mu+sigma*p.random.NormFloat64()) * 1000)
}

func (p *player) pickOperation() string {
	total := 0.0
	for _, o := range p.stream.Operations {
		total += o.Weight
	}
	at := p.random.Float64() * total
	for _, o := range p.stream.Operations {
		if at -= o.Weight; at <= 0 {
			return o.Operation
		}
	}
	return p.stream.Operations[0].Operation
}

func (p *player) pickOutcome() seedOutcome {
	at := p.random.Float64()
	for _, o := range p.stream.Outcomes {
		if at -= o.Share; at <= 0 {
			return o
		}
	}
	return p.stream.Outcomes[0]
}
