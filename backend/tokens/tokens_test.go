package tokens_test

import (
	"context"
	"crypto/rand"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/jobs"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/policy"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
	"github.com/gatehouse-dev/gatehouse/backend/tokens"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

type keys string

func (k keys) Derive(purpose string) []byte { return []byte(string(k) + purpose) }
func (k keys) Pepper() (string, []byte)     { return "p1", []byte("0123456789abcdef0123456789abcdef") }
func (k keys) PepperByID(string) ([]byte, bool) {
	_, pepper := k.Pepper()
	return pepper, true
}

// granted is what the rooms below gave every app, by environment.
type granted map[string][]string

func (g granted) Granted(_ context.Context, _, environment string) ([]string, error) {
	return g[environment], nil
}

func (granted) Seen(_ context.Context, scopes []string) ([]string, error) { return scopes, nil }

func (granted) Staying(context.Context, apps.App, string) ([]string, error) { return nil, nil }

func (g granted) Risks(context.Context, []string) (map[string]string, error) {
	return map[string]string{"museum:read": "low", "museum:write": "high"}, nil
}

type fixture struct {
	*tokens.Service
	t      testing.TB
	store  *store.Store
	clock  *clock.Fake
	apps   *apps.Service
	policy *policy.Service
	audit  *audit.Log
	jobs   *jobs.Runner
}

const day = 24 * time.Hour

var begin = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// shares is what apps and policy ask about teams.
type shares interface {
	apps.Teams
	policy.Teams
}

func open(t testing.TB, s *store.Store) *fixture {
	t.Helper()
	return openIn(t, s, nil)
}

// openIn is open where there are teams.
func openIn(t testing.TB, s *store.Store, in shares) *fixture {
	t.Helper()
	enforcer, err := rbac.New()
	require.NoError(t, err)
	f := &fixture{t: t, store: s, clock: clock.NewFake(begin)}
	cursors := page.Codec{Key: []byte("k")}
	f.audit = audit.New(audit.Deps{Store: s, Keys: keys("k"), Clock: f.clock})
	f.apps = apps.New(apps.Deps{
		Store: s, Audit: f.audit, Clock: f.clock, Allows: enforcer.Allows, Cursors: cursors, Teams: in,
		OwnerNames: func(context.Context, []string) (map[string]string, error) { return nil, nil },
	})
	f.policy = policy.New(policy.Deps{Store: s, Audit: f.audit, Clock: f.clock, APIs: museum{}, Teams: in, Apps: f.apps, Allows: enforcer.Allows})
	f.jobs = jobs.New(jobs.Deps{Store: s})
	f.Service = tokens.New(tokens.Deps{
		Store: s, Jobs: f.jobs, Audit: f.audit, Clock: f.clock, Apps: f.apps, Policy: f.policy, Keys: keys("k"), Brand: "gth", Random: rand.Reader,
		Grants: granted{"sandbox": {"museum:read"}, "live": {"museum:read", "museum:write"}}, Allows: enforcer.Allows, Cursors: cursors,
	})
	return f
}

func (f *fixture) as(id string, roles ...rbac.Role) context.Context {
	if len(roles) == 0 {
		roles = []rbac.Role{rbac.Developer}
	}
	return rbac.With(f.t.Context(), rbac.Subject{ID: id, Roles: roles, StepUpUntil: begin.Add(100 * 365 * day)})
}

func (f *fixture) ada() context.Context { return f.as("u:acc_ada") }

func (f *fixture) register(name string) apps.Registered {
	f.t.Helper()
	made, err := f.apps.Register(f.ada(), apps.Draft{Name: name})
	require.NoError(f.t, err)
	return made
}

func (f *fixture) create(d tokens.Draft) tokens.Made {
	f.t.Helper()
	if d.Name == "" {
		d.Name = "Kiosk"
	}
	if d.Environment == "" {
		d.Environment = "live"
	}
	made, err := f.Create(f.ada(), f.register("App of "+d.Name).App.ID, d)
	require.NoError(f.t, err)
	return made
}

// live answers the generations whose secret works now, oldest first.
func (f *fixture) live(id string) []int64 {
	f.t.Helper()
	t, err := f.Any(f.t.Context(), id)
	require.NoError(f.t, err)
	var numbers []int64
	for _, g := range t.Open(f.clock.Now()) {
		numbers = append([]int64{g.Number}, numbers...)
	}
	return numbers
}

func pointers(t *testing.T, err error) []string {
	t.Helper()
	var f *fault.Fault
	require.True(t, errors.As(err, &f), "%v", err)
	var all []string
	for _, field := range f.Fields {
		all = append(all, field.Pointer)
	}
	return all
}

func TestATokenIsStoredAsAKeyedHashOfExactlyItsText(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(t, s)
		made := f.create(tokens.Draft{Scopes: []string{"museum:read"}, Networks: []string{"192.0.2.77/24", "::ffff:198.51.100.1"}})

		parsed, ok := secret.Parse("gth", made.Secret.Reveal())
		require.True(t, ok)
		require.Equal(t, secret.Live, parsed.Kind)
		found, err := f.Find(f.ada(), made.Token.ID)
		require.NoError(t, err)
		require.Equal(t, "tok_"+parsed.ID, found.ID)
		_, pepper := keys("").Pepper()
		require.Equal(t, secret.MAC(pepper, secret.DomainToken, made.Secret.Reveal()), found.Generations[0].MAC)
		require.Equal(t, []string{"192.0.2.0/24", "198.51.100.1/32"}, found.Networks)
		require.Equal(t, begin.Add(90*day), found.ExpiresAt)
		require.Equal(t, tokens.Active, found.StateAt(begin))
	})
}

