package accounts_test

import (
	"context"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/reqinfo"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

const browser = "a browser"

// letter is a mail that would have been sent.
type letter struct {
	to, template string
	data         map[string]any
}

// letterbox stands for the mail server.
type letterbox struct {
	letters []letter
	notices []accounts.Notice
}

func (b *letterbox) Send(_ context.Context, to, template string, data map[string]any) error {
	b.letters = append(b.letters, letter{to, template, data})
	return nil
}

func (b *letterbox) Notify(_ context.Context, n accounts.Notice, _ string, _ map[string]any) error {
	b.notices = append(b.notices, n)
	return nil
}

func (b *letterbox) last() letter {
	if len(b.letters) == 0 {
		return letter{}
	}
	return b.letters[len(b.letters)-1]
}

// token answers the secret of the link in a letter.
func (l letter) token() string {
	link, _ := l.data["Link"].(string)
	_, token, _ := strings.Cut(link, "#token=")
	return token
}

type fixture struct {
	*accounts.Service
	clock   *clock.Fake
	store   *store.Store
	mail    *letterbox
	dir     string
	mode    accounts.Mode
	domains []string
	days    int // without use, after which an account is suspended
}

func newFixture(t *testing.T, s *store.Store) *fixture {
	t.Helper()
	f := &fixture{clock: clock.NewFake(time.Now()), store: s, mail: &letterbox{}, dir: t.TempDir()}
	keys, err := secret.OpenKeys(f.dir)
	require.NoError(t, err)
	enforcer, err := rbac.New()
	require.NoError(t, err)
	f.Service = accounts.New(accounts.Deps{
		Store: s, Clock: f.clock, Audit: audit.New(audit.Deps{Store: s, Clock: f.clock, Keys: keys}), Keys: keys, RBAC: enforcer,
		DataDir: f.dir, PublicURL: "https://portal.example",
		SignUp:       func(context.Context) (accounts.Mode, []string, error) { return f.mode, f.domains, nil },
		InactiveDays: func(context.Context) (int, error) { return f.days, nil },
	})
	f.SendThrough(f.mail)
	return f
}

func each(t *testing.T, test func(*testing.T, *fixture)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, s *store.Store) { test(t, newFixture(t, s)) })
}

func from(t *testing.T, address string) context.Context {
	t.Helper()
	return reqinfo.With(t.Context(), reqinfo.Info{Address: netip.MustParseAddr(address)})
}

func anonymous(t *testing.T) context.Context {
	t.Helper()
	return from(t, "192.0.2.1")
}

// person makes an active account with roles.
func (f *fixture) person(t *testing.T, email string, roles ...string) accounts.Account {
	t.Helper()
	var a accounts.Account
	require.NoError(t, f.store.Tx(t.Context(), func(ctx context.Context) error {
		var err error
		a, err = f.AddDemo(ctx, email, "Somebody", roles...)
		return err
	}))
	return a
}

// as answers the context of a request by an account.
func as(t *testing.T, a accounts.Account) context.Context {
	t.Helper()
	return rbac.With(anonymous(t), rbac.Subject{ID: rbac.PersonID(a.ID), Roles: a.Roles})
}

// enrol finishes an enrolment of the browser.
func (f *fixture) enrol(t *testing.T) (accounts.Account, []string, error) {
	t.Helper()
	e, err := f.EnrolmentOf(t.Context(), browser)
	require.NoError(t, err)
	var a accounts.Account
	var codes []string
	err = f.store.Tx(anonymous(t), func(ctx context.Context) error {
		var err error
		a, codes, err = f.Enrol(ctx, e.ID)
		return err
	})
	return a, codes, err
}

// join signs an address up, confirms it and makes the account.
func (f *fixture) join(t *testing.T, email string) (accounts.Account, []string) {
	t.Helper()
	require.NoError(t, f.SignUp(anonymous(t), email, "Ada"))
	_, err := f.VerifyEmail(anonymous(t), f.mail.last().token(), browser)
	require.NoError(t, err)
	a, codes, err := f.enrol(t)
	require.NoError(t, err)
	return a, codes
}
