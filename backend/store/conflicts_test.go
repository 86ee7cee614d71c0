package store_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
)

// unlucky makes a fifth of all writes fail as they do when transactions are in each other's way, some at the write and
// some not before the commit.
const unlucky = `
CREATE FUNCTION unlucky() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF random() < 0.1 THEN
		RAISE EXCEPTION 'in the way' USING ERRCODE = CASE WHEN random() < 0.5 THEN '40001' ELSE '40P01' END;
	END IF;
	RETURN NULL;
END $$;
CREATE TRIGGER at_once AFTER INSERT ON idempotency_keys FOR EACH ROW EXECUTE FUNCTION unlucky();
CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON idempotency_keys DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION unlucky()`

// TestTransactionsThatAreInEachOthersWayHappenOnceOrNotAtAll is F-DB-05.
func TestTransactionsThatAreInEachOthersWayHappenOnceOrNotAtAll(t *testing.T) {
	s, err := store.Open(t.Context(), store.Options{URL: storetest.Postgres(t), Dir: t.TempDir()})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	require.NoError(t, s.Migrate(t.Context()))
	require.NoError(t, s.Tx(t.Context(), func(ctx context.Context) error { return s.Write(ctx).Exec(unlucky).Error }))
	const writers, each = 8, 50
	var attempts, failed atomic.Int64
	var all sync.WaitGroup
	for w := range writers {
		all.Go(func() {
			for i := range each {
				err := s.Tx(t.Context(), func(ctx context.Context) error {
					attempts.Add(1)
					return put(ctx, s, fmt.Sprintf("%d-%d", w, i))
				})
				if err != nil {
					failed.Add(1)
				}
			}
		})
	}
	all.Wait()
	require.Greater(t, attempts.Load(), int64(writers*each), "nothing was in the way")
	require.LessOrEqual(t, attempts.Load(), int64(4*writers*each), "it is tried again three times at most")
	require.Less(t, failed.Load(), int64(writers*each/20))
	require.Equal(t, writers*each-failed.Load(), count(t, s))
}
