package access_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/access"
	"github.com/gatehouse-dev/gatehouse/backend/catalog"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
)

func TestAScopeThatIsBeingDeletedIsNotAskedForMeanwhile(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(t, s)
		_, live, _ := f.liveGrant()
		app := f.register(f.ada(), "Meanwhile")
		api, err := f.catalog.FindAPI(f.ada(), "museum")
		require.NoError(t, err)
		asked := make(chan error, 1)
		require.NoError(t, s.Tx(t.Context(), func(ctx context.Context) error {
			require.NoError(t, s.TakeTurns(ctx, catalog.ScopesTurn(api.ID)))
			go func() {
				_, err := f.Ask(f.ada(), app.ID, []access.Wish{{API: "museum", Plan: live.ID, Environment: access.Live, Scopes: []string{"museum:things:read"}}}, "Please.")
				asked <- err
			}()
			select {
			case err := <-asked:
				t.Errorf("the request did not wait: %v", err)
			case <-time.After(300 * time.Millisecond):
			}
			return s.Write(ctx).Exec("DELETE FROM scopes WHERE api_id = ? AND name = ?", api.ID, "things:read").Error
		}))
		require.Equal(t, []string{"/items/0/scopes/0"}, pointers(t, <-asked))
	})
}
