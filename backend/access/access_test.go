package access_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/access"
	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/catalog"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/jobs"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

type keys string

func (k keys) Derive(purpose string) []byte { return []byte(string(k) + purpose) }

// mailbox keeps what people were told.
type mailbox struct{ notices []accounts.Notice }

func (m *mailbox) Send(context.Context, string, string, map[string]any) error { return nil }

func (m *mailbox) Notify(_ context.Context, n accounts.Notice, _ string, _ map[string]any) error {
	m.notices = append(m.notices, n)
	return nil
}

type fixture struct {
	*access.Service
	t       *testing.T
	store   *store.Store
	clock   *clock.Fake
	apps    *apps.Service
	catalog *catalog.Service
	audit   *audit.Log
	mails   *mailbox
	jobs    *jobs.Runner
}

var begin = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func open(t *testing.T, s *store.Store) *fixture {
	t.Helper()
	enforcer, err := rbac.New()
	require.NoError(t, err)
	f := &fixture{t: t, store: s, clock: clock.NewFake(begin), mails: &mailbox{}}
	cursors := page.Codec{Key: []byte("k")}
	f.audit = audit.New(audit.Deps{Store: s, Keys: keys("k"), Clock: f.clock})
	f.apps = apps.New(apps.Deps{
		Store: s, Audit: f.audit, Clock: f.clock, Allows: enforcer.Allows, Cursors: cursors,
		OwnerNames: func(context.Context, []string) (map[string]string, error) { return nil, nil },
	})
	f.jobs = jobs.New(jobs.Deps{Store: s, Clock: f.clock})
	f.catalog = catalog.New(catalog.Deps{
		Store: s, Audit: f.audit, Clock: f.clock, Jobs: f.jobs, Allows: enforcer.Allows, Cursors: cursors,
	})
	f.Service = access.New(access.Deps{
		Store: s, Audit: f.audit, Clock: f.clock, Jobs: f.jobs, Apps: f.apps, Catalog: f.catalog, Messenger: f.mails, Allows: enforcer.Allows, Cursors: cursors,
	})
	return f
}

func (f *fixture) as(id string, roles ...rbac.Role) context.Context {
	if len(roles) == 0 {
		roles = []rbac.Role{rbac.Developer}
	}
	return rbac.With(f.t.Context(), rbac.Subject{ID: id, Roles: roles})
}

func (f *fixture) ada() context.Context   { return f.as("u:acc_ada") }
func (f *fixture) grace() context.Context { return f.as("u:acc_grace", rbac.Approver) }

// publish puts a published API with two scopes and two plans into the catalogue: sandbox by itself, live by hand.
func (f *fixture) publish(slug string) (api catalog.API, sandbox, live catalog.Plan) {
	f.t.Helper()
	ctx := f.as("u:acc_pub", rbac.Admin)
	api, err := f.catalog.CreateAPI(ctx, catalog.APIDraft{Slug: slug, Name: "The " + slug, Summary: "For tests.", Visibility: catalog.Public})
	require.NoError(f.t, err)
	low, high := catalog.RiskLow, catalog.RiskHigh
	_, _, err = f.catalog.ChangeScopes(ctx, api.ID, 0, true, catalog.ScopePatch{Scopes: []catalog.Scope{
		{Name: "things:read", Risk: low}, {Name: "things:write", Risk: high},
	}})
	require.NoError(f.t, err)
	plan := func(name string, by catalog.Approval, env catalog.Environment) catalog.Plan {
		p, err := f.catalog.CreatePlan(ctx, slug, catalog.PlanDraft{Name: name, Approval: by, Environments: []catalog.Environment{env}})
		require.NoError(f.t, err)
		return p
	}
	sandbox, live = plan("Sandbox", catalog.Automatic, catalog.Sandbox), plan("Live", catalog.Manual, catalog.Live)
	// Publishing needs an imported document; these tests are about what comes after it.
	require.NoError(f.t, f.store.Tx(ctx, func(ctx context.Context) error {
		return f.store.Write(ctx).Exec("UPDATE apis SET lifecycle = 'published' WHERE id = ?", api.ID).Error
	}))
	return api, sandbox, live
}

