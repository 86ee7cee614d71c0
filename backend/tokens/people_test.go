package tokens_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
	"github.com/gatehouse-dev/gatehouse/backend/tokens"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

func TestADisabledPersonsTokensStopAndOnlyOperatorsResumeThem(t *testing.T) {
	f := open(t, storetest.New(t))
	made := f.create(tokens.Draft{})
	security := f.as("u:acc_sec", rbac.SecurityAdmin)
	require.NoError(t, f.store.Tx(security, func(ctx context.Context) error {
		return f.SuspendOwned(ctx, accounts.Account{ID: "ada"})
	}))
	found, err := f.Any(t.Context(), made.Token.ID)
	require.NoError(t, err)
	require.Nil(t, found.SuspendedAt, "another account's tokens go on")

	require.NoError(t, f.store.Tx(security, func(ctx context.Context) error {
		return f.SuspendOwned(ctx, accounts.Account{ID: "acc_ada"})
	}))
	found, err = f.Any(t.Context(), made.Token.ID)
	require.NoError(t, err)
	require.Equal(t, tokens.Suspended, found.StateAt(begin))
	_, err = f.Resume(f.ada(), made.Token.ID)
	require.ErrorIs(t, err, tokens.ErrSuspendedByOperator)
	_, err = f.Resume(security, made.Token.ID)
	require.NoError(t, err)
}

func TestCountsPerAppForgetRevokedTokens(t *testing.T) {
	f := open(t, storetest.New(t))
	made := f.create(tokens.Draft{})
	counts, err := f.CountLiving(t.Context(), []string{made.Token.AppID})
	require.NoError(t, err)
	require.Equal(t, 2, counts[made.Token.AppID], "with the first sandbox token")
	_, err = f.Revoke(f.ada(), made.Token.ID, "Lost.")
	require.NoError(t, err)
	counts, err = f.CountLiving(t.Context(), []string{made.Token.AppID})
	require.NoError(t, err)
	require.Equal(t, 1, counts[made.Token.AppID])
}
