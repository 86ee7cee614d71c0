package sessions_test

import (
	"context"
	"encoding/base64"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/sessions"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

func TestCookieIs256BitsAndTheTableHoldsItsHashOnly(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		started := f.start(t, f.person(t, "ada@example.com"), sessions.ByPasskey)

		raw, err := base64.RawURLEncoding.DecodeString(started.Cookie)
		require.NoError(t, err)
		require.Len(t, raw, 32)
		var stored []string
		require.NoError(t, f.store.Read(t.Context()).Table("sessions").Pluck("mac", &stored).Error)
		require.NotContains(t, stored, started.Cookie)
		require.NotContains(t, stored, string(raw))
	})
}

func TestValuesThatWeDidNotMakeAreNoSessions(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		for _, cookie := range []string{"", "x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "' OR 1=1 --"} {
			require.False(t, f.live(t, cookie), "%q", cookie)
		}
	})
}

func TestIdleAndAbsoluteLimitsFollowTheRole(t *testing.T) {
	for name, row := range map[string]struct {
		roles          []string
		idle, absolute time.Duration
	}{
		"developer": {nil, 7 * 24 * time.Hour, 30 * 24 * time.Hour},
		"approver":  {[]string{"approver"}, 30 * time.Minute, 12 * time.Hour},
		"admin":     {[]string{"admin"}, 15 * time.Minute, 8 * time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, f *fixture) {
				a := f.person(t, "ada@example.com", row.roles...)
				idle := f.start(t, a, sessions.ByPasskey)
				f.clock.Advance(row.idle - time.Microsecond)
				require.True(t, f.live(t, idle.Cookie), "just before")
				f.clock.Advance(row.idle)
				require.False(t, f.live(t, idle.Cookie), "idle too long")

				busy := f.start(t, a, sessions.ByPasskey)
				step := row.idle / 2
				for spent := step; spent < row.absolute; spent += step {
					f.clock.Advance(step)
					require.True(t, f.live(t, busy.Cookie), "busy for %s", spent)
				}
				f.clock.Advance(step)
				require.False(t, f.live(t, busy.Cookie), "too old")
			})
		})
	}
}

func TestUseIsWrittenDownByFlushAndSurvivesIt(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		started := f.start(t, f.person(t, "adm@example.com", "admin"), sessions.ByPasskey)
		f.clock.Advance(10 * time.Minute)
		require.True(t, f.live(t, started.Cookie))

		require.NoError(t, f.Flush(t.Context()))

		f.clock.Advance(10 * time.Minute)
		require.True(t, f.live(t, started.Cookie))
	})
}

func TestTwentyFirstSessionEndsTheOldest(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		a := f.person(t, "ada@example.com")
		first := f.start(t, a, sessions.ByPasskey)
		for range 19 {
			f.clock.Advance(time.Second)
			f.start(t, a, sessions.ByPasskey)
		}
		require.True(t, f.live(t, first.Cookie))
		f.clock.Advance(time.Second)

		f.start(t, a, sessions.ByPasskey)

		require.False(t, f.live(t, first.Cookie))
		require.Contains(t, f.told.kinds, "security.session_evicted")
	})
}

func TestDisablingAndNewRolesEndSessionsAtOnce(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		admin := f.person(t, "root@example.com", "admin")
		byAdmin := rbac.With(t.Context(), rbac.Subject{ID: rbac.PersonID(admin.ID), Roles: admin.Roles})
		ada, bob := f.person(t, "ada@example.com"), f.person(t, "bob@example.com")
		adas, bobs := f.start(t, ada, sessions.ByPasskey), f.start(t, bob, sessions.ByPasskey)

		_, err := f.accounts.Disable(byAdmin, ada.ID)
		require.NoError(t, err)
		_, err = f.accounts.SetRoles(byAdmin, bob.ID, 0, []rbac.Role{rbac.Developer, rbac.Approver})
		require.NoError(t, err)

		require.False(t, f.live(t, adas.Cookie))
		require.False(t, f.live(t, bobs.Cookie))
	})
}

