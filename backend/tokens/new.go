package tokens

import (
	"context"
	"fmt"
	"io"
	"net/netip"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/jobs"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/policy"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Grants is what tokens ask of package access.
type Grants interface {
	// Granted answers the scopes that an app holds in an environment at this moment.
	Granted(ctx context.Context, app, environment string) ([]string, error)
	// Seen leaves of the scopes those whose API the caller may know of.
	Seen(ctx context.Context, scopes []string) ([]string, error)
	// Staying answers the names of the APIs that keep an app with its owner.
	Staying(ctx context.Context, app apps.App, owner string) ([]string, error)
	// Risks answers the risk of each scope that is known.
	Risks(ctx context.Context, scopes []string) (map[string]string, error)
}

// Policy answers the rules that hold now.
type Policy interface {
	// For answers what holds for a token of an app that carries scopes of APIs (slugs).
	For(ctx context.Context, app string, apis []string) (policy.Effective, error)
	// Ladder answers every level that says something, the instance first.
	Ladder(ctx context.Context) ([]policy.Step, error)
	// Planned answers what levels will say from a time on.
	Planned(ctx context.Context) ([]policy.Step, error)
	// Current answers the rules of the instance, and ProfilesOn the compliance profiles that are on.
	Current(ctx context.Context) (policy.Rules, error)
	ProfilesOn(ctx context.Context) ([]policy.ProfileOn, error)
	// ExceptionsSince answers the exceptions that were asked for since a time, or hold still.
	ExceptionsSince(ctx context.Context, since time.Time, limit int) ([]policy.Exception, error)
	// Entering answers what an app would stand under if it came to a team.
	Entering(ctx context.Context, team string) (policy.Step, bool, error)
	// Draft answers a level as it would be, with only the rules that would change.
	Draft(ctx context.Context, level, id string, next policy.Part) (policy.Step, error)
}

// Peppers holds the keys under which secrets are stored.
type Peppers interface {
	Pepper() (kid string, key []byte)
	PepperByID(kid string) (key []byte, ok bool)
	Derive(purpose string) []byte
}

// Deps is everything that tokens stands on.
type Deps struct {
	Store *store.Store
	Audit *audit.Log
	Clock clock.Clock
	// Jobs works bulk revocations off.
	Jobs   *jobs.Runner
	Apps   *apps.Service
	Grants Grants
	Policy Policy
	Keys   Peppers
	// Names answers the names of subjects (u:acc_…, t:opt_…); one that is missing in the answer is shown by its id. Nil
	// knows nobody.
	Names func(ctx context.Context, subjects []string) (map[string]string, error)
	// Brand begins every token's text.
	Brand string
	// Random is crypto/rand.Reader outside tests.
	Random io.Reader
	// Messenger tells owners what happened to their tokens. Nil tells nobody.
	Messenger accounts.Messenger
	// Guards answers the people who may revoke any token and are told of leaks. Nil tells nobody.
	Guards func(ctx context.Context) ([]accounts.Account, error)
	// Allows answers whether a subject's roles hold a permission.
	Allows func(rbac.Subject, rbac.Permission) bool
	// Behind answers who stands behind a subject; see rbac.Mine.
	Behind func(ctx context.Context, subject string) ([]string, error)
	// Blocked answers whether the gate refuses an address, whatever token it brings; then no token proves itself from there
	// either. Nil blocks nobody.
	Blocked func(a netip.Addr, counted bool) bool
	// Cursors authenticates the cursors of lists.
	Cursors page.Codec
}

// Service holds the use cases of tokens. It may be used from many goroutines.
type Service struct {
	Deps
	repo  repo
	used  usedTimes
	calls Calls
	// onChange hears of every change, in its transaction.
	onChange []func(context.Context, Token) error
	// ending hears of tokens that end in some days, or with 0 have ended.
	ending         func(context.Context, Token, int64) error
	beside         Beside
	evenly, newest Recorded
	refuses        Refuses
}

// Calls answers how many calls each of some tokens made on the last days.
type Calls func(ctx context.Context, tokens []string, days int) (map[string]int64, error)

// OnCalls sets who counts calls. Call it before the service serves.
func (s *Service) OnCalls(f Calls) { s.calls = f }

// OnEnding sets who hears, in the transaction that notes it, of a token that ends in 14, 3 or 1 days, or has ended (0 days).
// Call it before the service serves.
func (s *Service) OnEnding(f func(ctx context.Context, t Token, days int64) error) { s.ending = f }

// New answers the service and registers with apps what belongs to the life of an app: its first sandbox token, the
// number of its tokens, and their end when it goes.
func New(d Deps) *Service {
	s := &Service{Deps: d, repo: repo{d.Store}, used: usedTimes{at: map[usedSecret]int64{}}, beside: alone{},
		ending: func(context.Context, Token, int64) error { return nil }}
	d.Apps.OnFirstToken(s.firstToken)
	d.Apps.OnCount(s.CountLiving)
	d.Apps.OnTransfer(s.passHolds)
	d.Apps.OnRemove(func(ctx context.Context, app apps.App) error { return s.revokeAll(ctx, app.ID, "The app was removed.") })
	return s
}

func (s *Service) now() time.Time { return s.Clock.Now() }

// mint makes a secret and its first stored form. id empty makes a new id too.
func (s *Service) mint(kind secret.Kind, id string) (secret.Token, Generation, error) {
	var made secret.Token
	var err error
	if id == "" {
		made, err = secret.Generate(s.Brand, kind, s.Random)
	} else {
		made, err = secret.Renew(s.Brand, kind, id, s.Random)
	}
	if err != nil {
		return secret.Token{}, Generation{}, fmt.Errorf("make a secret: %w", err)
	}
	kid, pepper := s.Keys.Pepper()
	return made, Generation{
		MAC: secret.MAC(pepper, secret.DomainToken, made.Full), PepperKID: kid, Last4: made.Last4, Proof: secret.MACProof(s.Keys, secret.ProofOf(made.Full)),
	}, nil
}

// note writes the change row and the audit entry of a token.
func (s *Service) note(ctx context.Context, action string, t Token, details map[string]any) error {
	if err := s.Store.Changed(ctx, store.KindToken, t.ID); err != nil {
		return err
	}
	details["app"], details["environment"], details["name"] = t.AppID, t.Environment, t.Name
	return s.Audit.Record(ctx, audit.Entry{Action: action, Object: t.ID, Outcome: audit.Success, Details: details})
}

// tell sends a notice about a token to the people of its app.
func (s *Service) tell(ctx context.Context, app apps.App, t Token, kind, sentence, template string) error {
	n := accounts.Notice{Kind: kind, Title: sentence, Body: "App " + app.Name + ", " + t.Environment + ": " + t.Hint(s.Brand), Link: "/tokens/" + t.ID}
	return s.Apps.Tell(ctx, s.Messenger, app.Owner, n, template, map[string]any{
		"Token": t.Name + " (" + t.Hint(s.Brand) + ")", "App": app.Name, "Scopes": t.Scopes, "Reason": t.RevokedReason,
		"When": s.now().Format("2 January 2006, 15:04 MST"),
	})
}
