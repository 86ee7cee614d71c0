package document

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const head = `{"openapi":"3.1.0","info":{"title":"T","version":"1"},"paths":{`

// imported imports one document and returns what came of it.
func imported(t testing.TB, name, text string) (*Bundle, error) {
	t.Helper()
	return Import(t.Context(), Source{Files: map[string][]byte{name: []byte(text)}}, Limits{})
}

func manyPaths(n int) string {
	var b strings.Builder
	b.WriteString(head)
	for i := range n {
		fmt.Fprintf(&b, `%s"/p%d":{"get":{"responses":{}}}`, strings.Repeat(",", min(i, 1)), i)
	}
	return b.String() + "}}"
}

func deepSchema(n int) string {
	return head + `},"components":{"schemas":{"A":` + strings.Repeat(`{"items":`, n) + `{}` + strings.Repeat(`}`, n) + `}}}`
}

func manyAliases(n int) string {
	var b strings.Builder
	b.WriteString("openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\nx-a: &a {b: 1}\nx-b:\n")
	for range n {
		b.WriteString("  - *a\n")
	}
	return b.String()
}

func aliasBomb() string {
	var b strings.Builder
	b.WriteString("openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\nx-a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n")
	for i := 1; i < 12; i++ {
		fmt.Fprintf(&b, "x-a%d: &a%d [%s]\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d, ", i-1), 10), ", "))
	}
	return b.String()
}

func deepYAML(n int) string {
	var b strings.Builder
	b.WriteString("openapi: 3.1.0\nx-a:\n")
	for i := range n {
		b.WriteString(strings.Repeat(" ", i+1) + "a:\n")
	}
	return b.String()
}

// hostile are documents that cost far more than their size where nobody counts.
func hostile() []struct{ name, file, text, what string } {
	return []struct{ name, file, text, what string }{
		{"3,000 schemas deep", "a.json", deepSchema(3_000), "levels of depth"},
		{"10,000 deep JSON", "a.json", head + `"/a":` + strings.Repeat("[", 10_000), "levels of depth"},
		{"10,000 deep flow YAML", "a.yaml", "openapi: 3.1.0\nx: " + strings.Repeat("[", 10_000), "levels of depth"},
		{"1,000 deep block YAML", "a.yaml", deepYAML(1_000), "levels of depth"},
		{"dashes in one line", "a.yaml", "openapi: 3.1.0\nx:\n  " + strings.Repeat("- ", 5_000) + "a\n", "levels of depth"},
		{"50,000 paths", "a.json", manyPaths(50_000), "operations"},
		{"200,000 aliases", "a.yaml", manyAliases(200_000), "aliases"},
		{"alias bomb", "a.yaml", aliasBomb(), "nodes"},
	}
}

// What an import allocates bounds what it does: work that is refused early enough needs neither memory nor time.
// BenchmarkHostileDocuments says how long each takes; S-OAS-01 wants at most 200 ms.
func TestImportRefusesHostileDocumentsBeforeTheyCost(t *testing.T) {
	for _, c := range hostile() {
		t.Run(c.name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := imported(t, c.file, c.text)
			runtime.ReadMemStats(&after)
			var limit *LimitError
			require.True(t, errors.As(err, &limit), "%v", err)
			require.Equal(t, c.what, limit.What)
			require.Less(t, (after.TotalAlloc-before.TotalAlloc)>>20, uint64(64), "MiB")
			require.Less(t, after.Mallocs-before.Mallocs, uint64(200_000), "allocations")
			t.Logf("%d allocations, %d kB", after.Mallocs-before.Mallocs, (after.TotalAlloc-before.TotalAlloc)>>10)
		})
	}
}

func BenchmarkHostileDocuments(b *testing.B) {
	for _, c := range hostile() {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				_, err := imported(b, c.file, c.text)
				require.Error(b, err)
			}
		})
	}
}

func TestImportHoldsEachLimitAtItsEdge(t *testing.T) {
	for _, c := range []struct {
		name, file, text string
		at, over         Limits
	}{
		{"bytes", "a.json", manyPaths(2), Limits{Bytes: len(manyPaths(2))}, Limits{Bytes: len(manyPaths(2)) - 1}},
		{"operations", "a.json", manyPaths(9), Limits{Operations: 9}, Limits{Operations: 8}},
		{"aliases", "a.yaml", manyAliases(5), Limits{Aliases: 5}, Limits{Aliases: 4}},
		{"depth", "a.json", deepSchema(3), Limits{Depth: 7}, Limits{Depth: 6}},
		{"output", "a.json", manyPaths(1), Limits{Output: 4096}, Limits{Output: 8}},
		{"schemas", "a.json", deepSchema(1), Limits{Schemas: 1}, Limits{Nodes: 8}},
	} {
		t.Run(c.name, func(t *testing.T) {
			source := Source{Files: map[string][]byte{c.file: []byte(c.text)}}
			_, err := Import(t.Context(), source, c.at)
			require.NoError(t, err)
			var limit *LimitError
			_, err = Import(t.Context(), source, c.over)
			require.True(t, errors.As(err, &limit), "%v", err)
		})
	}
}

func TestImportSaysWhereTheSyntaxBreaks(t *testing.T) {
	for _, c := range []struct {
		file, text string
		line       int
	}{
		{"a.json", "{\n\"openapi\": \"3.1.0\",\n oops }", 3},
		{"a.yaml", "openapi: 3.1.0\ninfo:\n  title: [\n", 4},
		{"a.json", `{"openapi":"4.0"}`, 1},
		{"a.yaml", "x: &a [*a]\nopenapi: 3.1.0\n", 1},
		{"a.yaml", "[1, 2]", 1},
	} {
		_, err := imported(t, c.file, c.text)
		var syntax *SyntaxError
		require.True(t, errors.As(err, &syntax), "%s: %v", c.text, err)
		require.InDelta(t, c.line, syntax.Line, 1)
	}
}

func TestPrescanTakesProseForProse(t *testing.T) {
	text := "openapi: 3.1.0\ninfo:\n  title: T\n  version: '1'\n  description: |\n" +
		strings.Repeat("    - *bold* [[[[ {{{{\n", 2_000) + "paths: {}\n"
	_, err := imported(t, "a.yaml", text)
	require.NoError(t, err)
}

func TestAPatternThatIsTooLongIsLeftOutAndReported(t *testing.T) {
	document := func(n int) string {
		return head + `},"components":{"schemas":{"A":{"type":"string","pattern":"` + strings.Repeat("a", n) + `"}}}}`
	}
	b, err := imported(t, "a.json", document(patternMax))
	require.NoError(t, err)
	require.Empty(t, b.Findings)
	b, err = imported(t, "a.json", document(patternMax+1))
	require.NoError(t, err)
	require.Equal(t, "pattern-length", b.Findings[0].Rule)
	require.Equal(t, Error, b.Findings[0].Severity)
	require.Nil(t, b.Root().At("/components/schemas/A/pattern"))
}
