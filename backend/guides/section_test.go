package guides

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func shape(nodes []Node) string {
	var out []string
	for _, n := range nodes {
		if n.Name != "" {
			out = append(out, n.Name+"("+shape(n.Nodes)+")")
		} else {
			out = append(out, n.Guide.Slug)
		}
	}
	return strings.Join(out, " ")
}

func TestGuidesStandInTheirSectionsByOrder(t *testing.T) {
	all := []Guide{
		{Slug: "last", Order: 90}, {Slug: "keys", Order: 20, Section: "Safety/Tokens"}, {Slug: "start", Order: 10},
		{Slug: "safety", Order: 30, Section: "Safety"}, {Slug: "b", Order: 40, Section: "Other"}, {Slug: "a", Order: 40, Section: "Other"},
	}
	tree := Tree(all)
	require.Equal(t, "start Safety(Tokens(keys) safety) Other(a b) last", shape(tree))
	slugs := make([]string, 0, len(all))
	for _, g := range reading(tree) {
		slugs = append(slugs, g.Slug)
	}
	require.Equal(t, []string{"start", "keys", "safety", "a", "b", "last"}, slugs)
	slices.Reverse(all)
	require.Equal(t, shape(tree), shape(Tree(all)), "the order in which guides are given changes nothing")
}

func TestASectionIsAShortPathOfNames(t *testing.T) {
	for _, good := range []string{"", "Safety", "Safety/Tokens/Ä & ö", strings.Repeat("ä", 60)} {
		require.Empty(t, checkSection(tidySection(good)), good)
	}
	for _, bad := range []string{"/", "a/", "a//b", "a/b/c/d", strings.Repeat("ä", 61), "a\x00", "a\nb", "a/\u202e"} {
		require.Len(t, checkSection(tidySection(bad)), 1, "%q", bad)
	}
	require.Equal(t, "Safety/Tokens", tidySection("  Safety / Tokens "))
}
