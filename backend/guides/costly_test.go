package guides

import (
	"io/fs"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/embed"
)

// TestAShortTextNeverBecomesAHugePage: each of these took gigabytes or minutes.
func TestAShortTextNeverBecomesAHugePage(t *testing.T) {
	r := newGuideRenderer()
	for name, text := range map[string]string{
		"a wide table":    strings.Repeat("|a", 30_000) + "\n" + strings.Repeat("|-", 30_000) + "\n" + strings.Repeat("|b\n", 20_000),
		"a table of 300":  strings.Repeat("|a", 300) + "\n" + strings.Repeat("|-", 300) + "\n" + strings.Repeat("|b\n", 50_000),
		"openings":        strings.Repeat("[a](", 50_000),
		"stars":           strings.Repeat("*a ", 60_000),
		"quotes":          strings.Repeat(strings.Repeat(">", 5_000)+"a\n", 30),
		"lists":           strings.Repeat("- ", 50_000) + "a",
		"pictures":        strings.Repeat("![", 90_000),
		"a table further": "# Hello\n\nText.\n\n" + strings.Repeat("|a", 30_000) + "\n" + strings.Repeat("|-", 30_000) + "\n" + strings.Repeat("|b\n", 9_000),
	} {
		require.True(t, costly(text), name)
		page, err := r.html(text)
		require.NoError(t, err, name)
		require.Less(t, len(page), 10*len(text)+100, name)
	}
}

func TestWhatPeopleWriteIsNotCostly(t *testing.T) {
	for _, text := range []string{
		"", "- - -", "* * *", "> a\n> > b", strings.Repeat("- [x](y) **b** `c`\n", 2_000),
		strings.Repeat("|a", 30) + "\n" + strings.Repeat("|-", 30) + "\n" + strings.Repeat("|b|c\n", 500),
	} {
		require.False(t, costly(text), "%.40q", text)
	}
	names, err := fs.Glob(embed.Guides(), "*.md")
	require.NoError(t, err)
	require.NotEmpty(t, names)
	for _, name := range names {
		text, err := fs.ReadFile(embed.Guides(), name)
		require.NoError(t, err)
		require.False(t, costly(string(text)), name)
	}
}

// FuzzCostly: what is rendered is no more than a small multiple of its text.
func FuzzCostly(f *testing.F) {
	f.Add("|a|b\n|-|-\n|c", 40)
	f.Add("[a](", 900)
	f.Fuzz(func(t *testing.T, piece string, times int) {
		text := strings.Repeat(piece, min(max(times, 0), 20_000))
		if len(text) > 100_000 || costly(text) {
			return
		}
		page, err := newGuideRenderer().html(text)
		require.NoError(t, err)
		require.Less(t, len(page), 100*len(text)+40*tableCellsMax)
	})
}
