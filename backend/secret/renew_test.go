package secret

import (
	"crypto/rand"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRenewKeepsTheIDAndChangesTheSecret(t *testing.T) {
	first, err := Generate("gth", Live, rand.Reader)
	require.NoError(t, err)

	second, err := Renew("gth", Live, first.ID, rand.Reader)
	require.NoError(t, err)

	parsed, ok := Parse("gth", second.Full)
	require.True(t, ok)
	require.Equal(t, first.ID, parsed.ID)
	require.NotEqual(t, first.Full, second.Full)
}

func TestRenewRefusesAnIDThatIsNoID(t *testing.T) {
	for _, id := range []string{"", "short", "0123456789ABCDE_", "0123456789ABCDEFG"} {
		_, err := Renew("gth", Live, id, rand.Reader)
		require.Error(t, err, id)
	}
}
