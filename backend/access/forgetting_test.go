package access_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
)

func TestWordsAboutAppsThatEndedAreForgottenWithWhoWroteThem(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(t, s)
		_, _, live := f.publish("museum")
		app := f.register(f.ada(), "Kiosk")
		gone, kept := f.ask(app, live, "museum:things:read"), f.ask(f.register(f.ada(), "Lives on"), live, "museum:things:read")
		require.NoError(t, f.apps.Remove(f.ada(), app.ID))

		var pages []string
		require.NoError(t, s.Tx(t.Context(), func(ctx context.Context) (err error) {
			pages, err = f.Forget(ctx, "acc_ada")
			return err
		}))

		require.Equal(t, []string{"/requests/" + gone.ID}, pages)
		is, err := f.Request(f.ada(), gone.ID)
		require.NoError(t, err)
		require.Equal(t, []string{"(removed)", "(removed)"}, []string{is.AppName, is.Justification})
		is, err = f.Request(f.ada(), kept.ID)
		require.NoError(t, err)
		require.Equal(t, kept.Justification, is.Justification)
	})
}
