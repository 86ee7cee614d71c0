package sessions

import (
	"context"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Deps is what sessions needs. All fields are required.
type Deps struct {
	Store     *store.Store
	Clock     clock.Clock
	Audit     *audit.Log
	Keys      *secret.Keys
	RBAC      *rbac.Enforcer
	Accounts  *accounts.Service
	Messenger accounts.Messenger
	// Unread answers how many notices an account has not read.
	Unread func(ctx context.Context, account string) (int, error)
	// Teams answers the teams of the caller and how many invitations to others wait; nil knows none.
	Teams func(ctx context.Context) ([]MyTeam, int, error)
	// TermsDue answers the version of the acceptable-use policy that an account has still to accept, or 0; nil asks for none.
	TermsDue func(ctx context.Context, account string) (int64, error)
	// Bounds answers how long any session may lie idle and live at all, 0 for no bound; nil has none.
	Bounds func(ctx context.Context) (idle, absolute time.Duration, err error)
	// Machine answers an operator token as if it were an account: its id, name, role and since when it is.
	Machine func(ctx context.Context, id string) (accounts.Account, error)
}

// Service makes, checks and ends sessions. It may be used from many goroutines at once.
type Service struct {
	deps Deps
	repo repo
	csrf csrf
	key  []byte
	seen *seen

	onEnd []func(ctx context.Context, sessions []string) error
}

// OnEnd registers what must end with sessions. It runs inside the transaction that ends them; a failure undoes that.
// Register before serving.
func (s *Service) OnEnd(h func(ctx context.Context, sessions []string) error) {
	s.onEnd = append(s.onEnd, h)
}

// New builds the service and lets the sessions of an account end with the account's use, with a change of its roles, and
// when a former address takes it back.
func New(d Deps) *Service {
	s := &Service{
		deps: d, repo: repo{store: d.Store}, csrf: csrf{key: d.Keys.Derive(secret.PurposeCSRF)},
		key: d.Keys.Derive(secret.PurposeSession), seen: newSeen(),
	}
	d.Accounts.OnDisabled(s.EndAll)
	d.Accounts.OnInactive(s.EndAll)
	d.Accounts.OnErased(s.EndAll)
	d.Accounts.OnRolesChanged(s.EndAll)
	d.Accounts.OnSetBack(s.EndAll)
	return s
}

func (s *Service) now() time.Time { return s.deps.Clock.Now() }
