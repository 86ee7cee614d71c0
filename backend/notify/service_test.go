package notify_test

import (
	"context"
	"errors"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/jobs"
	"github.com/gatehouse-dev/gatehouse/backend/mail"
	"github.com/gatehouse-dev/gatehouse/backend/notify"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// server stands for a mail server.
type server struct {
	mu     sync.Mutex
	refuse error
	got    chan mail.Message
}

func (s *server) Send(_ context.Context, m mail.Message) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.refuse == nil {
		s.got <- m
	}
	return s.refuse
}

type fixture struct {
	*notify.Service
	store   *store.Store
	jobs    *jobs.Runner
	ada     accounts.Account
	printed []notify.Mail
}

// accept lets the server take mails from now on.
func (s *server) accept() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refuse = nil
}

func newFixture(t *testing.T, s *store.Store, transport mail.Transport) *fixture {
	t.Helper()
	return newFixtureAt(t, s, transport, clock.System())
}

func newFixtureAt(t *testing.T, s *store.Store, transport mail.Transport, c clock.Clock) *fixture {
	t.Helper()
	f := &fixture{store: s, jobs: jobs.New(jobs.Deps{Store: s})}
	keys, err := secret.OpenKeys(t.TempDir())
	require.NoError(t, err)
	enforcer, err := rbac.New()
	require.NoError(t, err)
	log := audit.New(audit.Deps{Store: s, Clock: c, Keys: keys})
	people := accounts.New(accounts.Deps{Store: s, Clock: c, Audit: log, Keys: keys, RBAC: enforcer, PublicURL: "https://portal.example"})
	f.Service = notify.New(notify.Deps{
		Store: s, Clock: c, Audit: log, Keys: keys, Jobs: f.jobs, Accounts: people, Transport: transport,
		Templates: os.DirFS("../../embed/mail"), Portal: "Gatehouse", PublicURL: "https://portal.example",
		Console: func(m notify.Mail) { f.printed = append(f.printed, m) },
	})
	require.NoError(t, s.Tx(t.Context(), func(ctx context.Context) error {
		var err error
		f.ada, err = people.AddDemo(ctx, "ada@example.com", "Ada <Palmer>")
		return err
	}))
	return f
}

func TestWithoutMailServerMailsAreKeptAndPrintedAfterTheCommit(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := newFixture(t, s, nil)
		n := notify.Notice{Account: f.ada.ID, Kind: "tokens.created", Title: "A token was made", Link: "/tokens/x"}
		require.NoError(t, s.Tx(t.Context(), func(ctx context.Context) error {
			err := f.Notify(ctx, n, "token-created", map[string]any{"App": "Weather\r\nBcc: x"})
			require.Empty(t, f.printed, "not before the commit")
			return err
		}))

		mails, _, err := f.Mails(t.Context(), "", page.Request{Limit: 10})

		require.NoError(t, err)
		require.Len(t, mails, 1)
		require.Equal(t, notify.Kept, mails[0].State)
		require.Equal(t, "ada@example.com", mails[0].To)
		require.Contains(t, mails[0].Text, "https://portal.example/tokens/x")
		require.NotContains(t, mails[0].HTML, "Ada <Palmer>", "names are escaped")
		require.Len(t, f.printed, 1)
		kept, err := f.CountKept(t.Context())
		require.NoError(t, err)
		require.Equal(t, 1, kept)
	})
}

func TestWhatDidNotHappenIsNotTold(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := newFixture(t, s, nil)
		broken := errors.New("no")
		err := s.Tx(t.Context(), func(ctx context.Context) error {
			require.NoError(t, f.Notify(ctx, notify.Notice{Account: f.ada.ID, Kind: "x", Title: "x"}, "welcome", nil))
			return broken
		})

		require.ErrorIs(t, err, broken)
		unread, err := f.Unread(t.Context(), f.ada.ID)
		require.NoError(t, err)
		require.Zero(t, unread)
		require.Empty(t, f.printed)
	})
}

func TestSentMailIsEmptied(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		smtp := &server{got: make(chan mail.Message, 1)}
		f := newFixture(t, s, smtp)
		require.NoError(t, f.Send(t.Context(), "new@example.com", "verify-email", map[string]any{"Link": "https://portal.example/verify-email#token=SECRET"}))
		require.NoError(t, f.jobs.Start(t.Context()))
		t.Cleanup(func() { require.NoError(t, f.jobs.Stop(context.Background())) })

		got := <-smtp.got

		require.Equal(t, "new@example.com", got.To)
		require.Contains(t, got.Text, "SECRET")
		require.Eventually(t, func() bool {
			mails, _, err := f.Mails(t.Context(), "", page.Request{Limit: 1})
			return err == nil && mails[0].State == notify.Sent && mails[0].Text == "" && mails[0].HTML == ""
		}, time.Minute, 20*time.Millisecond)
	})
}

