package accounts

import (
	"context"
	"io"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Notice is something that a person should know. Kind groups notices for preferences; kinds that begin with
// "security." can't be silenced. Link is a path of the portal, or empty.
type Notice struct {
	Account string
	Kind    string
	Title   string
	Body    string
	Link    string
}

// Messenger tells people things, inside the transaction of what it tells. Package notify implements it.
type Messenger interface {
	// Send queues one mail from a template to an account id or to a bare address.
	Send(ctx context.Context, to, template string, data map[string]any) error
	// Notify shows a notice in the portal and, when template is not empty, queues a mail as well.
	Notify(ctx context.Context, n Notice, template string, data map[string]any) error
}

// Mode says who may sign up.
type Mode string

// The modes of sign-up. The zero value means Open.
const (
	Open         Mode = "open"
	ByDomain     Mode = "domain"
	ByInvitation Mode = "invitation"
	ByApproval   Mode = "approval"
)

// Deps is what accounts needs. Store, Clock, Audit, Keys and RBAC are required.
type Deps struct {
	Store *store.Store
	Clock clock.Clock
	Audit *audit.Log
	Keys  *secret.Keys
	RBAC  *rbac.Enforcer
	// DataDir is where the file setup-link is written; empty writes none.
	DataDir string
	// PublicURL begins every link in a mail, without a slash at its end.
	PublicURL string
	// Random is crypto/rand.Reader outside tests; nil means that.
	Random io.Reader
	// SignUp answers who may sign up and, for ByDomain, the admitted domains. Nil means everybody.
	SignUp func(context.Context) (Mode, []string, error)
	// InactiveDays answers after how many days without use an account is suspended, 0 for never. Nil never suspends any.
	InactiveDays func(context.Context) (int, error)
	// Portal is what everybody may know of this portal.
	Portal PortalInfo
}

// Machines are the operator tokens that people answer for. Package operators implements it.
type Machines interface {
	// CountAnswered answers how many living tokens each of some accounts answers for; who answers for none is left out.
	CountAnswered(ctx context.Context, accounts []string) (map[string]int, error)
	// Settle does what somebody who goes for good chose for their tokens. It runs in the transaction of that.
	Settle(ctx context.Context, a Account, chosen []Bequest) error
	// Regrade does what a change of somebody's roles means for their tokens: before and after are the account. It runs in the
	// transaction of that.
	Regrade(ctx context.Context, before, after Account) error
	// Warn tells others when the tokens of an account that nobody uses will be refused.
	Warn(ctx context.Context, a Account, ends time.Time) error
}

// Hook runs inside the transaction that changes an account; its error undoes the change.
type Hook func(context.Context, Account) error

// Service answers and changes who exists. Its methods may be called concurrently once app.New has registered all hooks
// and the messenger.
type Service struct {
	deps        Deps
	repo        repo
	cursors     page.Codec
	messenger   Messenger
	disabled    []Hook
	regraded    []Hook
	inactive    []Hook
	erased      []Hook
	enabled     []Hook
	setBack     []Hook
	machines    Machines
	readdressed []func(ctx context.Context, before, after Account) error
	weigh       func(ctx context.Context, id string) (Belongings, error)
	weighUse    func(ctx context.Context, id string) (Belongings, error)
	setup       setupLatch
}

// New builds the service. Call SendThrough before the first request.
func New(d Deps) *Service {
	return &Service{
		deps: d, repo: repo{store: d.Store}, cursors: page.Codec{Key: d.Keys.Derive(secret.PurposeCursor)},
		messenger: silent{},
	}
}

// SendThrough gives the service its way to people. It exists because notify reads addresses from accounts, and so can
// only be made after it. Call it once, before serving.
func (s *Service) SendThrough(m Messenger) { s.messenger = m }

// AnswerThrough gives the service the operator tokens that people answer for. Call it once, before serving.
func (s *Service) AnswerThrough(m Machines) { s.machines = m }

// OnEnabled registers what must happen in the transaction in which an account is let be used again. The hook sees the account as it
// was.
func (s *Service) OnEnabled(h Hook) { s.enabled = append(s.enabled, h) }

// OnDisabled registers what must end in the transaction in which an account is disabled: sessions, tokens, grants.
func (s *Service) OnDisabled(h Hook) { s.disabled = append(s.disabled, h) }

// OnInactive registers what must end in the transaction in which an account is suspended because nobody used it: sessions. What
// runs without its owner goes on.
func (s *Service) OnInactive(h Hook) { s.inactive = append(s.inactive, h) }

// OnRolesChanged registers what must happen in the transaction in which an account's roles change. The hook sees the
// account with its new roles.
func (s *Service) OnRolesChanged(h Hook) { s.regraded = append(s.regraded, h) }

func (s *Service) now() time.Time { return s.deps.Clock.Now() }

func (s *Service) mac(purpose, domain, value string) [32]byte {
	return secret.MAC(s.deps.Keys.Derive(purpose), domain, value)
}

func (s *Service) run(ctx context.Context, hooks []Hook, a Account) error {
	for _, h := range hooks {
		if err := h(ctx, a); err != nil {
			return err
		}
	}
	return nil
}

// silent drops messages; it serves commands of the command line, which never send any.
type silent struct{}

func (silent) Send(context.Context, string, string, map[string]any) error { return nil }

func (silent) Notify(context.Context, Notice, string, map[string]any) error { return nil }
