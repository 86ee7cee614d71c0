package secrettest_test

import (
	"crypto/rand"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/secret/secrettest"
)

func TestAMistypedSecretAlwaysDiffersAndStaysOfTheAlphabet(t *testing.T) {
	for i := range len(secret.Alphabet) {
		was := "abc" + secret.Alphabet[i:i+1]
		typed := secrettest.Mistyped(was)
		require.NotEqual(t, was, typed)
		require.Regexp(t, "^abc[0-9A-Za-z]$", typed)
	}
	require.Equal(t, "ab0", secrettest.Mistyped("ab~"), "whatever was there")
}

func TestAForgedTokenIsWellFormedAndAnotherOne(t *testing.T) {
	genuine, err := secret.Generate("gth", secret.Operator, rand.Reader)
	require.NoError(t, err)
	forged, ok := secret.Parse("gth", secrettest.Forged(t, genuine.Full))
	require.True(t, ok)
	require.Equal(t, genuine.ID, forged.ID)
	require.Equal(t, genuine.Kind, forged.Kind)
	require.NotEqual(t, genuine.Full, forged.Full)
	_, ok = secret.Parse("gth", secrettest.Mistyped(genuine.Full))
	require.False(t, ok, "a mistyped one is not")
}
