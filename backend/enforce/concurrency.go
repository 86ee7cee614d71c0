package enforce

import (
	"hash/maphash"
	"strconv"
	"sync"
	"sync/atomic"

	"github.com/valyala/fasthttp"
)

// Concurrency bounds how many calls this node works on at the same time (S-LIM-07). A call counts from its decision until its
// answer is over; answers without end and tunnels count until they have begun, and then among those (see lives). 0 takes the
// default.
type Concurrency struct {
	Total  int // calls of everybody
	PerAPI int // calls of one API
	PerApp int // calls of one app, at all APIs together; each visitor without an account counts like an app
}

// The defaults. A tenant's bound is a fraction of the next larger one, so that nobody alone fills that.
const (
	concurrencyTotal  = 4096
	concurrencyPerAPI = 1024
	concurrencyPerApp = 256
)

// concurrencyRetryAfter is how many seconds a caller is asked to wait: calls are short, so room comes soon.
const concurrencyRetryAfter = "1"

func (c Concurrency) orDefaults() Concurrency {
	if c.Total == 0 {
		c.Total = concurrencyTotal
	}
	if c.PerAPI == 0 {
		c.PerAPI = concurrencyPerAPI
	}
	if c.PerApp == 0 {
		c.PerApp = concurrencyPerApp
	}
	return c
}

// tenant is whose calls are counted together: of an app (api empty), of an API (app empty), or of an app at an API.
type tenant struct{ api, app string }

const inflightShards = 64

// inflight counts the calls in work. It holds only tenants that have some, so nobody can make it grow beyond the bound of all.
// Safe for concurrent use.
type inflight struct {
	total  atomic.Int64
	shards [inflightShards]inflightShard
}

type inflightShard struct {
	mu    sync.Mutex
	calls map[tenant]*work
	spare []*work
}

// work is how many calls a tenant has in work: at least one, as long as anybody holds on to it.
type work struct {
	shard *inflightShard
	of    tenant
	calls int
}

func newInflight() *inflight {
	f := &inflight{}
	for i := range f.shards {
		f.shards[i].calls = map[tenant]*work{}
	}
	return f
}

// take counts a call of a tenant in, unless it has most already: then it answers nil.
func (s *inflightShard) take(t tenant, most int) *work {
	s.mu.Lock()
	defer s.mu.Unlock()
	w := s.calls[t]
	switch {
	case w == nil && most < 1, w != nil && w.calls >= most:
		return nil
	case w == nil:
		if last := len(s.spare) - 1; last >= 0 {
			w, s.spare = s.spare[last], s.spare[:last]
		} else {
			w = &work{shard: s}
		}
		w.of = t
		s.calls[t] = w
	}
	w.calls++
	return w
}

// sparesMax is how many tenants' counters a shard keeps for the next ones.
const sparesMax = 64

func (w *work) give() {
	s := w.shard
	s.mu.Lock()
	defer s.mu.Unlock()
	if w.calls--; w.calls > 0 {
		return
	}
	delete(s.calls, w.of)
	w.of = tenant{}
	if len(s.spare) < sparesMax {
		s.spare = append(s.spare, w)
	}
}

// place is what a call takes up. The zero value takes up nothing.
type place struct {
	works   [3]*work
	held    int
	counted bool // among all
}

// enter takes the call of a decision in, unless one of its bounds is reached: then it takes nothing, says in the decision which,
// and the code is not Allowed. An API's own bounds can only be narrower than the node's.
func (s *Service) enter(r *Request, v *verdict) {
	p, f := &v.place, s.inflight
	if v.atOnce = s.Concurrency.Total; f.total.Add(1) > int64(v.atOnce) {
		f.total.Add(-1)
		v.Code = GatewayBusy
		return
	}
	p.counted = true
	app := v.App.ID
	if v.Token.Binding().visitor() {
		app = visitorKey(r.Address)
	}
	own := v.API.Concurrency
	ofAPI, ofApp := maphash.String(keySeed, v.API.ID), maphash.String(keySeed, app)
	bounds := [3]struct {
		tenant tenant
		hash   uint64
		most   int
		code   Code
	}{
		{tenant{app: app}, ofApp, s.Concurrency.PerApp, AppBusy},
		{tenant{api: v.API.ID, app: app}, ofAPI ^ ofApp, own.PerApp, AppBusy},
		{tenant{api: v.API.ID}, ofAPI, narrower(s.Concurrency.PerAPI, own.Total), APIBusy},
	}
	for i := range bounds {
		b := &bounds[i]
		if b.most == 0 {
			continue
		}
		v.atOnce = b.most
		w := f.shards[b.hash%inflightShards].take(b.tenant, b.most)
		if w == nil {
			f.leave(p)
			v.Code = b.code
			return
		}
		p.works[p.held] = w
		p.held++
	}
}

func narrower(most, own int) int {
	if own == 0 {
		return most
	}
	return min(most, own)
}

// leave gives back what a call took up; once, however often it is called.
func (f *inflight) leave(p *place) {
	for p.held > 0 {
		p.held--
		p.works[p.held].give()
	}
	if p.counted {
		f.total.Add(-1)
	}
	*p = place{}
}

// InFlight answers how many calls the gateway works on now.
func (s *Service) InFlight() int64 { return s.inflight.total.Load() }

// busy says whether a code means that too much is in work.
func (c Code) busy() bool { return c == GatewayBusy || c == APIBusy || c == AppBusy }

func writeBusy(h *fasthttp.ResponseHeader, code Code) {
	if code.busy() {
		h.Set(fasthttp.HeaderRetryAfter, concurrencyRetryAfter)
	}
}

func busyText(d *Decision) string {
	most := "at most " + strconv.Itoa(d.atOnce) + " in work at once"
	switch d.Code {
	case AppBusy:
		return most + " of the app"
	case APIBusy:
		return most + " of the API"
	}
	return most
}
