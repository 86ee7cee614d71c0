package accounts_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
)

// linkFor answers the secret of a recovery link.
func (f *fixture) linkFor(t *testing.T, email string) string {
	t.Helper()
	link, _, err := f.RecoveryLink(t.Context(), "https://portal.example", email)
	require.NoError(t, err)
	const before = "https://portal.example/recover#link="
	require.Contains(t, link, before)
	return link[len(before):]
}

func TestARecoveryLinkLetsItsPersonInOnce(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		a := f.person(t, "ada@example.com", "admin")
		other := f.person(t, "root@example.com", "admin")
		link := f.linkFor(t, " ADA@example.com")
		var in atomic.Int64
		var tries sync.WaitGroup
		for range 8 {
			tries.Go(func() {
				err := f.RecoverByLink(anonymous(t), link, func(_ context.Context, who accounts.Account) error {
					if who.ID == a.ID {
						in.Add(1)
					}
					return nil
				})
				if err != nil && !errors.Is(err, accounts.ErrRecoveryLink) {
					t.Error(err)
				}
			})
		}
		tries.Wait()
		require.EqualValues(t, 1, in.Load())
		told := map[string]string{}
		for _, n := range f.mail.notices {
			told[n.Account] = n.Kind
		}
		require.Equal(t, "security.recovery_link", told[a.ID])
		require.Equal(t, "security.recovery_of_other", told[other.ID])
		again, err := f.Get(t.Context(), a.ID)
		require.NoError(t, err)
		require.Equal(t, again.Roles, again.RolesAt(f.clock.Now()), "the last admin gets in as a developer")
	})
}

func TestARecoveryLinkIsRefusedWhenItIsNotTheNewestOfALivingAccount(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		root := f.person(t, "root@example.com", "admin")
		a, _ := f.join(t, "ada@example.com")
		replaced := f.linkFor(t, "ada@example.com")
		newest := f.linkFor(t, "ada@example.com")
		require.ErrorIs(t, f.RecoverByLink(anonymous(t), replaced, nothing), accounts.ErrRecoveryLink)
		require.ErrorIs(t, f.RecoverByLink(anonymous(t), "", nothing), accounts.ErrRecoveryLink)
		f.clock.Advance(accounts.RecoveryLinkLife)
		require.ErrorIs(t, f.RecoverByLink(anonymous(t), newest, nothing), accounts.ErrRecoveryLink, "at its end it is over")
		last := f.linkFor(t, "ada@example.com")
		_, err := f.Disable(as(t, root), a.ID)
		require.NoError(t, err)
		require.ErrorIs(t, f.RecoverByLink(anonymous(t), last, nothing), accounts.ErrRecoveryLink)
		_, _, err = f.RecoveryLink(t.Context(), "https://portal.example", "ada@example.com")
		require.ErrorIs(t, err, accounts.ErrState)
		_, _, err = f.RecoveryLink(t.Context(), "https://portal.example", "nobody@example.com")
		require.ErrorIs(t, err, accounts.ErrNotFound)
	})
}

func TestAFailedRecoveryLeavesTheLinkGood(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		f.join(t, "ada@example.com")
		link := f.linkFor(t, "ada@example.com")
		broken := func(context.Context, accounts.Account) error { return context.DeadlineExceeded }
		require.ErrorIs(t, f.RecoverByLink(anonymous(t), link, broken), context.DeadlineExceeded)
		require.NoError(t, f.RecoverByLink(anonymous(t), link, nothing))
	})
}
