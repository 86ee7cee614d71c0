package app

import (
	"context"
	"crypto/rand"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/access"
	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/blocks"
	"github.com/gatehouse-dev/gatehouse/backend/catalog"
	"github.com/gatehouse-dev/gatehouse/backend/console"
	"github.com/gatehouse-dev/gatehouse/backend/guides"
	"github.com/gatehouse-dev/gatehouse/backend/outbound"
	"github.com/gatehouse-dev/gatehouse/backend/tokens"
	"github.com/gatehouse-dev/gatehouse/backend/usage"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// things builds ranks 5 to 9: what people have and do here.
func (a *App) things(ctx context.Context) error {
	a.Blocks = a.blockLists()
	a.Catalog = catalog.New(catalog.Deps{
		Digester: a.options.Digester,
		Store:    a.Store, Audit: a.Audit, Clock: a.clock, Jobs: a.Jobs, Fetch: outbound.New(outbound.Options{MaxBytes: 32 << 20, Redirects: 3}),
		CheckURL: outbound.CheckURL, AllowUpstream: catalog.AllowNetworks(a.settings.Allowed), UpstreamTotalMax: a.settings.UpstreamTimeout, ConcurrencyMax: catalog.Concurrency{Calls: a.settings.ConcurrencyPerAPI, CallsPerApp: a.settings.ConcurrencyPerApp}, Keys: a.keys, Allows: a.rbac.Allows,
		GatewayURL: a.settings.Gateway.String(), PortalURL: a.settings.Public.String(), Cursors: a.cursors(),
		Messenger: a.Notify, Managers: a.managersOfAPIs, Teams: a.Teams, Overseers: a.overseersOfAccess,
	})
	a.Guides = a.buildGuides()
	a.Terms = a.policyOfUse()
	a.Catalog.AlsoFind(a.findGuides)
	a.Apps = apps.New(apps.Deps{
		Store: a.Store, Audit: a.Audit, Clock: a.clock, Allows: a.rbac.Allows, OwnerNames: a.subjectNames, Teams: a.Teams, Behind: a.behind, Cursors: a.cursors(),
	})
	a.Policy = a.buildPolicy()
	a.Access = access.New(access.Deps{
		Store: a.Store, Audit: a.Audit, Clock: a.clock, Jobs: a.Jobs, Apps: a.Apps, Catalog: a.Catalog, Names: a.subjectNames, Messenger: a.Notify,
		Approvers: func(ctx context.Context) ([]accounts.Account, error) {
			return a.Accounts.WithPermission(ctx, rbac.AccessDecide)
		},
		Allows: a.rbac.Allows, Behind: a.behind, BehindAll: a.behindAll, Cursors: a.cursors(),
		NetworksForHighRisk: func(ctx context.Context, app string, apis []string) (bool, error) {
			rules, err := a.Policy.For(ctx, app, apis)
			return rules.NetworksForHighRisk, err
		},
	})
	a.Tokens = a.tokens()
	a.Checklist = a.checklist()
	a.Catalog.OnCountScope(a.Tokens.CountScope)
	a.Catalog.OnChangeScopes(a.Tokens.WeighLater)
	a.Accounts.OnDisabled(a.Tokens.SuspendOwned)
	a.wireTeams()
	var err error
	a.Usage, err = usage.New(ctx, usage.Deps{
		Names: a.subjectNames,
		Store: a.Store, Dir: a.settings.Data, URL: a.settings.Database, CallsKept: time.Duration(a.settings.UsageDays) * 24 * time.Hour, Clock: a.wall, Logger: a.logger, Apps: a.Apps,
		Catalog: a.Catalog, Tokens: a.Tokens, Allows: a.rbac.Allows, Cursors: a.cursors(),
	})
	if err != nil {
		return err
	}
	a.Tokens.OnCalls(a.Usage.OfTokens)
	a.Console = console.New(console.Deps{
		Store: a.Store, Audit: a.Audit, Clock: a.clock, Sessions: a.Sessions, Catalog: a.Catalog, Apps: a.Apps, Access: a.Access,
		Usage: a.Usage, Policy: a.Policy, Keys: a.keys, Brand: brand, Random: rand.Reader,
	})
	a.Teams.OnRetire(a.Console.EndMember)
	return nil
}

func (a *App) blockLists() *blocks.Service {
	return blocks.New(blocks.Deps{
		Store: a.Store, Audit: a.Audit, Clock: a.clock, Jobs: a.Jobs, Logger: a.logger, CheckURL: outbound.CheckURL, Cursors: a.cursors(),
		Fetch: outbound.New(outbound.Options{MaxBytes: blocks.TextBytesMax, Redirects: 3, Timeout: time.Minute}),
	})
}

// findGuides gives the search every guide; ranking drops those that do not match.
func (a *App) findGuides(ctx context.Context, _ catalog.Query) ([]catalog.Hit, error) {
	found, err := a.Guides.List(ctx)
	if err != nil {
		return nil, err
	}
	var hits []catalog.Hit
	for _, g := range found {
		hits = append(hits, catalog.Hit{Kind: "guide", Title: g.Title, Subtitle: g.Summary, Link: "/guides/" + g.Slug}.About(g.Markdown))
	}
	return hits, nil
}

func (a *App) tokens() *tokens.Service {
	return tokens.New(tokens.Deps{
		Jobs: a.Jobs, Blocked: a.Blocks.Blocked,
		Guards: func(ctx context.Context) ([]accounts.Account, error) {
			return a.Accounts.WithPermission(ctx, rbac.TokensRevokeAny)
		},
		Store: a.Store, Audit: a.Audit, Clock: a.clock, Apps: a.Apps, Grants: a.Access, Policy: a.Policy, Keys: a.keys,
		Behind: a.behind, Names: a.subjectNames, Brand: brand, Random: rand.Reader, Messenger: a.Notify, Allows: a.rbac.Allows, Cursors: a.cursors(),
	})
}

func (a *App) buildGuides() *guides.Service {
	return guides.New(guides.Deps{
		Store: a.Store, Audit: a.Audit, Clock: a.clock, Names: a.subjectNames, Cursors: a.cursors(),
		PublicURL: a.settings.Public.String(), GatewayURL: a.settings.Gateway.String(),
	})
}
