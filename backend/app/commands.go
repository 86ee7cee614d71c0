package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/config"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/reqinfo"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

type serveCommand struct {
	config.Config
}

func (c serveCommand) Run(w world) error {
	// A demo in a terminal still ends with it.
	hangUp := make(chan os.Signal, 1)
	signal.Notify(hangUp, syscall.SIGHUP)
	defer signal.Stop(hangUp)
	w.reload = hangUp
	return serve(w, c.Config, false)
}

type demoCommand struct {
	config.Config
}

func (c demoCommand) Run(w world) error { return serve(w, c.Config, true) }

// with builds the services over a configuration, runs work as part of the system named part, and stops them. Nothing
// listens and no job runs.
func with(w world, c config.Config, part string, work func(context.Context, *App) error) error {
	settings, err := c.Check()
	if err != nil {
		return fmt.Errorf("%w: %w", errMisused, err)
	}
	ctx := reqinfo.AsSystem(w.ctx, part)
	a, err := New(ctx, Options{Settings: settings, Carried: w.carried, Logger: newLogger(w.stderr, settings)})
	if err != nil {
		return err
	}
	workErr := work(ctx, a)
	if err := a.Close(context.WithoutCancel(ctx)); workErr == nil {
		return err
	}
	return workErr
}

type migrateCommand struct {
	config.Config
}

func (c migrateCommand) Run(w world) error {
	return with(w, c.Config, "migrate", func(context.Context, *App) error { return nil })
}

type adminCommand struct {
	Invite  inviteCommand  `cmd:"" help:"Print the one-time link that makes the first administrator."`
	Recover recoverCommand `cmd:"" help:"Print a one-time link for somebody who lost every passkey and recovery code."`
}

type inviteCommand struct {
	config.Config
}

func (c inviteCommand) Run(w world) error {
	return with(w, c.Config, "admin invite", func(ctx context.Context, a *App) error {
		link, open, err := a.Accounts.SetupLink(ctx, a.settings.Public.String())
		if err != nil {
			return err
		}
		if !open {
			return fmt.Errorf("there is an administrator already; they invite others in the portal under People")
		}
		_, err = fmt.Fprintln(w.stdout, link)
		return err
	})
}

type recoverCommand struct {
	config.Config
	Email string `help:"The person's address." required:""`
}

// Run works beside a running server and without one.
func (c recoverCommand) Run(w world) error {
	return with(w, c.Config, "admin recover", func(ctx context.Context, a *App) error {
		link, account, err := a.Accounts.RecoveryLink(ctx, a.settings.Public.String(), c.Email)
		switch {
		case errors.Is(err, accounts.ErrNotFound):
			return fmt.Errorf("nobody here has the address %s", c.Email)
		case errors.Is(err, accounts.ErrState):
			return fmt.Errorf("the account of %s is %s, so it gets no link; an administrator lets people in again in the portal under People", c.Email, account.State)
		case err != nil:
			return err
		}
		if _, err := fmt.Fprintf(w.stderr, "This link lets %s make a passkey. It works once, for 15 minutes, and ends all sessions of the account when it is used:\n", account.Name); err != nil {
			return err
		}
		_, err = fmt.Fprintln(w.stdout, link)
		return err
	})
}

type tokenCommand struct {
	Create createTokenCommand `cmd:"" help:"Print one operator token on stdout."`
}

type createTokenCommand struct {
	config.Config
	Role string        `help:"The role that the token acts in." required:""`
	Name string        `help:"What it is for." required:""`
	TTL  time.Duration `help:"How long it lives." default:"24h"`
}

func (c createTokenCommand) Run(w world) error {
	return with(w, c.Config, "token create", func(ctx context.Context, a *App) error {
		_, secret, err := a.Operators.CreateLocally(ctx, c.Name, rbac.Role(c.Role), c.TTL)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(w.stdout, secret)
		return err
	})
}

type auditCommand struct {
	Verify verifyAuditCommand `cmd:"" help:"Walk the whole chain and name the first record that does not fit."`
	Export exportAuditCommand `cmd:"" help:"Write every record on stdout."`
}

type verifyAuditCommand struct {
	config.Config
}

func (c verifyAuditCommand) Run(w world) error {
	return with(w, c.Config, "audit verify", func(ctx context.Context, a *App) error {
		v, err := a.Audit.Verify(ctx)
		if err != nil {
			return err
		}
		if !v.OK {
			return fmt.Errorf("the audit log does not hold: %s", v.Message)
		}
		if v.Records == 0 { // more likely the wrong place than a portal that nobody ever used
			return errors.New("there is no audit record here, so nothing is proved; give --data and --database as the portal has them")
		}
		_, err = fmt.Fprintf(w.stdout, "The audit log holds: %s.\n", fault.Counted(v.Records, "record", "records"))
		return err
	})
}

type exportAuditCommand struct {
	config.Config
	Format string `help:"jsonl or csv." enum:"jsonl,csv" default:"jsonl"`
}

func (c exportAuditCommand) Run(w world) error {
	return with(w, c.Config, "audit export", func(ctx context.Context, a *App) error {
		if c.Format == "csv" {
			return a.Audit.ExportCSV(ctx, w.stdout, audit.Filter{})
		}
		return a.Audit.ExportJSONL(ctx, w.stdout, audit.Filter{})
	})
}

type versionCommand struct{}

func (versionCommand) Run(w world) error {
	_, err := fmt.Fprintln(w.stdout, "gatehouse "+w.carried.Version)
	return err
}
