package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"regexp"
	"strings"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/access"
	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/catalog"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/notify"
	"github.com/gatehouse-dev/gatehouse/backend/reqinfo"
	"github.com/gatehouse-dev/gatehouse/backend/teams"
	"github.com/gatehouse-dev/gatehouse/backend/tokens"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// demo makes the sample content through the same services that people use, so it obeys the same rules.
type demo struct {
	app    *App
	seed   seed
	people map[string]accounts.Account
	teams  map[string]teams.Team
	apps   map[string]apps.App
	tokens map[string]tokens.Token
}

// fillDemo makes the sample content once; a data directory that has it is left alone.
func (a *App) fillDemo(ctx context.Context) error {
	ctx = catalog.Unattended(ctx, "demo")
	s, err := readSeed(a.options.Carried.Seed)
	if err != nil {
		return err
	}
	if len(s.APIs) == 0 {
		return nil
	}
	_, err = a.Catalog.AnyAPI(ctx, s.APIs[len(s.APIs)-1].Slug)
	if err == nil {
		return nil
	}
	if !errors.Is(err, catalog.ErrAPINotFound) {
		return err
	}
	d := &demo{app: a, seed: s, people: map[string]accounts.Account{}, teams: map[string]teams.Team{}, apps: map[string]apps.App{}, tokens: map[string]tokens.Token{}}
	for _, stage := range []func(context.Context) error{d.addPeople, d.addTeams, d.addAPIs, d.addApps, d.addRequests, d.addTraffic} {
		if err := stage(ctx); err != nil {
			return fmt.Errorf("make the sample content: %w", err)
		}
	}
	return nil
}

func (d *demo) addPeople(ctx context.Context) error {
	return d.app.Store.Tx(ctx, func(ctx context.Context) error {
		for _, p := range d.seed.People {
			made, err := d.app.Accounts.AddDemo(ctx, p.Email, p.Name, p.Roles...)
			if err != nil {
				return err
			}
			d.people[p.Key] = made
		}
		return nil
	})
}

// as answers a context in which a sample person acts.
func (d *demo) as(ctx context.Context, person string) context.Context {
	account := d.people[person]
	ctx = reqinfo.WithActor(ctx, reqinfo.Actor{Kind: reqinfo.Person, ID: account.ID})
	return rbac.With(ctx, rbac.Subject{ID: rbac.PersonID(account.ID), Roles: account.Roles, StepUpUntil: d.app.clock.Now().Add(time.Hour)})
}

func (d *demo) addAPIs(ctx context.Context) error {
	for _, s := range d.seed.APIs {
		if err := d.addAPI(d.as(ctx, s.Publisher), s); err != nil {
			return fmt.Errorf("API %s: %w", s.Slug, err)
		}
	}
	return nil
}

func (d *demo) addAPI(ctx context.Context, s seedAPI) error {
	c := d.app.Catalog
	text, err := fs.ReadFile(d.app.options.Carried.Seed, s.Document)
	if err != nil {
		return err
	}
	draft := catalog.APIDraft{Slug: s.Slug, Name: s.Name, Summary: s.Summary, Visibility: catalog.Visibility(s.Visibility), Demo: true}
	for _, key := range s.Teams {
		draft.Teams = append(draft.Teams, d.teams[key].ID)
	}
	if _, err := c.CreateAPI(ctx, draft); err != nil && !errors.Is(err, catalog.ErrSlugTaken) {
		return err
	}
	if _, err := c.ImportNow(ctx, s.Slug, s.VersionLabel, map[string][]byte{s.Document: text}); err != nil {
		return err
	}
	if _, err := c.Publish(ctx, s.Slug, s.VersionLabel, catalog.Acceptance{}); err != nil {
		return err
	}
	var patch catalog.ScopePatch
	known, err := c.AnyScopes(ctx, s.Slug)
	if err != nil {
		return err
	}
	for _, scope := range s.Scopes {
		for _, k := range known {
			if k.Name == scope.Name {
				patch.Scopes = append(patch.Scopes, catalog.Scope{Name: k.Name, Description: k.Description, Risk: catalog.Risk(scope.Risk)})
			}
		}
	}
	if _, _, err := c.ChangeScopes(ctx, s.Slug, 0, true, patch); err != nil {
		return err
	}
	var up catalog.Upstreams
	if err := json.Unmarshal(s.Upstreams, &up); err != nil {
		return err
	}
	if _, _, err := c.SetUpstreams(ctx, s.Slug, 0, true, up); err != nil {
		return err
	}
	for _, p := range s.Plans {
		if err := d.addPlan(ctx, s.Slug, p); err != nil {
			return fmt.Errorf("plan %s: %w", p.Name, err)
		}
	}
	return nil
}

func (d *demo) addPlan(ctx context.Context, api string, p seedPlan) error {
	draft := catalog.PlanDraft{Name: p.Name, Description: p.Description, Approval: catalog.Approval(p.Approval)}
	for _, e := range p.Environments {
		draft.Environments = append(draft.Environments, catalog.Environment(e))
	}
	if err := json.Unmarshal(p.Limits, &draft.Limits); err != nil {
		return err
	}
	if len(p.Quota) > 0 {
		if err := json.Unmarshal(p.Quota, &draft.Quota); err != nil {
			return err
		}
	}
	_, err := d.app.Catalog.CreatePlan(ctx, api, draft)
	return err
}

// planID answers the id of an API's plan by its name.
func (d *demo) planID(ctx context.Context, api, name string) (string, error) {
	plans, err := d.app.Catalog.Plans(ctx, api)
	if err != nil {
		return "", err
	}
	for _, p := range plans.Items {
		if p.Name == name {
			return p.ID, nil
		}
	}
	return "", fault.ErrNotFound.Saying("There is no plan " + name + ".")
}

func (d *demo) wishes(ctx context.Context, items []seedItem) ([]access.Wish, error) {
	var wishes []access.Wish
	for _, i := range items {
		plan, err := d.planID(ctx, i.API, i.Plan)
		if err != nil {
			return nil, err
		}
		w := access.Wish{API: i.API, Plan: plan, Environment: i.Environment}
		for _, s := range i.Scopes {
			w.Scopes = append(w.Scopes, i.API+":"+s)
		}
		wishes = append(wishes, w)
	}
	return wishes, nil
}

var mailLink = regexp.MustCompile(`https?://\S+`)

// sampleMail ends the addresses of the seed's people, whose mails nobody waits for.
const sampleMail = "@demo.example.com"

// printMail shows on the console what would have been mailed, because the demo has no mail server.
func printMail(w io.Writer) func(notify.Mail) {
	return func(m notify.Mail) {
		if strings.HasSuffix(m.To, sampleMail) {
			return
		}
		link := mailLink.FindString(m.Text)
		_, _ = fmt.Fprintf(w, "\n  Mail to %s: %s\n  %s\n", m.To, m.Subject, link)
	}
}
