package campaigns

import (
	"context"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/enforce"
	"github.com/gatehouse-dev/gatehouse/backend/jobs"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/tokens"
)

// Deps is everything that campaigns stand on.
type Deps struct {
	Store  *store.Store
	Audit  *audit.Log
	Clock  clock.Clock
	Apps   *apps.Service
	Tokens *tokens.Service
	// Advise answers how much narrower tokens could be, as their own pages say it. Tokens that it doesn't know are missing.
	Advise func(ctx context.Context, tokens []string) (map[string]enforce.Advice, error)
	// Risks answers the risk of each scope that is known.
	Risks func(ctx context.Context, scopes []string) (map[string]string, error)
	// Names answers the names of subjects.
	Names func(ctx context.Context, subjects []string) (map[string]string, error)
	// Messenger tells owners. Nil tells nobody.
	Messenger accounts.Messenger
	// PublicURL begins the links in mails.
	PublicURL string
	Cursors   page.Codec
}

// Service holds the use cases of campaigns. It may be used from many goroutines.
type Service struct {
	Deps
	repo repo
}

// New answers the service, which hears from now on of every change of a token.
func New(d Deps) *Service {
	s := &Service{Deps: d, repo: repo{d.Store}}
	d.Tokens.OnChange(s.changed)
	d.Apps.OnTransfer(func(ctx context.Context, app apps.App, _ string) error { return s.repo.pass(ctx, app.ID, app.Owner) })
	return s
}

// Schedule registers the periodic work: the way along all tokens, and telling owners.
func (s *Service) Schedule(r *jobs.Runner) {
	r.EverySure("campaigns.look", time.Minute, s.Look)
	r.EverySure("campaigns.tell", time.Minute, s.Tell)
}

func (s *Service) now() time.Time { return s.Clock.Now() }
