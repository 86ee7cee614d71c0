package guides

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var anID = regexp.MustCompile(` id="([^"]*)"`)

func idsOf(html string) []string {
	var ids []string
	for _, found := range anID.FindAllStringSubmatch(html, -1) {
		ids = append(ids, found[1])
	}
	return ids
}

func TestEveryHeadingOfAGuideHasAnAddressOfItsOwn(t *testing.T) {
	for text, want := range map[string][]string{
		"## 403: not this\n\ntext":                {"part-403-not-this"},
		"# Bind tokens to a key":                  {"part-bind-tokens-to-a-key"},
		"## The `scope` of [a call](/x) – *that*": {"part-the-scope-of-a-callx-that"},
		"# Ärger & Größe\n\n# 日本語":                {"part-ärger-größe", "part-日本語"},
		"# A\n# A\n# A 2\n# A\n# A 2":             {"part-a", "part-a-2", "part-a-2-2", "part-a-3", "part-a-2-3"},
		"# !!!\n# ???\n# 1":                       {"part-1", "part-1-2", "part-1-3"},
		"Below\n=====":                            {"part-below"},
		"# root\n\n# x {#root}":                   {"part-root", "part-x-root"},
	} {
		html, err := newGuideRenderer().html(text)
		require.NoError(t, err)
		require.Equal(t, want, idsOf(html), text)
	}
	html, err := newGuideRenderer().html(strings.Repeat("# "+strings.Repeat("long ", 100)+"\n", 5000))
	require.NoError(t, err)
	seen := map[string]bool{}
	for _, id := range idsOf(html) {
		require.False(t, seen[id], id)
		require.LessOrEqual(t, len(id), 80)
		seen[id] = true
	}
	require.Len(t, seen, 5000)
}

func TestDescriptionsOfDocumentsHaveNoIDs(t *testing.T) {
	s := New(Deps{})
	for _, text := range []string{"# Title", "<h2 id=\"part-x\">Title</h2>"} {
		html, err := s.SafeHTML(text)
		require.NoError(t, err)
		require.Contains(t, html, "Title")
		require.NotContains(t, html, " id=")
	}
}
