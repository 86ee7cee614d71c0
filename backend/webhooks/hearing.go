package webhooks

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/audit"
)

// heardAs names the events that acts of the audit log are. One that tells of an API by its version is api.
var heardAs = map[string]string{
	"tokens.create": "token.created", "tokens.finish_rotation": "token.rotated", "tokens.suspend": "token.suspended", "tokens.resume": "token.resumed",
	"tokens.quarantine": "token.quarantined", "tokens.end_quarantine": "token.released", "tokens.revoke": "token.revoked", "tokens.report_leak": "token.leaked",
	"tokens.expose": "token.exposed", "tokens.reuse": "token.reused", "tokens.rotate": "token.rotating",
	"oauth.create_client": "client.created", "oauth.add_secret": "client.secret_added", "oauth.suspend_client": "client.suspended",
	"oauth.resume_client": "client.resumed", "oauth.revoke_client": "client.revoked",
	"access.approve": "access.decided", "access.deny": "access.decided", "access.request": "access.requested",
	"grants.pause": "grant.paused", "grants.resume": "grant.resumed", "grants.end": "grant.ended", "grants.limits": "grant.limits_changed",
	"versions.publish": "api.published", "versions.deprecate": "api.deprecated", "versions.retire": "api.retired",
	"policy.approve_exception": "policy.exception_decided", "policy.deny_exception": "policy.exception_decided", "policy.end_exception": "policy.exception_decided",
	"policy.ask_exception": "policy.exception_asked", "policy.update": "policy.changed", "policy.activate": "policy.changed",
	"apps.suspend": "app.suspended", "apps.resume": "app.resumed", "apps.create": "app.created", "apps.delete": "app.removed",
	"leaks.report": "leak.found",
}

// heard turns what the audit log records into events, in the same transaction.
func (s *Service) heard(ctx context.Context, e audit.Entry) error {
	name, known := heardAs[e.Action]
	if !known || e.Outcome != audit.Success {
		return nil
	}
	d := details(e.Details)
	switch {
	case e.Action == "tokens.rotate" && (d["compromised"] == true || d["overlapSeconds"] == int64(0) && d["onFirstUse"] != true):
		name = "token.rotated"
	case e.Action == "access.request" && d.text("state") != "pending":
		name = "access.decided" // by a plan that approves by itself
	}
	subject := about{name: name, app: d.text("app"), object: e.Object, details: d}
	if strings.HasPrefix(e.Action, "apps.") {
		subject.app = e.Object
	}
	if strings.HasPrefix(e.Action, "versions.") {
		return s.heardOfVersion(ctx, subject)
	}
	to, err := s.listeners(ctx, subject.app, name)
	if err != nil || len(to) == 0 {
		return err
	}
	data, err := s.describe(ctx, subject)
	if err != nil {
		return err
	}
	return s.emit(ctx, to, name, data)
}

// about is what an act was about.
type about struct {
	name, app, object string
	details           details
}

// details are an audit entry's.
type details map[string]any

// text answers a detail that is text of any type, "" for others.
func (d details) text(name string) string {
	switch v := d[name].(type) {
	case string:
		return v
	case interface{ String() string }:
		return v.String()
	}
	return textOf(d[name])
}

func (d details) time(name string) *time.Time {
	at, ok := d[name].(time.Time)
	if !ok {
		return nil
	}
	return &at
}

// listeners answers who chose an event, of an app and of the portal.
func (s *Service) listeners(ctx context.Context, app, name string) ([]Endpoint, error) {
	event, known := eventNamed(name)
	found, err := s.repo.hearing(ctx, app)
	return slices.DeleteFunc(found, func(e Endpoint) bool {
		return !known || !e.chose(name) || event.Portal && !e.ofPortal() || e.Cause == Orphaned
	}), err
}

