package operators_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/ident"
	"github.com/gatehouse-dev/gatehouse/backend/operators"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
	"github.com/gatehouse-dev/gatehouse/backend/web"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

type fixture struct {
	*operators.Service
	accounts *accounts.Service
	clock    *clock.Fake
	deps     operators.Deps
	maker    accounts.Account
	mail     *letterbox
}

// letterbox stands for the way to people.
type letterbox struct{ notices []accounts.Notice }

func (b *letterbox) Send(context.Context, string, string, map[string]any) error { return nil }

func (b *letterbox) Notify(_ context.Context, n accounts.Notice, _ string, _ map[string]any) error {
	b.notices = append(b.notices, n)
	return nil
}

// told answers what an account heard, and forgets it.
func (f *fixture) told(a accounts.Account) []accounts.Notice {
	var heard, rest []accounts.Notice
	for _, n := range f.mail.notices {
		if n.Account == a.ID {
			heard = append(heard, n)
		} else {
			rest = append(rest, n)
		}
	}
	f.mail.notices = rest
	return heard
}

// person makes an active account with a role.
func (f *fixture) person(t *testing.T, name string, role rbac.Role) accounts.Account {
	t.Helper()
	var a accounts.Account
	require.NoError(t, f.deps.Store.Tx(t.Context(), func(ctx context.Context) (err error) {
		a, err = f.accounts.AddDemo(ctx, ident.New("x")+"@example.com", name, string(role))
		return err
	}))
	return a
}

func newFixture(t *testing.T, s *store.Store) *fixture {
	t.Helper()
	c := clock.NewFake(time.Now())
	keys, err := secret.OpenKeys(t.TempDir())
	require.NoError(t, err)
	enforcer, err := rbac.New()
	require.NoError(t, err)
	log := audit.New(audit.Deps{Store: s, Clock: c, Keys: keys})
	people := accounts.New(accounts.Deps{Store: s, Clock: c, Audit: log, Keys: keys, RBAC: enforcer})
	mail := &letterbox{}
	deps := operators.Deps{Store: s, Clock: c, Audit: log, Keys: keys, RBAC: enforcer, Accounts: people, Messenger: mail, Brand: "gth"}
	f := &fixture{Service: operators.New(deps), accounts: people, clock: c, deps: deps, mail: mail}
	people.AnswerThrough(f.Service)
	people.OnWeigh(func(ctx context.Context, id string) (owned accounts.Belongings, err error) {
		owned.Machines, err = f.AnsweredBy(ctx, id)
		return owned, err
	})
	people.OnDisabled(f.Refuse)
	people.OnInactive(f.RefuseUnused)
	people.OnEnabled(f.Readmit)
	f.maker = f.person(t, "Max Maker", rbac.Admin)
	return f
}

func each(t *testing.T, test func(*testing.T, *fixture)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, s *store.Store) { test(t, newFixture(t, s)) })
}

// as answers the context of a request by the maker, who holds a role.
func (f *fixture) as(t *testing.T, role rbac.Role) context.Context {
	t.Helper()
	return rbac.With(t.Context(), rbac.Subject{ID: rbac.PersonID(f.maker.ID), Roles: []rbac.Role{role}})
}

// by answers the context of a request by somebody.
func by(t *testing.T, a accounts.Account) context.Context {
	t.Helper()
	return rbac.With(t.Context(), rbac.Subject{ID: rbac.PersonID(a.ID), Roles: a.Roles})
}

func TestTokenActsInItsRoleUntilItsEnd(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		token, full, err := f.Create(f.as(t, rbac.Admin), "deploy", rbac.Publisher, time.Hour)
		require.NoError(t, err)

		subject, err := f.AuthenticateBearer(t.Context(), full)

		require.NoError(t, err)
		require.Equal(t, rbac.Subject{ID: "t:" + token.ID, Roles: []rbac.Role{rbac.Publisher}}, subject)
		f.clock.Advance(time.Hour - time.Microsecond)
		_, err = f.AuthenticateBearer(t.Context(), full)
		require.NoError(t, err)
		f.clock.Advance(time.Microsecond)
		_, err = f.AuthenticateBearer(t.Context(), full)
		require.ErrorIs(t, err, web.ErrUnauthenticated)
	})
}

func TestRevokedTokenIsRefusedByTheVeryNextRequest(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		token, full, err := f.Create(f.as(t, rbac.Admin), "deploy", rbac.Publisher, time.Hour)
		require.NoError(t, err)
		_, err = f.AuthenticateBearer(t.Context(), full)
		require.NoError(t, err)

		require.NoError(t, f.Revoke(f.as(t, rbac.Admin), token.ID))

		_, err = f.AuthenticateBearer(t.Context(), full)
		require.ErrorIs(t, err, web.ErrUnauthenticated)
		require.ErrorIs(t, f.Revoke(f.as(t, rbac.Admin), token.ID), operators.ErrRevoked)
		require.ErrorIs(t, f.Revoke(f.as(t, rbac.Admin), "opt_unknown"), operators.ErrNotFound)
	})
}

