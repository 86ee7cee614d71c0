package enforce

import (
	"context"
	"net"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/valyala/fasthttp"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/ident"
)

const firstUsesMax = 1024

// Service is the gate: one snapshot, three doors. All methods may be called concurrently.
type Service struct {
	Deps
	snapshot atomic.Pointer[Snapshot]
	freshAt  atomic.Int64 // monotonic time of the last successful look at the changes; 0 = not watched

	applyMu    sync.Mutex // held while a change is read and applied, so that an older reading never wins
	seen       *seen
	limits     *Limits
	quotas     *Quotas
	contexts   *contexts
	upstreams  *upstreams
	verifiers  *verifierCache
	operations *operations
	firstUses  chan firstUse
	origin     string

	requestPrefix string
	requestCount  atomic.Uint64
	anonymousKept atomic.Int64 // monotonic second in which the last anonymous denial was kept, and how many

	gateway, internal *fasthttp.Server
}

type firstUse struct {
	token      string
	generation int64
}

// verdict is a decision with what came after it: limits, and the names under which it is remembered.
type verdict struct {
	Decision
	ID        string // dec_…, only for what is kept
	standings [limitsPlanMax + 1]Standing
	counted   int
}

// Use makes a snapshot the current one. It is for tests and benchmarks; a service with a store loads its own.
func (s *Service) Use(snapshot *Snapshot) { s.snapshot.Store(snapshot) }

// Snapshot returns the current snapshot, nil before Load.
func (s *Service) Snapshot() *Snapshot { return s.snapshot.Load() }

// decide is the one way in which a door gets an answer: the pure decision, then the windows and the quota of the plan,
// which are asked only when everything else allows, so that forbidden calls cost nothing. dry takes nothing from them.
func (s *Service) decide(r *Request, cost int64, dry bool, v *verdict) {
	snapshot := s.snapshot.Load()
	if snapshot == nil || s.stale() {
		v.Code = Undecided
		return
	}
	now := s.Clock.Now().UnixMicro()
	v.Decision = Decide(snapshot, r, now)
	if v.Code != Allowed {
		return
	}
	if v.Plan.HasLimits() {
		s.count(r, v, cost, now, dry)
	}
	if v.Code == Allowed && v.Secret.Pending && !dry {
		s.noteFirstUse(v.Token.ID, v.Secret.Generation)
	}
}

func (s *Service) count(r *Request, v *verdict, cost, now int64, dry bool) {
	key := v.Grant.ID
	if v.Token.Binding.visitor() {
		key = visitorKey(r.Address)
	}
	n, ok := s.limits.Take(keyOf(key), v.Plan.Limits, cost, clock.Monotonic(), dry, v.standings[:])
	v.counted = n
	if !ok {
		v.Code = RateLimited
		return
	}
	if v.Plan.Quota.Requests > 0 {
		v.standings[n], ok = s.quotas.Take(v.Grant.ID, v.Plan.Quota, cost, now, dry)
		v.counted = n + 1
		if !ok {
			v.Code = QuotaExhausted
		}
	}
}

// noteFirstUse hands the first use over to the background; a full queue loses nothing, because the next use of the
// secret notes it again.
func (s *Service) noteFirstUse(tokenID string, generation int64) {
	select {
	case s.firstUses <- firstUse{strings.Clone(tokenID), generation}:
	default:
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

// Shutdown stops both listeners, lets the calls under way end until ctx does, and stores the quota counters.
func (s *Service) Shutdown(ctx context.Context) error {
	err := s.gateway.ShutdownWithContext(ctx)
	if other := s.internal.ShutdownWithContext(ctx); err == nil {
		err = other
	}
	if flushErr := s.flushQuotas(context.WithoutCancel(ctx)); err == nil {
		err = flushErr
	}
	return err
}

// newDecisionID names a decision that somebody may ask for.
func newDecisionID() string { return ident.New("dec") }
