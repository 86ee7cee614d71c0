package jws_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/jws"
)

func pairs(t testing.TB) map[string]crypto.Signer {
	t.Helper()
	ec, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	_, ed, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	rs, err := rsa.GenerateKey(rand.Reader, 3072)
	require.NoError(t, err)
	return map[string]crypto.Signer{jws.ES256: ec, jws.EdDSA: ed, jws.PS256: rs}
}

func TestEachAlgorithmSignsAndVerifiesByItsOwnKeyOnly(t *testing.T) {
	all := pairs(t)
	for name, signer := range all {
		key := jws.Key{ID: "one", Algorithm: jws.AlgorithmOf(signer.Public()), Public: signer.Public()}
		require.Equal(t, name, key.Algorithm)
		token, err := jws.Sign(signer, key, jws.TypeAccess, map[string]string{"iss": "x"})
		require.NoError(t, err)
		parsed, err := jws.ParseAccess(token)
		require.NoError(t, err)
		require.NoError(t, parsed.Verify(key))
		for other, stranger := range all {
			if other != name {
				require.ErrorIs(t, parsed.Verify(jws.Key{ID: "one", Algorithm: other, Public: stranger.Public()}), jws.ErrAlgorithm)
				require.ErrorIs(t, parsed.Verify(jws.Key{ID: "one", Algorithm: name, Public: stranger.Public()}), jws.ErrAlgorithm, "a record whose algorithm is not its key's")
			}
		}
		require.ErrorIs(t, parsed.Verify(jws.Key{}), jws.ErrAlgorithm)
		set, err := jws.Set([]jws.Key{key})
		require.NoError(t, err)
		again, err := jws.ReadSet(set)
		require.NoError(t, err)
		require.NoError(t, parsed.Verify(again[0]))
	}
}

func TestSmallAndForeignKeysAreForNothing(t *testing.T) {
	small, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	p384, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	require.NoError(t, err)
	for _, public := range []crypto.PublicKey{&small.PublicKey, &p384.PublicKey, "text", nil} {
		require.Empty(t, jws.AlgorithmOf(public))
	}
	_, err = jws.Sign(small, jws.Key{ID: "x", Algorithm: jws.PS256, Public: &small.PublicKey}, "JWT", 1)
	require.ErrorIs(t, err, jws.ErrAlgorithm)
}

func TestOneSetOfKeysHasOneNameForEach(t *testing.T) {
	ec := pairs(t)[jws.ES256]
	one, err := jws.Key{Algorithm: jws.ES256, Public: ec.Public()}.JWK()
	require.NoError(t, err)
	set := func(keys ...string) []byte { return []byte(`{"keys":[` + strings.Join(keys, ",") + `]}`) }
	found, err := jws.ReadSet(set(string(one)))
	require.NoError(t, err)
	thumb, err := jws.Thumbprint(ec.Public())
	require.NoError(t, err)
	require.Equal(t, thumb, found[0].ID, "a key without kid is named by its thumbprint")
	for name, raw := range map[string][]byte{
		"twice the same": set(string(one), string(one)), "six": set(strings.Split(strings.Repeat(string(one)+"|", 6)[:6*len(one)+5], "|")...),
		"for encryption": set(strings.Replace(string(one), `"sig"`, `"enc"`, 1)), "of another algorithm": set(strings.Replace(string(one), `"ES256"`, `"ES384"`, 1)),
		"a member twice": set(strings.Replace(string(one), `{`, `{"kty":"EC",`, 1)), "a kid with a quote": set(strings.Replace(string(one), `{`, `{"kid":"a\"b",`, 1)),
		"text behind it": append(set(string(one)), '{', '}'), "too long": append(set(string(one)), []byte(strings.Repeat(" ", 20<<10))...),
	} {
		_, err := jws.ReadSet(raw)
		require.Error(t, err, name)
	}
}

// FuzzParse feeds texts that claim to be tokens: nothing panics, nothing but what was signed verifies, and what is taken
// apart has one spelling.
func FuzzParse(f *testing.F) {
	signer := pairs(f)[jws.ES256]
	key := jws.Key{ID: "one", Algorithm: jws.ES256, Public: signer.Public()}
	good, err := jws.Sign(signer, key, jws.TypeAccess, jws.Access{Issuer: "i", Subject: "c", ClientID: "c", Audience: "a", IssuedAt: 1, NotBefore: 1, Expires: 2, ID: "j"})
	require.NoError(f, err)
	for _, seed := range []string{good, good + ".", "..", "a.b.c", strings.ToUpper(good), good[:40], `{"payload":"x"}`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := jws.ParseAccess(text)
		if err != nil {
			return
		}
		if p.Verify(key) == nil && text[:strings.LastIndex(text, ".")] != good[:strings.LastIndex(good, ".")] {
			t.Fatalf("%q verifies", text)
		}
		if a, err := jws.ReadAccess(p.Payload); err == nil {
			again, err := json.Marshal(a)
			require.NoError(t, err)
			back, err := jws.ReadAccess(again)
			require.NoError(t, err)
			require.Equal(t, a, back)
		}
		_, _ = jws.ReadAssertion(p.Payload)
	})
}
