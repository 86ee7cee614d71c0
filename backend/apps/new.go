package apps

import (
	"context"

	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/teams"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Deps is everything that apps stands on.
type Deps struct {
	Store *store.Store
	Audit *audit.Log
	Clock clock.Clock
	// Allows answers whether a subject's roles hold a permission; it decides who sees other people's apps.
	Allows func(rbac.Subject, rbac.Permission) bool
	// Teams says who shares apps; nil knows no teams.
	Teams Teams
	// Behind answers who stands behind a subject; see rbac.Mine.
	Behind func(ctx context.Context, subject string) ([]string, error)
	// OwnerNames answers the names to show for owners (rbac subject ids); an owner that is missing in the answer is
	// shown by its id.
	OwnerNames func(ctx context.Context, owners []string) (map[string]string, error)
	// Cursors authenticates the cursors of lists.
	Cursors page.Codec
}

// Teams is what apps ask of package teams.
type Teams interface {
	// Of answers the teams of an account, with its role in each.
	Of(ctx context.Context, account string) ([]teams.Membership, error)
	// Hold answers the role of an account in a team, empty for none, and keeps it until the end of the caller's transaction.
	Hold(ctx context.Context, team, account string) (teams.Role, error)
	// People answers the accounts that news of a team are for.
	People(ctx context.Context, team string) ([]string, error)
}

// Transferred runs inside the transaction that gives an app to another owner, after the change; from is the owner before.
type Transferred func(ctx context.Context, app App, from string) error

// Hook runs inside the transaction of the change that it is registered for; its error undoes the change.
type Hook func(ctx context.Context, app App) error

// FirstToken makes the first sandbox token of a new app inside the app's own transaction. It answers what the API shows
// of the token and the secret, which nobody can ever ask for again; a nil token with an empty secret means that policy
// gives none.
type FirstToken func(ctx context.Context, app App) (token any, secret string, err error)

// TokenCounts answers how many tokens that can still be used each of the apps has.
type TokenCounts func(ctx context.Context, apps []string) (map[string]int, error)

// Service holds the use cases of apps. It may be used from many goroutines once app.New has wired it.
type Service struct {
	store      *store.Store
	repo       repo
	audit      *audit.Log
	clock      clock.Clock
	allows     func(rbac.Subject, rbac.Permission) bool
	ownerNames func(context.Context, []string) (map[string]string, error)
	teams      Teams
	behind     func(context.Context, string) ([]string, error)
	cursors    page.Codec
	onTransfer []Transferred
	onRegister []Hook
	onRemove   []Hook
	firstToken FirstToken
	counts     TokenCounts
}

// New answers a service without hooks.
func New(d Deps) *Service {
	return &Service{
		store: d.Store, repo: repo{d.Store}, audit: d.Audit, clock: d.Clock, allows: d.Allows,
		ownerNames: d.OwnerNames, cursors: d.Cursors, teams: d.Teams, behind: d.Behind,
		firstToken: func(context.Context, App) (any, string, error) { return nil, "", nil },
		counts:     func(context.Context, []string) (map[string]int, error) { return nil, nil },
	}
}

// OnRegister adds a hook that runs after an app's row was written and before its first token is made. Call it before
// the service serves.
func (s *Service) OnRegister(h Hook) { s.onRegister = append(s.onRegister, h) }

// OnTransfer adds a hook that runs after an app passed to another owner. Call it before the service serves.
func (s *Service) OnTransfer(h Transferred) { s.onTransfer = append(s.onTransfer, h) }

// OnRemove adds a hook that runs before an app's row is deleted. Call it before the service serves.
func (s *Service) OnRemove(h Hook) { s.onRemove = append(s.onRemove, h) }

// OnCount sets who counts the tokens of apps. Call it before the service serves.
func (s *Service) OnCount(f TokenCounts) { s.counts = f }

// OnFirstToken sets who makes the first sandbox token. Call it before the service serves.
func (s *Service) OnFirstToken(f FirstToken) { s.firstToken = f }
