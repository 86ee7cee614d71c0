package enforce

import (
	"cmp"
	"context"
	"log/slog"
	"net/netip"
	"time"

	"github.com/valyala/fasthttp"

	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/catalog"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/dpop"
	"github.com/gatehouse-dev/gatehouse/backend/jobs"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/usage"
)

// Recorder takes an event for every call that reached a door. It must not wait.
type Recorder interface{ Record(usage.Event) }

// DecisionSink keeps the checks behind denials, so that their owner can ask why. It must not wait.
type DecisionSink interface{ Keep(usage.Decision) }

// VerifierAuth says whether a token is an active operator token of role verifier. It is asked at most once in two
// seconds per token, and only for well-formed ones.
type VerifierAuth func(ctx context.Context, token string) bool

// Activator takes what the doors see of secrets. MarkFirstUse ends the overlap of a rotation that waits for the first use
// of the new secret; MarkExposed notes that one came over plain HTTP from a network,
// MarkReused that one was used after a rotation ended it.
type Activator interface {
	MarkFirstUse(ctx context.Context, tokenID string, generation int64) error
	MarkExposed(ctx context.Context, tokenID string, generation int64, network string) error
	MarkReused(ctx context.Context, tokenID string, generation int64, network string) error
}

// Blocker refuses networks before anybody looks at a token. Blocked must not wait; counted says that the call is a real one. Reload reads what a change of
// store.KindBlocks is about, all when id is empty.
type Blocker interface {
	Blocked(address netip.Addr, counted bool) bool
	Reload(ctx context.Context, id string) error
}

// Health are the handlers that the internal listener serves besides its own; nil ones answer 404.
type Health struct {
	Healthz, Readyz, Metrics fasthttp.RequestHandler
}

// Deps is what enforcement stands on. Recorder, Sink, Activator and Verifier may be nil: then nothing is recorded,
// kept or activated, and the internal doors refuse everybody.
type Deps struct {
	Store     *store.Store // nil: the snapshot is what Use was given
	Jobs      *jobs.Runner // nil: nothing runs in the background
	Clock     clock.Clock
	Logger    *slog.Logger
	Keys      *secret.Keys // nil: upstreams get no signed context; Shared needs them
	Recorder  Recorder
	Sink      DecisionSink
	Verifier  VerifierAuth
	Activator Activator
	// Lookout hears of each network from which a honey token was used, at most once an hour. Nil hears nothing.
	Lookout func(ctx context.Context, honey, network string) error
	Blocker Blocker // nil: no network is blocked
	Health  Health
	// Catalog knows APIs and upstreams that are not stored yet, for the pages about upstreams.
	Catalog *catalog.Service
	// Teller may be nil: then nobody is told of upstreams that are down.
	Teller UpstreamTeller
	Shared *Shared // nil: windows are counted in this process
	// Alone is told that this node counts windows by itself, and why; at most once an hour.
	Alone func(ctx context.Context, why string)
	Audit *audit.Log
	// Called answers how often each operation of an API (id) was called within days; operations without a call are missing.
	Called func(ctx context.Context, api string, days int) (map[string]int64, error)
	// UsedBy answers what calls that were let through within days did, by token.
	UsedBy func(ctx context.Context, tokens []string, days int) (map[string]usage.Used, error)
	// SharesOf answers how many calls of an API (id) in an environment apps made since a time that were let through, by app. Nil
	// counts nothing.
	SharesOf func(ctx context.Context, api, environment string, apps []string, since time.Time) (map[string]int64, error)
	// TokenVisible answers nil when the subject in the context may see a token; else the fault that hides it.
	TokenVisible func(ctx context.Context, tokenID string) error
	// AppVisible does the same for an app.
	AppVisible func(ctx context.Context, appID string) error

	// Behind says that the clock is behind what it showed before, so that nothing may be signed by it. Nil never says so.
	Behind func() bool

	Brand           string // "" = gth
	PublicURL       string // of the portal: issuer of contexts, home of problem pages, origin of its console
	GatewayURL      string // as applications reach it: access tokens name an API by it and the API's slug
	TrustedProxies  []netip.Prefix
	PlainAllow      []netip.Prefix // networks from which tokens may come over plain HTTP, besides this machine
	UpstreamAllow   []netip.Prefix // private networks that upstreams may lie in
	BodyBytesMax    int            // of a call whose upstream names no bound of its own, and of a question; 0 = 1 MiB
	UpstreamTimeout time.Duration  // 0 = 30 s
	HeaderTimeout   time.Duration  // in which a call's headers must arrive; 0 = 5 s
	BodyTimeout     time.Duration  // in which its body must arrive after them; 0 = 30 s
	Concurrency     Concurrency
	ServeCachedUpTo time.Duration // how long decisions go on from the snapshot while the database is away; 0 = 10 s
	VerifyPerMinute int64         // questions of one verifier at the internal doors; 0 = 1,200,000
}

// New returns a service that refuses every call until Load or Use has given it a snapshot.
func New(deps Deps) *Service {
	if deps.Brand == "" {
		deps.Brand = "gth"
	}
	if deps.Clock == nil {
		deps.Clock = clock.System()
	}
	if deps.Logger == nil {
		deps.Logger = slog.New(slog.DiscardHandler)
	}
	if deps.BodyBytesMax == 0 {
		deps.BodyBytesMax = 1 << 20
	}
	if deps.VerifyPerMinute == 0 {
		deps.VerifyPerMinute = 1_200_000
	}
	if deps.UpstreamTimeout == 0 {
		deps.UpstreamTimeout = 30 * time.Second
	}
	deps.HeaderTimeout = cmp.Or(deps.HeaderTimeout, headerTimeout)
	if deps.BodyTimeout == 0 {
		deps.BodyTimeout = bodyTimeout
	}
	deps.Concurrency, deps.ServeCachedUpTo = deps.Concurrency.orDefaults(), cmp.Or(deps.ServeCachedUpTo, staleAfter)
	s := &Service{
		Deps: deps, limits: NewLimits(), quotas: NewQuotas(), inflight: newInflight(), nodes: newNodes(), verifiers: newVerifierCache(),
		requestPrefix: "req_" + secret.RandomText(12), reports: make(chan report, reportsMax),
		seen: newSeen(), operations: newOperations(), tallies: newTallies(), spent: newSpentProofs(), origin: originOf(deps.PublicURL),
	}
	if s.Keys != nil {
		s.nonces = dpop.NewNonces(s.Keys)
	}
	if s.Shared != nil {
		s.Shared.key, s.Shared.local = deps.Keys.Derive(secret.PurposeWindows), s.limits
	}
	if s.Store != nil {
		s.quotas.reserve = s.reserveQuotas
		if s.Jobs != nil {
			s.quotas.kick = make(chan struct{}, 1)
		}
	}
	s.contexts = newContexts(deps.Keys, deps.PublicURL)
	s.upstreams = newUpstreams(deps.UpstreamAllow, deps.UpstreamTimeout)
	s.gateway = s.newLane(s.newGateway(), s.gatewayOnLane)
	s.internal = s.newLane(s.newServer(s.serveInternal), s.internalOnLane)
	s.watch()
	s.watchTallies()
	return s
}
