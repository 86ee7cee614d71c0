package accounts_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

func TestSignUpSendsALinkThatWorksOnce(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		require.NoError(t, f.SignUp(anonymous(t), "ada@example.com", "Ada"))
		token := f.mail.last().token()
		require.Equal(t, "verify-email", f.mail.last().template)
		require.GreaterOrEqual(t, len(token), 43)

		e, err := f.VerifyEmail(anonymous(t), token, browser)

		require.NoError(t, err)
		require.Equal(t, "ada@example.com", e.Email)
		_, err = f.VerifyEmail(anonymous(t), token, browser)
		require.ErrorIs(t, err, accounts.ErrLinkGone)
	})
}

func TestSignUpOfAKnownAddressAnswersAlikeAndTellsItsOwner(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		f.person(t, "ada@example.com")

		err := f.SignUp(anonymous(t), "ADA@example.com", "Eve")

		require.NoError(t, err)
		require.Equal(t, "address-in-use", f.mail.last().template)
		require.Empty(t, f.mail.last().token())
	})
}

func TestSignUpNeedsAnAddressAndAName(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		err := f.SignUp(anonymous(t), "a@b\r\nBcc: x", "visit https://evil.example")

		require.ErrorIs(t, err, fault.ErrInvalid)
		var invalid *fault.Fault
		require.ErrorAs(t, err, &invalid)
		require.Len(t, invalid.Fields, 2)
		require.Empty(t, f.mail.letters)
	})
}

func TestANameDoesNotTurnTheTextAroundIt(t *testing.T) {
	for _, name := range []string{"Ada\u202eecaP", "Ada\u2066", "\u200fAda", "A\u200bda", "Ad\u200da"} {
		_, mistake := accounts.CleanName(name)
		require.NotNil(t, mistake, "%q", name)
	}
	clean, mistake := accounts.CleanName("  Ada \t Palmer ")
	require.Nil(t, mistake)
	require.Equal(t, "Ada Palmer", clean)
	clean, mistake = accounts.CleanName("علی\u200cرضا")
	require.Nil(t, mistake)
	require.Equal(t, "علی\u200cرضا", clean)
}

func TestSixthMailAnHourToOneAddressIsSilentlyNotSent(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		for _, spelling := range []string{"ada@example.com", " ADA@example.com", "Ada@EXAMPLE.com", "ａda@example.com", "ada@example.com."} {
			_ = f.SignUp(anonymous(t), spelling, "Ada")
		}
		for len(f.mail.letters) < 5 {
			require.NoError(t, f.SignUp(anonymous(t), "ada@example.com", "Ada"))
		}

		err := f.SignUp(anonymous(t), "ada@example.com", "Ada")

		require.NoError(t, err)
		require.Len(t, f.mail.letters, 5)
	})
}

func TestLinkDiesAfterADay(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		require.NoError(t, f.SignUp(anonymous(t), "ada@example.com", "Ada"))
		f.clock.Advance(accounts.LinkLife)

		_, err := f.VerifyEmail(anonymous(t), f.mail.last().token(), browser)

		require.ErrorIs(t, err, accounts.ErrLinkGone)
	})
}

func TestTwoLinksForOneAddressMakeOneAccount(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		require.NoError(t, f.SignUp(anonymous(t), "ada@example.com", "Ada"))
		first := f.mail.last().token()
		f.join(t, "ada@example.com")

		_, err := f.VerifyEmail(anonymous(t), first, "another browser")

		require.ErrorIs(t, err, accounts.ErrLinkGone)
	})
}

func TestEnrolmentBelongsToOneBrowser(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		require.NoError(t, f.SignUp(anonymous(t), "ada@example.com", "Ada"))
		_, err := f.VerifyEmail(anonymous(t), f.mail.last().token(), browser)
		require.NoError(t, err)

		_, err = f.EnrolmentOf(t.Context(), "another browser")

		require.ErrorIs(t, err, accounts.ErrNoEnrolment)
	})
}

func TestSignUpModesDecideWhoMayJoin(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		f.mode = accounts.ByInvitation
		require.ErrorIs(t, f.SignUp(anonymous(t), "ada@example.com", "Ada"), accounts.ErrSignUpClosed)

		f.mode, f.domains = accounts.ByDomain, []string{"Bücher.example"}
		require.ErrorIs(t, f.SignUp(anonymous(t), "ada@example.com", "Ada"), accounts.ErrDomain)
		require.NoError(t, f.SignUp(anonymous(t), "ada@xn--bcher-kva.example", "Ada"))

		f.mode = accounts.ByApproval
		a, _ := f.join(t, "eve@example.com")
		require.Equal(t, accounts.Waiting, a.State)
	})
}

func TestInvitationWorksWhereSignUpIsClosedAndGrantsItsRoles(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		f.mode = accounts.ByInvitation
		admin := f.person(t, "root@example.com", "admin")
		require.NoError(t, f.Invite(as(t, admin), "pub@example.com", "Pub", []rbac.Role{rbac.Publisher}))
		_, err := f.VerifyEmail(anonymous(t), f.mail.last().token(), browser)
		require.NoError(t, err)

		a, _, err := f.enrol(t)

		require.NoError(t, err)
		require.ElementsMatch(t, []rbac.Role{rbac.Developer, rbac.Publisher}, a.Roles)
	})
}

func TestNobodyInvitesWithMoreThanTheyMayDo(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		publisher := f.person(t, "pub@example.com", "publisher")

		err := f.Invite(as(t, publisher), "eve@example.com", "Eve", []rbac.Role{rbac.Admin})

		require.ErrorIs(t, err, accounts.ErrEscalation)
	})
}

func TestSweepKeepsWhatStillWorks(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		require.NoError(t, f.SignUp(anonymous(t), "ada@example.com", "Ada"))
		require.NoError(t, f.Sweep(t.Context()))

		_, err := f.VerifyEmail(anonymous(t), f.mail.last().token(), browser)

		require.NoError(t, err)
		f.clock.Advance(accounts.LinkLife)
		require.NoError(t, f.Sweep(t.Context()))
	})
}

func TestRecoveryOpensOnceAndEndsInTheSameTransaction(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		a, codes := f.join(t, "ada@example.com")
		var opened accounts.Account
		then := func(_ context.Context, a accounts.Account) error { opened = a; return nil }

		require.NoError(t, f.Recover(anonymous(t), " ADA@example.com", codes[3], then))

		require.Equal(t, a.ID, opened.ID)
		require.ErrorIs(t, f.Recover(anonymous(t), "ada@example.com", codes[3], then), accounts.ErrRecovery)
	})
}
