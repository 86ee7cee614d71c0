package app

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/store"
)

var carried = Carried{Web: fstest.MapFS{"index.html": {Data: []byte("<!doctype html>")}}, Mail: os.DirFS("../../embed/mail"), Guides: fstest.MapFS{}}

func TestTheDoctorMakesNothingAndFailsOnlyWhereSomethingIsWeak(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	ask := func(args ...string) (int, string) {
		var out bytes.Buffer
		code, err := run(append([]string{"doctor", "--data", data}, args...), world{ctx: t.Context(), carried: carried, stdout: &out, stderr: &out})
		if code == 0 {
			require.NoError(t, err)
		}
		return code, out.String()
	}
	code, said := ask()
	require.Equal(t, 0, code, said)
	require.Contains(t, said, "no_mail_server")
	require.NoDirExists(t, data)

	code, said = ask("--internal-listen", "0.0.0.0:8082", "--json")
	require.Equal(t, 1, code, said)
	require.Contains(t, said, `"id": "internal_listener_open"`)

	code, _ = ask("--public-url", "portal.example")
	require.Equal(t, 2, code)

	require.Equal(t, 0, migrated(t, data))
	code, said = ask()
	require.Equal(t, 0, code, said)
	require.Contains(t, said, "no_admin")
	require.NoError(t, os.Chmod(filepath.Join(data, store.FileName), 0o644))
	code, said = ask()
	require.Equal(t, 1, code)
	require.Contains(t, said, store.FileName+" has mode 0644")
	require.FileExists(t, filepath.Join(data, secret.KeysFile))
}

func migrated(t *testing.T, data string) int {
	t.Helper()
	code, err := run([]string{"migrate", "--data", data}, world{ctx: t.Context(), carried: carried, stdout: os.Stdout, stderr: os.Stderr})
	require.NoError(t, err)
	return code
}
