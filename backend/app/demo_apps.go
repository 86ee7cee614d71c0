package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/access"
	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/teams"
	"github.com/gatehouse-dev/gatehouse/backend/tokens"
)

func (d *demo) addTeams(ctx context.Context) error {
	for _, s := range d.seed.Teams {
		owner := d.as(ctx, s.Owner)
		made, err := d.app.Teams.Create(owner, s.Name)
		if err != nil {
			return fmt.Errorf("team %s: %w", s.Key, err)
		}
		d.teams[s.Key] = made
		for _, m := range s.Members {
			open, err := d.app.Teams.Invite(owner, made.ID, d.people[m.Person].Email, teams.Role(m.Role))
			if err != nil {
				return fmt.Errorf("invite %s: %w", m.Person, err)
			}
			if _, err := d.app.Teams.Accept(d.as(ctx, m.Person), open.ID); err != nil {
				return fmt.Errorf("bring %s in: %w", m.Person, err)
			}
		}
	}
	return nil
}

func (d *demo) addApps(ctx context.Context) error {
	for _, s := range d.seed.Apps {
		if err := d.addApp(ctx, s); err != nil {
			return fmt.Errorf("app %s: %w", s.Key, err)
		}
	}
	return nil
}

func (d *demo) addApp(ctx context.Context, s seedApp) error {
	owner := d.as(ctx, s.Owner)
	made, err := d.app.Apps.Register(owner, apps.Draft{
		Name: s.Name, Purpose: s.Purpose, RedirectOrigins: s.RedirectOrigins, Contacts: s.Contacts, Demo: true, Age: daysOf(s.MadeDaysAgo),
		Team: d.teams[s.Team].ID,
	})
	if err != nil {
		return err
	}
	d.apps[s.Key] = made.App
	for _, g := range s.Grants {
		if err := d.addGrant(ctx, made.App, s, g); err != nil {
			return fmt.Errorf("grant for %s: %w", g.API, err)
		}
	}
	for _, t := range s.Tokens {
		expires := d.app.clock.Now().Add(daysOf(t.ExpiresInDays))
		token, err := d.app.Tokens.Create(owner, made.App.ID, tokens.Draft{
			Name: t.Name, Description: t.Description, Environment: t.Environment, Scopes: t.Scopes, Networks: t.Networks, ExpiresAt: &expires,
			Age: daysOf(t.MadeDaysAgo),
		})
		if err != nil {
			return fmt.Errorf("token %s: %w", t.Name, err)
		}
		d.tokens[t.Key] = token.Token
	}
	return nil
}

func daysOf(n int) time.Duration { return time.Duration(n) * 24 * time.Hour }

// addGrant asks as the app's owner and decides as the person that the seed names. What the app got at its registration
// is left as it is.
func (d *demo) addGrant(ctx context.Context, app apps.App, s seedApp, g seedItem) error {
	owner := d.as(ctx, s.Owner)
	wishes, err := d.wishes(owner, []seedItem{g})
	if err != nil {
		return err
	}
	request, err := d.app.Access.Ask(owner, app.ID, wishes, s.Purpose)
	if errors.Is(err, access.ErrAlreadyGranted) {
		return nil
	}
	if err != nil || g.DecidedBy == "" {
		return err
	}
	_, err = d.app.Access.Approve(d.as(ctx, g.DecidedBy), request.ID, access.Verdict{Reason: g.Reason})
	return err
}

func (d *demo) addRequests(ctx context.Context) error {
	owners := map[string]string{}
	for _, s := range d.seed.Apps {
		owners[s.Key] = s.Owner
	}
	for _, r := range d.seed.Requests {
		owner := d.as(ctx, owners[r.App])
		wishes, err := d.wishes(owner, r.Items)
		if err != nil {
			return err
		}
		if _, err := d.app.Access.Ask(owner, d.apps[r.App].ID, wishes, r.Justification); err != nil {
			return fmt.Errorf("request of %s: %w", r.App, err)
		}
	}
	return nil
}