func TestSessionsOfOthersAreMissing(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		ada, bob := f.person(t, "ada@example.com"), f.person(t, "bob@example.com")
		adas := f.start(t, ada, sessions.ByPasskey)

		err := f.End(t.Context(), bob.ID, adas.Session.ID)

		require.ErrorIs(t, err, sessions.ErrNotFound)
		require.True(t, f.live(t, adas.Cookie))
	})
}

func TestEndingOthersKeepsThisOne(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		a := f.person(t, "ada@example.com")
		kept, other := f.start(t, a, sessions.ByPasskey), f.start(t, a, sessions.ByPasskey)

		require.NoError(t, f.EndOthers(t.Context(), a.ID, kept.Session.ID))

		require.True(t, f.live(t, kept.Cookie))
		require.False(t, f.live(t, other.Cookie))
	})
}

func TestNewNetworkIsToldOnceAndTheFirstNever(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		a := f.person(t, "ada@example.com")
		require.False(t, f.startFrom(t, a, sessions.ByPasskey, "192.0.2.1").NewDevice)
		require.True(t, f.startFrom(t, a, sessions.ByPasskey, "198.51.100.1").NewDevice)
		require.False(t, f.startFrom(t, a, sessions.ByPasskey, "198.51.100.1").NewDevice)
		require.False(t, f.startFrom(t, a, sessions.ByPasskey, "192.0.2.1").NewDevice)
		require.Equal(t, []string{"security.new_device"}, f.told.kinds)
	})
}

func TestCSRFTokenBelongsToOneSession(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		a := f.person(t, "ada@example.com")
		one, two := f.start(t, a, sessions.ByPasskey), f.start(t, a, sessions.ByPasskey)
		info, err := f.Authenticate(t.Context(), one.Cookie)
		require.NoError(t, err)

		require.True(t, info.CSRF(one.CSRFToken))
		for _, wrong := range []string{"", "x", two.CSRFToken, one.CSRFToken + "A", one.CSRFToken[:len(one.CSRFToken)-4]} {
			require.False(t, info.CSRF(wrong), "%q", wrong)
		}
	})
}

func TestRecoverySessionIsRestricted(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		a := f.person(t, "ada@example.com")
		before := f.start(t, a, sessions.ByPasskey)
		codes, err := f.accounts.NewRecoveryCodes(t.Context(), a.ID)
		require.NoError(t, err)

		_, started, err := f.Recover(request(t, "192.0.2.1"), "ada@example.com", codes[0])

		require.NoError(t, err)
		require.False(t, f.live(t, before.Cookie), "all other sessions end")
		info, err := f.Authenticate(t.Context(), started.Cookie)
		require.NoError(t, err)
		require.True(t, info.Subject.Restricted)
		me, err := f.Me(rbac.With(t.Context(), info.Subject))
		require.NoError(t, err)
		require.Empty(t, me.Permissions)
		require.True(t, me.Restricted)
	})
}

func TestMeSaysWhatTheCallerMayDoNow(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		a := f.person(t, "ada@example.com")
		started := f.start(t, a, sessions.ByPasskey)
		var stepped sessions.Started
		require.NoError(t, f.store.Tx(t.Context(), func(ctx context.Context) error {
			var err error
			stepped, err = f.StepUp(ctx, started.Session.ID)
			return err
		}))
		info, err := f.Authenticate(t.Context(), stepped.Cookie)
		require.NoError(t, err)

		me, err := f.Me(rbac.With(t.Context(), info.Subject))

		require.NoError(t, err)
		require.Equal(t, "ada@example.com", me.Account.Email)
		require.Contains(t, me.Permissions, "apps:write")
		require.Equal(t, 3, me.UnreadNotices)
		require.True(t, info.CSRF(me.CSRFToken))
		require.Equal(t, f.clock.Now().Add(sessions.StepUpWindow), *me.StepUpUntil)
	})
}

