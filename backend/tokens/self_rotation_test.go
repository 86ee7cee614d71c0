package tokens_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
	"github.com/gatehouse-dev/gatehouse/backend/tokens"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// turnSelf does what the route does: it proves the secret, then rotates.
func (f *fixture) turnSelf(full secret.Text) (tokens.Made, error) {
	f.t.Helper()
	ctx, subject, err := f.AuthenticateRotating(f.t.Context(), full.Reveal())
	if err != nil {
		return tokens.Made{}, err
	}
	overlap := time.Hour
	return f.RotateSelf(rbac.With(ctx, subject), tokens.Turn{Overlap: &overlap})
}

func (f *fixture) state(id string) tokens.State {
	f.t.Helper()
	t, err := f.Any(f.t.Context(), id)
	require.NoError(f.t, err)
	return t.StateAt(f.clock.Now())
}

func TestATokenRotatesItselfAndALostAnswerCostsNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(t, s)
		made := f.create(tokens.Draft{})
		id := made.Token.ID
		lost, err := f.turnSelf(made.Secret)
		require.NoError(t, err)
		second, err := f.turnSelf(made.Secret)
		require.NoError(t, err, "the answer got lost, so the old secret asks again")
		require.Equal(t, id, second.Token.ID)
		require.Equal(t, made.Token.ExpiresAt, second.Token.ExpiresAt)
		require.Equal(t, []int64{1, 3}, f.live(id))
		_, err = f.turnSelf(lost.Secret)
		require.ErrorIs(t, err, tokens.ErrSecretOver)
		require.Equal(t, []int64{1, 3}, f.live(id), "a secret that nobody put in place ends nothing")

		third, err := f.turnSelf(second.Secret)
		require.NoError(t, err, "its first use is another rotation")
		require.Equal(t, []int64{3, 4}, f.live(id), "the one before has no overlap left beside two")
		require.NoError(t, f.MarkFirstUse(t.Context(), id, third.Token.Generations[0].Number))
		f.clock.Advance(time.Hour)
		require.Equal(t, []int64{4}, f.live(id))
	})
}

func TestASecretThatATokenReplacedItselfEndsTheTokenWhenItComesBack(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(t, s)
		made := f.create(tokens.Draft{})
		id := made.Token.ID
		next, err := f.turnSelf(made.Secret)
		require.NoError(t, err)
		require.NoError(t, f.MarkFirstUse(t.Context(), id, 2))
		_, err = f.Mint(f.holding(made.Secret), "self", tokens.EphemeralDraft{})
		require.NoError(t, err, "during the overlap it works for all else")
		_, err = f.turnSelf(made.Secret)
		require.ErrorIs(t, err, tokens.ErrSecretOver)
		require.Equal(t, tokens.Revoked, f.state(id))
		_, err = f.turnSelf(next.Secret)
		require.ErrorIs(t, err, tokens.ErrSecretOver, "for both of its holders")
		_, err = f.turnSelf(made.Secret)
		require.ErrorIs(t, err, tokens.ErrSecretOver)
		entries, err := f.audit.List(t.Context(), audit.Filter{Action: "tokens.revoke"}, page.Request{Limit: 5})
		require.NoError(t, err)
		require.Len(t, entries.Items, 1, "it ends once")
	})
}

func TestAPersonsRotationSettlesWhatWasBefore(t *testing.T) {
	f := open(t, storetest.New(t))
	made := f.create(tokens.Draft{})
	id := made.Token.ID
	waiting, err := f.Rotate(f.ada(), id, tokens.Turn{OnFirstUse: true})
	require.NoError(t, err)
	_, err = f.turnSelf(made.Secret)
	require.ErrorIs(t, err, tokens.ErrRotating, "nobody takes a person's secret away before it is in place")
	require.NoError(t, f.MarkFirstUse(t.Context(), id, 2))
	_, err = f.turnSelf(made.Secret)
	require.ErrorIs(t, err, tokens.ErrSecretOver)
	require.Equal(t, tokens.Rotating, f.state(id), "a program that was forgotten is no thief")

	self, err := f.turnSelf(waiting.Secret)
	require.NoError(t, err)
	require.NoError(t, f.MarkFirstUse(t.Context(), id, 3))
	_, err = f.Rotate(f.ada(), id, tokens.Turn{Compromised: true})
	require.NoError(t, err)
	for _, old := range []secret.Text{made.Secret, waiting.Secret, self.Secret} {
		_, err = f.turnSelf(old)
		require.ErrorIs(t, err, tokens.ErrSecretOver)
	}
	require.Equal(t, tokens.Active, f.state(id), "whoever has an old secret can't end what a person mended")
}

func TestATokenRotatesOnlyItselfAndWithinPolicy(t *testing.T) {
	f := open(t, storetest.New(t))
	made := f.create(tokens.Draft{})
	week := 8 * day
	_, err := f.RotateSelf(f.holding(made.Secret), tokens.Turn{Overlap: &week})
	require.Equal(t, []string{"/overlapSeconds"}, pointers(t, err))
	minted := f.mint(made.Secret, tokens.EphemeralDraft{})
	_, err = f.turnSelf(minted.Secret)
	require.ErrorIs(t, err, tokens.ErrEphemeral)
	_, err = f.Rotate(f.holding(made.Secret), made.Token.ID, tokens.Turn{})
	require.ErrorIs(t, err, tokens.ErrNotFound, "what people do takes no token")
	_, err = f.RotateSelf(context.Background(), tokens.Turn{})
	require.ErrorIs(t, err, tokens.ErrSecretUnknown)
}

func TestASecretThatNobodySawEndsNothingWhenAPersonFinishedItsRotation(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(t, s)
		made := f.create(tokens.Draft{})
		id := made.Token.ID
		_, err := f.turnSelf(made.Secret)
		require.NoError(t, err, "its answer got lost")
		_, err = f.FinishRotation(f.ada(), id)
		require.NoError(t, err)

		_, err = f.turnSelf(made.Secret)

		require.ErrorIs(t, err, tokens.ErrSecretOver)
		require.Equal(t, tokens.Active, f.state(id), "one program holds its secrets, and a person ended one")
	})
}
