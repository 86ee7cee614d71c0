package teams

import (
	"context"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/jobs"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// KindTeam is the kind of change that teams record.
const KindTeam = "team"

// Deps is everything that teams stands on.
type Deps struct {
	Store    *store.Store
	Audit    *audit.Log
	Clock    clock.Clock
	Jobs     *jobs.Runner
	Accounts *accounts.Service
	// Messenger tells people what happens in their teams.
	Messenger accounts.Messenger
	// Allows answers whether a subject's roles hold a permission; it decides who sees other people's teams.
	Allows func(rbac.Subject, rbac.Permission) bool
	// Cursors authenticates the cursors of lists.
	Cursors page.Codec
}

// Contents is how much a team owns.
type Contents struct{ Apps, Tokens int }

// Service holds the use cases of teams. It may be used from many goroutines once app.New has wired it.
type Service struct {
	Deps
	repo     repo
	contents func(ctx context.Context, team string) (Contents, error)
	onRemove []func(ctx context.Context, team Team) error
	onLeave  []func(ctx context.Context, team Team, account string) error
	onRetire []func(ctx context.Context, team Team, account string) error
	onOrphan []func(ctx context.Context, team Team) error
}

// New answers a service without hooks: its teams own nothing.
func New(d Deps) *Service {
	return &Service{
		Deps: d, repo: repo{d.Store},
		contents: func(context.Context, string) (Contents, error) { return Contents{}, nil },
	}
}

// OnWeigh sets who says how much a team owns. Call it before the service serves.
func (s *Service) OnWeigh(f func(ctx context.Context, team string) (Contents, error)) { s.contents = f }

// OnRemove adds what ends in the transaction that removes a team.
func (s *Service) OnRemove(h func(ctx context.Context, team Team) error) {
	s.onRemove = append(s.onRemove, h)
}

// OnLeave adds what happens in the transaction after which an account is no member any more.
func (s *Service) OnLeave(h func(ctx context.Context, team Team, account string) error) {
	s.onLeave = append(s.onLeave, h)
}

// OnRetire adds what happens in the transaction after which an account may not change the team's apps any more: it left, or
// only views them.
func (s *Service) OnRetire(h func(ctx context.Context, team Team, account string) error) {
	s.onRetire = append(s.onRetire, h)
}

// OnOrphan adds what stops in the transaction after which nobody is left that may change what the team owns.
func (s *Service) OnOrphan(h func(ctx context.Context, team Team) error) {
	s.onOrphan = append(s.onOrphan, h)
}

func (s *Service) now() time.Time { return s.Clock.Now() }

// Turn names the turn in which a team changes: two owners who leave at once must not both see the other, and no app comes
// to a team that goes.
func Turn(team string) string { return "team " + team }

func (s *Service) turn(ctx context.Context, team string) error {
	return s.Store.TakeTurns(ctx, Turn(team))
}

// note writes the change row and the audit entry of a team.
func (s *Service) note(ctx context.Context, action, team string, details map[string]any) error {
	if err := s.Store.Changed(ctx, KindTeam, team); err != nil {
		return err
	}
	return s.Audit.Record(ctx, audit.Entry{Action: action, Object: team, Outcome: audit.Success, Details: details})
}
