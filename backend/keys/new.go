package keys

import (
	"context"
	"crypto"
	"log/slog"
	"sync"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/store"
)

// Deps is everything that keys stands on. All are required but Behind and Tell.
type Deps struct {
	Store  *store.Store
	Audit  *audit.Log
	Clock  clock.Clock
	Logger *slog.Logger
	// Drivers can open keys; the first one makes new ones.
	Drivers []Driver
	// Behind says that the clock is behind what it showed before, so that nothing may be signed by it. Nil never says so.
	Behind func() bool
	// Tell tells who keeps the keys that one was revoked, in the revocation's transaction. Nil tells nobody.
	Tell func(ctx context.Context, revoked Key, reason string) error
}

// Service holds the use cases of signing keys. It may be used from many goroutines.
type Service struct {
	Deps
	repo repo

	mu      sync.Mutex
	signers map[string]crypto.Signer // opened, by kid
}

// New answers the service. Nothing is signed before Turn has run once.
func New(d Deps) *Service {
	return &Service{Deps: d, repo: repo{d.Store}, signers: map[string]crypto.Signer{}}
}

func (s *Service) now() time.Time { return s.Clock.Now() }

func (s *Service) driver(name string) Driver {
	for _, d := range s.Drivers {
		if d.Name() == name {
			return d
		}
	}
	return nil
}
