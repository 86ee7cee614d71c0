package notify

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestANameIsReplacedOnlyWhereItStandsAlone(t *testing.T) {
	for text, want := range map[string]string{
		"Al asks for access.":    "somebody who left asks for access.",
		"Alma and Al's app, Al.": "Alma and somebody who left's app, somebody who left.",
		"Royal":                  "Royal",
		"Äl Al2 Al":              "Äl Al2 somebody who left",
		"":                       "",
	} {
		require.Equal(t, want, replaced(text, "Al", formerName))
	}
	require.Equal(t, "<b>somebody who left</b>", replaced("<b>O&#39;Hara</b>", "O'Hara", formerName))
}