func TestNothingIsKeptOfTheLastMailToSomebody(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		smtp := &server{got: make(chan mail.Message, 1)}
		f := newFixture(t, s, smtp)
		count := func() (n int64) {
			require.NoError(t, s.Read(t.Context()).Table("mails").Count(&n).Error)
			return n
		}
		last := func(f *fixture) {
			require.NoError(t, f.Send(t.Context(), "gone@example.com", accounts.LastLetter, map[string]any{"Name": "Dora", "Text": "1 app ended with it.", "Link": "/"}))
		}
		last(newFixture(t, s, nil))
		require.Zero(t, count(), "nobody could send it")
		last(f)
		require.Equal(t, int64(1), count())
		require.NoError(t, f.jobs.Start(t.Context()))
		t.Cleanup(func() { require.NoError(t, f.jobs.Stop(context.Background())) })

		got := <-smtp.got

		require.Equal(t, "gone@example.com", got.To)
		require.Contains(t, got.Text, "1 app ended with it.")
		require.Eventually(t, func() bool { return count() == 0 }, 30*time.Second, 20*time.Millisecond)
		smtp.mu.Lock()
		smtp.refuse = mail.ErrRejected
		smtp.mu.Unlock()
		last(f)
		require.Eventually(t, func() bool { return count() == 0 }, 30*time.Second, 20*time.Millisecond, "also when it is refused for good")
	})
}

func TestMailThatIsRefusedForGoodFailsAtOnceAndSaysWhy(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := newFixture(t, s, &server{refuse: mail.ErrRejected})
		require.NoError(t, f.SendTest(t.Context(), "ada@example.com"))
		require.NoError(t, f.jobs.Start(t.Context()))
		t.Cleanup(func() { require.NoError(t, f.jobs.Stop(context.Background())) })

		require.Eventually(t, func() bool {
			mails, _, err := f.Mails(t.Context(), "", page.Request{Limit: 1})
			return err == nil && mails[0].State == notify.Failed && mails[0].Error != ""
		}, time.Minute, 20*time.Millisecond)
	})
}

func TestTestMailGoesToOnePlainAddress(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := newFixture(t, s, nil)

		err := f.SendTest(t.Context(), "a@b.example, c@d.example")

		require.ErrorIs(t, err, fault.ErrInvalid)
	})
}

func TestNoticesArePagedAndReadByTheirOwnerOnly(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := newFixture(t, s, nil)
		for _, title := range []string{"one", "two", "three"} {
			require.NoError(t, f.Notify(t.Context(), notify.Notice{Account: f.ada.ID, Kind: "x", Title: title}, "", nil))
		}
		first, next, err := f.Notices(t.Context(), f.ada.ID, notify.Filter{}, page.Request{Limit: 2})
		require.NoError(t, err)
		require.Equal(t, "three", first[0].Notice.Title)
		rest, last, err := f.Notices(t.Context(), f.ada.ID, notify.Filter{}, page.Request{Limit: 2, Cursor: next})
		require.NoError(t, err)
		require.Equal(t, "one", rest[0].Notice.Title)
		require.Empty(t, last)

		require.NoError(t, f.MarkRead(t.Context(), "acc_other", []string{first[0].ID}, "", ""))
		require.NoError(t, f.MarkRead(t.Context(), f.ada.ID, []string{first[1].ID}, "", ""))
		unread, err := f.Unread(t.Context(), f.ada.ID)
		require.NoError(t, err)
		require.Equal(t, 2, unread)
		require.NoError(t, f.MarkRead(t.Context(), f.ada.ID, nil, "", ""))
		unread, err = f.Unread(t.Context(), f.ada.ID)
		require.NoError(t, err)
		require.Zero(t, unread)
	})
}

func TestThousandsOfNoticesAreWalkedByCursorWithoutAGap(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		const many = 2500
		f := newFixture(t, s, nil)
		_, err := f.Choose(t.Context(), f.ada.ID, notify.Choice{Topic: notify.APIs, InApp: true, Mail: notify.Off})
		require.NoError(t, err)
		require.NoError(t, s.Tx(t.Context(), func(ctx context.Context) error {
			for range many {
				if err := f.Notify(ctx, notify.Notice{Account: f.ada.ID, Kind: "api.published", Title: "x"}, "", nil); err != nil {
					return err
				}
			}
			return nil
		}))
		seen := map[string]bool{}
		for cursor := ""; ; {
			found, next, err := f.Notices(t.Context(), f.ada.ID, notify.Filter{Unread: true, Topic: notify.APIs}, page.Request{Limit: 200, Cursor: cursor})
			require.NoError(t, err)
			for _, n := range found {
				seen[n.ID] = true
			}
			if cursor = next; cursor == "" {
				break
			}
		}

		require.Len(t, seen, many)
		require.NoError(t, f.MarkRead(t.Context(), f.ada.ID, nil, "", ""))
		unread, err := f.Unread(t.Context(), f.ada.ID)
		require.NoError(t, err)
		require.Zero(t, unread)
	})
}
