package enforce

import (
	"context"
	"errors"
	"net"
	"strconv"
	"sync"
	"sync/atomic"

	"github.com/valyala/fasthttp"

	"github.com/gatehouse-dev/gatehouse/backend/dpop"
	"github.com/gatehouse-dev/gatehouse/backend/ident"
)

// Service is the gate: one snapshot, three doors. All methods may be called concurrently.
type Service struct {
	Deps
	snapshot atomic.Pointer[Snapshot]
	freshAt  atomic.Int64 // monotonic time of the last successful look at the changes; 0 = not watched

	applyMu    sync.Mutex // held while a change is read and applied, so that an older reading never wins
	seen       *seen
	limits     *Limits
	quotas     *Quotas
	inflight   *inflight
	nodes      *nodes
	contexts   *contexts
	upstreams  *upstreams
	verifiers  *verifierCache
	operations *operations
	tallies    *tallies
	networks   networks
	lives      lives
	nonces     *dpop.Nonces
	spent      *spentProofs
	tunnels    sync.WaitGroup
	reports    chan report
	origin     string
	outage     atomic.Pointer[Outage]

	requestPrefix string
	requestCount  atomic.Uint64
	anonymousKept atomic.Int64 // monotonic second in which the last anonymous denial was kept, and how many

	gateway, internal *fasthttp.Server
}

// verdict is a decision with what came after it: limits, and the names under which it is remembered.
type verdict struct {
	Decision
	ID        string // dec_…, only for what is kept
	standings [limitsPlanMax + 1]Standing
	counted   int
	bounded   bool  // the call takes up a place while it is in work
	place     place // that it takes up
}

// Use makes a snapshot the current one. It is for tests and benchmarks; a service with a store loads its own.
func (s *Service) Use(snapshot *Snapshot) { s.snapshot.Store(snapshot) }

// Snapshot returns the current snapshot, nil before Load.
func (s *Service) Snapshot() *Snapshot { return s.snapshot.Load() }

// decide is the one way in which a door gets an answer: the pure decision, then room for a call that is about to be worked on,
// then the windows and the quota of the plan, which are asked only when everything else allows, so that forbidden calls cost
// nothing. dry takes nothing from them.
func (s *Service) decide(r *Request, cost int64, dry bool, v *verdict) {
	now := s.Clock.Now().UnixMicro()
	v.Decision = s.judge(r, now, !dry)
	if v.proof != nil && v.proof.failed == nil {
		s.useProof(v, now, dry)
	}
	if v.honey != nil {
		s.tellHoney(&v.Decision, r)
	}
	if v.foreign {
		s.boundGuesses(r, v, dry)
	}
	if v.Code == TLSRequired && v.Token.Binding() == nil && v.Token.Access() == nil {
		s.report(v, r, exposure)
	}
	if v.Code == TokenRotated && !dry {
		s.report(v, r, reuse)
	}
	if v.Code == Allowed && r.Length > 0 && r.Length > s.bodyMax(v) {
		v.Code = BodyTooLarge
	}
	if v.Code != Allowed {
		return
	}
	if v.bounded {
		if s.enter(r, v); v.Code != Allowed {
			return
		}
	}
	if s.paced(v, dry) && v.Plan.HasLimits() {
		s.count(r, v, cost, now, dry)
	}
	s.spend(v, dry)
	if v.Code == Allowed && v.Secret.Pending && !dry {
		s.report(v, r, firstUse)
	}
}

// judge is everything of a decision that takes nothing: a current snapshot, no blocked network, and Decide. A block list
// counts the calls that it refuses when real says that this is one.
func (s *Service) judge(r *Request, now int64, real bool) Decision {
	snapshot := s.snapshot.Load()
	if snapshot == nil || s.stale() {
		return Decision{Code: Undecided}
	}
	if s.Blocker != nil && s.Blocker.Blocked(r.Address, real) {
		return Decision{Code: NetworkBlocked}
	}
	return Decide(snapshot, r, now)
}

func (s *Service) count(r *Request, v *verdict, cost, now int64, dry bool) {
	holder := Holder{Token: s.keyOf(v.family())}
	if v.Token.Binding().visitor() {
		holder.Grant = s.keyOf(visitorKey(r.Address))
	} else {
		holder.Grant = s.keyOf(v.Grant.ID)
	}
	if v.Plan.pooled {
		holder.Team = s.keyOf(poolName(v.App.Owner, v.Grant))
	}
	n, ok := s.takeWindows(holder, v.Plan.Limits, cost, dry, v.standings[:])
	v.counted = n
	if !ok {
		v.Code = RateLimited
		return
	}
	if v.Plan.Quota.Requests > 0 {
		v.standings[n], v.Code = s.quotas.Take(v.Plan.quotaHolder(v.App.Owner, v.Grant), v.Plan.Quota, cost, now, dry)
		v.counted = n + 1
	}
}

// nextRequestID is unique within the deployment for all practical purposes and costs no randomness per call.
func (s *Service) nextRequestID(dst []byte) []byte {
	dst = append(append(dst, s.requestPrefix...), 'x')
	return strconv.AppendUint(dst, s.requestCount.Add(1), 36)
}

// ServeGateway serves the gateway on ln until Shutdown.
func (s *Service) ServeGateway(ln net.Listener) error { return s.gateway.Serve(ln) }

// ServeInternal serves verify, forward-auth and health on ln until Shutdown.
func (s *Service) ServeInternal(ln net.Listener) error { return s.internal.Serve(ln) }

// Shutdown stops both listeners, breaks off answers without end and tunnels, lets the other calls end until ctx does,
// and gives back what it holds of quotas.
func (s *Service) Shutdown(ctx context.Context) error {
	s.endAll()
	err := s.gateway.ShutdownWithContext(ctx)
	s.awaitTunnels(ctx)
	if other := s.internal.ShutdownWithContext(ctx); err == nil {
		err = other
	}
	rest := context.WithoutCancel(ctx)
	return errors.Join(err, s.returnQuotas(rest, 0), s.flushTallies(rest), s.leaveNodes(rest))
}

// awaitTunnels lets tunnels that were broken off record their calls.
func (s *Service) awaitTunnels(ctx context.Context) {
	over := make(chan struct{})
	go func() {
		defer close(over)
		s.tunnels.Wait()
	}()
	select {
	case <-over:
	case <-ctx.Done():
	}
}

// newDecisionID names a decision that somebody may ask for.
func newDecisionID() string { return ident.New("dec") }
