package access

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestParseScopeSplitsAtTheFirstColon(t *testing.T) {
	scope, ok := ParseScope("museum:tickets:read")
	require.True(t, ok)
	require.Equal(t, Scope{API: "museum", Name: "tickets:read"}, scope)
}

func TestParseScopeRefusesWhatIsNoScope(t *testing.T) {
	for _, text := range []string{"", ":", "museum", "museum:", ":read", "Museum:read", "mu seum:read", "museum:re ad", "museum:r\"", "museum:\n", "museum:é", "museum:" + strings.Repeat("a", 200)} {
		_, ok := ParseScope(text)
		require.False(t, ok, "%q", text)
	}
}

func FuzzParseScope(f *testing.F) {
	f.Add("museum:tickets:read")
	f.Add("a:b")
	f.Add("::")
	f.Fuzz(func(t *testing.T, text string) {
		scope, ok := ParseScope(text)
		if !ok {
			return
		}
		if scope.String() != text {
			t.Fatalf("%q became %q", text, scope.String())
		}
		if strings.ContainsAny(text, " \t\r\n\x00\"\\") || strings.Contains(scope.API, ":") {
			t.Fatalf("accepted %q", text)
		}
	})
}
