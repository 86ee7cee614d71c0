package operators_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// regrade gives the maker other roles, as somebody else decides.
func (f *fixture) regrade(t *testing.T, boss accounts.Account, roles ...rbac.Role) {
	t.Helper()
	_, err := f.accounts.SetRoles(by(t, boss), f.maker.ID, 0, roles)
	require.NoError(t, err)
}

// noted answers how often something was written down.
func (f *fixture) noted(t *testing.T, action string) int {
	t.Helper()
	var n int64
	require.NoError(t, f.deps.Store.Read(t.Context()).Table("audit_records").Where("action = ?", action).Count(&n).Error)
	return int(n)
}

// ofMaker answers the tokens that the maker answers for, by name.
func (f *fixture) ofMaker(t *testing.T) (refused, unkept map[string]bool) {
	t.Helper()
	found, _, err := f.List(t.Context(), f.maker.ID, page.Request{Limit: 10})
	require.NoError(t, err)
	refused, unkept = map[string]bool{}, map[string]bool{}
	for _, token := range found {
		refused[token.Name], unkept[token.Name] = token.Refused, token.Unkept
	}
	return refused, unkept
}

func TestATokenNeverDoesMoreThanWhoeverAnswersForItMayNow(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		boss := f.person(t, "Boss", rbac.Admin)
		_, script := f.make(t, f.maker, "script", rbac.Admin)
		_, deploy := f.make(t, f.maker, "deploy", rbac.Publisher)
		_, proxy := f.make(t, f.maker, "nginx", rbac.Verifier)
		require.True(t, f.taken(t, script) && f.taken(t, deploy) && f.taken(t, proxy))

		f.regrade(t, boss, rbac.Publisher)

		require.False(t, f.taken(t, script), "the very next request")
		require.True(t, f.taken(t, deploy), "they may do that themselves")
		require.True(t, f.taken(t, proxy), "it has no power over the portal, and every call would fail")
		heard := f.told(boss)
		require.Len(t, heard, 1)
		require.Equal(t, "1 operator token is refused from now on", heard[0].Title)
		require.Equal(t, "Max Maker answers for operator tokens, and their roles were changed, so that they manage none any more. "+
			"Refused, because they may do more than this person now: script. Going on: deploy, nginx. Take over what shall work.", heard[0].Body)
		require.Equal(t, "/operate/machines?owner="+f.maker.ID, heard[0].Link)
		refused, unkept := f.ofMaker(t)
		require.Equal(t, map[string]bool{"script": true, "deploy": false, "nginx": false}, refused)
		require.Equal(t, map[string]bool{"script": true, "deploy": true, "nginx": true}, unkept)

		f.regrade(t, boss, rbac.Developer)
		require.False(t, f.taken(t, deploy))
		require.NotContains(t, f.told(boss)[0].Body, "script", "that was told before")
		f.regrade(t, boss, rbac.Admin)
		require.True(t, f.taken(t, script) && f.taken(t, deploy) && f.taken(t, proxy))
		require.Empty(t, f.told(boss))
		require.Equal(t, 2, f.noted(t, "operators.refuse"))
		require.Equal(t, 2, f.noted(t, "operators.readmit"))
		_, unkept = f.ofMaker(t)
		require.False(t, unkept["script"] || unkept["deploy"] || unkept["nginx"])
	})
}

func TestWhoTakesATokenOverFromSomebodyWithoutTheRoleMakesItWorkAgain(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		boss := f.person(t, "Boss", rbac.Admin)
		made, script := f.make(t, f.maker, "script", rbac.Admin)
		f.regrade(t, boss, rbac.Developer)
		require.False(t, f.taken(t, script))

		handed, err := f.HandOver(by(t, boss), made.ID, boss.ID)

		require.NoError(t, err)
		require.False(t, handed.Refused || handed.Unkept)
		require.True(t, f.taken(t, script))
	})
}

func TestAdminsAreToldOfTokensThatGoOnWithoutAnybodyWhoManagesThem(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		boss := f.person(t, "Boss", rbac.Admin)
		_, proxy := f.make(t, f.maker, "nginx", rbac.Verifier)
		f.regrade(t, boss, rbac.Admin, rbac.Auditor)
		require.Empty(t, f.told(boss), "nothing was lost")

		f.regrade(t, boss, rbac.Auditor)

		require.True(t, f.taken(t, proxy))
		require.Equal(t, "1 operator token needs somebody to answer for", f.told(boss)[0].Title)
		f.regrade(t, boss)
		require.True(t, f.taken(t, proxy), "whatever roles its owner has")
		require.Empty(t, f.told(boss), "that was told before")
	})
}

func TestLettingSomebodyInAgainGivesNoTokenBackWhatTheirRolesDont(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		boss := f.person(t, "Boss", rbac.Admin)
		_, script := f.make(t, f.maker, "script", rbac.Admin)
		_, deploy := f.make(t, f.maker, "deploy", rbac.Publisher)
		_, err := f.accounts.Disable(by(t, boss), f.maker.ID)
		require.NoError(t, err)
		f.told(boss)
		f.regrade(t, boss, rbac.Publisher)
		require.Empty(t, f.told(boss), "they are refused already")

		_, err = f.accounts.Enable(by(t, boss), f.maker.ID)

		require.NoError(t, err)
		require.False(t, f.taken(t, script))
		require.True(t, f.taken(t, deploy))
		require.Equal(t, 1, f.noted(t, "operators.readmit"))
	})
}

func TestARoleThatAnotherProcessTookIsMissedWithinASecond(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		_, script := f.make(t, f.maker, "script", rbac.Admin)
		require.True(t, f.taken(t, script))
		// What another process writes reaches no listener here.
		require.NoError(t, f.deps.Store.Tx(t.Context(), func(ctx context.Context) error {
			return f.deps.Store.Write(ctx).Exec("DELETE FROM account_roles WHERE account_id = ?", f.maker.ID).Error
		}))

		f.clock.Advance(time.Second)

		require.False(t, f.taken(t, script))
	})
}

func TestOfSomebodyDisabledNobodyIsToldThatTheyLostARole(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		boss := f.person(t, "Boss", rbac.Admin)
		f.make(t, f.maker, "script", rbac.Admin)
		f.regrade(t, boss, rbac.Developer)
		_, err := f.accounts.Disable(by(t, boss), f.maker.ID)
		require.NoError(t, err)

		refused, unkept := f.ofMaker(t)

		require.True(t, refused["script"])
		require.False(t, unkept["script"])
	})
}
