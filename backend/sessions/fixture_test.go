package sessions_test

import (
	"context"
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/reqinfo"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/sessions"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
	"github.com/gatehouse-dev/gatehouse/backend/web"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"

// told stands for the mail server and remembers what people were told.
type told struct{ kinds []string }

func (*told) Send(context.Context, string, string, map[string]any) error { return nil }

func (m *told) Notify(_ context.Context, n accounts.Notice, _ string, _ map[string]any) error {
	m.kinds = append(m.kinds, n.Kind)
	return nil
}

type fixture struct {
	*sessions.Service
	accounts *accounts.Service
	clock    *clock.Fake
	store    *store.Store
	told     *told
	bound    sessions.Limits
}

func newFixture(t *testing.T, s *store.Store) *fixture {
	t.Helper()
	f := &fixture{clock: clock.NewFake(time.Now()), store: s, told: &told{}}
	keys, err := secret.OpenKeys(t.TempDir())
	require.NoError(t, err)
	enforcer, err := rbac.New()
	require.NoError(t, err)
	log := audit.New(audit.Deps{Store: s, Clock: f.clock, Keys: keys})
	f.accounts = accounts.New(accounts.Deps{Store: s, Clock: f.clock, Audit: log, Keys: keys, RBAC: enforcer})
	f.Service = sessions.New(sessions.Deps{
		Store: s, Clock: f.clock, Audit: log, Keys: keys, RBAC: enforcer, Accounts: f.accounts, Messenger: f.told,
		Unread: func(context.Context, string) (int, error) { return 3, nil },
		Bounds: func(context.Context) (time.Duration, time.Duration, error) {
			return f.bound.Idle, f.bound.Absolute, nil
		},
	})
	return f
}

func each(t *testing.T, test func(*testing.T, *fixture)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, s *store.Store) { test(t, newFixture(t, s)) })
}

func request(t *testing.T, address string) context.Context {
	t.Helper()
	return reqinfo.With(t.Context(), reqinfo.Info{Address: netip.MustParseAddr(address), UserAgent: firefox})
}

func (f *fixture) person(t *testing.T, email string, roles ...string) accounts.Account {
	t.Helper()
	var a accounts.Account
	require.NoError(t, f.store.Tx(t.Context(), func(ctx context.Context) error {
		var err error
		a, err = f.accounts.AddDemo(ctx, email, "Somebody", roles...)
		return err
	}))
	return a
}

func (f *fixture) start(t *testing.T, a accounts.Account, method string) sessions.Started {
	t.Helper()
	return f.startFrom(t, a, method, "192.0.2.1")
}

func (f *fixture) startFrom(t *testing.T, a accounts.Account, method, address string) sessions.Started {
	t.Helper()
	var started sessions.Started
	require.NoError(t, f.store.Tx(request(t, address), func(ctx context.Context) error {
		var err error
		started, err = f.Start(ctx, a, method)
		return err
	}))
	return started
}

func (f *fixture) live(t *testing.T, cookie string) bool {
	t.Helper()
	_, err := f.Authenticate(t.Context(), cookie)
	if err != nil {
		require.ErrorIs(t, err, web.ErrUnauthenticated)
	}
	return err == nil
}
