package oauth_test

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/dpop"
	"github.com/gatehouse-dev/gatehouse/backend/jws"
)

// proof answers a proof of possession for a request; pairs change the claims, nil takes one away.
func (s signing) proof(t testing.TB, method, target string, pairs ...any) string {
	t.Helper()
	claims := map[string]any{"jti": rand.Text(), "htm": method, "htu": target, "iat": time.Now().Unix()}
	for i := 0; i < len(pairs); i += 2 {
		claims[pairs[i].(string)] = pairs[i+1]
		if pairs[i+1] == nil {
			delete(claims, pairs[i].(string))
		}
	}
	var jwk map[string]any
	raw, err := jws.Key{Public: s.key.Public}.JWK()
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(raw, &jwk))
	return s.signAs(t, map[string]any{"typ": "dpop+jwt", "alg": "ES256", "jwk": jwk}, claims)
}

// signAs signs any header and claims.
func (s signing) signAs(t testing.TB, header, claims map[string]any) string {
	t.Helper()
	part := func(v any) string {
		text, err := json.Marshal(v)
		require.NoError(t, err)
		return base64.RawURLEncoding.EncodeToString(text)
	}
	input := part(header) + "." + part(claims)
	return input + "." + rawSignature(t, s.private, input)
}

// bound asks for a token with proofs.
func (w *world) bound(t testing.TB, authorization string, form url.Values, proofs ...string) answer {
	t.Helper()
	if form == nil {
		form = url.Values{}
	}
	form.Set("grant_type", "client_credentials")
	var headers []string
	if authorization != "" {
		headers = append(headers, "Authorization", authorization)
	}
	for _, p := range proofs {
		headers = append(headers, "DPoP", p)
	}
	return w.post(t, "/oauth2/token", form.Encode(), headers...)
}

func (w *world) tokenURL() string { return w.URL + "/oauth2/token" }

// prove calls through the gateway with a bound token.
func (w *world) prove(t testing.TB, s signing, token string, pairs ...any) (int, string, http.Header) {
	t.Helper()
	address := w.Gateway + "/ferries/crossings"
	r, err := http.NewRequestWithContext(t.Context(), "GET", address, http.NoBody)
	require.NoError(t, err)
	r.Header.Set("Authorization", "DPoP "+token)
	r.Header.Set("DPoP", s.proof(t, "GET", address, append([]any{"ath", dpop.Hash(token)}, pairs...)...))
	response, err := w.HTTP.Do(r)
	require.NoError(t, err)
	defer response.Body.Close()
	var problem struct{ Code string }
	_ = json.NewDecoder(response.Body).Decode(&problem)
	return response.StatusCode, problem.Code, response.Header
}

func TestAProofBindsTheTokenToItsKey(t *testing.T) {
	w := begin(t)
	c, key, thief := w.register(t, nil), newSigning(t), newSigning(t)
	a := w.bound(t, c.basic(), nil, key.proof(t, "POST", w.tokenURL()))
	require.Equal(t, 200, a.status, a.raw)
	require.Equal(t, "DPoP", a.body["token_type"])
	thumbprint, err := jws.Thumbprint(key.key.Public)
	require.NoError(t, err)
	_, claims := claimsOf(t, a.token())
	require.Equal(t, map[string]any{"jkt": thumbprint}, claims["cnf"])
	status, code, _ := w.prove(t, key, a.token())
	require.Equal(t, 200, status, code)
	_, code, _ = w.prove(t, thief, a.token())
	require.Equal(t, "proof_invalid", code)
	_, code = w.call(t, "GET", a.token())
	require.Equal(t, "token_bound", code)
	seen := w.post(t, "/oauth2/introspect", "token="+a.token(), "Authorization", c.basic())
	require.Equal(t, "DPoP", seen.body["token_type"], seen.raw)
	require.Equal(t, map[string]any{"jkt": thumbprint}, seen.body["cnf"])
	require.Equal(t, 200, w.post(t, "/oauth2/revoke", "token="+a.token(), "Authorization", c.basic()).status)
	_, code, _ = w.prove(t, key, a.token())
	require.Equal(t, "token_revoked", code)
	plain := w.ask(t, c.basic())
	require.Equal(t, "Bearer", plain.body["token_type"], "without a proof it is as before")
	require.Equal(t, []any{"ES256", "EdDSA", "PS256"}, w.send(t, "GET", "/.well-known/oauth-authorization-server", "").body["dpop_signing_alg_values_supported"])
}

