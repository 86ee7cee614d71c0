package enforce

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/jws"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
)

const (
	accessIssuer  = "http://localhost:8080"
	accessGateway = "http://localhost:8081"
)

// issuer makes access tokens as the token endpoint does, and forgeries as it never would.
type issuer struct {
	key     *ecdsa.PrivateKey
	public  jws.Key
	client  *Token // live
	sandbox *Token
}

// withClients gives the world's app a client in each environment.
func withClients(t testing.TB, w *world) *issuer {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	kid, err := jws.Thumbprint(&key.PublicKey)
	require.NoError(t, err)
	scopes := &Scopes{Names: []string{"museum:tickets:read", "museum:tickets:write"}}
	return &issuer{
		key: key, public: jws.Key{ID: kid, Algorithm: jws.ES256, Public: &key.PublicKey},
		client:  &Token{ID: "ocl_" + secret.RandomText(16), Name: "OAuth client", AppID: "app_1", Environment: Live, Scopes: scopes, rare: &rare{Access: &Access{}}},
		sandbox: &Token{ID: "ocl_" + secret.RandomText(16), Name: "OAuth client", AppID: "app_1", Environment: Sandbox, Scopes: scopes, rare: &rare{Access: &Access{}}},
	}
}

// snapshot is the world's, which knows the clients as well.
func (i *issuer) snapshot(w *world) *Snapshot {
	s := w.snapshot()
	b := &Builder{s: s}
	b.Issue(accessIssuer, accessGateway, i.public)
	b.AddClient(i.client)
	b.AddClient(i.sandbox)
	return s
}

func (i *issuer) header() map[string]any {
	return map[string]any{"alg": "ES256", "typ": "at+jwt", "kid": i.public.ID}
}

// claims are those of a good token for the museum, issued at noon.
func (i *issuer) claims() map[string]any {
	now := noon.Unix()
	return map[string]any{
		"iss": accessIssuer, "sub": i.client.ID, "client_id": i.client.ID, "aud": accessGateway + "/museum", "iat": now, "nbf": now, "exp": now + 300,
		"jti": secret.RandomText(22), "scope": "museum:tickets:read",
	}
}

func changed(from map[string]any, pairs ...any) map[string]any {
	out := maps.Clone(from)
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] == nil {
			delete(out, pairs[i].(string))
		} else {
			out[pairs[i].(string)] = pairs[i+1]
		}
	}
	return out
}

// token is a good one, with claims changed; nil takes one away.
func (i *issuer) token(pairs ...any) string {
	return i.sign(mustJSON(i.header()), mustJSON(changed(i.claims(), pairs...)))
}

func (i *issuer) withHeader(pairs ...any) string {
	return i.sign(mustJSON(changed(i.header(), pairs...)), mustJSON(i.claims()))
}

// sign signs any two texts by ES256.
func (i *issuer) sign(header, payload string) string {
	return signRaw(i.key, b64(header)+"."+b64(payload))
}

func signRaw(key *ecdsa.PrivateKey, input string) string {
	digest := sha256.Sum256([]byte(input))
	r, s, err := ecdsa.Sign(rand.Reader, key, digest[:])
	if err != nil {
		panic(err)
	}
	raw := make([]byte, 64)
	r.FillBytes(raw[:32])
	s.FillBytes(raw[32:])
	return input + "." + b64(string(raw))
}

func b64(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }

func mustJSON(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(text)
}
