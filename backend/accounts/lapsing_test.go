package accounts_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
)

const day = 24 * time.Hour

// told answers the kinds of what a person heard, in order.
func (f *fixture) told(a accounts.Account) []string {
	kinds := []string{}
	for _, n := range f.mail.notices {
		if n.Account == a.ID {
			kinds = append(kinds, n.Kind)
		}
	}
	return kinds
}

func (f *fixture) use(t *testing.T, a accounts.Account) {
	t.Helper()
	require.NoError(t, f.store.Tx(t.Context(), func(ctx context.Context) error { return f.Seen(ctx, a.ID) }))
}

// daily lets so many days pass, with a turn of the job on each.
func (f *fixture) daily(t *testing.T, days int) {
	t.Helper()
	for range days {
		f.clock.Advance(day)
		require.NoError(t, f.Lapse(t.Context()))
	}
}

func (f *fixture) state(t *testing.T, a accounts.Account) accounts.State {
	t.Helper()
	is, err := f.Get(t.Context(), a.ID)
	require.NoError(t, err)
	return is.State
}

func TestAnUnusedAccountIsWarnedTwiceOnceEachAndThenSuspended(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		f.days = 90
		admin, ada := f.person(t, "root@example.com", "admin"), f.person(t, "ada@example.com")
		ended := 0
		f.OnInactive(func(_ context.Context, a accounts.Account) error {
			require.Equal(t, ada.ID, a.ID)
			ended++
			return nil
		})
		f.OnDisabled(func(context.Context, accounts.Account) error { panic("what runs without its owner goes on") })
		f.daily(t, 75)
		f.use(t, admin)
		require.Empty(t, f.told(ada))
		for range 3 {
			f.clock.Advance(8 * time.Hour)
			require.NoError(t, f.Lapse(t.Context()))
		}
		require.Equal(t, []string{"security.account_unused"}, f.told(ada))
		f.daily(t, 10)
		require.Len(t, f.told(ada), 1)
		f.daily(t, 3)
		require.Equal(t, []string{"security.account_unused", "security.account_unused"}, f.told(ada))
		require.Equal(t, accounts.Active, f.state(t, ada))
		f.daily(t, 1)

		require.Equal(t, accounts.Inactive, f.state(t, ada), "90 days")
		require.Equal(t, []string{"security.account_unused", "security.account_unused", "security.account_suspended"}, f.told(ada))
		require.Equal(t, []string{"portal.accounts_unused"}, f.told(admin))
		require.Equal(t, 1, ended)
		f.daily(t, 5)
		require.Len(t, f.told(ada), 3)

		_, err := f.Enable(as(t, admin), ada.ID)
		require.NoError(t, err)
		f.daily(t, 75)
		require.Equal(t, accounts.Active, f.state(t, ada), "being let in again counts as a use")
		require.Equal(t, "security.account_enabled", f.told(ada)[3])
		f.use(t, ada)
		f.use(t, admin)
		f.daily(t, 75)
		require.Len(t, f.told(ada), 4, "a sign-in is a use")
	})
}

func TestNobodyIsSuspendedBeforeBothWarningsHadTheirDays(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		admin, ada := f.person(t, "root@example.com", "admin"), f.person(t, "ada@example.com")
		f.clock.Advance(400 * day)
		f.use(t, admin)
		require.NoError(t, f.Lapse(t.Context()))
		require.Empty(t, f.told(ada), "there is no rule")

		f.days = 90
		require.NoError(t, f.Lapse(t.Context()))
		require.Len(t, f.told(ada), 1)
		f.clock.Advance(20 * day) // nobody was there to send the second warning
		require.NoError(t, f.Lapse(t.Context()))
		require.NoError(t, f.Lapse(t.Context()))
		require.Len(t, f.told(ada), 2)
		f.daily(t, 2)
		require.Equal(t, accounts.Active, f.state(t, ada))
		f.daily(t, 1)
		require.Equal(t, accounts.Inactive, f.state(t, ada))
	})
}

func TestALongerRuleAnnouncesItsOwnEnd(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		f.days = 90
		admin, ada := f.person(t, "root@example.com", "admin"), f.person(t, "ada@example.com")
		f.daily(t, 80)
		require.Len(t, f.told(ada), 1)
		f.days = 180
		f.use(t, admin)
		f.daily(t, 85)
		require.Len(t, f.told(ada), 1)
		f.daily(t, 2)
		require.Len(t, f.told(ada), 2, "14 days before the new end")
	})
}

func TestTheAdminWhoWasHereLastIsNeverSuspended(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		f.days = 30
		one, two, ada := f.person(t, "one@example.com", "admin"), f.person(t, "two@example.com", "admin"), f.person(t, "ada@example.com")
		f.clock.Advance(time.Hour)
		f.use(t, one)
		for range 90 {
			f.clock.Advance(day)
			var turns sync.WaitGroup
			for range 3 { // nodes that share a database
				turns.Go(func() { _ = f.Lapse(context.WithoutCancel(t.Context())) })
			}
			turns.Wait()
		}
		require.NoError(t, f.Lapse(t.Context()))
		require.Equal(t, accounts.Active, f.state(t, one))
		require.Empty(t, f.told(one)[1:], "one notice about the others, no warning")
		require.Equal(t, accounts.Inactive, f.state(t, two))
		require.Equal(t, accounts.Inactive, f.state(t, ada))
		require.Len(t, f.told(two), 3)
		require.Len(t, f.told(ada), 3, "each warning once, whatever the number of nodes")
	})
}

