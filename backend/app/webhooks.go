package app

import (
	"context"
	"errors"
	"fmt"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/catalog"
	"github.com/gatehouse-dev/gatehouse/backend/tokens"
	"github.com/gatehouse-dev/gatehouse/backend/webhooks"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// buildWebhooks builds what tells other systems of events. It comes when every room is there that it hears of.
func (a *App) buildWebhooks(context.Context) error {
	a.Webhooks = webhooks.New(webhooks.Deps{
		Store: a.Store, Audit: a.Audit, Logger: a.logger, Clock: a.clock, Keys: a.keys, Apps: a.Apps, Messenger: a.Notify, Allows: a.rbac.Allows,
		MayHold: a.mayHoldWebhook, Names: a.subjectNames, Networks: a.settings.WebhookNetworks, PublicURL: a.settings.Public.String(), Cursors: a.cursors(),
		Overseers: func(ctx context.Context) ([]string, error) { return a.holding(ctx, rbac.WebhooksWrite) },
		API: func(ctx context.Context, id string) (slug, name string, err error) {
			api, err := a.Catalog.AnyAPI(ctx, id)
			if errors.Is(err, catalog.ErrAPINotFound) {
				return "", "", nil // it goes in this transaction, and what hangs on it ends
			}
			return api.Slug, api.Name, err
		},
		Granted: a.appsGranted,
	})
	a.Tokens.OnEnding(func(ctx context.Context, t tokens.Token, days int64) error {
		name := "token.expiring"
		if days == 0 {
			name = "token.expired"
		}
		return a.Webhooks.TokenEnding(ctx, name, t.AppID, webhooks.Credential{ID: t.ID, Name: t.Name, Environment: t.Environment, ExpiresAt: &t.ExpiresAt})
	})
	return nil
}

// appsGranted answers those of the apps that have access to an API.
func (a *App) appsGranted(ctx context.Context, api string, among []string) ([]string, error) {
	found, err := a.Access.LivingOn(ctx, api, among)
	if err != nil {
		return nil, err
	}
	granted, seen := []string{}, map[string]bool{}
	for _, g := range found {
		if !seen[g.AppID] {
			granted, seen[g.AppID] = append(granted, g.AppID), true
		}
	}
	return granted, nil
}

// mayHoldWebhook says whether a person may still have a webhook of an app, or of the portal when app is empty: their account
// works, their role lets them, and the app is theirs or their team's.
func (a *App) mayHoldWebhook(ctx context.Context, holder, app string) (bool, error) {
	account, err := a.Accounts.Get(ctx, rbac.Subject{ID: holder}.AccountID())
	if errors.Is(err, accounts.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	subject := rbac.Subject{ID: holder, Roles: account.Roles}
	if app == "" {
		return account.State == accounts.Active && a.rbac.Allows(subject, rbac.WebhooksWrite), nil
	}
	// Somebody who is only away too long stops nothing that runs without them.
	if account.State != accounts.Active && account.State != accounts.Inactive || !a.rbac.Allows(subject, rbac.AppsWrite) {
		return false, nil
	}
	found, err := a.Apps.Any(ctx, app)
	switch {
	case errors.Is(err, apps.ErrNotFound):
		return false, nil
	case err != nil:
		return false, err
	case found.Team() == "":
		return found.Owner == holder, nil
	}
	in, err := a.Teams.Of(ctx, account.ID)
	if err != nil {
		return false, fmt.Errorf("find the teams of %s: %w", account.ID, err)
	}
	for _, m := range in {
		if m.ID == found.Team() {
			return m.Role.Writes(), nil
		}
	}
	return false, nil
}
