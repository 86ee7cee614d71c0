package passkeys_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/notify"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/passkeys"
	"github.com/gatehouse-dev/gatehouse/backend/passkeys/softkey"
	"github.com/gatehouse-dev/gatehouse/backend/sessions"
	"github.com/gatehouse-dev/gatehouse/backend/web"
)

func TestSignInNeedsNoName(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		key := softkey.New(origin)
		first := h.join(t, "ada@example.com", key)

		started, err := h.signIn(t, key)

		require.NoError(t, err)
		require.NotEqual(t, first.Started.Cookie, started.Cookie)
		require.Equal(t, first.Passkey.AccountID, started.Session.AccountID)
	})
}

func TestSignInEndsTheSessionThatTheBrowserHad(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		key := softkey.New(origin)
		first := h.join(t, "ada@example.com", key)
		response := h.assertion(t, key)

		_, _, err := h.passkeys.FinishSignIn(h.as(t, first.Started.Cookie), browser, response)

		require.NoError(t, err)
		_, err = h.sessions.Authenticate(anonymous(t), first.Started.Cookie)
		require.ErrorIs(t, err, web.ErrUnauthenticated)
	})
}

func TestChallengeWorksOnceInItsBrowserForItsCeremonyInTime(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		key := softkey.New(origin)
		first := h.join(t, "ada@example.com", key)
		finish := func(browser string, response []byte) error {
			_, _, err := h.passkeys.FinishSignIn(anonymous(t), browser, response)
			return err
		}
		used := h.assertion(t, key)
		require.NoError(t, finish(browser, used))
		require.ErrorIs(t, finish(browser, used), passkeys.ErrCeremony, "replay")
		require.ErrorIs(t, finish("another browser", h.assertion(t, key)), passkeys.ErrCeremony, "other browser")

		late := h.assertion(t, key)
		h.clock.Advance(120 * time.Second)
		require.ErrorIs(t, finish(browser, late), passkeys.ErrCeremony, "too late")

		ctx := h.as(t, first.Started.Cookie)
		options, err := h.passkeys.BeginStepUp(ctx, browser)
		require.NoError(t, err)
		stepUp, err := key.Assert(asJSON(t, options.Response))
		require.NoError(t, err)
		require.ErrorIs(t, finish(browser, stepUp), passkeys.ErrCeremony, "step-up challenge")
	})
}

func TestParallelFinishesOfOneChallengeSignInOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		key := softkey.New(origin)
		h.join(t, "ada@example.com", key)
		response := h.assertion(t, key)
		results := make(chan error, 20)
		for range cap(results) {
			go func() {
				_, _, err := h.passkeys.FinishSignIn(anonymous(t), browser, response)
				results <- err
			}()
		}
		good := 0
		for range cap(results) {
			if err := <-results; err == nil {
				good++
			} else {
				require.ErrorIs(t, err, passkeys.ErrCeremony)
			}
		}
		require.Equal(t, 1, good)
	})
}

func TestAssertionWithoutVerifiedUserIsRefused(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		key := softkey.New(origin)
		h.join(t, "ada@example.com", key)
		for _, flags := range []byte{softkey.FlagUserPresent, softkey.FlagUserVerified, 0, 0x05 | softkey.FlagBackupState} {
			key.Flags = flags
			_, err := h.signIn(t, key)
			require.ErrorIs(t, err, passkeys.ErrRefused, "flags %x", flags)
		}
	})
}

func TestCounterThatDoesNotMoveOnQuarantinesThePasskey(t *testing.T) {
	for name, counter := range map[string]uint32{"same": 10, "lower": 9} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, h *house) {
				key := softkey.New(origin)
				key.Counter = 10
				joined := h.join(t, "ada@example.com", key)
				key.Counter = counter

				_, err := h.signIn(t, key)

				require.ErrorIs(t, err, passkeys.ErrRefused)
				key.Counter = 11
				_, err = h.signIn(t, key)
				require.ErrorIs(t, err, passkeys.ErrRefused, "quarantine holds")
				notices, _, err := h.notify.Notices(t.Context(), joined.Passkey.AccountID, notify.Filter{}, page.Request{Limit: 10})
				require.NoError(t, err)
				require.Equal(t, "security.passkey_cloned", notices[0].Notice.Kind)
			})
		})
	}
}

func TestCounterThatMovesOnIsStored(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		key := softkey.New(origin)
		key.Counter, key.Step = 10, 1
		joined := h.join(t, "ada@example.com", key)

		_, err := h.signIn(t, key)

		require.NoError(t, err)
		held, err := h.passkeys.List(t.Context(), joined.Passkey.AccountID)
		require.NoError(t, err)
		require.EqualValues(t, 11, held[0].Credential.Authenticator.SignCount)
		require.NotNil(t, held[0].LastUsedAt)
	})
}

func TestAuthenticatorWithoutCounterSignsInAgainAndAgain(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		key := softkey.New(origin)
		h.join(t, "ada@example.com", key)
		for range 2 {
			_, err := h.signIn(t, key)
			require.NoError(t, err)
		}
	})
}

func TestChangedBackupEligibilityAsksToRegisterAgain(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		key := softkey.New(origin)
		h.join(t, "ada@example.com", key)
		key.Flags |= softkey.FlagBackupEligible

		_, err := h.signIn(t, key)

		require.ErrorIs(t, err, passkeys.ErrChanged)
	})
}

