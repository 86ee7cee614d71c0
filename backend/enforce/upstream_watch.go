package enforce

import (
	"context"
	"strings"
	"sync/atomic"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/catalog"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
)

const (
	watchEvery     = time.Second
	upstreamSteady = 30 * time.Second
	checkTimeout   = 5 * time.Second
	checksAtOnce   = 32
)

// UpstreamTeller tells an API's people that its server is down, and that it is back, once each.
type UpstreamTeller interface {
	UpstreamDown(ctx context.Context, api string, e catalog.Environment, cause string) error
	UpstreamUp(ctx context.Context, api string, e catalog.Environment) error
}

// upstreamName is an API's id and one of its environments.
type upstreamName struct {
	api         string
	environment Environment
}

// standing is what the watch knows of a pool. Only the watch touches it.
type standing struct {
	met   bool
	well  int64 // monotonic time since which a target takes calls; 0 = none does
	dueAt []int64
	good  []int
	bad   []int
	// At most one check of a target runs at a time, and only it touches good and bad.
	running []atomic.Bool
}

// watcher checks the health of upstreams and tells people of those that go down and come back.
type watcher struct {
	s      *Service
	told   map[upstreamName]bool // people know that it is down
	loaded bool
	slots  chan struct{}
}

func newWatcher(s *Service) *watcher {
	return &watcher{s: s, told: map[upstreamName]bool{}, slots: make(chan struct{}, checksAtOnce)}
}

// watchUpstreams runs until ctx ends.
func (s *Service) watchUpstreams(ctx context.Context) {
	w := newWatcher(s)
	ticker := time.NewTicker(watchEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			w.turn(ctx)
		}
	}
}

// turn looks at every upstream of the snapshot once.
func (w *watcher) turn(ctx context.Context) {
	snapshot := w.s.snapshot.Load()
	if snapshot == nil {
		return
	}
	named := w.survey(snapshot)
	if !w.loaded && w.s.Store != nil {
		known, err := w.s.reader().upstreamsDown(ctx)
		if err != nil {
			return // the next turn tries again
		}
		w.told = known
	}
	w.loaded = true
	w.meet(named)
	w.check(named)
	w.tell(ctx, named)
}

// survey answers the pools of the snapshot's upstreams and drops all others.
func (w *watcher) survey(snapshot *Snapshot) map[upstreamName]*pool {
	living, named := map[string]*pool{}, map[upstreamName]*pool{}
	for id, api := range snapshot.apis {
		if id != api.ID {
			continue // each API stands there under its slug, too
		}
		for _, e := range []Environment{Sandbox, Live} {
			up := &api.Upstreams[e]
			if up.Kind != "http" {
				continue
			}
			if p, err := w.s.upstreams.pool(up); err == nil {
				living[up.key()], named[upstreamName{api.ID, e}] = p, p
			}
		}
	}
	w.s.upstreams.keepOnly(living)
	return named
}

// meet doubts the pools of upstreams that people know as down, until a call or a check succeeds.
func (w *watcher) meet(named map[upstreamName]*pool) {
	for name, p := range named {
		if p.standing.met {
			continue
		}
		n := len(p.targets)
		p.standing = standing{met: true, dueAt: make([]int64, n), good: make([]int, n), bad: make([]int, n), running: make([]atomic.Bool, n)}
		if w.told[name] {
			for _, t := range p.targets {
				t.suspect()
			}
		}
	}
}

// check asks every target whose turn it is. When very many are at it, the others wait for the next turn.
func (w *watcher) check(named map[upstreamName]*pool) {
	now := clock.Monotonic()
	for _, p := range named {
		if p.health == nil {
			continue
		}
		for i, t := range p.targets {
			if now >= p.standing.dueAt[i] && w.start(p, i, t) {
				p.standing.dueAt[i] = now + int64(time.Duration(p.health.IntervalSeconds)*time.Second)
			}
		}
	}
}

func (w *watcher) start(p *pool, i int, t *target) bool {
	if !p.standing.running[i].CompareAndSwap(false, true) {
		return false
	}
	select {
	case w.slots <- struct{}{}:
	default:
		p.standing.running[i].Store(false)
		return false
	}
	go func() {
		defer func() { <-w.slots }()
		defer p.standing.running[i].Store(false)
		p.standing.learn(i, t, *p.health, t.ask(*p.health, min(checkTimeout, p.total)))
	}()
	return true
}

// learn turns a row of checks into a judgement.
func (s *standing) learn(i int, t *target, h catalog.HealthCheck, err error) {
	if err != nil && !counts(err) {
		return
	}
	if err != nil {
		s.good[i], s.bad[i] = 0, s.bad[i]+1
		if s.bad[i] >= h.UnhealthyAfter {
			t.judge(true, err)
		}
		return
	}
	s.bad[i], s.good[i] = 0, s.good[i]+1
	if s.good[i] >= h.HealthyAfter && t.down() {
		t.judge(false, nil)
	}
}

// tell passes on what changed. What could not be told is tried again at the next turn.
func (w *watcher) tell(ctx context.Context, named map[upstreamName]*pool) {
	now := clock.Monotonic()
	for name, p := range named {
		cause, down := p.standsDown()
		switch {
		case down:
			p.standing.well = 0
		case p.standing.well == 0:
			p.standing.well = now
		}
		steady := !down && now-p.standing.well >= int64(w.s.upstreams.steady)
		if w.s.Teller == nil || down == w.told[name] || !down && !steady {
			continue
		}
		if err := w.pass(ctx, name, down, cause); err != nil {
			w.s.Logger.ErrorContext(ctx, "the change of an upstream could not be told", "api", name.api, "cause", err)
			continue
		}
		w.told[name] = down
	}
	for name := range w.told {
		if named[name] == nil {
			delete(w.told, name)
		}
	}
}

func (w *watcher) pass(ctx context.Context, name upstreamName, down bool, cause string) error {
	e := catalog.Environment(name.environment.String())
	if down {
		w.s.Logger.WarnContext(ctx, "an upstream is down", "api", name.api, "environment", string(e), "cause", cause)
		return w.s.Teller.UpstreamDown(ctx, strings.Clone(name.api), e, cause)
	}
	w.s.Logger.InfoContext(ctx, "an upstream is back", "api", name.api, "environment", string(e))
	return w.s.Teller.UpstreamUp(ctx, strings.Clone(name.api), e)
}

// standsDown says whether no target takes calls, and what is wrong with the first of them.
func (p *pool) standsDown() (cause string, down bool) {
	for _, t := range p.targets {
		if !t.down() {
			return "", false
		}
		if words := t.cause.Load(); words != nil && cause == "" {
			cause = *words
		}
	}
	return cause, true
}
