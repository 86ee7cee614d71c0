package archtest

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// top is all that may stand at the root of the repository (design.md).
var top = []string{
	"main.go", "backend", "frontend", "openapi", "rbac", "embed", "go.mod", "go.sum", "package.json", "README.md",
	".ci", ".github", ".gitignore", ".editorconfig", "LICENSE", "package-lock.json", "deploy",
}

func TestTheRootHoldsWhatWasAgreed(t *testing.T) {
	listed, err := exec.Command("git", "-C", root(t), "ls-files").Output()
	if err != nil {
		t.Skip("not a git checkout: ", err)
	}
	for name := range strings.SplitSeq(strings.TrimSpace(string(listed)), "\n") {
		first, _, _ := strings.Cut(name, "/")
		require.Contains(t, top, first, "%s stands at the root", name)
	}
}

func TestEveryMigrationHasItsTwin(t *testing.T) {
	names := func(dialect string) []string {
		entries, err := os.ReadDir(root(t) + "/backend/store/migrations/" + dialect)
		require.NoError(t, err)
		var names []string
		for _, e := range entries {
			names = append(names, e.Name())
		}
		return names
	}
	sqlite, postgres := names("sqlite"), names("postgres")
	require.Equal(t, sqlite, postgres)
	require.True(t, slices.IsSorted(sqlite))
}
