package operators_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/operators"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/web"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// taken reports whether the very next request with a token is let in.
func (f *fixture) taken(t *testing.T, full string) bool {
	t.Helper()
	_, err := f.AuthenticateBearer(t.Context(), full)
	if err != nil {
		require.ErrorIs(t, err, web.ErrUnauthenticated)
	}
	return err == nil
}

func (f *fixture) make(t *testing.T, a accounts.Account, name string, role rbac.Role) (operators.Token, string) {
	t.Helper()
	made, full, err := f.Create(by(t, a), name, role, 300*24*time.Hour)
	require.NoError(t, err)
	return made, full
}

func TestTokensOfSomebodyWhoIsDisabledAreRefusedUntilTheyAreLetIn(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		boss := f.person(t, "Boss", rbac.Admin)
		_, deploy := f.make(t, f.maker, "deploy", rbac.Publisher)
		_, proxy := f.make(t, f.maker, "nginx", rbac.Verifier)
		_, other := f.make(t, boss, "mine", rbac.Admin)
		_, local, err := f.CreateLocally(t.Context(), "pipeline", rbac.Admin, time.Hour)
		require.NoError(t, err)
		require.True(t, f.taken(t, deploy) && f.taken(t, proxy))

		_, err = f.accounts.Disable(by(t, boss), f.maker.ID)

		require.NoError(t, err)
		require.False(t, f.taken(t, deploy) || f.taken(t, proxy), "the very next request")
		require.True(t, f.taken(t, other) && f.taken(t, local), "what others answer for, or nobody, goes on")
		heard := f.told(boss)
		require.Len(t, heard, 1)
		require.Equal(t, "2 operator tokens are refused from now on", heard[0].Title)
		require.Contains(t, heard[0].Body, "Max Maker answers for operator tokens that are refused")
		require.Contains(t, heard[0].Body, "deploy, nginx")
		listed, _, err := f.List(t.Context(), f.maker.ID, page.Request{Limit: 10})
		require.NoError(t, err)
		require.Len(t, listed, 2)
		require.True(t, listed[0].Refused && listed[1].Refused)
		_, err = f.accounts.Enable(by(t, boss), f.maker.ID)
		require.NoError(t, err)
		require.True(t, f.taken(t, deploy) && f.taken(t, proxy))
		for action, want := range map[string]int64{"operators.refuse": 2, "operators.readmit": 2} {
			var n int64
			require.NoError(t, f.deps.Store.Read(t.Context()).Table("audit_records").Where("action = ?", action).Count(&n).Error)
			require.Equal(t, want, n, action)
		}
	})
}

func TestAProxyGoesOnWhenNobodyUsesTheAccountOfItsMaker(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		boss := f.person(t, "Boss", rbac.Admin)
		_, deploy := f.make(t, f.maker, "deploy", rbac.Publisher)
		_, proxy := f.make(t, f.maker, "nginx", rbac.Verifier)
		require.NoError(t, f.Warn(t.Context(), f.maker, f.clock.Now().Add(14*24*time.Hour)))
		warned := f.told(boss)
		require.Len(t, warned, 1)
		require.Contains(t, warned[0].Title, "1 operator token is refused from")
		require.Contains(t, warned[0].Body, "deploy")
		require.NotContains(t, warned[0].Body, "nginx")
		suspend := func(ctx context.Context) error {
			now := f.clock.Now().UnixMicro()
			if err := f.deps.Store.Write(ctx).Table("accounts").Where("id = ?", f.maker.ID).Updates(map[string]any{"state": "disabled", "disabled_at": now, "inactive_at": now}).Error; err != nil {
				return err
			}
			return f.RefuseUnused(ctx, f.maker)
		}

		require.NoError(t, f.deps.Store.Tx(t.Context(), suspend))

		require.False(t, f.taken(t, deploy))
		require.True(t, f.taken(t, proxy), "the calls of every API would fail")
		require.Contains(t, f.told(boss)[0].Body, "Verifier tokens that go on: nginx")
		_, err := f.accounts.Disable(by(t, boss), f.maker.ID)
		require.NoError(t, err)
		require.False(t, f.taken(t, proxy), "whoever was disabled has left")
	})
}

