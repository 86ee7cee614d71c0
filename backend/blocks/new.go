package blocks

import (
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"

	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/jobs"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/store"
)

// Deps is everything that block lists stand on.
type Deps struct {
	Store  *store.Store
	Audit  *audit.Log
	Clock  clock.Clock
	Jobs   *jobs.Runner
	Logger *slog.Logger
	// Fetch gets feeds. It must be the guarded client of package outbound.
	Fetch *http.Client
	// CheckURL refuses addresses that Fetch would never call (outbound.CheckURL).
	CheckURL func(raw string) error
	// Cursors authenticates the cursors of lists.
	Cursors page.Codec
}

// Service holds the use cases of block lists. It may be used from many goroutines.
type Service struct {
	Deps
	repo    repo
	current atomic.Pointer[matcher] // nil before the first Reload

	reloading sync.Mutex // held while the index is built, so that an older reading never wins
	tallies   map[string]*tally
}

// New answers a service that knows no networks until Reload, and registers its jobs with the runner.
func New(d Deps) *Service {
	s := &Service{Deps: d, repo: repo{d.Store}, tallies: map[string]*tally{}}
	s.registerJobs()
	return s
}
