package accounts_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/web"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

func TestDisablingRunsItsHooksInTheSameTransaction(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		admin, ada := f.person(t, "root@example.com", "admin"), f.person(t, "ada@example.com")
		broken := errors.New("sessions can't end")
		fail := broken
		f.OnDisabled(func(context.Context, accounts.Account) error { return fail })
		_, err := f.Disable(as(t, admin), ada.ID)
		require.ErrorIs(t, err, broken)
		a, err := f.Get(t.Context(), ada.ID)
		require.NoError(t, err)
		require.Equal(t, accounts.Active, a.State)

		fail = nil
		a, err = f.Disable(as(t, admin), ada.ID)

		require.NoError(t, err)
		require.Equal(t, accounts.Disabled, a.State)
		a, err = f.Enable(as(t, admin), ada.ID)
		require.NoError(t, err)
		require.Equal(t, accounts.Active, a.State)
		require.Nil(t, a.DisabledAt)
	})
}

func TestNobodyDisablesThemselvesOrThoseWhoMayDoMore(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		admin, support := f.person(t, "root@example.com", "admin"), f.person(t, "sup@example.com", "support")

		_, err := f.Disable(as(t, admin), admin.ID)
		require.ErrorIs(t, err, accounts.ErrOwnState)
		_, err = f.Disable(as(t, support), admin.ID)
		require.ErrorIs(t, err, accounts.ErrEscalation)
	})
}

func TestLastAdminStays(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		one, two := f.person(t, "one@example.com", "admin"), f.person(t, "two@example.com", "admin")
		_, err := f.SetRoles(as(t, one), two.ID, 0, []rbac.Role{rbac.Developer})
		require.NoError(t, err)

		_, err = f.SetRoles(as(t, two), one.ID, 0, []rbac.Role{rbac.Developer}) // two's context still holds the old role

		require.ErrorIs(t, err, accounts.ErrLastAdmin)
		_, err = f.Disable(as(t, two), one.ID)
		require.ErrorIs(t, err, accounts.ErrLastAdmin)
	})
}

func TestAdminsWhoDemoteEachOtherAtOnceLeaveOne(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		one, two := f.person(t, "one@example.com", "admin"), f.person(t, "two@example.com", "admin")
		results := make(chan error, 2)
		for _, pair := range [][2]accounts.Account{{one, two}, {two, one}} {
			go func() {
				_, err := f.SetRoles(as(t, pair[0]), pair[1].ID, 0, []rbac.Role{rbac.Developer})
				results <- err
			}()
		}
		first, second := <-results, <-results

		require.True(t, (first == nil) != (second == nil), "%v, %v", first, second)
		admins, err := f.WithPermission(t.Context(), rbac.RolesGrant)
		require.NoError(t, err)
		require.Len(t, admins, 1)
	})
}

func TestNobodyRaisesThemselvesOrGrantsWhatTheyLack(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		admin, approver, ada := f.person(t, "root@example.com", "admin"), f.person(t, "app@example.com", "approver"), f.person(t, "ada@example.com")

		_, err := f.SetRoles(as(t, admin), admin.ID, 0, []rbac.Role{rbac.Admin, rbac.Auditor})
		require.ErrorIs(t, err, accounts.ErrOwnRoles)
		_, err = f.SetRoles(as(t, approver), ada.ID, 0, []rbac.Role{rbac.Developer, rbac.Admin})
		require.ErrorIs(t, err, accounts.ErrEscalation)
		_, err = f.SetRoles(as(t, admin), ada.ID, 0, []rbac.Role{"emperor", rbac.Verifier})
		require.ErrorIs(t, err, fault.ErrInvalid)
	})
}

func TestRolesChangeOnTheVersionThatWasSeen(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		admin, ada := f.person(t, "root@example.com", "admin"), f.person(t, "ada@example.com")
		var hooked []rbac.Role
		f.OnRolesChanged(func(_ context.Context, a accounts.Account) error { hooked = a.Roles; return nil })

		changed, err := f.SetRoles(as(t, admin), ada.ID, ada.Version, []rbac.Role{rbac.Developer, rbac.Approver})

		require.NoError(t, err)
		require.Equal(t, ada.Version+1, changed.Version)
		require.ElementsMatch(t, []rbac.Role{rbac.Developer, rbac.Approver}, hooked)
		_, err = f.SetRoles(as(t, admin), ada.ID, ada.Version, []rbac.Role{rbac.Developer})
		require.ErrorIs(t, err, web.ErrStale)
	})
}

func TestListFindsByNameAndAddressAndPages(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		for _, address := range []string{"a_1@example.com", "ab1@example.com", "c@example.com"} {
			f.person(t, address)
		}
		found, next, err := f.List(t.Context(), accounts.Filter{Text: "A_1"}, page.Request{Limit: 10})
		require.NoError(t, err)
		require.Len(t, found, 1, "the underscore is no wildcard")
		require.Empty(t, next)

		first, next, err := f.List(t.Context(), accounts.Filter{Text: ""}, page.Request{Limit: 2})
		require.NoError(t, err)
		require.Len(t, first, 2)
		rest, next, err := f.List(t.Context(), accounts.Filter{Text: ""}, page.Request{Limit: 2, Cursor: next})
		require.NoError(t, err)
		require.Len(t, rest, 1)
		require.Empty(t, next)
	})
}

func TestSetupFileIsPrivateAndGoesWithSetup(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		path := filepath.Join(f.dir, accounts.SetupFile)
		require.NoError(t, os.WriteFile(path, []byte("old"), 0o644))
		link, open, err := f.SetupLink(t.Context(), "https://portal.example")
		require.NoError(t, err)
		require.True(t, open)
		info, err := os.Stat(path)
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, link+"\n", string(text))

		require.NoError(t, f.store.Tx(t.Context(), func(ctx context.Context) error { return f.CloseSetup(ctx, "opt_x") }))

		portal, err := f.Portal(t.Context())
		require.NoError(t, err)
		require.False(t, portal.SetupNeeded)
		require.NoFileExists(t, path)
	})
}

func TestWrongSetupSecretsAreThrottledByNetwork(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		_, _, err := f.SetupLink(t.Context(), "https://portal.example")
		require.NoError(t, err)
		for range accounts.LimitSetupByNetwork.Attempts {
			_, err := f.BeginSetup(anonymous(t), "guess", "root@example.com", "Root", browser)
			require.ErrorIs(t, err, accounts.ErrSetupSecret)
		}

		_, err = f.BeginSetup(anonymous(t), "guess", "root@example.com", "Root", browser)

		require.ErrorIs(t, err, accounts.ErrThrottled)
	})
}
