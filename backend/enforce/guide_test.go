package enforce

import (
	"io/fs"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/embed"
)

func TestTheGuideOfErrorsNamesEveryCodeOfTheDoors(t *testing.T) {
	text, err := fs.ReadFile(embed.Guides(), "errors.md")
	require.NoError(t, err)
	for code, info := range codes {
		if Code(code) != Allowed {
			require.Contains(t, string(text), "| `"+info.text+"` |", "the guide has no row for it")
		}
	}
}
