package app

import (
	"context"
	"maps"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/mail"
	"github.com/gatehouse-dev/gatehouse/backend/notify"
	"github.com/gatehouse-dev/gatehouse/backend/operators"
	"github.com/gatehouse-dev/gatehouse/backend/passkeys"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/sessions"
	"github.com/gatehouse-dev/gatehouse/backend/teams"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// people builds ranks 3 to 5 as far as they are about people.
func (a *App) people(context.Context) error {
	public := a.settings.Public.String()
	transport, err := a.transport()
	if err != nil {
		return err
	}
	a.Accounts = accounts.New(accounts.Deps{
		Store: a.Store, Clock: a.clock, Audit: a.Audit, Keys: a.keys, RBAC: a.rbac, DataDir: a.settings.Data, PublicURL: public,
		SignUp: func(context.Context) (accounts.Mode, []string, error) {
			return accounts.Mode(a.settings.SignUp), a.settings.SignUpDomains, nil
		},
		InactiveDays: a.inactiveDays,
		Portal: accounts.PortalInfo{
			Name: a.settings.PortalName, PublicURL: public, GatewayURL: a.settings.Gateway.String(), Demo: a.options.Demo,
			MailConfigured: transport != nil, Version: a.options.Carried.Version,
		},
	})
	a.Notify = notify.New(notify.Deps{
		Store: a.Store, Clock: a.clock, Audit: a.Audit, Keys: a.keys, Jobs: a.Jobs, Accounts: a.Accounts, Transport: transport,
		Templates: a.templates(), Portal: a.settings.PortalName, PublicURL: public, Zone: a.settings.Zone, Console: a.options.OnMail,
	})
	a.Operators = operators.New(operators.Deps{
		Store: a.Store, Clock: a.clock, Audit: a.Audit, Keys: a.keys, RBAC: a.rbac, Accounts: a.Accounts, Messenger: a.Notify, Brand: brand,
	})
	a.Teams = teams.New(teams.Deps{
		Store: a.Store, Audit: a.Audit, Clock: a.clock, Jobs: a.Jobs, Accounts: a.Accounts, Messenger: a.Notify, Allows: a.rbac.Allows, Cursors: a.cursors(),
	})
	a.Sessions = sessions.New(sessions.Deps{
		Store: a.Store, Clock: a.held.Steady(), Audit: a.Audit, Keys: a.keys, RBAC: a.rbac, Accounts: a.Accounts, Messenger: a.Notify,
		Unread: a.Notify.Unread, Machine: a.Operators.Describe,
		Bounds: func(ctx context.Context) (time.Duration, time.Duration, error) {
			return a.Policy.SessionBounds(ctx)
		},
		Teams:    a.teamsOfMe,
		TermsDue: func(ctx context.Context, account string) (int64, error) { return a.Terms.Due(ctx, account) },
	})
	a.Passkeys, err = passkeys.New(passkeys.Deps{
		Store: a.Store, Clock: a.held.Steady(), Audit: a.Audit, Keys: a.keys, Accounts: a.Accounts, Sessions: a.Sessions, Messenger: a.Notify,
		PublicURL: public, Portal: a.settings.PortalName,
		Terms: func(ctx context.Context, account string, version int64) error {
			return a.Terms.AcceptAtSignUp(ctx, account, version)
		},
	})
	if err != nil {
		return err
	}
	a.Audit.NameActors(a.Accounts.Names)
	return nil
}

// transport answers the way to the mail server, or nil when none is set.
func (a *App) transport() (mail.Transport, error) {
	if a.settings.SMTPHost == "" {
		return nil, nil
	}
	return mail.NewSMTP(mail.SMTPConfig{
		Host: a.settings.SMTPHost, Port: a.settings.SMTPPort, User: a.settings.SMTPUser, Password: secret.Text(a.settings.SMTPPassword),
		From: a.settings.SMTPFrom, Clock: clock.System(),
	})
}

// subjectNames answers the names of rbac subjects: of people, teams and operator tokens.
func (a *App) subjectNames(ctx context.Context, subjects []string) (map[string]string, error) {
	ids, shared := make([]string, 0, len(subjects)), []string{}
	for _, id := range subjects {
		subject := rbac.Subject{ID: id}
		if account := subject.AccountID(); account != "" {
			ids = append(ids, account)
		}
		if team := subject.Team(); team != "" {
			shared = append(shared, team)
		}
	}
	named, err := a.Teams.Names(ctx, shared)
	if err != nil {
		return nil, err
	}
	byID, err := a.Accounts.Names(ctx, ids)
	if err != nil {
		return nil, err
	}
	machines, err := a.Operators.Names(ctx, subjects)
	if err != nil {
		return nil, err
	}
	names := make(map[string]string, len(byID)+len(named)+len(machines))
	maps.Copy(names, machines)
	for id, name := range named {
		names[rbac.TeamID(id)] = name
	}
	for id, name := range byID {
		names[rbac.PersonID(id)] = name
	}
	return names, nil
}

// managersOfAPIs answers the accounts whose roles let them manage APIs.
func (a *App) managersOfAPIs(ctx context.Context) ([]string, error) {
	return a.holding(ctx, rbac.APIsWrite)
}

// overseersOfAccess answers the accounts whose roles let them read everybody's access.
func (a *App) overseersOfAccess(ctx context.Context) ([]string, error) {
	return a.holding(ctx, rbac.AccessReadAll)
}

func (a *App) holding(ctx context.Context, p rbac.Permission) ([]string, error) {
	found, err := a.Accounts.WithPermission(ctx, p)
	ids := make([]string, len(found))
	for i, account := range found {
		ids[i] = account.ID
	}
	return ids, err
}
