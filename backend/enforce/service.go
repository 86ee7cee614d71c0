package enforce

import (
	"context"
	"errors"
	"net"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/dpop"
	"github.com/gatehouse-dev/gatehouse/backend/ident"
	"github.com/gatehouse-dev/gatehouse/backend/lane"
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

	gateway, internal *lane.Server
}

// verdict is a decision with what came after it: limits, and the names under which it is remembered.
type verdict struct {
	Decision
	ID        string // dec_…, only for what is kept
	standings [limitsPlanMax + 1]Standing
	counted   int
	bounded   bool      // the call takes up a place while it is in work
	prompt    bool      // the caller can't wait; see promptly
	began     int64     // monotonic: when a prompt decision did; 0 = nobody noted
	wall      time.Time // when it was made
	early     early
	place     place // that it takes up
}

// monotonic answers the time that windows are asked at. Reading a clock costs as much as they do, and a prompt call has just read it.
func (v *verdict) monotonic() int64 {
	if v.prompt && v.began != 0 {
		return v.began
	}
	return clock.Monotonic()
}

// Use makes a snapshot the current one. It is for tests and benchmarks; a service with a store loads its own.
func (s *Service) Use(snapshot *Snapshot) { s.snapshot.Store(snapshot) }

// Snapshot returns the current snapshot, nil before Load.
func (s *Service) Snapshot() *Snapshot { return s.snapshot.Load() }

// decide is the one way in which a door gets an answer: the pure decision, then room for a call that is about to be worked on,
// then the windows and the quota of the plan, which are asked only when everything else allows, so that forbidden calls cost
// nothing. dry takes nothing from them. false says that a prompt decision would have to wait: then nothing was taken or told,
// and the call has to be decided again by somebody who can.
func (s *Service) decide(r *Request, cost int64, dry bool, v *verdict) bool {
	if v.prompt && r.Possession != nil {
		return false // its signature would be checked twice, and while others wait
	}
	v.wall = s.Clock.Now()
	now := v.wall.UnixMicro()
	v.Decision = s.judge(r, now, !dry)
	if v.prompt && !s.promptly(cost, now, dry, v) {
		return false
	}
	s.settleDecision(r, cost, now, dry, v)
	if v.Code != Allowed {
		v.early.giveBack()
	}
	return true
}

// settleDecision is what comes after the pure decision.
func (s *Service) settleDecision(r *Request, cost, now int64, dry bool, v *verdict) {
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
	n, ok := s.takeWindowsAt(v.monotonic(), holder, v.Plan.Limits, cost, dry, v.standings[:])
	v.counted = n
	if !ok {
		v.Code = RateLimited
		return
	}
	if v.Plan.Quota.Requests > 0 {
		v.standings[n], v.Code = s.takeQuota(v, cost, now, dry)
		v.counted = n + 1
	}
}

// nextRequestID is unique within the deployment for all practical purposes and costs no randomness per call.
func (s *Service) nextRequestID(dst []byte) []byte {
	dst = append(append(dst, s.requestPrefix...), 'x')
	return strconv.AppendUint(dst, s.requestCount.Add(1), 36)
}

// ServeGateway serves the gateway on ln until Shutdown. It is called once.
func (s *Service) ServeGateway(ln net.Listener) error { return s.gateway.Serve(ln) }

// ServeInternal serves verify, forward-auth and health on ln until Shutdown. It is called once.
func (s *Service) ServeInternal(ln net.Listener) error { return s.internal.Serve(ln) }

// Shutdown stops both listeners, breaks off answers without end and tunnels, lets the other calls end until ctx does,
// and gives back what it holds of quotas.
func (s *Service) Shutdown(ctx context.Context) error {
	s.endAll()
	err := s.gateway.Shutdown(ctx)
	s.awaitTunnels(ctx)
	if other := s.internal.Shutdown(ctx); err == nil {
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
