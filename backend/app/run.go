package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/backup"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/config"
	"github.com/gatehouse-dev/gatehouse/backend/digest"
	"github.com/gatehouse-dev/gatehouse/backend/jobs"
	"github.com/gatehouse-dev/gatehouse/backend/lane"
	"github.com/gatehouse-dev/gatehouse/backend/reqinfo"
)

// The deadlines of stopping: what isn't done by then is abandoned and named.
const (
	drainBudget = 10 * time.Second
	stopBudget  = 10 * time.Second
)

// changesLife is how long a node may have been away and still catch up by the changes alone.
const changesLife = 24 * time.Hour

// Listeners are where a running App can be reached.
type Listeners struct {
	Portal, Gateway, Internal net.Listener
	// Plain leads to HTTPS; nil = there is none.
	Plain net.Listener
}

// Listen opens the listeners. Port 0 picks a free port.
func Listen(c config.Config) (Listeners, error) {
	var l Listeners
	for _, door := range []struct {
		name, address string
		into          *net.Listener
	}{{"listen", c.Listen, &l.Portal}, {"gateway-listen", c.GatewayListen, &l.Gateway}, {"internal-listen", c.InternalListen, &l.Internal}, {"http-listen", c.HTTPListen, &l.Plain}} {
		if door.address == "" {
			continue
		}
		ln, err := net.Listen("tcp", door.address)
		if err != nil {
			return l, errors.Join(fmt.Errorf("%s %s: %w", door.name, door.address, err), l.close())
		}
		*door.into = ln
	}
	return l, nil
}

func (l Listeners) close() error {
	var wrong []error
	for _, ln := range []net.Listener{l.Portal, l.Gateway, l.Internal, l.Plain} {
		if ln == nil {
			continue
		}
		if err := ln.Close(); !errors.Is(err, net.ErrClosed) {
			wrong = append(wrong, err)
		}
	}
	return errors.Join(wrong...)
}

// Start brings in what the binary carries, loads the snapshot, starts to serve and starts the jobs.
func (a *App) Start(ctx context.Context, l Listeners) error {
	ctx = reqinfo.AsSystem(ctx, "start")
	a.listeners = l
	var err error
	if a.unserve, err = backup.Serve(ctx, a.Store); err != nil {
		return errors.Join(err, l.close())
	}
	// What the clock showed before must be known before anybody asks whether something is expired.
	if _, err := a.watch.Trusted(ctx); err != nil {
		return errors.Join(err, l.close())
	}
	if err := a.shipped(ctx); err != nil {
		return errors.Join(err, l.close())
	}
	if err := a.turnKeys(ctx); err != nil {
		return errors.Join(err, l.close())
	}
	if err := errors.Join(a.Enforce.CheckShared(ctx), a.Enforce.Load(ctx)); err != nil {
		return errors.Join(err, l.close())
	}
	a.bePatient()
	a.uncrowd()
	a.encrypt()
	l = a.listeners
	a.Jobs.Go(doorPortal, func(context.Context) { a.report(doorPortal, a.portal.Serve(l.Portal)) })
	a.Jobs.Go(doorGateway, func(context.Context) { a.report(doorGateway, a.Enforce.ServeGateway(l.Gateway)) })
	a.Jobs.Go(doorInternal, func(context.Context) { a.report(doorInternal, a.Enforce.ServeInternal(l.Internal)) })
	a.Usage.Start()
	return a.Jobs.Start(context.WithoutCancel(ctx))
}

// schedule declares all periodic work. It comes before anything that enqueues a job, such as the demo's versions.
func (a *App) schedule(context.Context) error {
	for _, room := range []scheduler{a.watch, a.Audit, a.Accounts, a.Sessions, a.Notify, a.Passkeys, a.Operators, a.Teams, a.Access, a.Policy, a.Tokens, a.Usage, a.Console, a.Guides, a.Keys, a.OAuth, a.Campaigns, a.Webhooks} {
		room.Schedule(a.Jobs)
	}
	a.Jobs.Go("write-ahead logs", a.watchLogs)
	a.Jobs.Go("rest", a.rest)
	a.Jobs.Every("forget idempotency keys", time.Hour, a.idempotency.Sweep)
	a.Jobs.EverySure("forget changes", time.Hour, func(ctx context.Context) error {
		return a.Store.ForgetChanges(ctx, a.clock.Now().Add(-changesLife))
	})
	return nil
}

