package oauth_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/apitest"
	"github.com/gatehouse-dev/gatehouse/backend/jws"
)

const ferries = `openapi: 3.1.0
info: {title: Ferries, version: "1"}
paths:
  /crossings:
    get:
      operationId: listCrossings
      summary: List crossings
      security: [{login: ["crossings:read"]}]
      responses: {"200": {description: ok, content: {application/json: {schema: {type: array, items: {type: object}}, example: [{id: c1}]}}}}
    post:
      operationId: bookCrossing
      summary: Book a crossing
      security: [{login: ["crossings:write"]}]
      responses: {"201": {description: made}}
components:
  securitySchemes:
    login: {type: oauth2, flows: {clientCredentials: {tokenUrl: "https://example.com/token", scopes: {"crossings:read": Read, "crossings:write": Book}}}}
`

const (
	readScope  = "ferries:crossings:read"
	writeScope = "ferries:crossings:write"
)

// world is a portal with one API and a developer whose app has a sandbox grant for both of its scopes.
type world struct {
	*apitest.Portal
	admin, dev *apitest.Client
	app        string
	data       string
}

func begin(t *testing.T) *world {
	t.Helper()
	data := t.TempDir()
	w := &world{Portal: apitest.NewIn(t, data), data: data}
	w.admin = w.Admin(t)
	w.publish(t, "ferries")
	w.dev = w.Developer(t, "dev@example.com")
	var made struct{ App struct{ ID string } }
	w.dev.Do(t, "POST", "/apps", map[string]any{"name": "Timetable", "purpose": "Shows crossings on a big screen."}).Want(t, 201, &made)
	w.app = made.App.ID
	w.dev.StepUp(t)
	return w
}

func (w *world) publish(t *testing.T, slug string) {
	t.Helper()
	w.admin.Do(t, "POST", "/apis", map[string]any{"slug": slug, "name": slug, "summary": "Cross the strait.", "visibility": "public"}).Want(t, 201, nil)
	w.admin.Do(t, "POST", "/apis/"+slug+"/versions", map[string]any{"label": "1", "text": ferries}).Want(t, 202, nil)
	require.Eventually(t, func() bool {
		var v struct{ State string }
		w.admin.Do(t, "GET", "/apis/"+slug+"/versions/1", nil).Want(t, 200, &v)
		return v.State == "draft"
	}, time.Minute, 50*time.Millisecond)
	w.admin.Do(t, "POST", "/apis/"+slug+"/versions/1/publish", map[string]any{}).Want(t, 200, nil)
	w.admin.Do(t, "PUT", "/apis/"+slug+"/upstreams", map[string]any{"sandbox": map[string]any{"kind": "mock"}}).Want(t, 200, nil)
	w.admin.Do(t, "POST", "/apis/"+slug+"/plans", map[string]any{"name": "Free", "approval": "automatic", "limits": []any{}, "environments": []string{"sandbox"}}).Want(t, 201, nil)
}

// client is what a registration answered.
type client struct {
	Client struct {
		ID        string
		Secrets   []struct{ Number int64 }
		Resources []string
		Version   int64
	}
	Secret *string
}

func (w *world) register(t *testing.T, more map[string]any) client {
	t.Helper()
	body := map[string]any{"environment": "sandbox", "authMethod": "client_secret_basic", "scopes": []string{readScope, writeScope}}
	for k, v := range more {
		body[k] = v
	}
	var made client
	w.dev.Do(t, "POST", "/apps/"+w.app+"/oauth-clients", body).Want(t, 201, &made)
	return made
}

// answer is what an endpoint of OAuth said.
type answer struct {
	status int
	header http.Header
	raw    string
	body   map[string]any
}

func (a answer) token() string {
	text, _ := a.body["access_token"].(string)
	return text
}

func (a answer) code() string {
	text, _ := a.body["error"].(string)
	return text
}

// post sends a form. headers come in pairs and may repeat a name.
func (w *world) post(t testing.TB, path string, body string, headers ...string) answer {
	t.Helper()
	return w.send(t, "POST", path, body, append([]string{"Content-Type", "application/x-www-form-urlencoded"}, headers...)...)
}

func (w *world) send(t testing.TB, method, path, body string, headers ...string) answer {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, w.URL+path, strings.NewReader(body))
	require.NoError(t, err)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	response, err := w.HTTP.Do(r)
	require.NoError(t, err)
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	a := answer{status: response.StatusCode, header: response.Header, raw: string(text)}
	_ = json.Unmarshal(text, &a.body)
	return a
}

func basic(id, secret string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(url.QueryEscape(id)+":"+url.QueryEscape(secret)))
}

func (c client) basic() string { return basic(c.Client.ID, *c.Secret) }

// ask asks for a token; pairs are parameters beside the grant type.
func (w *world) ask(t testing.TB, authorization string, pairs ...string) answer {
	t.Helper()
	form := url.Values{"grant_type": {"client_credentials"}}
	for i := 0; i < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	headers := []string{}
	if authorization != "" {
		headers = append(headers, "Authorization", authorization)
	}
	return w.post(t, "/oauth2/token", form.Encode(), headers...)
}

// call goes through the gateway and answers status and code.
func (w *world) call(t testing.TB, method, token string) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, w.Gateway+"/ferries/crossings", http.NoBody)
	require.NoError(t, err)
	r.Header.Set("Authorization", "Bearer "+token)
	response, err := w.HTTP.Do(r)
	require.NoError(t, err)
	defer response.Body.Close()
	var problem struct{ Code string }
	_ = json.NewDecoder(response.Body).Decode(&problem)
	return response.StatusCode, problem.Code
}

// signing is a client's own key.
type signing struct {
	private crypto.Signer
	key     jws.Key
}

func newSigning(t testing.TB) signing {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	return signing{private, jws.Key{ID: "mine", Algorithm: jws.ES256, Public: &private.PublicKey}}
}

func (s signing) set(t testing.TB) json.RawMessage {
	t.Helper()
	set, err := jws.Set([]jws.Key{s.key})
	require.NoError(t, err)
	return set
}

// assertion answers the parameters with which a client proves itself; pairs change the claims, nil takes one away.
func (s signing) assertion(t testing.TB, issuer, client string, pairs ...any) []string {
	t.Helper()
	now := time.Now().Unix()
	claims := map[string]any{"iss": client, "sub": client, "aud": issuer, "iat": now, "exp": now + 60, "jti": rand.Text()}
	for i := 0; i < len(pairs); i += 2 {
		claims[pairs[i].(string)] = pairs[i+1]
		if pairs[i+1] == nil {
			delete(claims, pairs[i].(string))
		}
	}
	text, err := jws.Sign(s.private, s.key, "JWT", claims)
	require.NoError(t, err)
	return []string{"client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer", "client_assertion", text}
}

// rawSignature answers an ES256 signature in the form of JOSE.
func rawSignature(t testing.TB, private crypto.Signer, input string) string {
	t.Helper()
	key, ok := private.(*ecdsa.PrivateKey)
	require.True(t, ok)
	digest := sha256.Sum256([]byte(input))
	r, s, err := ecdsa.Sign(rand.Reader, key, digest[:])
	require.NoError(t, err)
	raw := make([]byte, 64)
	r.FillBytes(raw[:32])
	s.FillBytes(raw[32:])
	return base64.RawURLEncoding.EncodeToString(raw)
}
