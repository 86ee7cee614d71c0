package app

import (
	"context"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/mydata"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// wireLeaving tells accounts what ends with somebody who goes for good, and what is forgotten of them, and what follows
// the address of somebody who changes it.
func (a *App) wireLeaving(context.Context) error {
	a.Accounts.OnWeigh(a.belongings)
	a.Accounts.OnWeighUse(a.standsOn)
	a.Accounts.AnswerThrough(a.Operators)
	a.Accounts.OnDisabled(a.Operators.Refuse)
	a.Accounts.OnInactive(a.Operators.RefuseUnused)
	a.Accounts.OnEnabled(a.Operators.Readmit)
	a.Apps.OnRegister(a.ownerStays)
	a.Apps.OnTransfer(func(ctx context.Context, app apps.App, _ string) error { return a.ownerStays(ctx, app) })
	a.Accounts.OnErased(a.Teams.Depart)
	a.Accounts.OnErased(a.removeApps)
	a.Accounts.OnErased(func(ctx context.Context, who accounts.Account) error { return a.Apps.ForgetContact(ctx, who.Email) })
	a.Accounts.OnErased(a.forgetRequests)
	for _, forget := range []func(context.Context, string) error{a.Policy.Forget, a.Terms.Forget} {
		a.Accounts.OnErased(func(ctx context.Context, who accounts.Account) error { return forget(ctx, who.ID) })
	}
	a.Accounts.OnErased(a.Notify.Forget) // last: the others tell people things
	a.Accounts.OnReaddressed(func(ctx context.Context, before, after accounts.Account) error {
		return a.Apps.MoveContact(ctx, before.Email, after.Email)
	})
	a.Accounts.OnReaddressed(a.Notify.Follow)
	return nil
}

// removeApps ends what a person owns, and forgets what they called the tokens of it.
func (a *App) removeApps(ctx context.Context, who accounts.Account) error {
	owned, err := a.Apps.Owned(ctx, rbac.PersonID(who.ID))
	if err != nil {
		return err
	}
	if err := a.Apps.RemoveOwned(ctx, rbac.PersonID(who.ID)); err != nil {
		return err
	}
	ids := make([]string, len(owned))
	for i, app := range owned {
		ids[i] = app.ID
	}
	return a.Tokens.ForgetWords(ctx, ids)
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
	return a.weigh(ctx, id, func(f accounts.TeamFate) (accounts.TeamFate, bool) { return f, f.Fate == accounts.FateEnds })
}

// standsOn answers what stops when a person may not sign in any more. Nothing is removed: a team without anybody else stops.
func (a *App) standsOn(ctx context.Context, id string) (accounts.Belongings, error) {
	return a.weigh(ctx, id, func(f accounts.TeamFate) (accounts.TeamFate, bool) {
		if f.Fate == accounts.FateEnds {
			f.Fate = accounts.FateStops
		}
		return f, f.Fate == accounts.FateStops
	})
}

// weigh answers what a person owns, with what those of their teams own whose fate takes it along.
func (a *App) weigh(ctx context.Context, id string, fate func(accounts.TeamFate) (accounts.TeamFate, bool)) (accounts.Belongings, error) {
	var owned accounts.Belongings
	fates, err := a.Teams.Fates(ctx, id)
	if err != nil {
		return owned, err
	}
	owners := []string{rbac.PersonID(id)}
	for _, f := range fates {
		f, along := fate(f)
		if owned.Teams = append(owned.Teams, f); along {
			owners = append(owners, rbac.TeamID(f.ID))
		}
	}
	for _, owner := range owners {
		ofApps, working, err := a.Tokens.CountOf(ctx, owner)
		if err != nil {
			return owned, err
		}
		clients, err := a.OAuth.CountOf(ctx, owner)
		if err != nil {
			return owned, err
		}
		owned.Apps, owned.Tokens, owned.Clients = owned.Apps+ofApps, owned.Tokens+working, owned.Clients+clients
	}
	owned.Machines, err = a.Operators.AnsweredBy(ctx, id)
	return owned, err
}

// myData answers who hands people what the portal knows of them.
func (a *App) myData() *mydata.Service {
	return &mydata.Service{
		Store: a.Store, Clock: a.clock, Audit: a.Audit, Accounts: a.Accounts, Passkeys: a.Passkeys, Sessions: a.Sessions, Teams: a.Teams, Apps: a.Apps,
		Tokens: a.Tokens, OAuth: a.OAuth, Access: a.Access, Notify: a.Notify, Catalog: a.Catalog, Terms: a.Terms,
	}
}
