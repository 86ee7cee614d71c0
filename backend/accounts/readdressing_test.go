package accounts_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// to answers the letters to an address, in order.
func (b *letterbox) to(address string) []letter {
	var found []letter
	for _, l := range b.letters {
		if l.to == address {
			found = append(found, l)
		}
	}
	return found
}

func (f *fixture) email(t *testing.T, a accounts.Account) string {
	t.Helper()
	is, err := f.Get(t.Context(), a.ID)
	require.NoError(t, err)
	return is.Email
}

// move changes the address of an account by its links, and answers the secret that sets it back.
func (f *fixture) move(t *testing.T, a accounts.Account, to string) string {
	t.Helper()
	from := f.email(t, a)
	_, err := f.AskAddress(as(t, a), to)
	require.NoError(t, err)
	sent := f.mail.last()
	require.Equal(t, "confirm-address", sent.template)
	require.Equal(t, to, sent.to)
	_, err = f.ConfirmChange(as(t, a), sent.token())
	require.NoError(t, err)
	told := f.mail.last()
	require.Equal(t, "address-changed", told.template)
	require.Equal(t, from, told.to)
	return told.token()
}

func TestAnAddressChangesOnlyOnceItIsConfirmed(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		ada := f.person(t, "ada@old.example")
		said, err := f.AskAddress(as(t, ada), " Ada@New.example ")
		require.NoError(t, err)
		require.Equal(t, "Ada@New.example", said.Waiting.Email)
		require.Equal(t, "ada@old.example", f.email(t, ada))
		token := f.mail.last().token()
		require.GreaterOrEqual(t, len(token), 22, "128 bits in base62")

		said, err = f.ConfirmChange(as(t, ada), token)

		require.NoError(t, err)
		require.Equal(t, "Ada@New.example", said.Email)
		require.Nil(t, said.Waiting)
		require.Equal(t, "ada@old.example", said.Former[0].Email)
		require.Equal(t, "Ada@New.example", f.email(t, ada))
		require.Equal(t, []string{"security.address_changed"}, f.told(ada))
		_, err = f.ConfirmChange(as(t, ada), token)
		require.ErrorIs(t, err, accounts.ErrChangeGone)
		_, err = f.ByEmail(t.Context(), "ada@old.example")
		require.ErrorIs(t, err, accounts.ErrNotFound)
	})
}

func TestTheLinkOfAChangeIsForItsAccountAndForAnHour(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		ada, eve := f.person(t, "ada@example.com"), f.person(t, "eve@example.com")
		_, err := f.AskAddress(as(t, ada), "ada@new.example")
		require.NoError(t, err)
		token := f.mail.last().token()

		_, err = f.ConfirmChange(as(t, eve), token)
		require.ErrorIs(t, err, accounts.ErrChangeGone, "somebody else")
		_, err = f.UndoChange(anonymous(t), token)
		require.ErrorIs(t, err, accounts.ErrUndoGone, "for something else")
		f.clock.Advance(accounts.ChangeLife)
		_, err = f.ConfirmChange(as(t, ada), token)
		require.ErrorIs(t, err, accounts.ErrChangeGone, "an hour later")
		said, err := f.Addressing(as(t, ada))
		require.NoError(t, err)
		require.Nil(t, said.Waiting)
	})
}

func TestAChangeIsSentAgainOrGivenUp(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		ada := f.person(t, "ada@example.com")
		_, err := f.ResendChange(as(t, ada))
		require.ErrorIs(t, err, accounts.ErrNoChange)
		require.ErrorIs(t, f.CancelChange(as(t, ada)), accounts.ErrNoChange)
		_, err = f.AskAddress(as(t, ada), "ada@new.example")
		require.NoError(t, err)
		first := f.mail.last().token()

		_, err = f.ResendChange(as(t, ada))
		require.NoError(t, err)
		second := f.mail.last().token()
		_, err = f.ConfirmChange(as(t, ada), first)
		require.ErrorIs(t, err, accounts.ErrChangeGone)
		require.NoError(t, f.CancelChange(as(t, ada)))
		_, err = f.ConfirmChange(as(t, ada), second)
		require.ErrorIs(t, err, accounts.ErrChangeGone)
		require.Equal(t, "ada@example.com", f.email(t, ada))
	})
}

func TestAskingForAnAddressIsBounded(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		ada, bob := f.person(t, "ada@example.com"), f.person(t, "bob@example.com")
		for range 5 {
			_, err := f.AskAddress(as(t, ada), "victim@new.example")
			require.NoError(t, err)
		}
		_, err := f.AskAddress(as(t, ada), "other@new.example")
		require.ErrorIs(t, err, accounts.ErrThrottled, "the account")
		sent := len(f.mail.letters)

		said, err := f.AskAddress(as(t, bob), "victim@new.example")

		require.NoError(t, err, "the address is silent")
		require.NotNil(t, said.Waiting)
		require.Len(t, f.mail.letters, sent)
	})
}

