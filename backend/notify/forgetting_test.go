package notify

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestANameIsReplacedOnlyWhereItStandsAlone(t *testing.T) {
	for text, want := range map[string]string{
		"Al asks for access.":    "a former member asks for access.",
		"Alma and Al's app, Al.": "Alma and a former member's app, a former member.",
		"Royal":                  "Royal",
		"Äl Al2 Al":              "Äl Al2 a former member",
		"":                       "",
	} {
		require.Equal(t, want, replaced(text, "Al", formerName, partOfWord))
	}
	require.Equal(t, "<b>a former member</b>", replaced("<b>O&#39;Hara</b>", "O'Hara", formerName, partOfWord))
}

func TestAnAddressIsReplacedOnlyWhereItIsNoPartOfAnother(t *testing.T) {
	for text, want := range map[string]string{
		"Write to al@example.com.":       "Write to (removed).",
		"(al@example.com), al@exam":      "((removed)), al@exam",
		"&lt;al@example.com&gt;":         "&lt;(removed)&gt;",
		"x.al@example.com":               "x.al@example.com",
		"x-al@example.com":               "x-al@example.com",
		"x&#43;al@example.com":           "x&#43;al@example.com",
		"al@example.com.au":              "al@example.com.au",
		"al@example.com-x.org":           "al@example.com-x.org",
		"val@example.com al@example.com": "val@example.com (removed)",
	} {
		require.Equal(t, want, replaced(text, "al@example.com", formerAddress, partOfAddress))
	}
}
