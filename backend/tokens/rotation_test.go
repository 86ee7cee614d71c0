package tokens_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
	"github.com/gatehouse-dev/gatehouse/backend/tokens"
)

func TestARotationIsExtendedWithinPolicyOnly(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(t, s)
		id := f.create(tokens.Draft{}).Token.ID
		_, err := f.ExtendRotation(f.ada(), id, day)
		require.ErrorIs(t, err, tokens.ErrState)
		overlap := time.Hour
		_, err = f.Rotate(f.ada(), id, tokens.Turn{Overlap: &overlap})
		require.NoError(t, err)
		f.clock.Advance(30 * time.Minute)
		_, err = f.ExtendRotation(f.as("u:acc_mallory"), id, day)
		require.ErrorIs(t, err, tokens.ErrNotFound)
		_, err = f.ExtendRotation(f.ada(), id, 7*day)
		require.Equal(t, []string{"/overlapSeconds"}, pointers(t, err), "seven days from the rotation on, not from now")
		_, err = f.ExtendRotation(f.ada(), id, 7*day-30*time.Minute)
		require.NoError(t, err)
		f.clock.Advance(7*day - 30*time.Minute - time.Microsecond)
		require.Equal(t, []int64{1, 2}, f.live(id))
		f.clock.Advance(time.Microsecond)
		require.Equal(t, []int64{2}, f.live(id))
		_, err = f.ExtendRotation(f.ada(), id, time.Hour)
		require.ErrorIs(t, err, tokens.ErrState, "what has ended stays so")
	})
}

func TestARotationIsCancelledOnlyWhileNobodyUsedTheNewSecret(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(t, s)
		id := f.create(tokens.Draft{}).Token.ID
		_, err := f.CancelRotation(f.ada(), id)
		require.ErrorIs(t, err, tokens.ErrState)
		_, err = f.Rotate(f.ada(), id, tokens.Turn{OnFirstUse: true})
		require.NoError(t, err)
		_, err = f.ExtendRotation(f.ada(), id, time.Hour)
		require.ErrorIs(t, err, tokens.ErrState, "its end isn't settled yet")
		back, err := f.CancelRotation(f.ada(), id)
		require.NoError(t, err)
		require.Equal(t, tokens.Active, back.StateAt(begin))
		require.Equal(t, []int64{1}, f.live(id))
		require.NoError(t, f.MarkFirstUse(t.Context(), id, 2), "too late")
		require.Equal(t, []int64{1}, f.live(id))

		_, err = f.Rotate(f.ada(), id, tokens.Turn{OnFirstUse: true})
		require.NoError(t, err)
		require.Equal(t, []int64{1, 3}, f.live(id))
		require.NoError(t, f.MarkFirstUse(t.Context(), id, 3))
		_, err = f.CancelRotation(f.ada(), id)
		require.ErrorIs(t, err, tokens.ErrState)
	})
}
