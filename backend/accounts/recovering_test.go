package accounts_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

func nothing(context.Context, accounts.Account) error { return nil }

func TestRecoveryRefusesUnknownWrongAndDisabledAlike(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		admin := f.person(t, "root@example.com", "admin")
		a, codes := f.join(t, "ada@example.com")
		_, other := f.join(t, "bob@example.com")
		_, err := f.Disable(as(t, admin), a.ID)
		require.NoError(t, err)
		for name, try := range map[string][2]string{
			"unknown": {"nobody@example.com", codes[0]}, "wrong": {"bob@example.com", "AAAAAA-AAAAAA-AAAAAA-AAAAAA"},
			"other's": {"bob@example.com", codes[0]}, "disabled": {"ada@example.com", codes[1]},
		} {
			require.ErrorIs(t, f.Recover(anonymous(t), try[0], try[1], nothing), accounts.ErrRecovery, name)
		}
		require.NoError(t, f.Recover(anonymous(t), "bob@example.com", other[0], nothing))
	})
}

func TestCodeIsReadAsPeopleTypeIt(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		_, codes := f.join(t, "ada@example.com")
		typed := " " + strings.NewReplacer("-", " ", "0", "o", "1", "l").Replace(strings.ToLower(codes[0]))

		require.NoError(t, f.Recover(anonymous(t), "ada@example.com", typed, nothing))
	})
}

func TestSixthRecoveryAnHourWaitsWhateverTheSpelling(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		_, codes := f.join(t, "alice@example.com")
		for _, spelling := range []string{"alice@example.com", "Alice@example.com", " ALICE@EXAMPLE.COM", "ａｌｉｃｅ@example.com", "alice@example.com."} {
			require.ErrorIs(t, f.Recover(anonymous(t), spelling, "wrong", nothing), accounts.ErrRecovery)
		}

		err := f.Recover(from(t, "198.51.100.9"), "alice@example.com", codes[0], nothing)

		require.ErrorIs(t, err, accounts.ErrThrottled)
		var throttled *fault.Fault
		require.True(t, errors.As(err, &throttled))
		require.Equal(t, time.Hour, throttled.RetryAfter)
		f.clock.Advance(time.Hour)
		require.NoError(t, f.Recover(anonymous(t), "alice@example.com", codes[0], nothing))
	})
}

func TestParallelUsesOfOneCodeOpenOnce(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		_, codes := f.join(t, "ada@example.com")
		results := make(chan error, 5)
		for range cap(results) {
			go func() { results <- f.Recover(anonymous(t), "ada@example.com", codes[0], nothing) }()
		}
		good := 0
		for range cap(results) {
			if <-results == nil {
				good++
			}
		}
		require.Equal(t, 1, good)
	})
}

func TestFailureOfTheSessionKeepsTheCode(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		_, codes := f.join(t, "ada@example.com")
		broken := errors.New("no session")

		err := f.Recover(anonymous(t), "ada@example.com", codes[0], func(context.Context, accounts.Account) error { return broken })

		require.ErrorIs(t, err, broken)
		require.NoError(t, f.Recover(anonymous(t), "ada@example.com", codes[0], nothing))
	})
}

func TestNewCodesReplaceTheOldOnes(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		a, old := f.join(t, "ada@example.com")

		fresh, err := f.NewRecoveryCodes(anonymous(t), a.ID)

		require.NoError(t, err)
		require.Len(t, fresh, 10)
		require.ErrorIs(t, f.Recover(anonymous(t), "ada@example.com", old[0], nothing), accounts.ErrRecovery)
		require.NoError(t, f.Recover(anonymous(t), "ada@example.com", fresh[0], nothing))
	})
}

func TestRecoveryTellsOwnerAndAdminsAndCalmsTheAccountForADay(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		f.person(t, "root@example.com", "admin")
		_, codes := f.join(t, "ada@example.com")
		f.mail.notices = nil

		require.NoError(t, f.Recover(anonymous(t), "ada@example.com", codes[0], nothing))

		require.Len(t, f.mail.notices, 2)
		a, err := f.ByEmail(t.Context(), "ada@example.com")
		require.NoError(t, err)
		a.Roles = []rbac.Role{rbac.Admin}
		require.Equal(t, []rbac.Role{rbac.Developer}, a.RolesAt(f.clock.Now().Add(24*time.Hour-time.Microsecond)))
		require.Equal(t, []rbac.Role{rbac.Admin}, a.RolesAt(f.clock.Now().Add(24*time.Hour)))
	})
}
