package usage

import (
	"context"
	"log/slog"
	"runtime"
	"sync"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/catalog"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/tokens"
	"github.com/gatehouse-dev/gatehouse/backend/usage/block"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Deps is everything that usage stands on.
type Deps struct {
	// Store is the main database, for decisions.
	Store *store.Store
	// Dir is where usage.db lives; with URL (postgres://…) call events live in that database instead.
	Dir string
	URL string
	// CallsKept is how long single calls are kept; 0 means 30 days.
	CallsKept time.Duration
	// Clock and Logger may be nil.
	Clock   clock.Clock
	Logger  *slog.Logger
	Apps    *apps.Service
	Catalog *catalog.Service
	Tokens  *tokens.Service
	// Names answers the names of subjects; nil knows nobody.
	Names func(ctx context.Context, subjects []string) (map[string]string, error)
	// Allows answers whether a subject's roles hold a permission.
	Allows func(rbac.Subject, rbac.Permission) bool
	// Cursors authenticates the cursors of lists.
	Cursors page.Codec
}

// Service records calls and answers questions about them. It may be used from many goroutines.
type Service struct {
	Deps
	// Recorder is what the doors record with.
	Recorder *Recorder
	repo     *repo
	kept     decisions
	log      *slog.Logger

	compacting sync.Mutex // one at a time: they would take each other's blocks away

	flushing sync.Mutex // guards what follows
	pending  []Event
	encoder  *block.Encoder
	desk     desk
	counter  int64
	unfolded int   // calls that were written since the last fold
	foldedAt int64 // monotonic
	reported uint64

	stop chan struct{}
	done chan struct{}
}

// New opens the usage database, brings its tables up to date, and answers a service that records and reads; call Start to
// let it write by itself, and Stop at the end.
func New(ctx context.Context, d Deps) (*Service, error) {
	if d.Clock == nil {
		d.Clock = clock.System()
	}
	if d.Logger == nil {
		d.Logger = slog.Default()
	}
	opened, err := open(ctx, d.Dir, d.URL)
	if err != nil {
		return nil, err
	}
	opened.log = d.Logger
	return &Service{
		Deps: d, Recorder: NewRecorder(runtime.GOMAXPROCS(0)), repo: opened, log: d.Logger,
		kept: decisions{store: d.Store}, encoder: block.NewEncoder(true), foldedAt: clock.Monotonic(),
	}, nil
}