func TestWhoTakesATokenOverAnswersForItFromThenOn(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		boss, plain := f.person(t, "Boss", rbac.Admin), f.person(t, "Plain", rbac.Developer)
		made, proxy := f.make(t, f.maker, "nginx", rbac.Verifier)
		heirs, err := f.Heirs(by(t, boss), made.ID)
		require.NoError(t, err)
		require.Len(t, heirs, 1)
		require.Equal(t, boss.ID, heirs[0].ID)
		_, err = f.HandOver(by(t, boss), made.ID, plain.ID)
		require.ErrorIs(t, err, operators.ErrHeir)
		_, err = f.HandOver(by(t, boss), made.ID, f.maker.ID)
		require.ErrorIs(t, err, operators.ErrHeir, "who has it already")
		_, err = f.HandOver(by(t, boss), "opt_unknown", boss.ID)
		require.ErrorIs(t, err, operators.ErrNotFound)
		powerful, _ := f.make(t, f.maker, "root", rbac.Admin)
		_, err = f.HandOver(f.as(t, rbac.Publisher), powerful.ID, boss.ID)
		require.ErrorIs(t, err, operators.ErrEscalation)
		_, err = f.accounts.Disable(by(t, boss), f.maker.ID)
		require.NoError(t, err)
		require.False(t, f.taken(t, proxy))
		f.told(boss)

		_, err = f.HandOver(by(t, boss), made.ID, boss.ID)

		require.NoError(t, err)
		require.True(t, f.taken(t, proxy))
		require.Empty(t, f.told(boss), "who did it themselves")
		require.Contains(t, f.told(f.maker)[0].Body, "Boss handed an operator token of yours over")
		behind, err := f.Behind(t.Context(), rbac.MachineID(made.ID))
		require.NoError(t, err)
		require.ElementsMatch(t, []string{rbac.PersonID(f.maker.ID), rbac.PersonID(boss.ID)}, behind, "both may know the secret")
		require.NoError(t, f.Revoke(by(t, boss), made.ID))
		_, err = f.HandOver(by(t, boss), made.ID, boss.ID)
		require.Error(t, err)
		counts, err := f.CountAnswered(t.Context(), []string{boss.ID, f.maker.ID, plain.ID})
		require.NoError(t, err)
		require.Equal(t, map[string]int{f.maker.ID: 1}, counts)
	})
}

func TestWhoGoesForGoodSaysOfEachTokenWhatBecomesOfIt(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		boss, plain := f.person(t, "Boss", rbac.Admin), f.person(t, "Plain", rbac.Developer)
		kept, proxy := f.make(t, f.maker, "nginx", rbac.Verifier)
		ended, script := f.make(t, f.maker, "laptop of max", rbac.Admin)
		leave := func(chosen ...accounts.Bequest) error {
			return f.accounts.Erase(by(t, f.maker), f.maker.Email, 0, chosen)
		}
		require.ErrorIs(t, leave(), accounts.ErrMoreEnds)
		require.ErrorIs(t, leave(accounts.Bequest{Token: kept.ID}, accounts.Bequest{Token: kept.ID}), accounts.ErrMoreEnds)
		require.ErrorIs(t, leave(accounts.Bequest{Token: kept.ID, Heir: plain.ID}, accounts.Bequest{Token: ended.ID}), operators.ErrHeir)
		require.ErrorIs(t, leave(accounts.Bequest{Token: kept.ID, Heir: f.maker.ID}, accounts.Bequest{Token: ended.ID}), operators.ErrHeir)
		require.True(t, f.taken(t, proxy) && f.taken(t, script), "nothing is half done")

		require.NoError(t, leave(accounts.Bequest{Token: kept.ID, Heir: boss.ID}, accounts.Bequest{Token: ended.ID}))

		require.True(t, f.taken(t, proxy))
		require.False(t, f.taken(t, script))
		heard := f.told(boss)
		require.Len(t, heard, 2)
		require.Equal(t, "You answer for the operator token nginx", heard[0].Title)
		require.Equal(t, "1 operator token ended with an account", heard[1].Title)
		require.NotContains(t, heard[0].Body+heard[1].Body, "Max")
		all, _, err := f.List(t.Context(), "", page.Request{Limit: 10})
		require.NoError(t, err)
		for _, token := range all {
			require.NotContains(t, token.Name, "max", "what they called it is forgotten")
		}
		_, _, err = f.Create(by(t, f.maker), "late", rbac.Verifier, time.Hour)
		require.ErrorIs(t, err, accounts.ErrNotFound)
		_, found, err := f.Recognise(t.Context(), ended.ID[len("opt_"):], script, [32]byte{})
		require.NoError(t, err)
		require.True(t, found)
		people, err := f.People(t.Context(), ended)
		require.NoError(t, err)
		require.Empty(t, people, "news of it reaches nobody who is gone")
	})
}
