package operators

import (
	"context"
	"crypto/rand"
	"io"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// KindOperator is the kind of change that this package records with store.Changed.
const KindOperator = "operator"

// Deps is what operators needs. All but Random are required.
type Deps struct {
	Store    *store.Store
	Clock    clock.Clock
	Audit    *audit.Log
	Keys     *secret.Keys
	RBAC     *rbac.Enforcer
	Accounts *accounts.Service
	// Messenger tells people what becomes of tokens; nil tells nobody.
	Messenger accounts.Messenger
	// Brand begins every token: gth.
	Brand string
	// Random is crypto/rand.Reader outside tests; nil means that.
	Random io.Reader
}

// Service makes, checks and revokes operator tokens. It may be used from many goroutines at once.
type Service struct {
	deps    Deps
	repo    repo
	cache   *cache
	cursors page.Codec
}

// New builds the service and lets its cache follow the changes of this process.
func New(d Deps) *Service {
	if d.Random == nil {
		d.Random = rand.Reader
	}
	s := &Service{deps: d, repo: repo{store: d.Store}, cache: newCache(), cursors: page.Codec{Key: d.Keys.Derive(secret.PurposeCursor)}}
	d.Store.OnChange(func(_ context.Context, changes []store.Change) {
		for _, c := range changes {
			if c.Kind == KindOperator || c.Kind == store.KindAccount { // who may not sign in answers for no token
				s.cache.drop()
				return
			}
		}
	})
	return s
}

func (s *Service) now() time.Time { return s.deps.Clock.Now() }
