package tokens_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
	"github.com/gatehouse-dev/gatehouse/backend/tokens"
)

// turned puts ended secrets that a token made for itself behind its first one, one each while, and the last one open.
func (f *fixture) turned(id string, from, to int64, while time.Duration) {
	f.t.Helper()
	const ended = `WITH RECURSIVE n(i) AS (SELECT CAST(? AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < ?)
		INSERT INTO token_secrets (token_id, generation, mac, pepper_kid, proof, last4, valid_from, valid_until, activated_at, pending_until_first_use, overlap_us, self_made)
		SELECT token_id, i, mac, pepper_kid, proof, last4, valid_from + i * ?, CASE WHEN i < ? THEN valid_from + (i + 1) * ? END, valid_from + i * ?, pending_until_first_use, 0, NOT pending_until_first_use
		FROM token_secrets, n WHERE token_id = ? AND generation = 1`
	us := while.Microseconds()
	err := f.store.Tx(f.t.Context(), func(ctx context.Context) error {
		db := f.store.Write(ctx)
		if err := db.Exec(ended, from, to, us, to, us, us, id).Error; err != nil {
			return err
		}
		return db.Exec("UPDATE token_secrets SET valid_until = valid_from + ? WHERE token_id = ? AND generation = 1", from*us, id).Error
	})
	require.NoError(f.t, err)
	f.clock.Advance(time.Duration(to+1) * while)
}

func (f *fixture) generations(id string) []tokens.Generation {
	f.t.Helper()
	found, err := f.Any(f.t.Context(), id)
	require.NoError(f.t, err)
	return found.Generations
}

func TestATokenThatRotatedTwoThousandTimesStaysCheap(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(t, s)
		made := f.create(tokens.Draft{})
		f.turned(made.Token.ID, 2, 2000, time.Hour)
		require.Len(t, f.generations(made.Token.ID), 2000)
		require.NoError(t, f.ForgetSecrets(t.Context()))
		kept := f.generations(made.Token.ID)
		require.Less(t, len(kept), 40)
		require.Equal(t, []int64{2000}, f.live(made.Token.ID))
		require.Equal(t, int64(1), kept[len(kept)-1].Number, "a person made it, which settles what is older")

		taken := storetest.Statements(t, s)
		_, err := f.Suspend(f.ada(), made.Token.ID, "Holiday.")
		require.NoError(t, err)
		require.Zero(t, secretsWritten(taken()), "no secret changed")
		_, err = f.Resume(f.ada(), made.Token.ID)
		require.NoError(t, err)
		taken()
		_, err = f.Rotate(f.ada(), made.Token.ID, tokens.Turn{})
		require.NoError(t, err)
		require.Equal(t, 2, secretsWritten(taken()), "the new one and the one that it replaces")
	})
}

func TestAReuseOfAKeptSecretRaisesTheAlertHoweverOftenAThiefRotated(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f, _, messages := nodes(t, s)
		made := f.create(tokens.Draft{})
		id := made.Token.ID
		f.clock.Advance(30 * day)
		week := f.turnFrom("192.0.2.7", made.Secret)
		thiefs := f.turnFrom("192.0.2.7", week)
		f.clock.Advance(day)
		for range 30 {
			f.clock.Advance(time.Minute)
			thiefs = f.turnFrom("192.0.2.7", thiefs)
		}
		f.clock.Advance(3 * day)
		require.NoError(t, f.ForgetSecrets(t.Context()))
		require.Len(t, f.generations(id), 23, "the newest twenty, and the three that lived a day or longer")
		messages.titles = nil
		require.NoError(t, f.MarkReused(t.Context(), id, 2, "192.0.2.0/24"))
		require.Len(t, messages.titles, 1)
		_, err := f.turnSelf(week)
		require.ErrorIs(t, err, tokens.ErrSecretOver)
		require.Equal(t, tokens.Revoked, f.state(id), "the rightful program comes back, and ends what the thief holds")
	})
}

// secretsWritten answers how many rows of secrets statements wrote.
func secretsWritten(statements []string) int {
	n := 0
	for _, text := range statements {
		if strings.HasPrefix(text, "INSERT INTO") && strings.Contains(text, "token_secrets") {
			n += strings.Count(text, "),(") + 1
		}
	}
	return n
}