// scheduler is a room with periodic work.
type scheduler interface{ Schedule(*jobs.Runner) }

func (a *App) report(door string, err error) {
	if err != nil && !errors.Is(err, net.ErrClosed) {
		a.logger.Error("a listener ended", "door", door, "cause", err)
	}
}

// Stop ends in order: no new calls, running ones drain, jobs stop, usage is written, the store is closed. Each step has a
// deadline; what it abandons is in the error.
func (a *App) Stop(ctx context.Context) error {
	step := func(name string, budget time.Duration, act func(context.Context) error) error {
		ctx, cancel := context.WithTimeout(ctx, budget)
		defer cancel()
		if err := act(ctx); err != nil {
			return fmt.Errorf("stop %s: %w", name, err)
		}
		return nil
	}
	return errors.Join(
		step("doors", drainBudget, a.Enforce.Shutdown),
		step("portal", drainBudget, a.portal.Shutdown),
		step("http", drainBudget, a.stopPlain),
		a.listeners.close(), // a server that had not begun to serve yet finds its listener closed
		step("jobs", stopBudget, a.Jobs.Stop),
		step("sessions", stopBudget, a.Sessions.Flush),
		step("audit", stopBudget, a.Audit.Checkpoint),
		a.Close(ctx),
	)
}

// serve runs the server until the process is told to end.
func serve(w world, c config.Config, demo bool) error {
	settings, err := c.Check()
	if err != nil {
		return fmt.Errorf("%w: %w", errMisused, err)
	}
	logger, sink := newSink(w.stderr, settings)
	defer closeSink(w.ctx, sink)
	o := Options{Settings: settings, Carried: w.carried, Logger: logger, LinesLost: sink.Lost, Demo: demo, Reload: w.reload}
	if o.Transport, err = NewTransport(settings, clock.System(), logger); err != nil {
		return fmt.Errorf("%w: %w", errMisused, err)
	}
	warnOfPlain(settings, logger)
	lane.Spare()
	l, err := Listen(c)
	if err != nil {
		return err
	}
	if o.Digester, err = digest.NewProcess(); err != nil {
		return errors.Join(err, l.close())
	}
	if demo {
		o.OnMail = printMail(w.stdout)
	}
	a, err := New(w.ctx, o)
	if err != nil {
		return errors.Join(err, l.close())
	}
	if demo {
		if err := a.fillDemo(w.ctx); err != nil {
			return errors.Join(err, l.close(), a.Close(context.WithoutCancel(w.ctx)))
		}
	}
	if err := a.Start(w.ctx, l); err != nil {
		return errors.Join(err, a.Close(context.WithoutCancel(w.ctx)))
	}
	logger.Info("ready", "portal", l.Portal.Addr().String(), "gateway", l.Gateway.Addr().String(), "internal", l.Internal.Addr().String(),
		"publicUrl", settings.Public.String(), "version", w.carried.Version, "pid", os.Getpid())
	if err := a.welcome(w); err != nil {
		return errors.Join(err, a.Stop(context.WithoutCancel(w.ctx)))
	}
	<-w.ctx.Done()
	logger.Info("stopping")
	return a.Stop(context.WithoutCancel(w.ctx))
}

// welcome prints the one-time link as long as there is no administrator.
func (a *App) welcome(w world) error {
	link, open, err := a.Accounts.SetupLink(reqinfo.AsSystem(w.ctx, "start"), a.settings.Public.String())
	if err != nil || !open {
		return err
	}
	_, err = fmt.Fprintf(w.stderr, "\n  Open this link within 15 minutes to become the first administrator:\n  %s\n\n", link)
	return err
}
