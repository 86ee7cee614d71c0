package leaks

import (
	"context"
	"net/http"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/oauth"
	"github.com/gatehouse-dev/gatehouse/backend/operators"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/policy"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/tokens"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Deps is everything that the leak desk stands on.
type Deps struct {
	Store  *store.Store
	Audit  *audit.Log
	Clock  clock.Clock
	Tokens *tokens.Service
	// Clients and Operators hold the secrets that are no tokens of apps.
	Clients   *oauth.Service
	Operators *operators.Service
	Policy    *policy.Service
	// Messenger tells people of secrets that are no tokens of apps. Nil tells nobody.
	Messenger accounts.Messenger
	// People answers the accounts whose roles hold a permission.
	People func(context.Context, rbac.Permission) ([]accounts.Account, error)
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
	store     *store.Store
	audit     *audit.Log
	clock     clock.Clock
	tokens    *tokens.Service
	clients   *oauth.Service
	machines  *operators.Service
	policy    *policy.Service
	messenger accounts.Messenger
	people    func(context.Context, rbac.Permission) ([]accounts.Account, error)
	brand     string
	cursors   page.Codec
	repo      repo
	keys      *keyring // nil takes no messages of GitHub
}

// New answers the service. It connects to nothing.
func New(d Deps) *Service {
	s := &Service{store: d.Store, audit: d.Audit, clock: d.Clock, tokens: d.Tokens, clients: d.Clients, machines: d.Operators, policy: d.Policy, messenger: d.Messenger,
		people: d.People, brand: d.Brand, cursors: d.Cursors, repo: repo{d.Store}}
	if d.GitHubKeysURL != "" {
		s.keys = &keyring{url: d.GitHubKeysURL, fetch: d.Fetch, clock: d.Clock}
	}
	return s
}
