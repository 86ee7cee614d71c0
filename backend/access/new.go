package access

import (
	"context"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/catalog"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/jobs"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Deps is everything that access stands on.
type Deps struct {
	Store   *store.Store
	Audit   *audit.Log
	Clock   clock.Clock
	Jobs    *jobs.Runner
	Apps    *apps.Service
	Catalog *catalog.Service
	// Names answers the names of subjects (u:acc_…, t:opt_…); one that is missing in the answer is shown by its id. Nil
	// knows nobody.
	Names func(ctx context.Context, subjects []string) (map[string]string, error)
	// Messenger tells developers how their requests ended, and Approvers that one waits. Nil tells nobody.
	Messenger accounts.Messenger
	// Approvers answers the accounts that may decide. Nil means nobody.
	Approvers func(context.Context) ([]accounts.Account, error)
	// Allows answers whether a subject's roles hold a permission.
	Allows func(rbac.Subject, rbac.Permission) bool
	// Behind answers who stands behind a subject; see rbac.Mine. Nil: every subject stands for itself.
	Behind func(ctx context.Context, subject string) ([]string, error)
	// BehindAll is Behind for many subjects at once, by subject. Nil asks Behind for each.
	BehindAll func(ctx context.Context, subjects []string) (map[string][]string, error)
	// Cursors authenticates the cursors of lists.
	Cursors page.Codec
	// NetworksForHighRisk answers whether policy asks for networks on an app's tokens with risky scopes of APIs (slugs). Nil
	// means no.
	NetworksForHighRisk func(ctx context.Context, app string, apis []string) (bool, error)
}

// Service holds the use cases of access. It may be used from many goroutines.
type Service struct {
	Deps
	repo repo
}

// New answers the service and registers what must happen with the things that grants hang on: an app gets its sandbox
// grants when it is registered, loses its grants and requests when it goes, and goes to nobody who may not have them; an API or
// a plan in use is not deleted.
func New(d Deps) *Service {
	s := &Service{Deps: d, repo: repo{d.Store}}
	d.Apps.OnRegister(s.grantSandbox)
	d.Apps.OnRemove(s.endAll)
	d.Apps.OnTransfer(s.keepForTeams)
	d.Catalog.OnNarrow(s.narrowed)
	jobs.Register(d.Jobs, s.endNarrowed)
	d.Catalog.OnRemoveAPI(s.keepAPI)
	d.Catalog.OnRemovePlan(s.keepPlan)
	d.Catalog.OnCountScope(s.countScope)
	return s
}

func (s *Service) now() time.Time { return s.Clock.Now() }

// note writes the change row and the audit entry of a grant.
func (s *Service) note(ctx context.Context, action string, g Grant, details map[string]any) error {
	if err := s.Store.Changed(ctx, store.KindGrant, g.ID); err != nil {
		return err
	}
	details["app"], details["api"], details["environment"] = g.AppID, g.APIID, g.Environment
	return s.Audit.Record(ctx, audit.Entry{Action: action, Object: g.ID, Outcome: audit.Success, Details: details})
}
