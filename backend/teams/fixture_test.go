package teams_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/jobs"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/teams"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// told collects what people are told, as account or address and title.
type told struct{ titles []string }

func (m *told) Send(_ context.Context, to, template string, _ map[string]any) error {
	m.titles = append(m.titles, to+": "+template)
	return nil
}

func (m *told) Notify(_ context.Context, n accounts.Notice, _ string, _ map[string]any) error {
	m.titles = append(m.titles, n.Account+": "+n.Title)
	return nil
}

type fixture struct {
	*teams.Service
	store  *store.Store
	people *accounts.Service
	clock  *clock.Fake
	told   *told
	log    *audit.Log
}

func open(t *testing.T, s *store.Store) fixture {
	t.Helper()
	keys, err := secret.OpenKeys(t.TempDir())
	require.NoError(t, err)
	enforcer, err := rbac.New()
	require.NoError(t, err)
	f := fixture{store: s, clock: clock.NewFake(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)), told: &told{}}
	f.log = audit.New(audit.Deps{Store: s, Clock: f.clock, Keys: keys})
	f.people = accounts.New(accounts.Deps{Store: s, Clock: f.clock, Audit: f.log, Keys: keys, RBAC: enforcer, PublicURL: "https://portal.example"})
	runner := jobs.New(jobs.Deps{Store: s, Clock: f.clock})
	f.Service = teams.New(teams.Deps{
		Store: s, Audit: f.log, Clock: f.clock, Jobs: runner, Accounts: f.people, Messenger: f.told,
		Allows: enforcer.Allows, Cursors: page.Codec{Key: []byte("k")},
	})
	f.Schedule(runner)
	f.people.OnDisabled(f.Succeed)
	return f
}

// person makes an account, called by its name, and answers a context in which they ask with a fresh assertion.
func (f fixture) person(t *testing.T, name string, roles ...string) (context.Context, string) {
	t.Helper()
	var made accounts.Account
	require.NoError(t, f.store.Tx(t.Context(), func(ctx context.Context) (err error) {
		made, err = f.people.AddDemo(ctx, strings.ToLower(name)+"@example.com", name, roles...)
		return err
	}))
	return rbac.With(t.Context(), rbac.Subject{ID: rbac.PersonID(made.ID), Roles: made.Roles, StepUpUntil: f.clock.Now().Add(24 * time.Hour)}), made.ID
}

// join brings somebody into a team through an invitation.
func (f fixture) join(t *testing.T, owner, who context.Context, team, name string, role teams.Role) {
	t.Helper()
	made, err := f.Invite(owner, team, strings.ToLower(name)+"@example.com", role)
	require.NoError(t, err)
	_, err = f.Accept(who, made.ID)
	require.NoError(t, err)
}

// roles answers who is what in a team, by account.
func (f fixture) roles(t *testing.T, team string) map[string]teams.Role {
	t.Helper()
	members, err := f.Members(t.Context(), team)
	require.NoError(t, err)
	roles := map[string]teams.Role{}
	for _, m := range members {
		roles[m.Account] = m.Role
	}
	return roles
}
