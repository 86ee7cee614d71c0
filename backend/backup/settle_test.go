package backup

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/store"
)

const calls = "usage.db"

// prepared is a data directory with an old installation and a decided restore.
func prepared(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(dir, stagedDir), 0o700))
	for _, name := range []string{store.FileName, store.FileName + "-wal", calls, secret.KeysFile} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte("old"), 0o600))
	}
	for _, name := range []string{store.FileName, calls, secret.KeysFile} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, stagedDir, name), []byte("new"), 0o600))
	}
	require.NoError(t, commit(dir, "aside"))
	return dir
}

// Killed after each of its steps, the restore is finished by whoever enters next.
func TestADecidedRestoreIsFinishedFromWhereverItWasKilled(t *testing.T) {
	moves := [][2]string{
		{calls, "aside/" + calls}, {stagedDir + "/" + calls, calls}, {store.FileName + "-wal", "aside/" + store.FileName + "-wal"},
		{store.FileName, "aside/" + store.FileName}, {stagedDir + "/" + store.FileName, store.FileName},
		{secret.KeysFile, "aside/" + secret.KeysFile}, {stagedDir + "/" + secret.KeysFile, secret.KeysFile},
	}
	for killed := range len(moves) + 1 {
		dir := prepared(t)
		if killed > 0 {
			require.NoError(t, os.Mkdir(filepath.Join(dir, "aside"), 0o700))
		}
		for _, move := range moves[:killed] {
			require.NoError(t, os.Rename(filepath.Join(dir, move[0]), filepath.Join(dir, move[1])))
		}
		release, err := Enter(dir, calls)
		require.NoError(t, err)
		release()
		for _, name := range []string{store.FileName, calls, secret.KeysFile} {
			for path, want := range map[string]string{name: "new", "aside/" + name: "old"} {
				content, err := os.ReadFile(filepath.Join(dir, path))
				require.NoError(t, err)
				require.Equal(t, want, string(content), "%s after %d steps", path, killed)
			}
		}
		_, err = os.Stat(filepath.Join(dir, store.FileName+"-wal"))
		require.True(t, errors.Is(err, fs.ErrNotExist), "the new database has the old one's log")
		require.NoDirExists(t, filepath.Join(dir, stagedDir))
	}
}

func TestWhatWasNotDecidedIsNotPutInPlace(t *testing.T) {
	dir := prepared(t)
	require.NoError(t, os.Remove(filepath.Join(dir, stagedDir, commitFile)))
	release, err := Enter(dir, calls)
	require.NoError(t, err)
	content, err := os.ReadFile(filepath.Join(dir, store.FileName))
	require.NoError(t, err)
	require.Equal(t, "old", string(content))
	_, err = alone(dir)
	require.ErrorIs(t, err, ErrInUse)
	release()
	release, err = alone(dir)
	require.NoError(t, err)
	release()
}
