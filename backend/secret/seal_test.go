package secret

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWhatIsSealedOpensOnlyInItsPlaceWithItsKeys(t *testing.T) {
	keys, err := OpenKeys(t.TempDir())
	require.NoError(t, err)
	other, err := OpenKeys(t.TempDir())
	require.NoError(t, err)
	sealed := keys.Seal(PurposeUpstream, "api_1/live/secret", []byte("swordfish"))
	require.NotContains(t, string(sealed), "swordfish")
	require.NotEqual(t, sealed, keys.Seal(PurposeUpstream, "api_1/live/secret", []byte("swordfish")), "equal texts can't be told to be equal")

	text, err := keys.Open(PurposeUpstream, "api_1/live/secret", sealed)
	require.NoError(t, err)
	require.Equal(t, "swordfish", string(text))

	changed := append([]byte(nil), sealed...)
	changed[len(changed)-1] ^= 1
	for name, open := range map[string]func() ([]byte, error){
		"moved":         func() ([]byte, error) { return keys.Open(PurposeUpstream, "api_2/live/secret", sealed) },
		"other purpose": func() ([]byte, error) { return keys.Open(PurposeCursor, "api_1/live/secret", sealed) },
		"other keys":    func() ([]byte, error) { return other.Open(PurposeUpstream, "api_1/live/secret", sealed) },
		"changed":       func() ([]byte, error) { return keys.Open(PurposeUpstream, "api_1/live/secret", changed) },
		"cut":           func() ([]byte, error) { return keys.Open(PurposeUpstream, "api_1/live/secret", sealed[:5]) },
		"empty":         func() ([]byte, error) { return keys.Open(PurposeUpstream, "api_1/live/secret", nil) },
	} {
		_, err := open()
		require.ErrorIs(t, err, ErrSealed, name)
	}
}
