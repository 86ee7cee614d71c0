package app

import (
	"context"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/mydata"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// wireLeaving tells accounts what ends with somebody who goes for good, and what is forgotten of them.
func (a *App) wireLeaving(context.Context) error {
	a.Accounts.OnWeigh(a.belongings)
	a.Apps.OnRegister(a.ownerStays)
	a.Apps.OnTransfer(func(ctx context.Context, app apps.App, _ string) error { return a.ownerStays(ctx, app) })
	a.Accounts.OnErased(a.Teams.Depart)
	a.Accounts.OnErased(func(ctx context.Context, who accounts.Account) error {
		return a.Apps.RemoveOwned(ctx, rbac.PersonID(who.ID))
	})
	a.Accounts.OnErased(func(ctx context.Context, who accounts.Account) error { return a.Apps.ForgetContact(ctx, who.Email) })
	a.Accounts.OnErased(a.forgetRequests)
	for _, forget := range []func(context.Context, string) error{a.Policy.Forget, a.Terms.Forget} {
		a.Accounts.OnErased(func(ctx context.Context, who accounts.Account) error { return forget(ctx, who.ID) })
	}
	a.Accounts.OnErased(a.Notify.Forget) // last: the others tell people things
	return nil
}

// ownerStays refuses an app to a person who has gone for good since they were let in.
func (a *App) ownerStays(ctx context.Context, app apps.App) error {
	owner := rbac.Subject{ID: app.Owner}
	if owner.AccountID() == "" {
		return nil
	}
	return a.Accounts.Stay(ctx, owner.AccountID())
}

// forgetRequests forgets what a person asked for, and what those who decide were told of it.
func (a *App) forgetRequests(ctx context.Context, who accounts.Account) error {
	pages, err := a.Access.Forget(ctx, who.ID)
	if err != nil {
		return err
	}
	return a.Notify.ForgetAbout(ctx, pages)
}

// belongings answers what ends with a person's account.
func (a *App) belongings(ctx context.Context, id string) (accounts.Belongings, error) {
	var owned accounts.Belongings
	var err error
	if owned.Apps, owned.Tokens, err = a.Tokens.CountOf(ctx, rbac.PersonID(id)); err != nil {
		return owned, err
	}
	fates, ending, err := a.Teams.Fates(ctx, id)
	for _, c := range ending {
		owned.Apps += c.Apps
		owned.Tokens += c.Tokens
	}
	owned.Teams = fates
	return owned, err
}

// myData answers who hands people what the portal knows of them.
func (a *App) myData() *mydata.Service {
	return &mydata.Service{
		Store: a.Store, Clock: a.clock, Audit: a.Audit, Accounts: a.Accounts, Passkeys: a.Passkeys, Sessions: a.Sessions, Teams: a.Teams, Apps: a.Apps,
		Tokens: a.Tokens, OAuth: a.OAuth, Access: a.Access, Notify: a.Notify, Catalog: a.Catalog, Terms: a.Terms,
	}
}