func TestEveryWrongPasskeyIsRefusedAlike(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ada, bob, nobody := softkey.New(origin), softkey.New(origin), softkey.New(origin)
		joined := h.join(t, "ada@example.com", ada)
		h.join(t, "bob@example.com", bob)
		h.enrol(t, "carol@example.com")
		h.create(t, anonymous(t), nobody) // a credential that was never finished

		swapped := *ada
		swapped.Handle = bob.Handle
		foreign := *bob
		foreign.ID = ada.ID
		for name, key := range map[string]*softkey.Key{"unknown": nobody, "other's handle": &swapped, "other's credential": &foreign} {
			_, err := h.signIn(t, key)
			require.ErrorIs(t, err, passkeys.ErrRefused, name)
		}
		_, err := h.accounts.Disable(adminContext(t, h), joined.Passkey.AccountID)
		require.NoError(t, err)
		_, err = h.signIn(t, ada)
		require.ErrorIs(t, err, passkeys.ErrRefused, "disabled")
	})
}

func TestNetworkThatFailsTooOftenWaits(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		key, stranger := softkey.New(origin), softkey.New(origin)
		h.join(t, "ada@example.com", key)
		h.enrol(t, "carol@example.com")
		h.create(t, anonymous(t), stranger)
		for range accounts.LimitSignInByNetwork.Attempts {
			_, err := h.signIn(t, stranger)
			require.ErrorIs(t, err, passkeys.ErrRefused)
		}

		_, err := h.passkeys.BeginSignIn(anonymous(t), browser)

		require.ErrorIs(t, err, accounts.ErrThrottled)
		_, err = h.passkeys.BeginSignIn(from(t.Context(), "198.51.100.7"), browser)
		require.NoError(t, err, "another network goes on")
	})
}

func TestStepUpOpensFiveMinutesAndKillsTheOldCookie(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		key := softkey.New(origin)
		joined := h.join(t, "ada@example.com", key)

		cookie := h.stepUp(t, joined.Started.Cookie, key)

		_, err := h.sessions.Authenticate(anonymous(t), joined.Started.Cookie)
		require.ErrorIs(t, err, web.ErrUnauthenticated)
		info, err := h.sessions.Authenticate(anonymous(t), cookie)
		require.NoError(t, err)
		require.Equal(t, joined.Started.Session.ID, info.ID)
		require.Equal(t, h.clock.Now().Add(sessions.StepUpWindow), info.Subject.StepUpUntil)
		require.False(t, info.CSRF(joined.Started.CSRFToken), "the old token is dead with the old cookie")
	})
}

func TestStepUpTakesTheCallersOwnPasskeyOnly(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ada, bob := softkey.New(origin), softkey.New(origin)
		joined := h.join(t, "ada@example.com", ada)
		h.join(t, "bob@example.com", bob)
		ctx := h.as(t, joined.Started.Cookie)
		options, err := h.passkeys.BeginStepUp(ctx, browser)
		require.NoError(t, err)
		response, err := bob.Assert(asJSON(t, options.Response))
		require.NoError(t, err)

		_, err = h.passkeys.FinishStepUp(ctx, browser, response)

		require.ErrorIs(t, err, passkeys.ErrStepUp)
		h.as(t, joined.Started.Cookie) // the session goes on
	})
}

func TestRefusedSignInIsAudited(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		key := softkey.New(origin)
		h.join(t, "ada@example.com", key)
		key.Flags = softkey.FlagUserPresent
		before, err := h.audit.Count(t.Context())
		require.NoError(t, err)

		_, err = h.signIn(t, key)

		require.ErrorIs(t, err, passkeys.ErrRefused)
		after, err := h.audit.Count(t.Context())
		require.NoError(t, err)
		require.Greater(t, after, before)
		verified, err := h.audit.Verify(t.Context())
		require.NoError(t, err)
		require.True(t, verified.OK, verified.Message)
	})
}

func TestOnlyTheOwnerHearsThatAnUnusedAccountIsSuspended(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		key, other := softkey.New(origin), softkey.New(origin)
		joined := h.join(t, "ada@example.com", key)
		h.join(t, "root@example.com", other)
		h.days = 30
		for _, d := range []time.Duration{16, 11, 3} {
			h.clock.Advance(d * 24 * time.Hour)
			_, err := h.signIn(t, other)
			require.NoError(t, err)
			require.NoError(t, h.accounts.Lapse(t.Context()))
		}
		_, err := h.sessions.Authenticate(anonymous(t), joined.Started.Cookie)
		require.ErrorIs(t, err, web.ErrUnauthenticated)

		_, err = h.signIn(t, key)
		require.ErrorIs(t, err, accounts.ErrInactive)
		key.Flags = softkey.FlagUserPresent
		_, err = h.signIn(t, key)
		require.ErrorIs(t, err, passkeys.ErrRefused, "whoever found the key and isn't its owner learns nothing")
		err = h.accounts.Recover(anonymous(t), "ada@example.com", joined.Codes[0], nil)
		require.ErrorIs(t, err, accounts.ErrRecovery, "nor does a recovery code")
	})
}
