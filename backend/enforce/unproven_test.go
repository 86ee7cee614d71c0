package enforce

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
)

// The examples that no test runs say so in their first line, can be read, and lead to Gatehouse's listeners.
func TestProxiesThatNoTestRunsAreMarked(t *testing.T) {
	for _, name := range []string{"envoy.yaml"} {
		text, err := os.ReadFile(filepath.Join("..", "..", "deploy", name))
		require.NoError(t, err)
		require.True(t, strings.HasPrefix(string(text), "# NOT TESTED"), name)
		var whole map[string]any
		require.NoError(t, yaml.Unmarshal(text, &whole), name)
		require.NotEmpty(t, whole)
		require.Contains(t, string(text), "8080")
		require.Contains(t, string(text), "8081")
	}
}