func TestDeviceIsWhatAPersonRecognises(t *testing.T) {
	for agent, want := range map[string]string{
		firefox: "Firefox on Linux",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0": "Edge on Windows",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1":   "Safari on iPhone",
		"curl/8.5.0":     "curl",
		"":               "Unknown browser",
		"<script>Linux>": "A browser on Linux",
	} {
		require.Equal(t, want, sessions.Device(agent))
	}
}

func TestWhatHangsOnASessionEndsWithIt(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		var ended []string
		fails := false
		f.OnEnd(func(_ context.Context, ids []string) error {
			if fails {
				return context.Canceled
			}
			ended = append(ended, ids...)
			return nil
		})
		a := f.person(t, "ada@example.com")
		first, second, third := f.start(t, a, sessions.ByPasskey), f.start(t, a, sessions.ByPasskey), f.start(t, a, sessions.ByPasskey)
		end, err := f.EndOf(t.Context(), first.Session.ID)
		require.NoError(t, err)
		require.Equal(t, first.Session.CreatedAt.Add(30*24*time.Hour), end)

		require.NoError(t, f.SignOut(t.Context(), a.ID, first.Session.ID))
		require.Equal(t, []string{first.Session.ID}, ended)
		_, err = f.EndOf(t.Context(), first.Session.ID)
		require.ErrorIs(t, err, sessions.ErrNotFound)
		require.ErrorIs(t, f.SignOut(t.Context(), a.ID, first.Session.ID), sessions.ErrNotFound)
		require.Len(t, ended, 1, "what ended already ends nothing")

		fails = true
		require.ErrorIs(t, f.EndOthers(t.Context(), a.ID, second.Session.ID), context.Canceled)
		require.True(t, f.live(t, third.Cookie), "a failure leaves the session as it was")
		fails = false
		require.NoError(t, f.EndOthers(t.Context(), a.ID, second.Session.ID))
		require.Equal(t, []string{first.Session.ID, third.Session.ID}, ended)
	})
}

// TestABoundForEverybodyShortensSessionsAndLengthensNone is S-SES-04 with a compliance profile on.
func TestABoundForEverybodyShortensSessionsAndLengthensNone(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		f.bound = sessions.Limits{Idle: 30 * time.Minute, Absolute: 9 * time.Hour}
		developer, admin := f.start(t, f.person(t, "ada@example.com"), sessions.ByPasskey), f.start(t, f.person(t, "adm@example.com", "admin"), sessions.ByPasskey)
		f.clock.Advance(15*time.Minute + time.Microsecond)
		require.True(t, f.live(t, developer.Cookie))
		require.False(t, f.live(t, admin.Cookie), "a role's own limit holds where it is shorter")
		f.clock.Advance(30 * time.Minute)
		require.False(t, f.live(t, developer.Cookie))
	})
}

func TestASessionOrWindowFromTheFutureIsNone(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		ada := f.person(t, "ada@example.com", "developer")
		f.clock.Advance(time.Hour) // it was made while the clock was wrong
		made := f.start(t, ada, sessions.ByPasskey)
		require.True(t, f.live(t, made.Cookie))
		f.clock.Advance(-time.Hour)
		require.False(t, f.live(t, made.Cookie))
		list, err := f.List(t.Context(), ada)
		require.NoError(t, err)
		require.Empty(t, list)
		f.clock.Advance(time.Hour - time.Minute)
		require.True(t, f.live(t, made.Cookie), "machines differ by as much")

		bob := f.person(t, "bob@example.com", "developer")
		kept := f.start(t, bob, sessions.ByPasskey)
		f.clock.Advance(time.Hour)
		var stepped sessions.Started
		require.NoError(t, f.store.Tx(request(t, "192.0.2.1"), func(ctx context.Context) error {
			stepped, err = f.StepUp(ctx, kept.Session.ID)
			return err
		}))
		f.clock.Advance(-time.Hour)
		info, err := f.Authenticate(t.Context(), stepped.Cookie)
		require.NoError(t, err)
		require.Zero(t, info.Subject.StepUpUntil)
	})
}
