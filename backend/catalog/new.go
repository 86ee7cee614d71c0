package catalog

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/digest"
	"github.com/gatehouse-dev/gatehouse/backend/jobs"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Deps is everything that the catalogue stands on.
type Deps struct {
	Store *store.Store
	Audit *audit.Log
	Clock clock.Clock
	Jobs  *jobs.Runner
	// Fetch gets documents from URLs. It must be the guarded client of package outbound.
	Fetch *http.Client
	// Digester reads documents; nil reads them in this process, which is for tests and one-off commands.
	Digester digest.Digester
	// CheckURL refuses addresses that Fetch would never call, before a job is made of them (outbound.CheckURL).
	CheckURL func(raw string) error
	// AllowUpstream says which addresses publishers may choose as upstreams (AllowNetworks).
	AllowUpstream func(*url.URL) bool
	// UpstreamTotalMax is the longest that a call to an upstream may take; 0 means a minute.
	UpstreamTotalMax time.Duration
	// ConcurrencyMax is how many calls of an API, and of one app, a node of the gateway works on at once, for its page.
	ConcurrencyMax Concurrency
	// Keys seal what the gateway shows to upstreams.
	Keys *secret.Keys
	// Allows answers whether a subject's roles hold a permission; it decides who manages APIs.
	Allows func(rbac.Subject, rbac.Permission) bool
	// GatewayURL and PortalURL are public base addresses without a slash at the end, for code samples; the portal's own API
	// is called at the second.
	GatewayURL string
	PortalURL  string
	// Cursors authenticates the cursors of lists.
	Cursors page.Codec
	// Messenger tells followers and owners of an API; nil tells nobody.
	Messenger accounts.Messenger
	// Teams names the teams that an API may be for; nil knows none.
	Teams Teams
	// Overseers answers the accounts that read everybody's access, and so are told of what is for some teams only; nil is nobody.
	Overseers func(context.Context) ([]string, error)
	// Managers answers the accounts of those who manage APIs, told where an API has no person as its owner; nil is nobody.
	Managers func(context.Context) ([]string, error)
}

// Service holds the use cases of the catalogue. It may be used from many goroutines once app.New has wired it.
type Service struct {
	Deps
	repo           repo
	finders        []Finder
	comparing      chan struct{} // one comparison at a time
	parts          partIndexes
	underway       imports
	onRemoveAPI    []func(ctx context.Context, api API) error
	onRemovePlan   []func(ctx context.Context, plan Plan) error
	onCountScope   []func(ctx context.Context, qualified string, uses *ScopeUses) error
	onChangeScopes []func(ctx context.Context, api API) error
	onNarrow       []func(ctx context.Context, api API, seen int) error
}

// New answers a service without hooks and registers its jobs with the runner.
func New(d Deps) *Service {
	if d.Digester == nil {
		d.Digester = digest.InProcess{}
	}
	if d.UpstreamTotalMax == 0 {
		d.UpstreamTotalMax = time.Minute
	}
	if d.Managers == nil {
		d.Managers = func(context.Context) ([]string, error) { return nil, nil }
	}
	s := &Service{Deps: d, repo: repo{d.Store, d.Keys}, comparing: make(chan struct{}, 1)}
	s.finders = []Finder{s.findAPIs, s.findParts}
	s.registerJobs()
	return s
}

// OnRemoveAPI adds a hook that runs inside the transaction, before an API and all that belongs to it is deleted; its error
// (such as ErrInUse) keeps the API. Call it before the service serves.
func (s *Service) OnRemoveAPI(h func(ctx context.Context, api API) error) {
	s.onRemoveAPI = append(s.onRemoveAPI, h)
}

// OnRemovePlan adds a hook that runs inside the transaction, before a plan is deleted; its error (such as ErrInUse) keeps
// the plan. Call it before the service serves.
func (s *Service) OnRemovePlan(h func(ctx context.Context, plan Plan) error) {
	s.onRemovePlan = append(s.onRemovePlan, h)
}

// OnCountScope adds a hook that counts what holds a scope, named {slug}:{scope}, and adds it to uses. Call it before the
// service serves.
func (s *Service) OnCountScope(h func(ctx context.Context, qualified string, uses *ScopeUses) error) {
	s.onCountScope = append(s.onCountScope, h)
}

// OnChangeScopes adds a hook that runs inside the transaction, after a publisher said something new of an API's scopes. Call
// it before the service serves.
func (s *Service) OnChangeScopes(h func(ctx context.Context, api API) error) {
	s.onChangeScopes = append(s.onChangeScopes, h)
}

// OnNarrow adds a hook that runs inside the transaction after which an API is for other teams than before, with how many grants
// the caller saw end; its error (ErrEndsAccess) undoes the change. Call it before the service serves.
func (s *Service) OnNarrow(h func(ctx context.Context, api API, seen int) error) {
	s.onNarrow = append(s.onNarrow, h)
}

// AlsoFind adds a source of search hits, such as the guides. Call it before the service serves.
func (s *Service) AlsoFind(f Finder) { s.finders = append(s.finders, f) }