// heardOfVersion tells the portal, and the apps that have access to the API, of a version.
func (s *Service) heardOfVersion(ctx context.Context, subject about) error {
	hearing, err := s.repo.appsHearing(ctx)
	if err != nil {
		return err
	}
	api := subject.object // the log writes them as acts on the API
	granted := []string{}
	if len(hearing) > 0 {
		if granted, err = s.Granted(ctx, api, hearing); err != nil {
			return err
		}
	}
	to, err := s.listeners(ctx, "", subject.name)
	if err != nil {
		return err
	}
	for _, app := range granted {
		more, err := s.repo.of(ctx, app)
		if err != nil {
			return err
		}
		to = append(to, slices.DeleteFunc(more, func(e Endpoint) bool { return !e.chose(subject.name) || e.Cause == Orphaned })...)
	}
	if len(to) == 0 {
		return nil
	}
	slug, name, err := s.API(ctx, api)
	if err != nil || slug == "" {
		return err
	}
	data := Data{API: &API{Slug: slug, Name: name, Version: subject.details.text("label")}, Link: s.PublicURL + "/apis/" + slug + "/changes"}
	return s.emit(ctx, to, subject.name, data)
}

// describe fills in what an event is about.
func (s *Service) describe(ctx context.Context, a about) (Data, error) {
	data, room := Data{}, a.name[:strings.IndexByte(a.name, '.')]
	if a.app != "" {
		data.App = &Named{ID: a.app, Name: a.details.text("name")}
		app, err := s.Apps.Any(ctx, a.app)
		if err == nil {
			data.App.Name = app.Name
		} else if !errors.Is(err, apps.ErrNotFound) {
			return Data{}, err
		}
		data.Link = "/apps/" + a.app
	}
	environment := a.details.text("environment")
	data.Reason = a.details.text("reason")
	switch room {
	case "token":
		data.Token = &Credential{ID: a.object, Name: a.details.text("name"), Environment: environment, ExpiresAt: a.details.time("expiresAt")}
		if overlap, _ := a.details["overlapSeconds"].(int64); a.name == "token.rotating" && a.details["onFirstUse"] != true {
			until := s.now().Add(time.Duration(overlap) * time.Second)
			data.Token.OldSecretUntil = &until
		}
		data.Link = "/tokens/" + a.object
	case "client":
		data.Client = &Client{ID: a.object, Environment: environment}
		data.Link += "?tab=oauth"
	case "access":
		data.Request = &Request{ID: a.object, State: a.details.text("state")}
		data.Link = "/requests/" + a.object
	case "grant":
		data.Grant = &Grant{ID: a.object, Environment: environment}
		slug, name, err := s.API(ctx, a.details.text("api"))
		if err != nil {
			return Data{}, err
		}
		if slug != "" {
			data.API = &API{Slug: slug, Name: name}
		}
		data.Link += "?tab=access"
	case "policy":
		s.describeRule(a, &data)
	case "leak":
		data.Link = "/operate/leaks"
	}
	if a.name == "app.removed" {
		data.Link = "/operate"
	}
	data.Link = s.PublicURL + data.Link
	return data, nil
}

func (s *Service) describeRule(a about, data *Data) {
	if a.name == "policy.changed" {
		data.Link, data.App, data.Reason = "/operate/settings", nil, ""
		return
	}
	data.Exception = &Exception{ID: a.object, Rule: a.details.text("rule"), State: a.details.text("state")}
	if decision := a.details.text("decision"); decision != "" {
		data.Reason = decision
	}
	data.Link += "?tab=policy"
}

// TokenEnding tells of a token that ends soon, or has ended. Call it in the transaction that notes it.
func (s *Service) TokenEnding(ctx context.Context, name, app string, t Credential) error {
	to, err := s.listeners(ctx, app, name)
	if err != nil || len(to) == 0 {
		return err
	}
	d := details{"name": t.Name, "environment": t.Environment, "expiresAt": *t.ExpiresAt}
	data, err := s.describe(ctx, about{name: name, app: app, object: t.ID, details: d})
	if err != nil {
		return err
	}
	return s.emit(ctx, to, name, data)
}
