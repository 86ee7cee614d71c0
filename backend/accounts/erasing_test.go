package accounts_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

func TestErasingNeedsTheAddressAndWhatWasSeen(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		f.person(t, "root@example.com", "admin")
		ada, _ := f.join(t, "ada@example.com")
		require.NoError(t, f.SignUp(anonymous(t), "ada@example.com", "Ada"))
		f.OnWeigh(func(context.Context, string) (accounts.Belongings, error) { return accounts.Belongings{Apps: 2}, nil })
		broken := errors.New("a token can't end")
		f.OnErased(func(context.Context, accounts.Account) error { return broken })

		require.ErrorIs(t, f.Erase(as(t, ada), "eve@example.com", 2, nil), fault.ErrInvalid)
		require.ErrorIs(t, f.Erase(as(t, ada), "ada@example.com", 1, nil), accounts.ErrMoreEnds)
		require.ErrorIs(t, f.Erase(as(t, ada), "ada@example.com", 2, nil), broken)
		require.Equal(t, accounts.Active, f.state(t, ada), "nothing is half done")

		broken = nil
		require.NoError(t, f.Erase(as(t, ada), " ADA@example.com", 2, nil))
		require.ErrorIs(t, f.Erase(as(t, ada), "ada@example.com", 2, nil), accounts.ErrNotFound, "the second tab")
		stay := func(ctx context.Context) error { return f.Stay(ctx, ada.ID) }
		require.ErrorIs(t, f.store.Tx(t.Context(), stay), accounts.ErrNotFound, "a request that was let in before")
		_, err := f.ByEmail(t.Context(), "ada@example.com")
		require.ErrorIs(t, err, accounts.ErrNotFound)
		for _, table := range []string{"account_links", "account_enrolments", "recovery_codes", "audit_origins"} {
			var left int64
			require.NoError(t, f.store.Read(t.Context()).Table(table).Count(&left).Error)
			if table == "audit_origins" {
				require.NoError(t, f.store.Read(t.Context()).Table(table).Where("actor_id = ?", ada.ID).Count(&left).Error)
			}
			require.Zero(t, left, table)
		}
	})
}

func TestAdminsWhoLeaveAtOnceLeaveOne(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		one, two := f.person(t, "one@example.com", "admin"), f.person(t, "two@example.com", "admin")
		results := make(chan error, 2)
		for _, a := range []accounts.Account{one, two} {
			go func() { results <- f.Erase(as(t, a), a.Email, 0, nil) }()
		}
		first, second := <-results, <-results

		require.True(t, (first == nil) != (second == nil), "%v, %v", first, second)
		require.ErrorIs(t, errors.Join(first, second), accounts.ErrLastAdmin)
		admins, err := f.WithPermission(t.Context(), rbac.RolesGrant)
		require.NoError(t, err)
		require.Len(t, admins, 1)
		_, _, err = f.Weigh(as(t, admins[0]))
		require.ErrorIs(t, err, accounts.ErrLastAdmin)
	})
}
