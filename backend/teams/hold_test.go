package teams_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
	"github.com/gatehouse-dev/gatehouse/backend/teams"
)

// TestWhoIsRemovedDoesNothingInTheSameInstant lets a developer act while their removal is not committed yet.
func TestWhoIsRemovedDoesNothingInTheSameInstant(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(t, s)
		ada, _ := f.person(t, "Ada")
		bob, bobID := f.person(t, "Bob")
		team, err := f.Create(ada, "Harbour")
		require.NoError(t, err)
		f.join(t, ada, bob, team.ID, "Bob", teams.Developer)
		acted := make(chan teams.Role, 1)
		require.NoError(t, s.Tx(ada, func(ctx context.Context) error {
			if err := f.Expel(ctx, team.ID, bobID); err != nil {
				return err
			}
			go func() {
				_ = s.Tx(bob, func(ctx context.Context) error {
					role, err := f.Hold(ctx, team.ID, bobID)
					acted <- role
					return err
				})
			}()
			select {
			case role := <-acted:
				require.Empty(t, role, "the removal is under way")
				acted <- role
			case <-time.After(200 * time.Millisecond):
			}
			return nil
		}))
		require.Empty(t, <-acted)
	})
}
