package terms

import (
	"context"

	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/store"
)

// Deps is what terms stands on. All fields are required.
type Deps struct {
	Store *store.Store
	Audit *audit.Log
	Clock clock.Clock
	// Render answers Markdown as safe HTML. Preview does so for a text that is being written, and answers fault.ErrInvalid for
	// what is too long or too costly.
	Render, Preview func(markdown string) (string, error)
	// Names answers the names of the accounts that have one.
	Names func(ctx context.Context, accounts []string) (map[string]string, error)
	// People answers how many accounts there are.
	People func(ctx context.Context) (int64, error)
	// Cursors authenticates the cursors of lists.
	Cursors page.Codec
}

// Service holds the use cases of the policy. It may be used from many goroutines at once.
type Service struct {
	Deps
	repo repo
}

// New answers a service.
func New(d Deps) *Service { return &Service{Deps: d, repo: repo{store: d.Store}} }
