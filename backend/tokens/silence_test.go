package tokens_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/policy"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
	"github.com/gatehouse-dev/gatehouse/backend/tokens"
)

// seen notes a call with a secret now.
func (f *fixture) seen(id string, generation int64) {
	f.t.Helper()
	require.NoError(f.t, f.MarkUsed(f.t.Context(), []tokens.Use{{TokenID: id, Generation: generation, At: f.clock.Now().UnixMicro(), Network: "192.0.2.0/24", Operation: "listTickets"}}))
}

func TestARotationEndsByItselfWhenTheOldSecretFellSilent(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(t, s)
		id := f.create(tokens.Draft{}).Token.ID
		_, err := f.FinishWhenSilent(f.ada(), id, time.Hour)
		require.ErrorIs(t, err, tokens.ErrState, "nothing is rotating")
		_, err = f.Rotate(f.ada(), id, tokens.Turn{FinishSilent: of(time.Second)})
		require.Equal(t, []string{"/finishSilentSeconds"}, pointers(t, err))
		week := 7 * day
		_, err = f.Rotate(f.ada(), id, tokens.Turn{Overlap: &week, FinishSilent: of(6 * time.Hour)})
		require.NoError(t, err)
		look := func(want ...int64) {
			t.Helper()
			require.NoError(t, f.FinishSilent(t.Context()))
			require.Equal(t, want, f.live(id))
		}
		f.clock.Advance(7 * time.Hour)
		look(1, 2) // nobody uses the new secret yet
		f.seen(id, 1)
		f.clock.Advance(3 * time.Hour)
		f.seen(id, 2)
		f.clock.Advance(3 * time.Hour)
		look(1, 2) // no call came for a while, so silence says nothing
		f.seen(id, 1)
		f.clock.Advance(6*time.Hour - time.Minute)
		f.seen(id, 2)
		look(1, 2)
		_, err = f.Suspend(f.ada(), id, "Odd calls.")
		require.NoError(t, err)
		f.clock.Advance(time.Minute)
		look(1, 2) // whoever is held back is silent
		_, err = f.Resume(f.ada(), id)
		require.NoError(t, err)
		look(1, 2) // and gets the time anew
		f.clock.Advance(6*time.Hour + 2*time.Minute)
		f.seen(id, 2)
		look(2)
		entries, err := f.audit.List(t.Context(), audit.Filter{Action: "tokens.finish_rotation"}, page.Request{Limit: 5})
		require.NoError(t, err)
		require.Len(t, entries.Items, 1)
		require.Equal(t, "system", entries.Items[0].ActorKind)
	})
}

func TestTheEndBySilenceIsTakenBack(t *testing.T) {
	f := open(t, storetest.New(t))
	id := f.create(tokens.Draft{}).Token.ID
	_, err := f.Rotate(f.ada(), id, tokens.Turn{FinishSilent: of(time.Hour)})
	require.NoError(t, err)
	_, err = f.FinishWhenSilent(f.as("u:acc_mallory"), id, 0)
	require.ErrorIs(t, err, tokens.ErrNotFound)
	changed, err := f.FinishWhenSilent(f.ada(), id, 0)
	require.NoError(t, err)
	require.Zero(t, changed.FinishSilent)
	f.clock.Advance(5 * time.Hour)
	f.seen(id, 2)
	require.NoError(t, f.FinishSilent(t.Context()))
	require.Equal(t, []int64{1, 2}, f.live(id))
	_, err = f.FinishWhenSilent(f.ada(), id, time.Hour)
	require.NoError(t, err)
	finished, err := f.FinishRotation(f.ada(), id)
	require.NoError(t, err)
	require.Zero(t, finished.FinishSilent, "the next rotation begins without it")
}

