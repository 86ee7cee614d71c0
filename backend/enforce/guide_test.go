package enforce

import (
	"io/fs"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/embed"
)

func TestTheGuideOfErrorsNamesEveryCodeOfTheDoors(t *testing.T) {
	text, err := fs.ReadFile(embed.Guides(), "errors.md")
	require.NoError(t, err)
	under := map[string]string{} // what a code's row and the heading above it say
	var heading string
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "##") {
			heading = line
		}
		if code, _, ok := strings.Cut(strings.TrimPrefix(line, "| `"), "` |"); ok {
			under[code] = heading + line
		}
	}
	for code, info := range codes {
		if Code(code) != Allowed {
			require.Contains(t, under, info.text, "the guide has no row for it")
			require.Contains(t, under[info.text], strconv.Itoa(info.status), info.text)
		}
	}
}
