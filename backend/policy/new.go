package policy

import (
	"context"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/catalog"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/teams"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// APIs is what policy asks of package catalog.
type APIs interface {
	// FindAPI answers an API that the caller may see.
	FindAPI(ctx context.Context, idOrSlug string) (catalog.API, error)
}

// Teams is what policy asks of package teams.
type Teams interface {
	// Find answers a team that the caller may see, with their role in it.
	Find(ctx context.Context, id string) (teams.Membership, error)
	// Names answers the names of the teams among ids, without asking who calls.
	Names(ctx context.Context, ids []string) (map[string]string, error)
}

// Deps is everything that policy stands on.
type Deps struct {
	Store *store.Store
	Audit *audit.Log
	Clock clock.Clock
	// APIs, Teams and Apps answer the things that have a level of their own. Nil Teams knows none.
	APIs  APIs
	Teams Teams
	Apps  *apps.Service
	// Allows answers whether a subject's roles hold a permission.
	Allows func(rbac.Subject, rbac.Permission) bool
	// Messenger tells owners and those who decide of exceptions. Nil tells nobody.
	Messenger accounts.Messenger
	// Deciders answers the people who set policy. Nil means nobody.
	Deciders func(ctx context.Context) ([]accounts.Account, error)
	// Names answers the names of subjects; one that is missing is shown by its id. Nil knows nobody.
	Names func(ctx context.Context, subjects []string) (map[string]string, error)
	// Behind answers who stands behind a subject; see rbac.Mine. Nil: every subject stands for itself.
	Behind func(ctx context.Context, subject string) ([]string, error)
	// Cursors authenticates the cursors of lists.
	Cursors page.Codec
}

// Service holds the use cases of policies. It may be used from many goroutines.
type Service struct {
	store  *store.Store
	repo   repo
	audit  *audit.Log
	clock  clock.Clock
	apis   APIs
	teams  Teams
	apps   *apps.Service
	allows func(rbac.Subject, rbac.Permission) bool
	behind func(ctx context.Context, subject string) ([]string, error)

	messenger accounts.Messenger
	deciders  func(context.Context) ([]accounts.Account, error)
	names     func(context.Context, []string) (map[string]string, error)
	cursors   page.Codec
}

// New answers the service, and registers with apps that their exceptions end with them, and that those who set
// policy hear when one moves out from under a team's rules.
func New(d Deps) *Service {
	if d.Names == nil {
		d.Names = func(context.Context, []string) (map[string]string, error) { return nil, nil }
	}
	s := &Service{
		store: d.Store, repo: repo{d.Store}, audit: d.Audit, clock: d.Clock, apis: d.APIs, teams: d.Teams, apps: d.Apps, allows: d.Allows, behind: d.Behind,
		messenger: d.Messenger, deciders: d.Deciders, names: d.Names, cursors: d.Cursors,
	}
	if d.Apps != nil {
		d.Apps.OnRemove(s.endOf)
		d.Apps.OnTransfer(s.tellOfMove)
	}
	return s
}