func TestASecretThatIsUsedIsNotSilentWhileItsUsesWaitToBeNoted(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(t, s)
		id := f.create(tokens.Draft{}).Token.ID
		_, err := f.Rotate(f.ada(), id, tokens.Turn{FinishSilent: of(time.Minute)})
		require.NoError(t, err)
		for range 2 {
			f.clock.Advance(59 * time.Second)
			f.seen(id, 1)
			f.seen(id, 2)
		}
		f.clock.Advance(time.Second)

		require.NoError(t, f.FinishSilent(t.Context()))

		require.Equal(t, []int64{1, 2}, f.live(id), "the old secret was used a second ago")
		f.clock.Advance(2 * time.Minute)
		f.seen(id, 2)
		require.NoError(t, f.FinishSilent(t.Context()))
		require.Equal(t, []int64{2}, f.live(id))
	})
}

func TestPolicyEndsTheRotationsThatBeginUnderIt(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(t, s)
		before := f.create(tokens.Draft{}).Token
		week := 7 * day
		_, err := f.Rotate(f.ada(), before.ID, tokens.Turn{Overlap: &week})
		require.NoError(t, err)
		after := f.create(tokens.Draft{Name: "Second"}).Token
		for _, t := range []tokens.Token{before, after} {
			f.set(policy.App, t.AppID, policy.Part{FinishSilentHours: of(48)})
		}
		made, err := f.Rotate(f.ada(), after.ID, tokens.Turn{Overlap: &week})
		require.NoError(t, err)
		require.Equal(t, 48*time.Hour, made.Token.FinishSilent, "nobody chose")
		f.clock.Advance(24 * time.Hour)
		for _, id := range []string{before.ID, after.ID} {
			f.seen(id, 1) // a nightly job
		}
		f.clock.Advance(47 * time.Hour)
		f.seen(after.ID, 2)
		require.NoError(t, f.FinishSilent(t.Context()))
		require.Equal(t, []int64{1, 2}, f.live(after.ID))
		f.clock.Advance(70 * time.Minute)
		require.NoError(t, f.FinishSilent(t.Context()))
		require.Equal(t, []int64{1, 2}, f.live(after.ID), "nothing says that the new secret is still in use")
		f.seen(before.ID, 2)
		f.seen(after.ID, 2)
		require.NoError(t, f.FinishSilent(t.Context()))
		require.Equal(t, []int64{2}, f.live(after.ID))
		require.Equal(t, []int64{1, 2}, f.live(before.ID), "that rotation began before the rule")
	})
}

func TestAnOwnerChoosesNoLongerSilenceThanPolicy(t *testing.T) {
	f := open(t, storetest.New(t))
	token := f.create(tokens.Draft{}).Token
	f.set(policy.App, token.AppID, policy.Part{FinishSilentHours: of(24)})
	for _, silent := range []time.Duration{0, 25 * time.Hour} {
		_, err := f.Rotate(f.ada(), token.ID, tokens.Turn{FinishSilent: of(silent)})
		var refused *fault.Fault
		require.ErrorAs(t, err, &refused)
		require.Equal(t, "/finishSilentSeconds", refused.Fields[0].Pointer)
		require.Equal(t, "The app App of Kiosk ends a rotation when nothing used the old secret for 1 day. Choose at most 86400 seconds.", refused.Fields[0].Message)
	}
	_, err := f.Rotate(f.ada(), token.ID, tokens.Turn{FinishSilent: of(time.Hour)})
	require.NoError(t, err)
	_, err = f.FinishWhenSilent(f.ada(), token.ID, 0)
	require.Equal(t, []string{"/finishSilentSeconds"}, pointers(t, err))
	changed, err := f.FinishWhenSilent(f.ada(), token.ID, day)
	require.NoError(t, err)
	require.Equal(t, day, changed.FinishSilent)
	leaked, err := f.Rotate(f.ada(), token.ID, tokens.Turn{Compromised: true, FinishSilent: of(time.Duration(0))})
	require.NoError(t, err, "nothing older is left to end")
	require.Zero(t, leaked.Token.FinishSilent)
}