func (f *fixture) register(ctx context.Context, name string) apps.App {
	f.t.Helper()
	made, err := f.apps.Register(ctx, apps.Draft{Name: name})
	require.NoError(f.t, err)
	return made.App
}

func (f *fixture) ask(app apps.App, plan catalog.Plan, scopes ...string) access.Request {
	f.t.Helper()
	r, err := f.Ask(f.ada(), app.ID, []access.Wish{{API: plan.APIID, Plan: plan.ID, Environment: string(plan.Environments[0]), Scopes: scopes}}, "For our kiosk.")
	require.NoError(f.t, err)
	return r
}

func (f *fixture) actions() []string {
	f.t.Helper()
	found, err := f.audit.List(f.t.Context(), audit.Filter{}, page.Request{Limit: 200})
	require.NoError(f.t, err)
	all := make([]string, len(found.Items))
	for i, e := range found.Items {
		all[i] = e.Action
	}
	return all
}

func TestANewAppGetsTheSandboxOfEveryOpenPlan(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(t, s)
		api, sandbox, _ := f.publish("museum")
		app := f.register(f.ada(), "Kiosk")

		grants, err := f.Grants(f.ada(), app.ID)
		require.NoError(t, err)
		require.Len(t, grants, 1)
		require.Equal(t, api.ID, grants[0].APIID)
		require.Equal(t, sandbox.ID, grants[0].PlanID)
		require.Equal(t, access.Sandbox, grants[0].Environment)
		require.Equal(t, []string{"museum:things:read", "museum:things:write"}, grants[0].Scopes)
		require.Contains(t, f.actions(), "grants.create")
	})
}

func TestAManualPlanWaitsForAnApproverWhoMayGrantAPart(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(t, s)
		_, _, live := f.publish("museum")
		app := f.register(f.ada(), "Kiosk")
		r := f.ask(app, live, "museum:things:read", "museum:things:write")
		require.Equal(t, access.Pending, r.State)

		part := []string{"museum:things:read"}
		r, err := f.Approve(f.grace(), r.ID, access.Verdict{Scopes: &part, Reason: "Reading is enough."})
		require.NoError(t, err)
		require.Equal(t, access.Partly, r.State)

		granted, err := f.Granted(f.ada(), app.ID, access.Live)
		require.NoError(t, err)
		require.Equal(t, part, granted)
		require.Equal(t, "acc_ada", f.mails.notices[len(f.mails.notices)-1].Account)
		require.Contains(t, f.actions(), "access.approve")

		_, err = f.Deny(f.grace(), r.ID, "Too late.")
		require.ErrorIs(t, err, access.ErrDecided)
	})
}

func TestNobodyDecidesOnTheirOwnRequest(t *testing.T) {
	f := open(t, storetest.New(t))
	_, _, live := f.publish("museum")
	admin := f.as("u:acc_ada", rbac.Admin)
	app := f.register(admin, "Kiosk")
	r := f.ask(app, live, "museum:things:read")

	_, err := f.Approve(admin, r.ID, access.Verdict{})
	require.ErrorIs(t, err, access.ErrOwnRequest)
	_, err = f.Deny(admin, r.ID, "No.")
	require.ErrorIs(t, err, access.ErrOwnRequest)
}

func TestADecisionNeverGrantsMoreThanWasAsked(t *testing.T) {
	f := open(t, storetest.New(t))
	_, _, live := f.publish("museum")
	app := f.register(f.ada(), "Kiosk")
	r := f.ask(app, live, "museum:things:read")

	more := []string{"museum:things:read", "museum:things:write"}
	_, err := f.Approve(f.grace(), r.ID, access.Verdict{Scopes: &more})
	require.ErrorContains(t, err, "invalid")
	none := []string{}
	_, err = f.Approve(f.grace(), r.ID, access.Verdict{Scopes: &none})
	require.ErrorContains(t, err, "invalid")
}