func TestOnlyAddressesOfAdmittedDomainsAreTaken(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		ada := f.person(t, "ada@work.example")
		f.mode, f.domains = accounts.ByDomain, []string{"work.example"}
		_, err := f.AskAddress(as(t, ada), "ada@home.example")
		require.ErrorIs(t, err, accounts.ErrDomain)
		for _, wrong := range []string{"", "ada", "Ada@WORK.example", "a@b.example\r\nBcc: x@y.example"} {
			_, err := f.AskAddress(as(t, ada), wrong)
			require.ErrorIs(t, err, fault.ErrInvalid, wrong)
		}
		_, err = f.AskAddress(as(t, ada), "a.palmer@work.example")
		require.NoError(t, err)
		f.mode = accounts.ByInvitation
		_, err = f.AskAddress(as(t, ada), "ada@elsewhere.example")
		require.NoError(t, err, "who is in needs no invitation")
	})
}

// S-EML-01 as work done, as for sign-up.
func TestAskingForATakenAddressDoesTheSameWorkAndTellsItsOwner(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		ada, bob := f.person(t, "ada@example.com"), f.person(t, "bob@example.com")
		f.move(t, bob, "bob@new.example")
		_, err := f.AskAddress(as(t, ada), "first@new.example")
		require.NoError(t, err)
		sent := storetest.Statements(t, f.store)
		ask := func(email string) ([]string, accounts.Addressing) {
			letters := len(f.mail.letters)
			said, err := f.AskAddress(as(t, ada), email)
			require.NoError(t, err)
			require.Len(t, f.mail.letters, letters+1)
			return sent(), said
		}

		free, saidOfFree := ask("free@new.example")
		taken, saidOfTaken := ask("bob@new.example")
		require.Equal(t, "address-wanted", f.mail.last().template)
		require.Equal(t, "Somebody", f.mail.last().data["Name"])
		former, _ := ask("bob@example.com")
		require.Equal(t, "address-wanted", f.mail.last().template, "a former address is still its owner's")

		require.NotEmpty(t, free)
		require.Equal(t, free, taken)
		require.Equal(t, free, former)
		saidOfFree.Waiting.Email = saidOfTaken.Waiting.Email
		require.Equal(t, accounts.PresentAddressing(saidOfFree), accounts.PresentAddressing(saidOfTaken))
	})
}

func TestOfTwoAccountsThatWantOneAddressOneGetsIt(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		ada, bob := f.person(t, "ada@example.com"), f.person(t, "bob@example.com")
		_, err := f.AskAddress(as(t, ada), "shared@new.example")
		require.NoError(t, err)
		hers := f.mail.last().token()
		_, err = f.AskAddress(as(t, bob), "shared@new.example")
		require.NoError(t, err)
		his := f.mail.last().token()
		require.NoError(t, f.SignUp(anonymous(t), "shared@new.example", "Cleo"))
		_, err = f.VerifyEmail(anonymous(t), f.mail.last().token(), browser)
		require.NoError(t, err)

		_, err = f.ConfirmChange(as(t, ada), hers)
		require.NoError(t, err)

		_, err = f.ConfirmChange(as(t, bob), his)
		require.ErrorIs(t, err, accounts.ErrChangeGone)
		_, _, err = f.enrol(t)
		require.ErrorIs(t, err, accounts.ErrAddressTaken)
	})
}

func TestAFormerAddressTakesTheAccountBackOnce(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		root, ada := f.person(t, "root@example.com", "admin"), f.person(t, "ada@example.com", "approver")
		var ended []string
		f.OnSetBack(func(_ context.Context, a accounts.Account) error {
			ended = append(ended, a.ID)
			return nil
		})
		token := f.move(t, ada, "thief@evil.example")
		f.clock.Advance(accounts.UndoLife - time.Second)

		after, err := f.UndoChange(anonymous(t), token)

		require.NoError(t, err)
		require.Equal(t, "ada@example.com", after.Email)
		require.Equal(t, []string{ada.ID}, ended)
		require.Equal(t, []rbac.Role{rbac.Developer}, after.RolesAt(f.clock.Now()), "calm for a day")
		require.Contains(t, f.told(root), "security.address_set_back_of_other")
		require.Contains(t, f.told(ada), "security.address_set_back")
		require.Equal(t, "notice", f.mail.last().template)
		require.Equal(t, "thief@evil.example", f.mail.last().to)
		require.NotContains(t, f.mail.last().data["Link"], "token", "who lost it gets no link of that kind")
		_, err = f.UndoChange(anonymous(t), token)
		require.ErrorIs(t, err, accounts.ErrUndoGone)
	})
}

