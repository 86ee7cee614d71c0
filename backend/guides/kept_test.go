package guides

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestATextIsRenderedOnceUntilItChangesOrOthersPushItOut(t *testing.T) {
	var k kept
	made := 0
	html := func(text string) string {
		out, err := k.html(text, func(text string) (string, error) {
			made++
			return text + strings.Repeat(" ", keptBytesMax/8-len(text)), nil
		})
		require.NoError(t, err)
		return strings.TrimSpace(out)
	}
	require.Equal(t, "first", html("first"))
	require.Equal(t, "first", html("first"))
	require.Equal(t, 1, made)
	require.Equal(t, "second", html("second"), "another text is made at once")
	for i := range 20 {
		html(strconv.Itoa(i))
	}
	require.LessOrEqual(t, k.bytes, keptBytesMax)
	require.Len(t, k.at, 8)
	html("first")
	require.Equal(t, 23, made)
}
