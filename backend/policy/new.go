package policy

import (
	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/store"
)

// Deps is everything that policy stands on.
type Deps struct {
	Store *store.Store
	Audit *audit.Log
	Clock clock.Clock
}

// Service holds the use cases of policies. It may be used from many goroutines.
type Service struct {
	store *store.Store
	repo  repo
	audit *audit.Log
	clock clock.Clock
}

// New answers the service.
func New(d Deps) *Service {
	return &Service{store: d.Store, repo: repo{d.Store}, audit: d.Audit, clock: d.Clock}
}
