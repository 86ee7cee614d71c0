package passkeys_test

import (
	"context"
	"encoding/json"
	"net/netip"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/jobs"
	"github.com/gatehouse-dev/gatehouse/backend/notify"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/passkeys"
	"github.com/gatehouse-dev/gatehouse/backend/passkeys/softkey"
	"github.com/gatehouse-dev/gatehouse/backend/reqinfo"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/sessions"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

const (
	origin  = "http://localhost:8080"
	browser = "a browser"
	firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
)

// house is every service that people need, over a real database, with mails kept.
type house struct {
	clock    *clock.Fake
	audit    *audit.Log
	accounts *accounts.Service
	sessions *sessions.Service
	notify   *notify.Service
	passkeys *passkeys.Service
	days     int // without use, after which an account is suspended
}

func newHouse(t *testing.T, s *store.Store) *house {
	t.Helper()
	h := &house{clock: clock.NewFake(time.Now())}
	keys, err := secret.OpenKeys(t.TempDir())
	require.NoError(t, err)
	enforcer, err := rbac.New()
	require.NoError(t, err)
	h.audit = audit.New(audit.Deps{Store: s, Clock: h.clock, Keys: keys})
	h.accounts = accounts.New(accounts.Deps{Store: s, Clock: h.clock, Audit: h.audit, Keys: keys, RBAC: enforcer, PublicURL: origin, InactiveDays: func(context.Context) (int, error) { return h.days, nil }})
	h.notify = notify.New(notify.Deps{
		Store: s, Clock: h.clock, Audit: h.audit, Keys: keys, Jobs: jobs.New(jobs.Deps{Store: s}), Accounts: h.accounts,
		Templates: os.DirFS("../../embed/mail"), Portal: "Gatehouse", PublicURL: origin,
	})
	h.sessions = sessions.New(sessions.Deps{
		Store: s, Clock: h.clock, Audit: h.audit, Keys: keys, RBAC: enforcer, Accounts: h.accounts, Messenger: h.notify, Unread: h.notify.Unread,
	})
	h.passkeys, err = passkeys.New(passkeys.Deps{
		Store: s, Clock: h.clock, Audit: h.audit, Keys: keys, Accounts: h.accounts, Sessions: h.sessions, Messenger: h.notify,
		PublicURL: origin, Portal: "Gatehouse",
	})
	require.NoError(t, err)
	return h
}

// anonymous answers the context of a request from the network 192.0.2.1 by nobody.
func anonymous(t *testing.T) context.Context {
	t.Helper()
	return from(t.Context(), "192.0.2.1")
}

func from(ctx context.Context, address string) context.Context {
	return reqinfo.With(ctx, reqinfo.Info{Address: netip.MustParseAddr(address), UserAgent: firefox})
}

// as answers the context of a request with a session cookie.
func (h *house) as(t *testing.T, cookie string) context.Context {
	t.Helper()
	info, err := h.sessions.Authenticate(anonymous(t), cookie)
	require.NoError(t, err)
	return rbac.With(anonymous(t), info.Subject)
}

// lastMail answers the newest kept mail to an address.
func (h *house) lastMail(t *testing.T, to string) notify.Mail {
	t.Helper()
	mails, _, err := h.notify.Mails(t.Context(), "", page.Request{Limit: 200})
	require.NoError(t, err)
	for _, m := range mails {
		if m.To == to {
			return m
		}
	}
	require.FailNow(t, "no mail", "to %s", to)
	return notify.Mail{}
}

// linkToken answers the secret of the confirmation link in a mail.
func linkToken(t *testing.T, m notify.Mail) string {
	t.Helper()
	_, after, ok := strings.Cut(m.Text, "#token=")
	require.True(t, ok, m.Text)
	token, _, _ := strings.Cut(after, "\n")
	return strings.TrimSpace(token)
}

// enrol signs an address up and confirms it, so that the browser may register a passkey.
func (h *house) enrol(t *testing.T, email string) {
	t.Helper()
	ctx := anonymous(t)
	require.NoError(t, h.accounts.SignUp(ctx, email, "Ada Palmer"))
	_, err := h.accounts.VerifyEmail(ctx, linkToken(t, h.lastMail(t, email)), browser)
	require.NoError(t, err)
}

// create answers what the authenticator makes for a registration that begins in ctx.
func (h *house) create(t *testing.T, ctx context.Context, key *softkey.Key) []byte {
	t.Helper()
	creation, err := h.passkeys.BeginRegistration(ctx, passkeys.ToRegister, browser)
	require.NoError(t, err)
	response, err := key.Register(asJSON(t, creation.Response))
	require.NoError(t, err)
	return response
}

// join makes an account with a passkey.
func (h *house) join(t *testing.T, email string, key *softkey.Key) passkeys.Registered {
	t.Helper()
	h.enrol(t, email)
	done, err := h.passkeys.FinishRegistration(anonymous(t), passkeys.ToRegister, browser, h.create(t, anonymous(t), key), "", 0)
	require.NoError(t, err)
	return done
}

// assertion answers what the authenticator signs for a sign-in.
func (h *house) assertion(t *testing.T, key *softkey.Key) []byte {
	t.Helper()
	options, err := h.passkeys.BeginSignIn(anonymous(t), browser)
	require.NoError(t, err)
	response, err := key.Assert(asJSON(t, options.Response))
	require.NoError(t, err)
	return response
}

func (h *house) signIn(t *testing.T, key *softkey.Key) (sessions.Started, error) {
	t.Helper()
	_, started, err := h.passkeys.FinishSignIn(anonymous(t), browser, h.assertion(t, key))
	return started, err
}

// stepUp answers the cookie of the session after a confirmation.
func (h *house) stepUp(t *testing.T, cookie string, key *softkey.Key) string {
	t.Helper()
	ctx := h.as(t, cookie)
	options, err := h.passkeys.BeginStepUp(ctx, browser)
	require.NoError(t, err)
	response, err := key.Assert(asJSON(t, options.Response))
	require.NoError(t, err)
	started, err := h.passkeys.FinishStepUp(ctx, browser, response)
	require.NoError(t, err)
	return started.Cookie
}

func asJSON(t *testing.T, v any) []byte {
	t.Helper()
	text, err := json.Marshal(v)
	require.NoError(t, err)
	return text
}

func each(t *testing.T, test func(*testing.T, *house)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, s *store.Store) { test(t, newHouse(t, s)) })
}
