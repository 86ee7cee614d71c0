package notify_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/notify"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
)

// monday is a Monday before the hour of digests.
var monday = time.Date(2026, 3, 2, 6, 0, 0, 0, time.UTC)

func (f *fixture) tell(t *testing.T, kind, title string) {
	t.Helper()
	require.NoError(t, f.Notify(t.Context(), notify.Notice{Account: f.ada.ID, Kind: kind, Title: title, Body: "Body of " + title, Link: "/apps"}, "", nil))
}

func (f *fixture) inbox(t *testing.T, filter notify.Filter) []string {
	t.Helper()
	found, _, err := f.Notices(t.Context(), f.ada.ID, filter, page.Request{Limit: 100})
	require.NoError(t, err)
	titles := []string{}
	for _, n := range found {
		titles = append(titles, n.Notice.Title)
	}
	return titles
}

func (f *fixture) mailed(t *testing.T) []notify.Mail {
	t.Helper()
	found, _, err := f.Mails(t.Context(), "", page.Request{Limit: 100})
	require.NoError(t, err)
	return found
}

func (f *fixture) choose(t *testing.T, topic notify.Topic, inApp bool, delivery notify.Delivery) {
	t.Helper()
	_, err := f.Choose(t.Context(), f.ada.ID, notify.Choice{Topic: topic, InApp: inApp, Mail: delivery})
	require.NoError(t, err)
}

func TestNoticesGoWhereTheirReaderChose(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := newFixture(t, s, nil)
		f.choose(t, notify.Tokens, false, notify.Now)
		f.choose(t, notify.APIs, true, notify.Off)
		f.choose(t, notify.Access, false, notify.Off)

		f.tell(t, "tokens.expiring", "mail only")
		f.tell(t, "api.published", "inbox only")
		f.tell(t, "access.approved", "nowhere")
		f.tell(t, "account.welcome", "both")

		require.Equal(t, []string{"both", "inbox only"}, f.inbox(t, notify.Filter{}))
		require.Equal(t, []string{"inbox only"}, f.inbox(t, notify.Filter{Topic: notify.APIs}))
		mails := f.mailed(t)
		require.Len(t, mails, 2)
		require.Equal(t, "both", mails[0].Subject)
		require.Equal(t, "mail only", mails[1].Subject)
		require.Contains(t, mails[1].Text, "https://portal.example/account?tab=notices", "it says where to choose")
		unread, err := f.Unread(t.Context(), f.ada.ID)
		require.NoError(t, err)
		require.Equal(t, 2, unread)
	})
}

func TestNoticesAboutSecurityCantBeSilenced(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := newFixture(t, s, nil)

		_, err := f.Choose(t.Context(), f.ada.ID, notify.Choice{Topic: notify.Security, Mail: notify.Off})

		require.ErrorIs(t, err, notify.ErrLocked)
		f.tell(t, "security.passkey_removed", "removed")
		require.Equal(t, []string{"removed"}, f.inbox(t, notify.Filter{}))
		require.Len(t, f.mailed(t), 1)
		require.NotContains(t, f.mailed(t)[0].Text, "tab=notices")
		_, err = f.Choose(t.Context(), f.ada.ID, notify.Choice{Topic: "weather", Mail: notify.Off})
		require.ErrorIs(t, err, notify.ErrNoTopic)
		_, err = f.Choose(t.Context(), f.ada.ID, notify.Choice{Topic: notify.APIs, Mail: "hourly"})
		require.ErrorIs(t, err, fault.ErrInvalid)
	})
}

func TestADigestTellsOnceWhatWasNotRead(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		now := clock.NewFake(monday)
		f := newFixtureAt(t, s, nil, now)
		f.choose(t, notify.APIs, true, notify.Daily)
		f.choose(t, notify.Tokens, false, notify.Daily)
		f.tell(t, "api.published", "read before")
		require.NoError(t, f.MarkRead(t.Context(), f.ada.ID, nil, "", ""))
		f.tell(t, "api.published", "one")
		f.tell(t, "tokens.idle", "hidden one")
		require.NoError(t, f.SendDigests(t.Context()))
		require.Empty(t, f.mailed(t), "not before its hour")

		now.Advance(time.Hour + time.Minute)
		f.tell(t, "api.published", "after the hour")
		for range 3 {
			require.NoError(t, f.SendDigests(t.Context()))
		}

		mails := f.mailed(t)
		require.Len(t, mails, 1)
		require.Equal(t, "Gatehouse: your daily digest, 2 notices", mails[0].Subject)
		require.Contains(t, mails[0].Text, "one\nBody of one\nhttps://portal.example/apps")
		require.Contains(t, mails[0].Text, "hidden one")
		require.NotContains(t, mails[0].Text, "read before")
		require.NotContains(t, mails[0].Text, "after the hour")
		now.Advance(24 * time.Hour)
		require.NoError(t, f.SendDigests(t.Context()))
		require.Len(t, f.mailed(t), 2)
		require.Contains(t, f.mailed(t)[0].Text, "after the hour")
	})
}

