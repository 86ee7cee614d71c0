package leaks_test

import (
	"crypto/rand"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/leaks"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
)

// gitleaksVersion is of the scanner that most repositories use.
const gitleaksVersion = "github.com/zricethezav/gitleaks/v8@v8.30.1"

func TestTheRulesMakeGitleaksFindEveryKindOfToken(t *testing.T) {
	dir := t.TempDir()
	build := exec.CommandContext(t.Context(), "go", "install", gitleaksVersion)
	build.Env = append(os.Environ(), "GOBIN="+dir, "GOFLAGS=-buildvcs=false")
	if out, err := build.CombinedOutput(); err != nil {
		t.Skipf("gitleaks can't be built here: %v: %s", err, out)
	}
	rules := leaks.New(leaks.Deps{Brand: "gth"}).Rules()
	config, files, report := filepath.Join(dir, "rules.toml"), filepath.Join(dir, "files"), filepath.Join(dir, "report.csv")
	require.NoError(t, os.WriteFile(config, []byte(rules.Gitleaks), 0o600))
	require.NoError(t, os.Mkdir(files, 0o750))
	var ids []string
	for _, kind := range []secret.Kind{secret.Live, secret.Test, secret.Ephemeral, secret.ClientSecret, secret.Operator} {
		made, err := secret.Generate("gth", kind, rand.Reader)
		require.NoError(t, err)
		ids = append(ids, made.ID)
		require.NoError(t, os.WriteFile(filepath.Join(files, string(kind)+".env"), []byte("# a key\nKEY="+made.Full+"\n"), 0o600))
	}
	require.NoError(t, os.WriteFile(filepath.Join(files, "fine.txt"), []byte("gth_live_ is how a token begins.\n"), 0o600))
	scan := exec.CommandContext(t.Context(), filepath.Join(dir, "gitleaks"), "dir", files, "--config", config, "--report-format", "csv", "--report-path", report, "--exit-code", "7", "--no-banner") // #nosec G204 -- the scanner that this test built
	out, err := scan.CombinedOutput()
	require.Equal(t, 7, scan.ProcessState.ExitCode(), "%v: %s", err, out)
	found, err := os.ReadFile(report) // #nosec G304 -- what the scanner wrote for this test
	require.NoError(t, err)
	require.Equal(t, len(ids), strings.Count(string(found), "\ngatehouse-token,"), string(found))
	for _, id := range ids {
		require.Contains(t, string(found), id)
	}
}
