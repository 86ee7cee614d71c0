package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"

	"github.com/gatehouse-dev/gatehouse/backend/access"
	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/backup"
	"github.com/gatehouse-dev/gatehouse/backend/blocks"
	"github.com/gatehouse-dev/gatehouse/backend/campaigns"
	"github.com/gatehouse-dev/gatehouse/backend/catalog"
	"github.com/gatehouse-dev/gatehouse/backend/checklist"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/clockwatch"
	"github.com/gatehouse-dev/gatehouse/backend/config"
	"github.com/gatehouse-dev/gatehouse/backend/console"
	"github.com/gatehouse-dev/gatehouse/backend/digest"
	"github.com/gatehouse-dev/gatehouse/backend/enforce"
	"github.com/gatehouse-dev/gatehouse/backend/guides"
	"github.com/gatehouse-dev/gatehouse/backend/jobs"
	"github.com/gatehouse-dev/gatehouse/backend/keys"
	"github.com/gatehouse-dev/gatehouse/backend/leaks"
	"github.com/gatehouse-dev/gatehouse/backend/notify"
	"github.com/gatehouse-dev/gatehouse/backend/oauth"
	"github.com/gatehouse-dev/gatehouse/backend/operators"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/passkeys"
	"github.com/gatehouse-dev/gatehouse/backend/policy"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/server"
	"github.com/gatehouse-dev/gatehouse/backend/sessions"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/teams"
	"github.com/gatehouse-dev/gatehouse/backend/terms"
	"github.com/gatehouse-dev/gatehouse/backend/tokens"
	"github.com/gatehouse-dev/gatehouse/backend/transport"
	"github.com/gatehouse-dev/gatehouse/backend/usage"
	"github.com/gatehouse-dev/gatehouse/backend/webhooks"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// brand begins every token of this installation.
const brand = "gth"

// Options says how an App is built. Settings and Carried are required.
type Options struct {
	Settings config.Settings
	Carried  Carried
	// Clock is the system's outside tests; nil means that.
	Clock  clock.Clock
	Logger *slog.Logger
	// Digester reads documents; nil reads them in this process.
	Digester digest.Digester
	// Demo marks an installation with sample content.
	Demo bool
	// OnMail is told of each mail that is kept for want of a mail server; nil tells nobody.
	OnMail func(notify.Mail)
	// Transport has the certificates of the listeners; nil means that all speak plain HTTP.
	Transport *transport.Service
	// LinesLost answers how many lines of the log could not be written; nil doesn't count them.
	LinesLost func() uint64
	// Reload has the certificates' files read at once for each value; nil never does.
	Reload <-chan os.Signal
}

// App is the whole product: every service, built and wired, not yet listening.
type App struct {
	settings config.Settings
	options  Options
	logger   *slog.Logger
	wall     clock.Clock // the machine's, which may jump
	held     *clock.Held // the same, never less than it was
	clock    clock.Clock // held, for every rule
	keys     *secret.Keys
	rbac     *rbac.Enforcer

	Store     *store.Store
	Jobs      *jobs.Runner
	Audit     *audit.Log
	Accounts  *accounts.Service
	Blocks    *blocks.Service
	Leaks     *leaks.Service
	Notify    *notify.Service
	Sessions  *sessions.Service
	Teams     *teams.Service
	Operators *operators.Service
	Passkeys  *passkeys.Service
	Catalog   *catalog.Service
	Guides    *guides.Service
	Terms     *terms.Service
	Checklist *checklist.Service
	Apps      *apps.Service
	Policy    *policy.Service
	Access    *access.Service
	Tokens    *tokens.Service
	Usage     *usage.Service
	Keys      *keys.Service
	OAuth     *oauth.Service
	Console   *console.Service
	Enforce   *enforce.Service
	Campaigns *campaigns.Service
	Webhooks  *webhooks.Service

	shared      *enforce.Shared
	watch       *clockwatch.Service
	idempotency *server.Idempotency
	portal      *server.Server
	plain       *transport.Plain
	crowds      map[string]*transport.Crowd   // by the name of the listener
	patients    map[string]*transport.Patient // likewise; written before they serve
	listeners   Listeners
	leave       func() // the data directory
	unserve     func() // the database; nil until the start
}

// New opens the store, migrates it and builds every service in the order of ranks. The App must be closed.
func New(ctx context.Context, o Options) (*App, error) {
	a := &App{settings: o.Settings, options: o, logger: o.Logger, wall: o.Clock}
	if a.logger == nil {
		a.logger = slog.New(slog.DiscardHandler)
	}
	if a.wall == nil {
		a.wall = clock.System()
	}
	a.held = clock.Hold(a.wall)
	a.clock = a.held
	a.crowds, a.patients = a.newCrowds(), map[string]*transport.Patient{}
	for _, stage := range []func(context.Context) error{a.ground, a.people, a.things, a.buildOAuth, a.buildWebhooks, a.wireLeaving, a.doors, a.schedule} {
		if err := stage(ctx); err != nil {
			return nil, errors.Join(err, a.Close(context.WithoutCancel(ctx)))
		}
	}
	return a, nil
}

// ground builds ranks 0 to 2.
func (a *App) ground(ctx context.Context) error {
	var err error
	if a.rbac, err = rbac.New(); err != nil {
		return err
	}
	if a.leave, err = backup.Enter(a.settings.Data, usage.FileName); err != nil {
		return err
	}
	if a.Store, err = store.Open(ctx, store.Options{Dir: a.settings.Data, URL: a.settings.Database, Clock: a.wall, Logger: a.logger}); err != nil {
		return err
	}
	if err := a.Store.Migrate(ctx); err != nil {
		return err
	}
	if a.keys, err = secret.OpenKeys(a.settings.Data); err != nil {
		return err
	}
	a.Jobs = jobs.New(jobs.Deps{Store: a.Store, Clock: a.wall, Logger: a.logger})
	a.Audit = audit.New(audit.Deps{Store: a.Store, Clock: a.wall, Keys: a.keys, Logger: a.logger})
	if a.shared, err = openShared(a.settings); err != nil {
		return err
	}
	a.watch = a.clockWatch()
	a.idempotency = &server.Idempotency{Store: a.Store, Clock: a.clock}
	return nil
}

func (a *App) cursors() page.Codec { return page.Codec{Key: a.keys.Derive(secret.PurposeCursor)} }

// shipped brings what the binary carries into the database: guides and the description of the management API.
func (a *App) shipped(ctx context.Context) error {
	if err := a.Guides.EnsureShipped(ctx, a.options.Carried.Guides); err != nil {
		return err
	}
	if err := a.Catalog.EnsurePortalAPI(ctx, a.options.Carried.Document); err != nil {
		return fmt.Errorf("describe the management API in the catalogue: %w", err)
	}
	return nil
}

// templates answers the mail templates; tests that send no mail may carry none.
func (a *App) templates() fs.FS { return a.options.Carried.Mail }

// Close stops what New opened. It may be called on a half-built App.
func (a *App) Close(ctx context.Context) error {
	var wrong []error
	if a.Usage != nil {
		wrong = append(wrong, a.Usage.Stop(ctx))
	}
	if a.shared != nil {
		wrong = append(wrong, a.shared.Close())
	}
	if a.unserve != nil {
		a.unserve()
	}
	if a.Store != nil {
		wrong = append(wrong, a.Store.Close())
	}
	if a.leave != nil {
		a.leave()
	}
	return errors.Join(wrong...)
}