func TestAWeeklyDigestWaitsForMonday(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		now := clock.NewFake(monday.Add(2 * time.Hour))
		f := newFixtureAt(t, s, nil, now)
		f.choose(t, notify.APIs, true, notify.Weekly)
		f.tell(t, "api.published", "weekly")
		now.Set(time.Date(2026, 3, 8, 23, 0, 0, 0, time.UTC))
		require.NoError(t, f.SendDigests(t.Context()))
		require.Empty(t, f.mailed(t), "it is Sunday")

		now.Set(time.Date(2026, 3, 9, 7, 0, 0, 0, time.UTC))
		require.NoError(t, f.SendDigests(t.Context()))

		require.Len(t, f.mailed(t), 1)
	})
}

func TestNodesThatSendDigestsAtOnceSendEachOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		now := clock.NewFake(monday)
		f := newFixtureAt(t, s, nil, now)
		f.choose(t, notify.APIs, true, notify.Daily)
		f.tell(t, "api.published", "one")
		now.Advance(2 * time.Hour)
		var nodes sync.WaitGroup
		for range 8 {
			nodes.Go(func() {
				if err := f.SendDigests(context.Background()); err != nil {
					t.Error(err)
				}
			})
		}
		nodes.Wait()

		require.Len(t, f.mailed(t), 1)
	})
}

func TestADigestWhoseMailCouldNotBeStoredIsSentLater(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		now := clock.NewFake(monday)
		f := newFixtureAt(t, s, nil, now)
		f.choose(t, notify.APIs, true, notify.Daily)
		f.tell(t, "api.published", "one")
		now.Advance(2 * time.Hour)
		broken := errors.New("the process dies here")
		err := s.Tx(t.Context(), func(ctx context.Context) error {
			require.NoError(t, f.SendDigests(ctx))
			return broken
		})
		require.ErrorIs(t, err, broken)
		require.Empty(t, f.mailed(t))

		require.NoError(t, f.SendDigests(t.Context()))

		require.Len(t, f.mailed(t), 1)
	})
}

func TestWhatWaitsForADigestFollowsTheChoice(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		now := clock.NewFake(monday)
		f := newFixtureAt(t, s, nil, now)
		f.choose(t, notify.APIs, true, notify.Daily)
		f.tell(t, "api.published", "one")
		f.choose(t, notify.APIs, true, notify.Off)
		now.Advance(48 * time.Hour)

		require.NoError(t, f.SendDigests(t.Context()))

		require.Empty(t, f.mailed(t))
	})
}

func TestMarkingAllAsReadLeavesWhatCameMeanwhile(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := newFixture(t, s, nil)
		f.tell(t, "api.published", "old")
		f.tell(t, "tokens.idle", "other")
		seen, _, err := f.Notices(t.Context(), f.ada.ID, notify.Filter{}, page.Request{Limit: 10})
		require.NoError(t, err)
		f.tell(t, "api.published", "new")

		require.NoError(t, f.MarkRead(t.Context(), f.ada.ID, nil, notify.APIs, seen[0].ID))

		require.Equal(t, []string{"new", "other"}, f.inbox(t, notify.Filter{Unread: true}))
	})
}

func TestWhatWaitedForADigestIsShownWhenNoneComesAnyMore(t *testing.T) {
	for _, test := range []struct {
		name  string
		next  notify.Choice
		shown []string
	}{
		{"mail at once", notify.Choice{Mail: notify.Now}, []string{"waits"}},
		{"the inbox", notify.Choice{InApp: true, Mail: notify.Off}, []string{"waits"}},
		{"another digest", notify.Choice{Mail: notify.Weekly}, []string{}},
		{"nothing", notify.Choice{Mail: notify.Off}, []string{}},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := newFixtureAt(t, storetest.New(t), nil, clock.NewFake(monday))
			f.choose(t, notify.APIs, false, notify.Daily)
			f.tell(t, "api.published", "waits")

			f.choose(t, notify.APIs, test.next.InApp, test.next.Mail)

			require.Equal(t, test.shown, f.inbox(t, notify.Filter{}))
		})
	}
}
