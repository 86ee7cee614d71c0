package oauth

import (
	"context"
	"io"
	"log/slog"
	"net/netip"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/access"
	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/catalog"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/dpop"
	"github.com/gatehouse-dev/gatehouse/backend/jws"
	"github.com/gatehouse-dev/gatehouse/backend/policy"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Grants is what clients ask of package access.
type Grants interface {
	GrantsOf(ctx context.Context, appID string) ([]access.Grant, error)
	Granted(ctx context.Context, app, environment string) ([]string, error)
	Seen(ctx context.Context, scopes []string) ([]string, error)
	Risks(ctx context.Context, scopes []string) (map[string]string, error)
}

// Policy answers the rules that hold now.
type Policy interface {
	// For answers what holds for a credential of an app that carries scopes of APIs (slugs).
	For(ctx context.Context, app string, apis []string) (policy.Effective, error)
	// Ladder answers every level that says something, and Planned what levels will say from a time on.
	Ladder(ctx context.Context) ([]policy.Step, error)
	Planned(ctx context.Context) ([]policy.Step, error)
}

// Signer is what issuing asks of package keys.
type Signer interface {
	Sign(ctx context.Context, typ string, claims any) (string, error)
	Find(ctx context.Context, id string) (jws.Key, error)
	FindAny(ctx context.Context, id string) (jws.Key, error)
	Set(ctx context.Context) ([]byte, error)
}

// Deps is everything that OAuth stands on.
type Deps struct {
	Store   *store.Store
	Audit   *audit.Log
	Clock   clock.Clock
	Logger  *slog.Logger
	Apps    *apps.Service
	Grants  Grants
	Catalog *catalog.Service
	Policy  Policy
	Keys    *secret.Keys
	Signer  Signer
	// Names answers the names of subjects; one that is missing is shown by its id.
	Names func(ctx context.Context, subjects []string) (map[string]string, error)
	// Messenger tells owners what happened to their clients. Nil tells nobody.
	Messenger accounts.Messenger
	// Allows answers whether a subject's roles hold a permission.
	Allows func(rbac.Subject, rbac.Permission) bool
	// Behind answers who stands behind a subject; see rbac.Mine.
	Behind func(ctx context.Context, subject string) ([]string, error)
	// OwnerActive says whether the owner of an app (an rbac subject id) may still act: a disabled person's apps get no tokens.
	OwnerActive func(ctx context.Context, owner string) (bool, error)
	// Verifier says whether a bearer token may ask about every access token: an operator token of role verifier.
	Verifier func(ctx context.Context, token string) bool
	// Blocked answers whether the gate refuses an address, whatever it brings; then no client proves itself from there either.
	// counted adds to what block lists show of themselves. Nil blocks nobody.
	Blocked func(a netip.Addr, counted bool) bool
	Brand   string
	// Random is crypto/rand.Reader outside tests.
	Random io.Reader
	// Issuer is the portal's address, Gateway the one under which applications reach the gateway; both without a slash at
	// their end.
	Issuer, Gateway string
}

// Service holds the use cases of OAuth. It may be used from many goroutines.
type Service struct {
	Deps
	repo    repo
	inspect Inspect
	nonces  *dpop.Nonces
}

// Inspect answers what an access token may do at this moment, by the same decision as the gateway's; false when it may do
// nothing. It returns an error when nobody can say.
type Inspect func(token string) (claims jws.Access, scopes []string, ok bool, err error)

// New answers the service and registers with apps that holds on clients pass to a new owner, and that clients end with the app.
func New(d Deps) *Service {
	s := &Service{Deps: d, repo: repo{d.Store}, nonces: dpop.NewNonces(d.Keys)}
	s.Apps.OnTransfer(func(ctx context.Context, app apps.App, from string) error {
		return s.repo.passHolds(ctx, app.ID, from, app.Owner)
	})
	s.Apps.OnRemove(func(ctx context.Context, app apps.App) error { return s.revokeAll(ctx, app, "The app was removed.") })
	return s
}

// InspectBy sets who decides about access tokens. Call it once, before serving.
func (s *Service) InspectBy(f Inspect) { s.inspect = f }

func (s *Service) now() time.Time { return s.Clock.Now() }

// identifier is the name of an API in access tokens: the address under which it is called.
func (s *Service) identifier(slug string) string { return s.Gateway + "/" + slug }
