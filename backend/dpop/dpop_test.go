package dpop_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/dpop"
	"github.com/gatehouse-dev/gatehouse/backend/jws"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
)

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

const call = "https://gateway.example.com/museum/tickets"

func TestAddressesAreComparedInOneForm(t *testing.T) {
	for raw, want := range map[string]string{
		call:            call,
		call + "?a=b#c": call,
		call + "#c?d":   call,
		"HTTPS://Gateway.EXAMPLE.com:443/museum/tickets":    call,
		"https://gateway.example.com:/museum/tickets":       call,
		"https://gateway.example.com/museum/%74ickets":      call,
		"https://gateway.example.com/a/../museum/./tickets": call,
		"https://gateway.example.com/../museum/tickets":     call,
		"http://a":              "http://a/",
		"http://a:80":           "http://a/",
		"http://a:443/":         "http://a:443/",
		"https://a:80/":         "https://a:80/",
		"http://[::1]:80/x":     "http://[::1]/x",
		"http://[::1]:8081/x":   "http://[::1]:8081/x",
		"http://a/b%2fc%c3%a9":  "http://a/b%2Fc%C3%A9",
		"http://a/x/..":         "http://a/",
		"http://a/x/.":          "http://a/x/",
		"http://a//b":           "http://a//b",
		"":                      "",
		"/museum/tickets":       "",
		"//a/b":                 "",
		"ftp://a/b":             "",
		"http://me@a/b":         "",
		"http://me:secret@a/b":  "",
		"http:///b":             "",
		"http://a/\x00":         "",
		"http://a/b c":          "",
		`http://a\@b/c`:         "",
		"http://a/%zz":          "",
		"http:a":                "",
		"https://müsli.example": "",
	} {
		require.Equal(t, want, dpop.Target(raw), raw)
	}
}

func TestNoncesNeedNoMemoryAndEnd(t *testing.T) {
	keys, err := secret.OpenKeys(t.TempDir())
	require.NoError(t, err)
	other, err := secret.OpenKeys(t.TempDir())
	require.NoError(t, err)
	n, node := dpop.NewNonces(keys), dpop.NewNonces(keys)
	now := noon.Unix()
	nonce := n.At(now)
	require.True(t, node.Holds(nonce, now), "another node with the same keys knows it")
	require.True(t, n.Holds(nonce, now+119))
	require.False(t, n.Holds(nonce, now+120))
	require.False(t, dpop.NewNonces(other).Holds(nonce, now))
	require.NotEqual(t, nonce, n.At(now+60))
	var none *dpop.Nonces
	require.Empty(t, none.At(now))
	require.False(t, none.Holds("", now))
	require.False(t, n.Holds("", now))
}

type holder struct {
	key *ecdsa.PrivateKey
	jwk json.RawMessage
}

func newHolder(t testing.TB) holder {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	raw, err := jws.Key{Public: &key.PublicKey}.JWK()
	require.NoError(t, err)
	return holder{key, raw}
}

func (h holder) proof(t testing.TB, claims map[string]any) string {
	t.Helper()
	header, err := json.Marshal(map[string]any{"typ": "dpop+jwt", "alg": "ES256", "jwk": h.jwk})
	require.NoError(t, err)
	body, err := json.Marshal(claims)
	require.NoError(t, err)
	input := base64.RawURLEncoding.EncodeToString(header) + "." + base64.RawURLEncoding.EncodeToString(body)
	digest := sha256.Sum256([]byte(input))
	r, s, err := ecdsa.Sign(rand.Reader, h.key, digest[:])
	require.NoError(t, err)
	raw := make([]byte, 64)
	r.FillBytes(raw[:32])
	s.FillBytes(raw[32:])
	return input + "." + base64.RawURLEncoding.EncodeToString(raw)
}

func claims(at time.Time) map[string]any {
	return map[string]any{"jti": "1", "htm": "GET", "htu": call, "iat": at.Unix(), "ath": dpop.Hash("token")}
}

func TestAProofIsYoungToTheSecond(t *testing.T) {
	h, asked := newHolder(t), dpop.Asked{Method: "GET", Target: call, Token: "token"}
	text := h.proof(t, claims(noon))
	for after, want := range map[time.Duration]bool{0: true, dpop.Life: true, dpop.Life + time.Nanosecond: false, -dpop.Skew: true, -dpop.Skew - time.Nanosecond: false} {
		proof, failed := dpop.Check(text, asked, noon.Add(after))
		require.Equal(t, want, failed == nil, after)
		if failed == nil {
			require.Less(t, dpop.Life, dpop.Until(proof).Sub(noon), "remembered for longer than it counts")
		}
	}
	_, failed := dpop.Check(text, asked, noon.Add(95*time.Second))
	require.Equal(t, "Wanted: iat at most 60 seconds ago; found: 95 seconds ago.", failed.Text())
}

func TestAnAddressThatNobodyKnowsFitsNoProof(t *testing.T) {
	h := newHolder(t)
	body := claims(noon)
	body["htu"] = ""
	_, failed := dpop.Check(h.proof(t, body), dpop.Asked{Method: "GET", Token: "token"}, noon)
	require.NotNil(t, failed)
	body["htu"] = "nonsense"
	_, failed = dpop.Check(h.proof(t, body), dpop.Asked{Method: "GET", Token: "token"}, noon)
	require.NotNil(t, failed)
}

// FuzzDPoP changes proofs. Only what the key signed counts, whatever it was asked for.
func FuzzDPoP(f *testing.F) {
	h := newHolder(f)
	good := h.proof(f, claims(noon))
	parts := strings.Split(good, ".")
	for _, seed := range []string{good, "", "..", parts[0] + "." + parts[1] + ".", good + "=", h.proof(f, map[string]any{"jti": "1"}), strings.Repeat("a.", 9000)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		proof, failed := dpop.Check(text, dpop.Asked{Method: "GET", Target: call, Token: "token"}, noon)
		if failed != nil {
			require.Empty(t, proof)
			require.LessOrEqual(t, len(failed.Text()), 1200)
			return
		}
		head := strings.Split(text, ".")
		require.Equal(t, parts[1], head[1], "nobody but the holder signs claims that fit")
	})
}

// FuzzTarget holds that the normal form is its own normal form, and has no query.
func FuzzTarget(f *testing.F) {
	for _, seed := range []string{call, "http://a/%7e/../..//x?y#z", "https://A:443", "http://[::1%25eth0]/", "http://a/%2e%2e/b"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		first := dpop.Target(raw)
		require.NotContains(t, first, "?")
		require.NotContains(t, first, "#")
		if first != "" {
			require.Equal(t, first, dpop.Target(first))
		}
	})
}
