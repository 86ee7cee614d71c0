package enforce

import (
	"context"
	"log/slog"
	"net/netip"
	"time"

	"github.com/valyala/fasthttp"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
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

// Activator ends the overlap of a rotation that waits for the first use of the new secret.
type Activator interface {
	MarkFirstUse(ctx context.Context, tokenID string, generation int64) error
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
	Keys      *secret.Keys // nil: upstreams get no signed context
	Recorder  Recorder
	Sink      DecisionSink
	Verifier  VerifierAuth
	Activator Activator
	Health    Health
	// TokenVisible answers nil when the subject in the context may see a token; else the fault that hides it.
	TokenVisible func(ctx context.Context, tokenID string) error

	Brand           string // "" = gth
	PublicURL       string // of the portal: issuer of contexts, home of problem pages, origin of its console
	TrustedProxies  []netip.Prefix
	UpstreamAllow   []netip.Prefix // private networks that upstreams may lie in
	BodyBytesMax    int            // 0 = 1 MiB
	UpstreamTimeout time.Duration  // 0 = 30 s
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
	if deps.UpstreamTimeout == 0 {
		deps.UpstreamTimeout = 30 * time.Second
	}
	s := &Service{
		Deps: deps, limits: NewLimits(), quotas: NewQuotas(), verifiers: newVerifierCache(),
		requestPrefix: "req_" + secret.RandomText(12), firstUses: make(chan firstUse, firstUsesMax),
		seen: newSeen(), operations: newOperations(), origin: originOf(deps.PublicURL),
	}
	s.contexts = newContexts(deps.Keys, deps.PublicURL)
	s.upstreams = newUpstreams(deps.UpstreamAllow, deps.UpstreamTimeout)
	s.gateway = s.newServer("gateway", s.serveGateway)
	s.internal = s.newServer("internal", s.serveInternal)
	s.watch()
	return s
}