func TestTheTokenEndpointTakesNoProofThatDoesNotFit(t *testing.T) {
	w := begin(t)
	c, key := w.register(t, nil), newSigning(t)
	now, used := time.Now().Unix(), key.proof(t, "POST", w.tokenURL())
	require.Equal(t, 200, w.bound(t, c.basic(), nil, used).status)
	for name, proofs := range map[string][]string{
		"used before":          {used},
		"two":                  {key.proof(t, "POST", w.tokenURL()), key.proof(t, "POST", w.tokenURL())},
		"empty":                {""},
		"another method":       {key.proof(t, "GET", w.tokenURL())},
		"another endpoint":     {key.proof(t, "POST", w.URL+"/oauth2/revoke")},
		"another server":       {key.proof(t, "POST", "https://evil.example/oauth2/token")},
		"too old":              {key.proof(t, "POST", w.tokenURL(), "iat", now-70)},
		"of the future":        {key.proof(t, "POST", w.tokenURL(), "iat", now+90)},
		"no jti":               {key.proof(t, "POST", w.tokenURL(), "jti", nil)},
		"a jti without end":    {key.proof(t, "POST", w.tokenURL(), "jti", strings.Repeat("x", 300))},
		"an assertion":         {key.assertion(t, w.URL, c.Client.ID)[3]},
		"what is no token":     {"x"},
		"quotes and backslash": {`"\`},
	} {
		a := w.bound(t, c.basic(), nil, proofs...)
		require.Equal(t, 400, a.status, "%s: %s", name, a.raw)
		require.Equal(t, "invalid_dpop_proof", a.code(), name)
		require.NotContains(t, a.body["error_description"], `"`)
	}
	require.Equal(t, 401, w.bound(t, basic(c.Client.ID, "wrong"), nil, key.proof(t, "POST", w.tokenURL())).status, "a proof is no way to authenticate")
}

func TestOfFiftyRequestsWithOneProofOneGetsAToken(t *testing.T) {
	w := begin(t)
	c, key := w.register(t, nil), newSigning(t)
	proof := key.proof(t, "POST", w.tokenURL())
	var all sync.WaitGroup
	var mu sync.Mutex
	count := map[string]int{}
	for range 50 {
		all.Go(func() {
			a := w.bound(t, c.basic(), nil, proof)
			mu.Lock()
			defer mu.Unlock()
			count[a.code()]++
		})
	}
	all.Wait()
	require.Equal(t, map[string]int{"": 1, "invalid_dpop_proof": 49}, count)
}

func TestAClientWhoseTokensAreBoundGetsNoOthers(t *testing.T) {
	w := begin(t)
	key := newSigning(t)
	c := w.register(t, map[string]any{"authMethod": "private_key_jwt", "keySet": key.set(t), "binding": "dpop_nonce"})
	form := url.Values{}
	fresh := func() url.Values {
		form = url.Values{}
		pairs := key.assertion(t, w.URL, c.Client.ID)
		form.Set(pairs[0], pairs[1])
		form.Set(pairs[2], pairs[3])
		return form
	}
	a := w.bound(t, "", fresh())
	require.Equal(t, "invalid_dpop_proof", a.code(), a.raw)
	a = w.bound(t, "", form, key.proof(t, "POST", w.tokenURL()))
	require.Equal(t, 400, a.status)
	require.Equal(t, "use_dpop_nonce", a.code())
	nonce := a.header.Get("DPoP-Nonce")
	require.NotEmpty(t, nonce)
	a = w.bound(t, "", form, key.proof(t, "POST", w.tokenURL(), "nonce", nonce))
	require.Equal(t, 200, a.status, "the assertion was not used up by what went before: %s", a.raw)
	require.NotEmpty(t, a.header.Get("DPoP-Nonce"), "the next proof needs one")
	status, code, header := w.prove(t, key, a.token())
	require.Equal(t, 401, status)
	require.Equal(t, "proof_nonce", code)
	status, code, header = w.prove(t, key, a.token(), "nonce", header.Get("DPoP-Nonce"))
	require.Equal(t, 200, status, code)
	require.NotEmpty(t, header.Get("DPoP-Nonce"))
}

func TestBindingIsChangedByItsOwnerAndFeltAtOnce(t *testing.T) {
	w := begin(t)
	c := w.register(t, nil)
	token := w.ask(t, c.basic()).token()
	path := "/oauth-clients/" + c.Client.ID
	require.Equal(t, 422, w.dev.Do(t, "PATCH", path, map[string]any{"binding": "rope"}).Status)
	var seen struct{ Binding string }
	w.dev.Do(t, "PATCH", path, map[string]any{"binding": "dpop"}).Want(t, 200, &seen)
	require.Equal(t, "dpop", seen.Binding)
	_, code := w.call(t, "GET", token)
	require.Equal(t, "token_unbound", code, "tokens from before are not bound")
	w.dev.Do(t, "PATCH", path, map[string]any{"scopes": []string{readScope}}).Want(t, 200, &seen)
	require.Equal(t, "dpop", seen.Binding, "what a change doesn't name stays")
	w.dev.Do(t, "PATCH", path, map[string]any{"binding": "none"}).Want(t, 200, &seen)
	status, _ := w.call(t, "GET", token)
	require.Equal(t, 200, status)
}
