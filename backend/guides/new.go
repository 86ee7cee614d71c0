package guides

import (
	"context"

	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/store"
)

// Deps is everything that the guides stand on.
type Deps struct {
	Store *store.Store
	Audit *audit.Log
	Clock clock.Clock
	// Names answers the names of the rbac subjects that have one; nil shows everybody by id.
	Names func(ctx context.Context, subjects []string) (map[string]string, error)
	// Cursors authenticates the cursors of lists.
	Cursors page.Codec
}

// Service holds the use cases of guides. It may be used from many goroutines at once.
type Service struct {
	Deps
	repo            repo
	renderer        renderer
	kept, described kept          // guides and descriptions are not rendered alike
	making          chan struct{} // holds one while a picture is made
}

// New answers a service; EnsureShipped fills it.
func New(d Deps) *Service {
	return &Service{Deps: d, repo: repo{d.Store}, renderer: newRenderer(), making: make(chan struct{}, 1)}
}