func TestASecondRequestForTheSameIsRefusedWhileOneWaits(t *testing.T) {
	f := open(t, storetest.New(t))
	_, sandbox, live := f.publish("museum")
	app := f.register(f.ada(), "Kiosk")
	f.ask(app, live, "museum:things:read")

	_, err := f.Ask(f.ada(), app.ID, []access.Wish{{API: "museum", Plan: live.ID, Environment: access.Live}}, "Again.")
	require.ErrorIs(t, err, access.ErrAlreadyPending)
	_, err = f.Ask(f.ada(), app.ID, []access.Wish{{API: "museum", Plan: sandbox.ID, Environment: access.Sandbox}}, "")
	require.ErrorIs(t, err, access.ErrAlreadyGranted)
}

func TestSomebodyElsesAppAndRequestAreMissing(t *testing.T) {
	f := open(t, storetest.New(t))
	_, _, live := f.publish("museum")
	app := f.register(f.ada(), "Kiosk")
	r := f.ask(app, live, "museum:things:read")
	mallory := f.as("u:acc_mallory")

	_, err := f.Ask(mallory, app.ID, []access.Wish{{API: "museum", Plan: live.ID, Environment: access.Live}}, "Mine now.")
	require.ErrorIs(t, err, apps.ErrNotFound)
	_, err = f.Request(mallory, r.ID)
	require.ErrorIs(t, err, access.ErrRequestNotFound)
	_, err = f.Withdraw(mallory, r.ID)
	require.ErrorIs(t, err, access.ErrRequestNotFound)
	_, err = f.Grants(mallory, app.ID)
	require.ErrorIs(t, err, apps.ErrNotFound)
	list, err := f.Requests(mallory, access.Filter{App: app.ID}, page.Request{Limit: 10})
	require.NoError(t, err)
	require.Empty(t, list.Items)
	grants, err := f.Grants(f.ada(), app.ID)
	require.NoError(t, err)
	_, err = f.End(mallory, grants[0].ID, "Mine.")
	require.ErrorIs(t, err, access.ErrGrantNotFound)
}

func TestAskingNamesEveryMistakeAtOnce(t *testing.T) {
	f := open(t, storetest.New(t))
	_, _, live := f.publish("museum")
	app := f.register(f.ada(), "Kiosk")

	_, err := f.Ask(f.ada(), app.ID, []access.Wish{
		{API: "nowhere", Plan: live.ID, Environment: access.Live},
		{API: "museum", Plan: "pln_0", Environment: access.Live, Scopes: []string{"museum:nothing", "other:things:read"}},
		{API: "museum", Plan: live.ID, Environment: access.Sandbox},
	}, "")
	require.ElementsMatch(t, []string{
		"/items/0/api", "/items/1/plan", "/items/1/scopes/0", "/items/1/scopes/1", "/items/2/environment", "/justification",
	}, pointers(t, err))
}

func TestARequestRemembersTheTokenThatWantsTheScopes(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(t, s)
		_, _, live := f.publish("museum")
		app := f.register(f.ada(), "Kiosk")
		made, err := f.AskFor(f.ada(), "tok_4fT9aB3dE5fG7hJ9", app.ID, []access.Wish{{API: "museum", Plan: live.ID, Environment: access.Live}}, "For our kiosk.")
		require.NoError(t, err)
		found, err := f.Requests(f.ada(), access.Filter{}, page.Request{Limit: 5})
		require.NoError(t, err)
		require.Equal(t, made.ID, found.Items[0].ID)
		require.Equal(t, "tok_4fT9aB3dE5fG7hJ9", found.Items[0].TokenID)
	})
}
