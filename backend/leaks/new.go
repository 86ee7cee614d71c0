package leaks

import (
	"net/http"

	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/policy"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/tokens"
)

// Deps is everything that the leak desk stands on.
type Deps struct {
	Store  *store.Store
	Audit  *audit.Log
	Clock  clock.Clock
	Tokens *tokens.Service
	Policy *policy.Service
	// Brand begins every token's text.
	Brand string
	// GitHubKeysURL is where secret scanning publishes its keys; empty takes no messages of it.
	GitHubKeysURL string
	// Fetch gets those keys. It must be the guarded client of package outbound.
	Fetch   *http.Client
	Cursors page.Codec
}

// Service holds the use cases of the leak desk. It may be used from many goroutines.
type Service struct {
	store   *store.Store
	audit   *audit.Log
	clock   clock.Clock
	tokens  *tokens.Service
	policy  *policy.Service
	brand   string
	cursors page.Codec
	repo    repo
	keys    *keyring // nil takes no messages of GitHub
}

// New answers the service. It connects to nothing.
func New(d Deps) *Service {
	s := &Service{store: d.Store, audit: d.Audit, clock: d.Clock, tokens: d.Tokens, policy: d.Policy, brand: d.Brand, cursors: d.Cursors, repo: repo{d.Store}}
	if d.GitHubKeysURL != "" {
		s.keys = &keyring{url: d.GitHubKeysURL, fetch: d.Fetch, clock: d.Clock}
	}
	return s
}
