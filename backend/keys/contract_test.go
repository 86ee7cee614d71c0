package keys_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"math/big"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/jws"
	"github.com/gatehouse-dev/gatehouse/backend/keys"
)

// contract is what every driver must hold: keys that can be opened again, signatures that the standard library verifies,
// in the form of JOSE, also from many goroutines.
func contract(t *testing.T, driver keys.Driver) {
	t.Helper()
	public, handle, err := driver.Generate(keys.AccessTokens)
	require.NoError(t, err)
	kid, err := jws.Thumbprint(public)
	require.NoError(t, err)
	key := jws.Key{ID: kid, Algorithm: jws.AlgorithmOf(public), Public: public}
	require.Equal(t, jws.ES256, key.Algorithm)
	signer, err := driver.Open(kid, keys.AccessTokens, handle)
	require.NoError(t, err)
	require.True(t, public.(*ecdsa.PublicKey).Equal(signer.Public()))
	digest := sha256.Sum256([]byte("canary"))
	der, err := signer.Sign(rand.Reader, digest[:], crypto.SHA256)
	require.NoError(t, err)
	require.True(t, ecdsa.VerifyASN1(public.(*ecdsa.PublicKey), digest[:], der), "a signer answers ASN.1")
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 250 {
				checkSignature(t, signer, key)
			}
		})
	}
	all.Wait()
	otherPublic, other, err := driver.Generate(keys.AccessTokens)
	require.NoError(t, err)
	require.False(t, public.(*ecdsa.PublicKey).Equal(otherPublic))
	require.NoError(t, driver.Destroy(kid, keys.AccessTokens, handle))
	otherKid, err := jws.Thumbprint(otherPublic)
	require.NoError(t, err)
	require.NoError(t, driver.Destroy(otherKid, keys.AccessTokens, other))
}

// checkSignature signs once and verifies by the bare standard library: r and s of 32 bytes each, however small they are.
func checkSignature(t *testing.T, signer crypto.Signer, key jws.Key) {
	token, err := jws.Sign(signer, key, jws.TypeAccess, map[string]string{"iss": "x"})
	if err != nil {
		t.Errorf("sign: %v", err)
		return
	}
	parts := strings.Split(token, ".")
	raw, err := base64.RawURLEncoding.DecodeString(parts[2])
	digest := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	if err != nil || len(raw) != 64 || !ecdsa.Verify(key.Public.(*ecdsa.PublicKey), digest[:], new(big.Int).SetBytes(raw[:32]), new(big.Int).SetBytes(raw[32:])) {
		t.Errorf("a signature of %d bytes does not verify: %v", len(raw), err)
	}
}