func TestAnAppComesWithASandboxTokenThatNeedsNoStepUp(t *testing.T) {
	f := open(t, storetest.New(t))
	made, err := f.apps.Register(rbac.With(t.Context(), rbac.Subject{ID: "u:acc_ada"}), apps.Draft{Name: "Kiosk"})
	require.NoError(t, err)

	view, ok := made.Token.(tokens.View)
	require.True(t, ok)
	require.Equal(t, "sandbox", view.Environment)
	require.Equal(t, []string{"museum:read"}, view.Scopes)
	parsed, ok := secret.Parse("gth", made.Secret)
	require.True(t, ok)
	require.Equal(t, secret.Test, parsed.Kind)
}

func TestTheLongestLifeIncludesItsLastMicrosecond(t *testing.T) {
	f := open(t, storetest.New(t))
	app := f.register("Kiosk").App
	end := begin.Add(365 * day)
	_, err := f.Create(f.ada(), app.ID, tokens.Draft{Name: "Just", Environment: "live", ExpiresAt: &end})
	require.NoError(t, err)

	end = end.Add(time.Microsecond)
	_, err = f.Create(f.ada(), app.ID, tokens.Draft{Name: "Over", Environment: "live", ExpiresAt: &end})
	require.Equal(t, []string{"/expiresAt"}, pointers(t, err))
}

func TestCreatingNamesEveryMistakeAtOnce(t *testing.T) {
	f := open(t, storetest.New(t))
	app := f.register("Kiosk").App
	past := begin
	_, err := f.Create(f.ada(), app.ID, tokens.Draft{
		Name: "a\u202eb", Description: "\x00", Environment: "moon", Scopes: []string{"museum:read", "nonsense"}, ExpiresAt: &past,
		Networks: []string{"0.0.0.0/0", "house"}, Origins: []string{"https://a.example/path", "http://a.example"},
	})
	require.ElementsMatch(t, []string{
		"/name", "/description", "/environment", "/scopes/0", "/scopes/1", "/expiresAt", "/networks/0", "/networks/1", "/origins/0", "/origins/1",
	}, pointers(t, err))
}

func TestPolicyDecidesOnNamesNetworksAndNumber(t *testing.T) {
	f := open(t, storetest.New(t))
	rules := policy.Shipped()
	rules.NameRule, rules.NetworksForHighRisk, rules.TokensPerApp = "[a-z]+-prod", true, 1
	_, err := f.policy.Save(f.as("u:acc_sec", rbac.Admin), policy.Instance, 0, false, rules)
	require.NoError(t, err)
	app := f.register("Kiosk").App

	_, err = f.Create(f.ada(), app.ID, tokens.Draft{Name: "kiosk-prod-2", Environment: "live", Scopes: []string{"museum:write"}})
	require.ElementsMatch(t, []string{"/name", "/networks"}, pointers(t, err))
	d := tokens.Draft{Name: "kiosk-prod", Environment: "live", Scopes: []string{"museum:write"}, Networks: []string{"192.0.2.1"}}
	made, err := f.Create(f.ada(), app.ID, d)
	require.NoError(t, err)
	d.Name = "shop-prod"
	_, err = f.Create(f.ada(), app.ID, d)
	require.ErrorIs(t, err, tokens.ErrTooMany)

	_, err = f.Revoke(f.ada(), made.Token.ID, "Not needed.")
	require.NoError(t, err)
	_, err = f.Create(f.ada(), app.ID, d)
	require.NoError(t, err)
}

func TestASecondTokenOfTheSameNameIsRefusedUntilTheFirstIsRevoked(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(t, s)
		app := f.register("Kiosk").App
		d := tokens.Draft{Name: "Door", Environment: "live"}
		first, err := f.Create(f.ada(), app.ID, d)
		require.NoError(t, err)
		_, err = f.Create(f.ada(), app.ID, d)
		require.ErrorIs(t, err, tokens.ErrNameTaken)

		_, err = f.Revoke(f.ada(), first.Token.ID, "Lost.")
		require.NoError(t, err)
		_, err = f.Create(f.ada(), app.ID, d)
		require.NoError(t, err)
	})
}

func TestNoRowExistsWhenTheRandomSourceFails(t *testing.T) {
	f := open(t, storetest.New(t))
	app := f.register("Kiosk").App
	f.Random = failing{}

	_, err := f.Create(f.ada(), app.ID, tokens.Draft{Name: "Door", Environment: "live"})
	require.ErrorContains(t, err, "no entropy")
	found, err := f.OfApp(f.ada(), app.ID, page.Request{Limit: 10})
	require.NoError(t, err)
	require.Len(t, found.Items, 1, "only the first sandbox token")
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errors.New("no entropy") }
