package console

import (
	"context"
	"io"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/access"
	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/catalog"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/policy"
	"github.com/gatehouse-dev/gatehouse/backend/sessions"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/usage"
)

// Peppers holds the keys under which secrets are stored.
type Peppers interface {
	Pepper() (kid string, key []byte)
}

// Deps is everything that the console stands on. All are required.
type Deps struct {
	Store    *store.Store
	Audit    *audit.Log
	Clock    clock.Clock
	Sessions *sessions.Service
	Catalog  *catalog.Service
	Apps     *apps.Service
	Access   *access.Service
	Usage    *usage.Service
	Policy   *policy.Service
	Keys     Peppers
	// Brand begins every token's text.
	Brand string
	// Random is crypto/rand.Reader outside tests.
	Random io.Reader
}

// Service holds the use cases of the console. It may be used from many goroutines.
type Service struct {
	Deps
	repo repo
}

// New answers the service and lets its tokens end with the sessions that asked for them.
func New(d Deps) *Service {
	s := &Service{Deps: d, repo: repo{d.Store}}
	d.Sessions.OnEnd(func(ctx context.Context, ended []string) error { return s.endSessions(ctx, ended) })
	d.Apps.OnTransfer(s.endTransferred)
	return s
}

func (s *Service) now() time.Time { return s.Clock.Now() }