func TestRevocationByAnotherProcessIsSeenWithinASecond(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		token, full, err := f.CreateLocally(t.Context(), "deploy", rbac.Publisher, time.Hour)
		require.NoError(t, err)
		_, err = f.AuthenticateBearer(t.Context(), full)
		require.NoError(t, err)
		// What another process writes reaches no listener here.
		require.NoError(t, f.deps.Store.Tx(t.Context(), func(ctx context.Context) error {
			return f.deps.Store.Write(ctx).Table("operator_tokens").Where("id = ?", token.ID).
				Updates(map[string]any{"revoked_at": store.Micros(f.clock.Now())}).Error
		}))

		f.clock.Advance(time.Second)

		_, err = f.AuthenticateBearer(t.Context(), full)
		require.ErrorIs(t, err, web.ErrUnauthenticated)
	})
}

func TestWhatIsNotOneOfOurTokensIsRefused(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		_, full, err := f.Create(f.as(t, rbac.Admin), "deploy", rbac.Publisher, time.Hour)
		require.NoError(t, err)
		stranger := newFixture(t, f.deps.Store) // same table, other keys
		for _, token := range []string{"", "gth_op_x", full + "x", full[:len(full)-1], full[1:]} {
			_, err := f.AuthenticateBearer(t.Context(), token)
			require.ErrorIs(t, err, web.ErrUnauthenticated, "%q", token)
		}
		_, err = stranger.AuthenticateBearer(t.Context(), full)
		require.ErrorIs(t, err, web.ErrUnauthenticated)
	})
}

func TestNobodyMakesATokenThatMayDoMoreThanThey(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		_, _, err := f.Create(f.as(t, rbac.Publisher), "deploy", rbac.Admin, time.Hour)
		require.ErrorIs(t, err, operators.ErrEscalation)
		_, _, err = f.Create(f.as(t, rbac.Admin), "proxy", rbac.Verifier, time.Hour)
		require.NoError(t, err)
	})
}

func TestAllMistakesOfARequestAreNamed(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		_, _, err := f.CreateLocally(t.Context(), " ", "emperor", time.Millisecond)

		var invalid *fault.Fault
		require.ErrorAs(t, err, &invalid)
		require.Len(t, invalid.Fields, 3)
	})
}

func TestFirstLocalTokenEndsSetup(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		open, err := f.accounts.SetupOpen(t.Context())
		require.NoError(t, err)
		require.True(t, open)

		_, _, err = f.CreateLocally(t.Context(), "ci", rbac.Admin, time.Hour)

		require.NoError(t, err)
		open, err = f.accounts.SetupOpen(t.Context())
		require.NoError(t, err)
		require.False(t, open)
		_, _, err = f.CreateLocally(t.Context(), "ci", rbac.Admin, time.Hour)
		require.NoError(t, err, "and the second one is no problem")
	})
}

func TestListPagesNewestFirstAndShowsTheLastUse(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		var full string
		for _, name := range []string{"one", "two", "three"} {
			var err error
			_, full, err = f.Create(f.as(t, rbac.Admin), name, rbac.Publisher, time.Hour)
			require.NoError(t, err)
		}
		_, err := f.AuthenticateBearer(t.Context(), full)
		require.NoError(t, err)
		require.NoError(t, f.Flush(t.Context()))

		seen := map[string]bool{}
		cursor := ""
		for {
			found, next, err := f.List(t.Context(), "", page.Request{Limit: 2, Cursor: cursor})
			require.NoError(t, err)
			for _, token := range found {
				seen[token.Name] = true
				require.Equal(t, token.Name == "three", token.LastUsedAt != nil)
			}
			if cursor = next; cursor == "" {
				break
			}
		}
		require.Len(t, seen, 3)
	})
}

func TestBehindATokenStandsThePersonThatMadeIt(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		made, _, err := f.Create(f.as(t, rbac.Admin), "deploy", rbac.Admin, time.Hour)
		require.NoError(t, err)
		local, _, err := f.CreateLocally(t.Context(), "pipeline", rbac.Admin, time.Hour)
		require.NoError(t, err)
		maker := rbac.PersonID(f.maker.ID)
		for subject, want := range map[string]string{
			maker: maker, rbac.MachineID(made.ID): maker, rbac.MachineID(local.ID): rbac.MachineID(local.ID), "t:opt_unknown": "t:opt_unknown", "": "",
		} {
			behind, err := f.Behind(t.Context(), subject)
			require.NoError(t, err)
			require.Equal(t, []string{want}, behind)
		}
	})
}

func TestTokensAreNamedAlsoAfterTheirEnd(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		made, _, err := f.Create(f.as(t, rbac.Admin), "deploy", rbac.Admin, time.Hour)
		require.NoError(t, err)
		require.NoError(t, f.Revoke(f.as(t, rbac.Admin), made.ID))
		names, err := f.Names(t.Context(), []string{rbac.MachineID(made.ID), "u:acc_x", "t:opt_unknown"})
		require.NoError(t, err)
		require.Equal(t, map[string]string{rbac.MachineID(made.ID): "deploy"}, names)
	})
}
