package guides

import (
	"context"
	"strings"

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
	// PublicURL and GatewayURL are where this portal and its gateway are reached. They stand in guides in place of
	// ExamplePortal and ExampleGateway, so that a call can be copied as it is. Empty leaves a guide as it was written.
	PublicURL, GatewayURL string
	// Cursors authenticates the cursors of lists.
	Cursors page.Codec
}

// Service holds the use cases of guides. It may be used from many goroutines at once.
type Service struct {
	Deps
	repo            repo
	renderer, plain renderer
	kept, described kept // guides and descriptions are not rendered alike
	addresses       *strings.Replacer
	making          chan struct{} // holds one while a picture is made
}

// ExamplePortal and ExampleGateway are the addresses that guides are written with.
const (
	ExamplePortal  = "https://developers.example.com"
	ExampleGateway = "https://gateway.example.com"
)

// New answers a service; EnsureShipped fills it.
func New(d Deps) *Service {
	return &Service{Deps: d, repo: repo{d.Store}, renderer: newGuideRenderer(), plain: newRenderer(), addresses: addressesOf(d), making: make(chan struct{}, 1)}
}

func addressesOf(d Deps) *strings.Replacer {
	var pairs []string
	if d.PublicURL != "" {
		pairs = append(pairs, ExamplePortal, d.PublicURL)
	}
	if d.GatewayURL != "" {
		pairs = append(pairs, ExampleGateway, d.GatewayURL)
	}
	return strings.NewReplacer(pairs...)
}
