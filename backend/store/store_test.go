package store_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
)

// keyRow is a plain row of a real table.
type keyRow struct {
	Name      string `gorm:"column:key_hash;primaryKey"`
	Value     string `gorm:"column:body_hash"`
	Answer    []byte
	CreatedAt int64 `gorm:"autoCreateTime:false"`
}

func (keyRow) TableName() string { return "idempotency_keys" }

func put(ctx context.Context, s *store.Store, name string) error {
	return s.Write(ctx).Create(&keyRow{Name: name, Value: "v", Answer: []byte("{}")}).Error
}

func count(t *testing.T, s *store.Store) int64 {
	t.Helper()
	var n int64
	require.NoError(t, s.Read(t.Context()).Model(&keyRow{}).Count(&n).Error)
	return n
}

func TestWriteOutsideTransactionIsRefused(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		require.ErrorIs(t, put(t.Context(), s, "a"), store.ErrNoTx)
		require.ErrorIs(t, s.Write(t.Context()).Exec("DELETE FROM idempotency_keys").Error, store.ErrNoTx)
		require.ErrorIs(t, s.Changed(t.Context(), store.KindApp, "app_1"), store.ErrNoTx)
		require.Zero(t, count(t, s))
	})
}

func TestReadingConnectionsCannotWrite(t *testing.T) {
	s := storetest.New(t)
	require.ErrorContains(t, s.Read(t.Context()).Create(&keyRow{Name: "a", Answer: []byte("{}")}).Error, "readonly")
}

func TestContextThatEscapedItsTransactionCannotWrite(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		var escaped context.Context
		require.NoError(t, s.Tx(t.Context(), func(ctx context.Context) error { escaped = ctx; return nil }))
		require.ErrorIs(t, put(escaped, s, "a"), store.ErrNoTx)
	})
}

func TestFailedTransactionLeavesNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		sentinel := errors.New("no")
		ran := false
		err := s.Tx(t.Context(), func(ctx context.Context) error {
			store.AfterCommit(ctx, func(context.Context) { ran = true })
			require.NoError(t, put(ctx, s, "a"))
			require.NoError(t, s.Tx(ctx, func(ctx context.Context) error { return put(ctx, s, "b") }))
			return sentinel
		})
		require.ErrorIs(t, err, sentinel)
		require.Zero(t, count(t, s))
		require.False(t, ran)
	})
}

func TestTransactionSeesItsOwnWritesAndOthersDoNot(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		require.NoError(t, s.Tx(t.Context(), func(ctx context.Context) error {
			require.NoError(t, put(ctx, s, "a"))
			var inside int64
			require.NoError(t, s.Read(ctx).Model(&keyRow{}).Count(&inside).Error)
			require.EqualValues(t, 1, inside)
			require.Zero(t, count(t, s))
			return nil
		}))
		require.EqualValues(t, 1, count(t, s))
	})
}

func TestListenersHearOfChangesBeforeTheyAreAcknowledged(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		var order []string
		s.OnChange(func(ctx context.Context, changes []store.Change) {
			require.EqualValues(t, 1, count(t, s), "listener runs after the commit")
			for _, c := range changes {
				order = append(order, c.Kind+" "+c.ID)
			}
		})
		require.NoError(t, s.Tx(t.Context(), func(ctx context.Context) error {
			store.AfterCommit(ctx, func(context.Context) { order = append(order, "hook") })
			require.NoError(t, put(ctx, s, "a"))
			require.NoError(t, s.Changed(ctx, store.KindApp, "app_1"))
			return s.Changed(ctx, store.KindToken, "tok_1")
		}))
		require.Equal(t, []string{"app app_1", "token tok_1", "hook"}, order)
		changes, err := s.ChangesSince(t.Context(), 0, 10)
		require.NoError(t, err)
		require.Len(t, changes, 2)
		last, err := s.LastChange(t.Context())
		require.NoError(t, err)
		require.Equal(t, changes[1].Seq, last)
		later, err := s.ChangesSince(t.Context(), changes[0].Seq, 10)
		require.NoError(t, err)
		require.Equal(t, changes[1:], later)
	})
}

func TestForgettingChangesKeepsTheNewest(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		require.NoError(t, s.Tx(t.Context(), func(ctx context.Context) error {
			require.NoError(t, s.Changed(ctx, store.KindApp, "app_1"))
			return s.Changed(ctx, store.KindApp, "app_2")
		}))
		require.NoError(t, s.ForgetChanges(t.Context(), time.Now().Add(time.Hour)))
		left, err := s.ChangesSince(t.Context(), 0, 10)
		require.NoError(t, err)
		require.Len(t, left, 1)
		require.Equal(t, "app_2", left[0].ID)
	})
}

func TestPanicUndoesItsOwnWorkAndLeavesTheStoreUsable(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		require.PanicsWithValue(t, "boom", func() {
			_ = s.Tx(t.Context(), func(ctx context.Context) error {
				require.NoError(t, put(ctx, s, "a"))
				panic("boom")
			})
		})
		require.Zero(t, count(t, s))
		require.NoError(t, s.Tx(t.Context(), func(ctx context.Context) error { return put(ctx, s, "b") }))
	})
}

func TestUniqueAndForeignKeyViolationsAreTold(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		require.NoError(t, s.Tx(t.Context(), func(ctx context.Context) error { return put(ctx, s, "a") }))
		err := s.Tx(t.Context(), func(ctx context.Context) error { return put(ctx, s, "a") })
		require.True(t, store.IsUnique(err))
		err = s.Tx(t.Context(), func(ctx context.Context) error {
			return s.Write(ctx).Exec("INSERT INTO audit_origins (seq, actor_id, salt, address, user_agent) VALUES (99, '', 'x', '', '')").Error
		})
		require.True(t, store.IsForeignKey(err))
		require.False(t, store.IsUnique(err))
	})
}

func TestClosedStoreRefusesTransactions(t *testing.T) {
	s := storetest.New(t)
	require.NoError(t, s.Close())
	require.ErrorIs(t, s.Tx(t.Context(), func(context.Context) error { return nil }), store.ErrUnavailable)
}

func TestFilesAreForTheirOwnerOnly(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	s, err := store.Open(t.Context(), store.Options{Dir: dir})
	require.NoError(t, err)
	defer func() { require.NoError(t, s.Close()) }()
	require.NoError(t, s.Migrate(t.Context()))
	info, err := os.Stat(dir)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o700), info.Mode().Perm())
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(entries), 3)
	for _, e := range entries {
		info, err := e.Info()
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o600), info.Mode().Perm(), e.Name())
	}
}

func TestMigrationIsRepeatableAndRefusesANewerDatabase(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		require.NoError(t, s.Migrate(t.Context()))
		_, err := s.WriterPool().ExecContext(t.Context(), "INSERT INTO schema_versions (version_id, is_applied) VALUES (90001, true)")
		require.NoError(t, err)
		require.ErrorIs(t, s.Migrate(t.Context()), store.ErrNewerDatabase)
	})
}

func TestTwoProcessesCanMigrateAtTheSameTime(t *testing.T) {
	dir := t.TempDir()
	var all sync.WaitGroup
	for range 3 {
		s, err := store.Open(t.Context(), store.Options{Dir: dir})
		require.NoError(t, err)
		t.Cleanup(func() { _ = s.Close() })
		all.Go(func() {
			if err := s.Migrate(context.Background()); err != nil {
				t.Errorf("migrate: %v", err)
			}
		})
	}
	all.Wait()
}
