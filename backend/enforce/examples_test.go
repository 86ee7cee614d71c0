package enforce

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/deploy/examples/caller"
)

// introduction is a context as an upstream gets it, or something that pretends to be one.
type introduction struct {
	Name, API string
	Contexts  []string
	At        time.Time
	Good      bool
}

// introductions are a really signed context, and what the examples must refuse.
func introductions(t *testing.T) (issuer string, all []introduction) {
	t.Helper()
	keys, err := secret.OpenKeys(t.TempDir())
	require.NoError(t, err)
	portal := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/.well-known/jwks.json" {
			_, _ = w.Write(keys.JWKS())
		}
	}))
	t.Cleanup(portal.Close)
	x := openWireWith(t, func(d *Deps) { d.Keys, d.PublicURL = keys, portal.URL })
	response, body := x.do(t, "GET", "/museum/tickets", x.w.full, nil)
	require.Equal(t, 200, response.StatusCode, body)
	real := x.upstream()[0].Headers["gatehouse-context"][0]

	signer, kid := keys.Signing()
	stranger, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	sign := func(key crypto.Signer, kid string, change func(*contextClaims)) string {
		claims := contextClaims{Claims: jwt.Claims{Issuer: portal.URL, Subject: "app_1", Audience: jwt.Audience{"museum"},
			IssuedAt: jwt.NewNumericDate(noon), Expiry: jwt.NewNumericDate(noon.Add(contextLife))}, Token: "tok_1", Environment: "live", Scope: "", Grant: "gnt_1"}
		if change != nil {
			change(&claims)
		}
		made, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: jose.JSONWebKey{Key: key, KeyID: kid}}, nil)
		require.NoError(t, err)
		text, err := jwt.Signed(made).Claims(claims).Serialize()
		require.NoError(t, err)
		return text
	}
	parts := strings.Split(real, ".")
	encode := base64.RawURLEncoding.EncodeToString
	claims, err := base64.RawURLEncoding.DecodeString(parts[1])
	require.NoError(t, err)
	raised := encode(bytes.Replace(claims, []byte("tickets:read"), []byte("tickets:write"), 1))
	hmacKey := jose.SigningKey{Algorithm: jose.HS256, Key: jose.JSONWebKey{Key: keys.JWKS(), KeyID: kid}}
	hmacSigner, err := jose.NewSigner(hmacKey, nil)
	require.NoError(t, err)
	hmacSigned, err := hmacSigner.Sign(claims)
	require.NoError(t, err)
	confused, err := hmacSigned.CompactSerialize()
	require.NoError(t, err)

	bad := func(name string, contexts ...string) {
		all = append(all, introduction{Name: name, API: "museum", Contexts: contexts, At: noon})
	}
	all = append(all, introduction{"real", "museum", []string{real}, noon, true},
		introduction{"real, at its end", "museum", []string{real}, noon.Add(contextLife), true},
		introduction{"signed here", "museum", []string{sign(signer, kid, nil)}, noon, true},
		introduction{"expired", "museum", []string{real}, noon.Add(contextLife + 6*time.Second), false},
		introduction{"from the future", "museum", []string{real}, noon.Add(-6 * time.Second), false},
		introduction{"for another API", "harbour", []string{real}, noon, false})
	bad("missing")
	bad("empty", "")
	bad("twice", real, real)
	bad("claims tampered with", parts[0]+"."+raised+"."+parts[2])
	bad("signature tampered with", real[:len(real)-8]+"AAAAAAAA")
	bad("signature missing", parts[0]+"."+parts[1]+".")
	bad("algorithm none", encode([]byte(`{"alg":"none","kid":"`+kid+`"}`))+"."+parts[1]+".")
	bad("HMAC with the public key", confused)
	bad("unknown key", sign(stranger, "unknown", nil))
	bad("another key under the known name", sign(stranger, kid, nil))
	bad("no name of a key", sign(signer, "", nil))
	bad("another issuer", sign(signer, kid, func(c *contextClaims) { c.Issuer = "https://elsewhere.example" }))
	bad("no audience", sign(signer, kid, func(c *contextClaims) { c.Audience = nil }))
	bad("without an end", sign(signer, kid, func(c *contextClaims) { c.Expiry = nil }))
	bad("junk", "a.b.c")
	return portal.URL, all
}

func TestTheGoExampleTakesSignedContextsOnly(t *testing.T) {
	issuer, all := introductions(t)
	for _, row := range all {
		v := caller.Verifier{Issuer: issuer, API: row.API, Now: func() time.Time { return row.At }}
		got, err := v.Verify(http.Header{"Gatehouse-Context": row.Contexts})
		if row.Good {
			require.NoError(t, err, row.Name)
			require.Equal(t, "app_1 live gnt_1", got.App+" "+got.Environment+" "+got.Grant, row.Name)
		} else {
			require.Error(t, err, row.Name)
		}
	}
}

// nodeRun asks the example about each context and prints what it answers.
const nodeRun = `
import { readFileSync } from "node:fs";
const { contextVerifier } = await import(process.argv[1]);
const { issuer, all } = JSON.parse(readFileSync(0, "utf8"));
const answers = [];
for (const { API, Contexts, At } of all) {
  const verify = contextVerifier({ issuer, api: API, now: () => Date.parse(At) });
  answers.push(await verify(Contexts ?? []).then((caller) => [caller.app, caller.environment, caller.grant].join(" "), () => "refused"));
}
console.log(JSON.stringify(answers));
`

func TestTheNodeExampleTakesSignedContextsOnly(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not installed")
	}
	issuer, all := introductions(t)
	module, err := filepath.Abs("../../deploy/examples/caller/caller.mjs")
	require.NoError(t, err)
	question, err := json.Marshal(map[string]any{"issuer": issuer, "all": all})
	require.NoError(t, err)
	command := exec.CommandContext(t.Context(), node, "--input-type=module", "-e", nodeRun, module)
	command.Stdin = bytes.NewReader(question)
	var problems strings.Builder
	command.Stderr = &problems
	out, err := command.Output()
	require.NoError(t, err, problems.String())
	var answers []string
	require.NoError(t, json.Unmarshal(out, &answers))
	require.Len(t, answers, len(all))
	for i, row := range all {
		require.Equal(t, map[bool]string{true: "app_1 live gnt_1", false: "refused"}[row.Good], answers[i], row.Name)
	}
}