func TestWhoComesBackIsFoundAndLetIn(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		f.days = 30
		admin, support, ada := f.person(t, "root@example.com", "admin"), f.person(t, "help@example.com", "support"), f.person(t, "ada@example.com")
		f.clock.Advance(time.Hour)
		f.use(t, admin)
		unused, _, err := f.List(t.Context(), accounts.Filter{UnusedDays: 20}, page.Request{Limit: 10})
		require.NoError(t, err)
		require.Empty(t, unused)
		f.clock.Advance(20 * day)
		f.use(t, admin)
		unused, _, err = f.List(t.Context(), accounts.Filter{UnusedDays: 20}, page.Request{Limit: 10})
		require.NoError(t, err)
		require.Len(t, unused, 2, "those that the rule will ask")
		_, _, err = f.List(t.Context(), accounts.Filter{UnusedDays: -1}, page.Request{Limit: 10})
		require.ErrorIs(t, err, fault.ErrInvalid)
		f.daily(t, 60)
		found, _, err := f.List(t.Context(), accounts.Filter{State: accounts.Inactive}, page.Request{Limit: 10})
		require.NoError(t, err)
		require.Len(t, found, 2)
		require.NotNil(t, found[0].InactiveAt)
		found, _, err = f.List(t.Context(), accounts.Filter{State: accounts.Disabled}, page.Request{Limit: 10})
		require.NoError(t, err)
		require.Empty(t, found)
		_, _, err = f.List(t.Context(), accounts.Filter{State: "asleep"}, page.Request{Limit: 10})
		require.ErrorIs(t, err, fault.ErrInvalid)

		_, err = f.Enable(as(t, ada), support.ID)
		require.ErrorIs(t, err, accounts.ErrEscalation)
		_, err = f.Disable(as(t, admin), ada.ID)
		require.NoError(t, err, "somebody decides that they never come back")
		require.Equal(t, accounts.Disabled, f.state(t, ada))
		_, err = f.Enable(as(t, admin), support.ID)
		require.NoError(t, err)
		require.Equal(t, accounts.Active, f.state(t, support))
	})
}

func TestSuspensionsOfManyAreFewNotices(t *testing.T) {
	f := newFixture(t, storetest.New(t))
	f.days = 30
	admin := f.person(t, "root@example.com", "admin")
	require.NoError(t, f.store.Tx(t.Context(), func(ctx context.Context) error {
		for i := range 450 {
			if _, err := f.AddDemo(ctx, "p"+time.Duration(i).String()+"@example.com", "Somebody"); err != nil {
				return err
			}
		}
		return nil
	}))
	for _, d := range []time.Duration{16, 11, 3} {
		f.clock.Advance(d * day)
		f.use(t, admin)
		require.NoError(t, f.Lapse(t.Context()))
	}
	var gone int64
	require.NoError(t, f.store.Read(t.Context()).Table("accounts").Where("inactive_at IS NOT NULL AND inactive_at = ?", store.Micros(f.clock.Now())).Count(&gone).Error)
	require.EqualValues(t, 450, gone)
	require.Len(t, f.told(admin), 3, "one for each batch")
}

// lastSeen answers when an account was last used, as it is stored.
func (f *fixture) lastSeen(t *testing.T, a accounts.Account) time.Time {
	t.Helper()
	is, err := f.Get(t.Context(), a.ID)
	require.NoError(t, err)
	require.NotNil(t, is.LastSeenAt)
	return *is.LastSeenAt
}

func TestALastUseThatAClockPutIntoTheFutureIsPutRight(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		f.days = 90
		f.person(t, "root@example.com", "admin")
		ada, bob := f.person(t, "ada@example.com"), f.person(t, "bob@example.com")
		begin := f.clock.Now()
		f.clock.Set(begin.Add(400 * day))
		f.use(t, ada)
		f.use(t, bob)
		f.clock.Set(begin.Add(time.Hour))
		seen := func(at time.Time) {
			require.NoError(t, f.store.Tx(t.Context(), func(ctx context.Context) error { return f.Used(ctx, ada.ID, at) }))
		}

		seen(begin.Add(59 * time.Minute)) // a live session, written down a minute later

		require.Equal(t, begin.Add(59*time.Minute), f.lastSeen(t, ada))
		f.use(t, ada)
		seen(begin) // of a node that is late to write
		require.Equal(t, begin.Add(time.Hour), f.lastSeen(t, ada), "what is not wrong never goes back")
		require.NoError(t, f.Lapse(t.Context()))
		require.Equal(t, begin.Add(time.Hour), f.lastSeen(t, bob), "who doesn't come back is unused some day")
		f.daily(t, 91)
		require.Equal(t, accounts.Inactive, f.state(t, bob))
	})
}
