package app_test

import (
	"os"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/require"
)

// A forgotten --database must not look like a proof.
func TestAnEmptyAuditLogProvesNothing(t *testing.T) {
	verify := exec.Command(os.Args[0], "audit", "verify", "--data", t.TempDir())
	verify.Env = append(os.Environ(), envServe+"=1")
	output, err := verify.CombinedOutput()
	require.Error(t, err)
	require.Contains(t, string(output), "no audit record here")
}
