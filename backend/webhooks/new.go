package webhooks

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/outbound"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Deps is everything that webhooks stand on.
type Deps struct {
	Store *store.Store
	Audit *audit.Log
	// Logger is told of attempts that the database did not let be made.
	Logger *slog.Logger
	Clock  clock.Clock
	Keys   *secret.Keys
	Apps   *apps.Service
	// Messenger tells people of their endpoints; nil tells nobody.
	Messenger accounts.Messenger
	// Allows answers whether a subject's roles hold a permission.
	Allows func(rbac.Subject, rbac.Permission) bool
	// MayHold answers whether a person may still have an endpoint of an app, or of the portal when app is empty.
	MayHold func(ctx context.Context, holder string, app string) (bool, error)
	// Overseers answers the accounts that are told of the portal's endpoints.
	Overseers func(ctx context.Context) ([]string, error)
	// Names answers the names of subjects.
	Names func(ctx context.Context, subjects []string) (map[string]string, error)
	// API answers slug and name of an API by its id, both empty when it is gone.
	API func(ctx context.Context, id string) (slug, name string, err error)
	// Granted answers the apps that have access to an API, by its id.
	Granted func(ctx context.Context, api string, apps []string) ([]string, error)
	// Networks are private ones that endpoints may lie in; only the operator's configuration fills it.
	Networks []netip.Prefix
	// Resolve answers the addresses of a name; nil asks the system.
	Resolve func(ctx context.Context, host string) ([]netip.Addr, error)
	// PublicURL begins every link, without a slash at its end.
	PublicURL string
	Cursors   page.Codec
}

// Service holds the use cases of webhooks. It may be used from many goroutines.
type Service struct {
	Deps
	repo   repo
	client *http.Client
	jitter func(time.Duration) time.Duration
	// work wakes one worker.
	work chan struct{}
}

// New answers the service, which from now on hears of everything that the audit log records.
func New(d Deps) *Service {
	s := &Service{Deps: d, repo: repo{d.Store}, work: make(chan struct{}, 1), jitter: upTo}
	s.client = outbound.New(s.bounds())
	d.Audit.OnRecord(s.heard)
	d.Apps.OnRemove(func(ctx context.Context, app apps.App) error { return s.repo.removeOf(ctx, app.ID) })
	return s
}

func (s *Service) bounds() outbound.Options {
	return outbound.Options{Allow: s.Networks, MaxBytes: answerKept, Timeout: timeout, Resolve: s.Resolve}
}

func (s *Service) now() time.Time { return s.Clock.Now() }

// upTo answers a random time below one.
func upTo(d time.Duration) time.Duration {
	if d <= 0 {
		return 0
	}
	var raw [8]byte
	_, _ = rand.Read(raw[:]) // it never fails (crypto/rand)
	return time.Duration(binary.BigEndian.Uint64(raw[:]) % uint64(d))
}
