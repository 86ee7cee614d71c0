package app

import (
	"context"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/valyala/fasthttp"
	"github.com/valyala/fasthttp/fasthttpadaptor"

	"github.com/gatehouse-dev/gatehouse/backend/clockwatch"
	"github.com/gatehouse-dev/gatehouse/backend/enforce"
	"github.com/gatehouse-dev/gatehouse/backend/server"
	"github.com/gatehouse-dev/gatehouse/backend/twin"
	"github.com/gatehouse-dev/gatehouse/backend/web"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// doors builds ranks 10 to 12: what listens.
func (a *App) doors(context.Context) error {
	a.Enforce = enforce.New(enforce.Deps{
		Store: a.Store, Jobs: a.Jobs, Clock: a.clock, Logger: a.logger, Keys: a.keys, Recorder: a.Usage.Recorder, Sink: a.Usage,
		Verifier: a.verifier, Activator: a.Tokens, Lookout: a.Leaks.HoneyUsed, Blocker: a.Blocks, Health: a.health(), Audit: a.Audit, Called: a.Usage.OfOperations, UsedBy: a.Usage.UsedBy, SharesOf: a.Usage.SharesOf,
		Shared: a.shared, Alone: a.tellAlone, Behind: a.behindTooMuch,
		TokenVisible: func(ctx context.Context, id string) error { _, err := a.Tokens.Find(ctx, id); return err },
		AppVisible:   func(ctx context.Context, id string) error { _, err := a.Apps.Find(ctx, id); return err },
		Brand:        brand, PublicURL: a.settings.Public.String(), GatewayURL: a.settings.Gateway.String(), TrustedProxies: a.settings.Proxies, UpstreamAllow: a.settings.Allowed, PlainAllow: a.settings.Plain,
		VerifyPerMinute: a.settings.VerifyRate, UpstreamTimeout: a.settings.UpstreamTimeout, Concurrency: a.concurrency(), ServeCachedUpTo: a.settings.ServeCachedUpTo, Catalog: a.Catalog, Teller: a.Catalog,
	})
	a.Campaigns = a.buildCampaigns()
	a.Checklist.OnAsked(a.Campaigns.AskedOf)
	a.OAuth.InspectBy(a.Enforce.InspectAccess)
	a.Tokens.OnReplay(a.Usage.EvenlyOf, a.Usage.NewestOf, a.Enforce.Refuses)
	a.portal = server.New(server.Deps{
		Web: web.Config{
			PublicURL: a.settings.Public, GatewayURL: a.settings.Gateway, TrustedProxies: a.settings.Proxies, Sessions: a.Sessions,
			Bearers: a.Operators, Enforcer: a.rbac, Idempotency: a.idempotency, Clock: a.held.Steady(), Logger: a.logger,
			Closed: a.closed, Terms: a.Terms.Check, Demo: a.options.Demo,
		},
		Routes: a.Routes(), SPA: a.options.Carried.Web, Twin: twin.Reader{Catalog: a.Catalog, Guides: a.Guides}.Read, Document: a.options.Carried.Document, Keys: a.keys.JWKS, Ready: a.ready, OAuth: a.OAuth.Mount,
	})
	return nil
}

// Routes answers the route table of every room.
func (a *App) Routes() []web.Route {
	var all []web.Route
	for _, routes := range [][]web.Route{
		a.Accounts.Routes(), a.Sessions.Routes(), a.Passkeys.Routes(), a.Operators.Routes(), a.Teams.Routes(), a.Notify.Routes(), a.Catalog.Routes(),
		a.Guides.Routes(), a.Terms.Routes(), a.Apps.Routes(), a.Checklist.Routes(), a.Policy.Routes(), a.Access.Routes(), a.Blocks.Routes(), a.Tokens.Routes(), a.Leaks.Routes(), a.Usage.Routes(),
		a.Keys.Routes(), a.OAuth.Routes(), a.Console.Routes(), a.Webhooks.Routes(), a.Enforce.Routes(), a.Campaigns.Routes(), a.myData().Routes(), a.Audit.Routes(), server.OverviewRoutes(a.count),
	} {
		all = append(all, routes...)
	}
	return all
}

// verifier reports whether a token may ask the internal doors for decisions.
func (a *App) verifier(ctx context.Context, token string) bool {
	subject, err := a.Operators.AuthenticateBearer(ctx, token)
	return err == nil && a.rbac.Allows(subject, rbac.Verify)
}

// closed reports whether the portal still waits for its first administrator. When that can't be found out, it is: a
// portal that doesn't know must not be taken over.
func (a *App) closed(ctx context.Context) bool {
	open, err := a.Accounts.SetupOpen(ctx)
	return open || err != nil
}

func (a *App) ready(ctx context.Context) error {
	if !a.Enforce.Ready() {
		return enforce.ErrTestUnready
	}
	if a.watch.Skew().TooMuch() {
		return clockwatch.ErrDiffers
	}
	return a.Store.Ping(ctx)
}

// health answers the handlers of the internal listener that are not enforcement's own.
func (a *App) health() enforce.Health {
	registry := prometheus.NewRegistry()
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	registry.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{
		Name: "gatehouse_usage_dropped_total", Help: "Call events that were dropped because they could not be written fast enough.",
	}, func() float64 { return float64(a.Usage.Recorder.Dropped()) }))
	registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "gatehouse_audit_chain_ok", Help: "1 while the last verification of the audit log held.",
	}, func() float64 {
		if a.Audit.Healthy() {
			return 1
		}
		return 0
	}))
	if a.options.LinesLost != nil {
		registry.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{
			Name: "gatehouse_log_lines_lost_total", Help: "Lines of the log that could not be written in time: its reader or its disk holds them up.",
		}, func() float64 { return float64(a.options.LinesLost()) }))
	}
	registry.MustRegister(certificates{a}, upstreamGauges{a}, backupGauge{a}, a.callsInWork(), staleness{a}, clocks{a}, patience{a}, logSizes{a})
	registry.MustRegister(a.turnedAway()...)
	if a.shared != nil {
		registry.MustRegister(sharing{a.shared})
	}
	return enforce.Health{
		Healthz: func(ctx *fasthttp.RequestCtx) {
			ctx.SetBodyString(a.wellness() + a.sharingText() + a.stalenessText() + a.clockText())
		},
		Readyz: func(ctx *fasthttp.RequestCtx) {
			// A gate that can decide from what it knows must not be taken out of the balancer because the database is away.
			if !a.Enforce.Ready() || a.watch.Skew().TooMuch() {
				ctx.SetStatusCode(fasthttp.StatusServiceUnavailable)
				ctx.SetBodyString("not ready\n" + a.stalenessText() + a.clockText())
				return
			}
			ctx.SetBodyString("ready\n" + a.stalenessText() + a.clockText())
		},
		Metrics: fasthttpadaptor.NewFastHTTPHandler(promhttp.HandlerFor(registry, promhttp.HandlerOpts{})),
	}
}
