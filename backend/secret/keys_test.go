package secret_test

import (
	"crypto/ecdsa"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"
	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/secret"
)

func TestKeysAreCreatedPrivateAndReopenEqual(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	first, err := secret.OpenKeys(dir)
	require.NoError(t, err)
	info, err := os.Stat(filepath.Join(dir, secret.KeysFile))
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	second, err := secret.OpenKeys(dir)
	require.NoError(t, err)
	require.Equal(t, first.Derive(secret.PurposeSession), second.Derive(secret.PurposeSession))
	kid, key := first.Pepper()
	again, ok := second.PepperByID(kid)
	require.True(t, ok)
	require.Equal(t, key, again)
	require.Len(t, key, 32)
}

func TestTwoInstallationsHaveDifferentKeys(t *testing.T) {
	a, err := secret.OpenKeys(t.TempDir())
	require.NoError(t, err)
	b, err := secret.OpenKeys(t.TempDir())
	require.NoError(t, err)
	require.NotEqual(t, a.Derive(secret.PurposeCSRF), b.Derive(secret.PurposeCSRF))
	require.NotEqual(t, a.JWKS(), b.JWKS())
}

func TestEveryPurposeHasItsOwnKey(t *testing.T) {
	keys, err := secret.OpenKeys(t.TempDir())
	require.NoError(t, err)
	seen := map[string]string{}
	for _, purpose := range []string{secret.PurposeSession, secret.PurposeCSRF, secret.PurposeCursor, secret.PurposeAudit,
		secret.PurposeMailLink, secret.PurposeRecovery, secret.PurposeInvite, secret.PurposeWindows, secret.PurposeSigning, secret.PurposeNonces} {
		key := string(keys.Derive(purpose))
		require.Empty(t, seen[key], "%s shares a key", purpose)
		seen[key] = purpose
	}
}

func TestLooseKeyFileIsRefused(t *testing.T) {
	dir := t.TempDir()
	_, err := secret.OpenKeys(dir)
	require.NoError(t, err)
	for _, mode := range []os.FileMode{0o640, 0o604, 0o644, 0o660} {
		require.NoError(t, os.Chmod(filepath.Join(dir, secret.KeysFile), mode))
		_, err = secret.OpenKeys(dir)
		require.ErrorIs(t, err, secret.ErrKeysLoose)
	}
}

func TestDamagedKeyFileIsRefusedAndNotReplaced(t *testing.T) {
	for _, content := range []string{"", "{}", `{"version":2}`, `{"version":1,"master":"AAAA"}`, "not json"} {
		dir := t.TempDir()
		path := filepath.Join(dir, secret.KeysFile)
		require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
		_, err := secret.OpenKeys(dir)
		require.Error(t, err, content)
		after, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, content, string(after))
	}
}

func TestKeySetVerifiesWhatSigningSigned(t *testing.T) {
	keys, err := secret.OpenKeys(t.TempDir())
	require.NoError(t, err)
	signer, kid := keys.Signing()
	sig, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: jose.JSONWebKey{Key: signer, KeyID: kid}}, nil)
	require.NoError(t, err)
	signed, err := sig.Sign([]byte("hello"))
	require.NoError(t, err)
	var set jose.JSONWebKeySet
	require.NoError(t, json.Unmarshal(keys.JWKS(), &set))
	require.Len(t, set.Key(kid), 1)
	require.IsType(t, &ecdsa.PublicKey{}, set.Key(kid)[0].Key)
	payload, err := signed.Verify(set.Key(kid)[0])
	require.NoError(t, err)
	require.Equal(t, "hello", string(payload))
}

func TestSecretsDoNotPrint(t *testing.T) {
	text := secret.Text("canary-value")
	keys, err := secret.OpenKeys(t.TempDir())
	require.NoError(t, err)
	encoded, err := json.Marshal(map[string]any{"text": text})
	require.NoError(t, err)
	printed := fmt.Sprintf("%v %+v %#v %s %q %x %d", text, text, text, text, text, text, text) + string(encoded)
	require.NotContains(t, printed, "canary")
	require.NotContains(t, printed, "63616e617279")
	require.Equal(t, "canary-value", text.Reveal())
	require.NotContains(t, strings.ToLower(fmt.Sprintf("%v %+v %#v", keys, keys, keys)), "pepper")
}
