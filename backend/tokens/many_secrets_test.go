package tokens_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
	"github.com/gatehouse-dev/gatehouse/backend/tokens"
)

func TestATokenThatRotatedThousandsOfTimesCanStillBeRevoked(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(t, s)
		made := f.create(tokens.Draft{})
		const ended = `WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
			INSERT INTO token_secrets (token_id, generation, mac, pepper_kid, proof, last4, valid_from, valid_until, activated_at, pending_until_first_use, overlap_us, self_made)
			SELECT token_id, i, mac, pepper_kid, proof, last4, valid_from, valid_from, valid_from, pending_until_first_use, 0, pending_until_first_use FROM token_secrets, n WHERE token_id = ?`
		require.NoError(t, s.Tx(t.Context(), func(ctx context.Context) error { return s.Write(ctx).Exec(ended, made.Token.ID).Error }))

		_, err := f.Revoke(f.ada(), made.Token.ID, "It isn't needed.")

		require.NoError(t, err)
	})
}
