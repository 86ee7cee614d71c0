package guides

import (
	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/store"
)

// Deps is everything that the guides stand on.
type Deps struct {
	Store *store.Store
	Audit *audit.Log
	Clock clock.Clock
}

// Service holds the use cases of guides. It may be used from many goroutines at once.
type Service struct {
	Deps
	repo     repo
	renderer renderer
}

// New answers a service; EnsureShipped fills it.
func New(d Deps) *Service {
	return &Service{Deps: d, repo: repo{d.Store}, renderer: newRenderer()}
}