func TestAnAddressIsNotSetBackAfterItsTime(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		ada := f.person(t, "ada@example.com")
		token := f.move(t, ada, "ada@new.example")
		f.clock.Advance(accounts.UndoLife)

		_, err := f.UndoChange(anonymous(t), token)

		require.ErrorIs(t, err, accounts.ErrUndoGone)
		require.NoError(t, f.SignUp(anonymous(t), "ada@example.com", "Another"))
		require.Equal(t, "verify-email", f.mail.last().template, "free for others")
	})
}

// Whoever took an account over changes its address again and again, and waits with one more change.
func TestLaterChangesDontDefeatTheUndoOfTheFirst(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		ada := f.person(t, "ada@example.com")
		first := f.move(t, ada, "one@evil.example")
		f.clock.Advance(time.Hour)
		second := f.move(t, ada, "two@evil.example")
		f.clock.Advance(time.Hour)
		third := f.move(t, ada, "three@evil.example")
		_, err := f.AskAddress(as(t, ada), "four@evil.example")
		require.NoError(t, err)
		waiting := f.mail.last().token()

		_, err = f.UndoChange(anonymous(t), first)

		require.NoError(t, err)
		require.Equal(t, "ada@example.com", f.email(t, ada))
		for _, late := range []string{second, third} {
			_, err = f.UndoChange(anonymous(t), late)
			require.ErrorIs(t, err, accounts.ErrUndoGone)
		}
		_, err = f.ConfirmChange(as(t, ada), waiting)
		require.ErrorIs(t, err, accounts.ErrChangeGone)
		said, err := f.Addressing(as(t, ada))
		require.NoError(t, err)
		require.Equal(t, accounts.Addressing{Email: "ada@example.com", Former: []accounts.FormerAddress{}}, said)
	})
}

func TestTheFirstOfSeveralFormerAddressesHasTheLastWord(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		ada := f.person(t, "ada@example.com")
		first := f.move(t, ada, "one@evil.example")
		second := f.move(t, ada, "ada@safe.example")

		_, err := f.UndoChange(anonymous(t), second)
		require.NoError(t, err)
		require.Equal(t, "one@evil.example", f.email(t, ada))

		_, err = f.UndoChange(anonymous(t), first)
		require.NoError(t, err)
		require.Equal(t, "ada@example.com", f.email(t, ada))
	})
}

func TestAFormerAddressIsNobodyElsesWhileItCanBeSetBack(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		root, ada := f.person(t, "root@example.com", "admin"), f.person(t, "ada@example.com")
		// Proven while it was free, used once it is not.
		require.NoError(t, f.SignUp(anonymous(t), "one@evil.example", "Eve"))
		_, err := f.VerifyEmail(anonymous(t), f.mail.last().token(), browser)
		require.NoError(t, err)
		token := f.move(t, ada, "one@evil.example")
		f.move(t, ada, "two@evil.example")

		_, _, err = f.enrol(t)
		require.ErrorIs(t, err, accounts.ErrAddressTaken)
		require.ErrorIs(t, f.Invite(as(t, root), "ada@example.com", "Eve", nil), accounts.ErrAddressTaken)
		require.NoError(t, f.SignUp(anonymous(t), "ada@example.com", "Eve"))
		require.Equal(t, "address-in-use", f.mail.last().template)
		f.move(t, ada, "ada@example.com") // its owner may go back
		_, err = f.UndoChange(anonymous(t), token)
		require.NoError(t, err)
	})
}

func TestParallelUsesOfTheLinksOfAChangeCountOnce(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		ada := f.person(t, "ada@example.com")
		_, err := f.AskAddress(as(t, ada), "ada@new.example")
		require.NoError(t, err)
		once := func(act func() error, gone error) {
			t.Helper()
			results := make(chan error, 5)
			for range cap(results) {
				go func() { results <- act() }()
			}
			good := 0
			for range cap(results) {
				if err := <-results; err == nil {
					good++
				} else {
					require.ErrorIs(t, err, gone)
				}
			}
			require.Equal(t, 1, good)
		}
		token := f.mail.last().token()
		confirm, undo := as(t, ada), anonymous(t)
		once(func() error { _, err := f.ConfirmChange(confirm, token); return err }, accounts.ErrChangeGone)
		token = f.mail.last().token()
		once(func() error { _, err := f.UndoChange(undo, token); return err }, accounts.ErrUndoGone)
		require.Equal(t, "ada@example.com", f.email(t, ada))
	})
}

func TestWhoCouldTakeADeletedAccountBackHearsOfItsEnd(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		f.person(t, "root@example.com", "admin")
		ada := f.person(t, "ada@example.com")
		token := f.move(t, ada, "thief@evil.example")

		require.NoError(t, f.Erase(as(t, ada), "thief@evil.example", 0, nil))

		for _, address := range []string{"ada@example.com", "thief@evil.example"} {
			letters := f.mail.to(address)
			require.Equal(t, accounts.LastLetter, letters[len(letters)-1].template)
		}
		_, err := f.UndoChange(anonymous(t), token)
		require.ErrorIs(t, err, accounts.ErrUndoGone)
	})
}
