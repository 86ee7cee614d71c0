package backup

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"
	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
)

// numberedFor answers a statement as the dialect wants its values.
func numberedFor(dialect, statement string) string {
	if dialect != "postgres" {
		return statement
	}
	for n := 1; strings.Contains(statement, "?"); n++ {
		statement = strings.Replace(statement, "?", fmt.Sprintf("$%d", n), 1)
	}
	return statement
}

// A renamed column would be found during somebody's restore otherwise.
func TestWhatEndedIsTakenOverOnTheTablesAsTheyAre(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		check := func(ctx context.Context, read, write string) {
			tx, _ := store.SQLTx(ctx)
			rows, err := tx.QueryContext(ctx, read)
			require.NoError(t, err, read)
			columns, err := rows.Columns()
			require.NoError(t, err)
			require.NoError(t, rows.Close())
			require.Equal(t, len(columns), strings.Count(write, "?"), write)
			prepared, err := tx.PrepareContext(ctx, numberedFor(s.Dialect(), at(write, 1)))
			require.NoError(t, err, write)
			require.NoError(t, prepared.Close())
		}
		require.NoError(t, s.Tx(t.Context(), func(ctx context.Context) error {
			for _, taken := range takings {
				check(ctx, taken.read, taken.write)
			}
			for _, gone := range goings {
				check(ctx, gone.keys, gone.write)
			}
			return repo{store: s}.all(ctx, append(append([]string{}, always...), held...), 1)
		}))
	})
}

func TestDataAndKeysAreForTwo(t *testing.T) {
	one, other := recipient(t), recipient(t)
	require.NoError(t, Apart(Lock{Recipients: []string{one}}, Lock{Recipients: []string{other}}))
	require.Error(t, Apart(Lock{Recipients: []string{one, other}}, Lock{Recipients: []string{other}}))
	same, copied, longer := written(t, "correct horse battery"), written(t, "correct horse battery\n"), written(t, "another horse, another battery")
	require.Error(t, Apart(Lock{PassphraseFile: same}, Lock{PassphraseFile: copied}))
	require.NoError(t, Apart(Lock{PassphraseFile: same}, Lock{PassphraseFile: longer}))
}

func TestALockThatIsNoneIsRefused(t *testing.T) {
	id, err := age.GenerateX25519Identity()
	require.NoError(t, err)
	open := written(t, "correct horse battery")
	require.NoError(t, os.Chmod(open, 0o644))
	for says, lock := range map[string]Lock{
		"say for whom": {}, "not both": {Recipients: []string{recipient(t)}, PassphraseFile: open}, "make a new one": {Recipients: []string{id.String()}},
		"not a public key": {Recipients: []string{"age1nonsense"}}, "mode 0600": {PassphraseFile: open}, "at least 16": {PassphraseFile: written(t, "short")},
	} {
		_, err := lock.recipients()
		require.ErrorContains(t, err, says)
		require.NotContains(t, err.Error(), id.String(), "a secret is repeated")
	}
}

func recipient(t *testing.T) string {
	t.Helper()
	id, err := age.GenerateX25519Identity()
	require.NoError(t, err)
	return id.Recipient().String()
}

func written(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "passphrase")
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}
