package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/store"
)

func open(t *testing.T, readMax time.Duration) (*store.Store, string) {
	t.Helper()
	dir := t.TempDir()
	s, err := store.Open(t.Context(), store.Options{Dir: dir, ReadMax: readMax})
	require.NoError(t, err)
	t.Cleanup(func() { _ = s.Close() })
	require.NoError(t, s.Tx(t.Context(), func(ctx context.Context) error {
		return s.Write(ctx).Exec("CREATE TABLE ballast (id INTEGER PRIMARY KEY, text TEXT NOT NULL)").Error
	}))
	return s, filepath.Join(dir, store.FileName)
}

// TestAReadingEndsAtItsLimit is half of F-DISK-05: nobody in this process reads for longer, whether it computes or waits.
func TestAReadingEndsAtItsLimit(t *testing.T) {
	s, _ := open(t, 200*time.Millisecond)
	began := time.Now()
	var n int64
	err := s.Read(context.WithoutCancel(t.Context())).Raw("WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT max(n) FROM c").Scan(&n).Error
	require.Error(t, err)
	require.Less(t, time.Since(began), time.Minute, "it would never end")

	rows, err := s.Read(context.WithoutCancel(t.Context())).Raw("WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT n FROM c").Rows()
	require.NoError(t, err)
	defer rows.Close()
	require.True(t, rows.Next())
	require.Eventually(t, func() bool { return s.ReaderPool().Stats().InUse == 0 }, time.Minute, 5*time.Millisecond, "one that nobody goes on with ends too")
}

// TestALogThatGrewWhileSomebodyReadIsCutAfterwards is its other half: another program reads for long.
func TestALogThatGrewWhileSomebodyReadIsCutAfterwards(t *testing.T) {
	s, path := open(t, 0)
	other, err := sql.Open("sqlite3", store.SQLiteDSN(path, true))
	require.NoError(t, err)
	defer other.Close()
	backup, err := other.BeginTx(t.Context(), nil)
	require.NoError(t, err)
	var n int
	require.NoError(t, backup.QueryRowContext(t.Context(), "SELECT count(*) FROM ballast").Scan(&n))
	write := func(rows int) int64 {
		require.NoError(t, s.Tx(t.Context(), func(ctx context.Context) error {
			return s.Write(ctx).Exec(fmt.Sprintf("INSERT INTO ballast (text) WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < %d) SELECT '%s' FROM c", rows, strings.Repeat("x", 2000))).Error
		}))
		size, err := store.LogBytes(path)
		require.NoError(t, err)
		return size
	}
	require.Eventually(t, func() bool { return write(8000) > store.LogBytesMax }, time.Minute, time.Millisecond)
	require.NoError(t, backup.Rollback())
	write(1) // folds it back
	require.LessOrEqual(t, write(1), int64(store.LogBytesMax))
	_, err = store.LogBytes(filepath.Join(t.TempDir(), "none"))
	require.NoError(t, err)
}
