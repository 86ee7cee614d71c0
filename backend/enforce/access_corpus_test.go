package enforce

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	"encoding/asn1"
	"encoding/base64"
	"encoding/pem"
	"math/big"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/valyala/fasthttp"

	"github.com/gatehouse-dev/gatehouse/backend/secret"
)

// vector is a token that must open nothing.
type vector struct{ name, token string }

// corpus answers forged, damaged and misused tokens (S-OAU-11). fetched is an address that nobody may ask.
func (i *issuer) corpus(t *testing.T, fetched string) []vector {
	t.Helper()
	var all []vector
	for _, part := range [][]vector{i.forgedKeys(t), i.forgedHeaders(fetched), i.forgedClaims(), i.forgedShapes()} {
		all = append(all, part...)
	}
	return all
}

// forgedKeys are signed by others, by other algorithms, or not at all.
func (i *issuer) forgedKeys(t *testing.T) []vector {
	t.Helper()
	der, err := x509.MarshalPKIXPublicKey(&i.key.PublicKey)
	require.NoError(t, err)
	point, err := i.key.PublicKey.ECDH()
	require.NoError(t, err)
	asPEM := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
	stranger, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	p384, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	require.NoError(t, err)
	_, ed, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	input := func(alg string) string {
		return b64(mustJSON(changed(i.header(), "alg", alg))) + "." + b64(mustJSON(i.claims()))
	}
	hs := func(alg string, key []byte) string {
		text := input(alg)
		h := hmac.New(sha256.New, key)
		h.Write([]byte(text))
		return text + "." + b64(string(h.Sum(nil)))
	}
	sum := func(text string) []byte { s := sha256.Sum256([]byte(text)); return s[:] }
	rs, ps, es384, eddsa := input("RS256"), input("PS256"), input("ES384"), input("EdDSA")
	rsSigned, err := rsa.SignPKCS1v15(rand.Reader, rsaKey, crypto.SHA256, sum(rs))
	require.NoError(t, err)
	psSigned, err := rsa.SignPSS(rand.Reader, rsaKey, crypto.SHA256, sum(ps), nil)
	require.NoError(t, err)
	digest := sha512.Sum384([]byte(es384))
	r, s, err := ecdsa.Sign(rand.Reader, p384, digest[:])
	require.NoError(t, err)
	raw384 := make([]byte, 96)
	r.FillBytes(raw384[:48])
	s.FillBytes(raw384[48:])
	good := i.token()
	body := good[:strings.LastIndex(good, ".")]
	asn, err := ecdsa.SignASN1(rand.Reader, i.key, sum(body))
	require.NoError(t, err)
	var inner struct{ R, S *big.Int }
	_, err = asn1.Unmarshal(asn, &inner)
	require.NoError(t, err)
	return []vector{
		{"signed by another key of the same kind", signRaw(stranger, body)},
		{"HS256 with the public key as PEM", hs("HS256", asPEM)},
		{"HS256 with the public key as DER", hs("HS256", der)},
		{"HS256 with the public point", hs("HS256", point.Bytes())},
		{"HS256 with an empty key", hs("HS256", nil)},
		{"HS384 with the public key", hs("HS384", asPEM)},
		{"HS512 with the public key", hs("HS512", asPEM)},
		{"RS256", rs + "." + b64(string(rsSigned))},
		{"PS256 under an ES256 kid", ps + "." + b64(string(psSigned))},
		{"ES384", es384 + "." + b64(string(raw384))},
		{"EdDSA under an ES256 kid", eddsa + "." + b64(string(ed25519.Sign(ed, []byte(eddsa))))},
		{"no signature", body + "."},
		{"an ASN.1 signature", body + "." + b64(string(asn))},
		{"r and s are zero", body + "." + b64(strings.Repeat("\x00", 64))},
		{"r and s are the order of the curve", body + "." + b64(string(append(elliptic.P256().Params().N.Bytes(), elliptic.P256().Params().N.Bytes()...)))},
		{"a signature of 63 bytes", body + "." + b64(strings.Repeat("\x01", 63))},
		{"a signature with a byte behind it", good + "AA"},
		{"the signature of another token", body + "." + strings.Split(i.token(), ".")[2]},
	}
}

// forgedHeaders are properly signed; what they say of themselves is wrong.
func (i *issuer) forgedHeaders(fetched string) []vector {
	jwk := map[string]any{"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}
	claims := mustJSON(i.claims())
	return []vector{
		{"alg none", b64(`{"alg":"none","typ":"at+jwt","kid":"`+i.public.ID+`"}`) + "." + b64(claims) + "."},
		{"alg nOnE, signed", i.withHeader("alg", "nOnE")},
		{"alg none, signed", i.withHeader("alg", "none")},
		{"alg empty", i.withHeader("alg", "")},
		{"alg in lower case", i.withHeader("alg", "es256")},
		{"alg with a blank", i.withHeader("alg", "ES256 ")},
		{"alg is a list", i.withHeader("alg", []string{"ES256"})},
		{"alg missing", i.withHeader("alg", nil)},
		{"kid missing", i.withHeader("kid", nil)},
		{"kid empty", i.withHeader("kid", "")},
		{"kid unknown", i.withHeader("kid", secret.RandomText(43))},
		{"kid is a path", i.withHeader("kid", "../../../../dev/null")},
		{"kid is SQL", i.withHeader("kid", "x' UNION SELECT 'key' --")},
		{"kid is a number", i.withHeader("kid", 1)},
		{"typ missing", i.withHeader("typ", nil)},
		{"typ JWT, as an ID token or a context has", i.withHeader("typ", "JWT")},
		{"typ logout+jwt", i.withHeader("typ", "logout+jwt")},
		{"typ dpop+jwt", i.withHeader("typ", "dpop+jwt")},
		{"typ in upper case", i.withHeader("typ", "AT+JWT")},
		{"jku", i.withHeader("jku", fetched)},
		{"x5u", i.withHeader("x5u", fetched)},
		{"jwk", i.withHeader("jwk", jwk)},
		{"x5c", i.withHeader("x5c", []string{"AA=="})},
		{"crit", i.withHeader("crit", []string{"exp"})},
		{"b64 false", i.withHeader("b64", false, "crit", []string{"b64"})},
		{"zip", i.withHeader("zip", "DEF")},
		{"enc", i.withHeader("enc", "A256GCM")},
		{"cty JWT, nested", i.withHeader("cty", "JWT")},
		{"alg twice", i.sign(`{"alg":"none","alg":"ES256","typ":"at+jwt","kid":"`+i.public.ID+`"}`, claims)},
		{"Alg in another case beside alg", i.withHeader("ALG", "none")},
		{"a header that is a list", i.sign(`["ES256"]`, claims)},
		{"a header with text behind it", i.sign(mustJSON(i.header())+"{}", claims)},
	}
}

// forgedClaims are properly signed and typed.
func (i *issuer) forgedClaims() []vector {
	now := noon.Unix()
	all := []vector{
		{"aud of another API", i.token("aud", accessGateway+"/zoo")},
		{"aud is the gateway", i.token("aud", accessGateway)},
		{"aud is the API's id", i.token("aud", accessGateway+"/api_1")},
		{"aud with a slash more", i.token("aud", accessGateway+"/museum/")},
		{"aud in upper case", i.token("aud", accessGateway+"/MUSEUM")},
		{"aud is a list", i.token("aud", []string{accessGateway + "/museum"})},
		{"aud is two", i.token("aud", []string{accessGateway + "/museum", accessGateway + "/zoo"})},
		{"aud is the slug, as a context's is", i.token("aud", "museum")},
		{"iss of another", i.token("iss", "https://evil.example")},
		{"iss with a slash more", i.token("iss", accessIssuer+"/")},
		{"sub of another client", i.token("sub", i.sandbox.ID)},
		{"a client that there isn't", i.token("sub", "ocl_0000000000000000", "client_id", "ocl_0000000000000000")},
		{"a token's id as client", i.token("sub", "tok_0000000000000000", "client_id", "tok_0000000000000000")},
		{"exp is past", i.token("exp", now)},
		{"exp is text", i.token("exp", "9999999999")},
		{"exp with a fraction", i.sign(mustJSON(i.header()), strings.Replace(mustJSON(i.claims()), `"exp":`, `"exp":1e10,"e":`, 1))},
		{"exp is enormous", i.token("exp", int64(9e18))},
		{"exp is negative", i.token("exp", -1)},
		{"iat in the future", i.token("iat", now+31, "nbf", now+31)},
		{"nbf in the future", i.token("nbf", now+31)},
		{"jti short", i.token("jti", "1")},
		{"bound to a key, sent as a bearer", i.token("cnf", map[string]any{"jkt": b64(strings.Repeat("x", 32))})},
		{"cnf that we don't know", i.token("cnf", map[string]any{"x5t#S256": "x"})},
		{"a claim twice", i.sign(mustJSON(i.header()), `{"aud":"`+accessGateway+`/zoo",`+mustJSON(i.claims())[1:])},
		{"scope is a list", i.token("scope", []string{"museum:tickets:read"})},
		{"claims that are no object", i.sign(mustJSON(i.header()), `"x"`)},
		{"claims that are null", i.sign(mustJSON(i.header()), `null`)},
		{"no Unicode", i.sign(mustJSON(i.header()), "{\"iss\":\"\xff\"}")},
		{"nested beyond sense", i.sign(mustJSON(i.header()), `{"x":`+strings.Repeat("[", 500)+strings.Repeat("]", 500)+`}`)},
		{"a token within the token", i.sign(mustJSON(i.header()), `"`+i.token()+`"`)},
	}
	for _, name := range []string{"iss", "sub", "aud", "client_id", "exp", "iat", "nbf", "jti"} {
		all = append(all, vector{name + " missing", i.token(name, nil)}, vector{name + " null", i.sign(mustJSON(i.header()), strings.Replace(mustJSON(changed(i.claims(), name, "@")), `"@"`, "null", 1))})
	}
	return all
}

// forgedShapes are no compact JWS, or one spelled in another way.
func (i *issuer) forgedShapes() []vector {
	good := i.token()
	parts := strings.Split(good, ".")
	swapped := []byte(parts[2]) // the last digit carries four bits that mean nothing
	last := strings.IndexByte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", swapped[len(swapped)-1])
	swapped[len(swapped)-1] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"[last^1]
	padded := base64.URLEncoding.EncodeToString([]byte(mustJSON(i.header())))
	return []vector{
		{"padding", padded + "==." + parts[1] + "." + parts[2]},
		{"another spelling of the signature", parts[0] + "." + parts[1] + "." + string(swapped)},
		{"the alphabet of plain base64", strings.NewReplacer("-", "+", "_", "/").Replace(good) + "+"},
		{"one dot", parts[0] + "." + parts[1]},
		{"three dots", good + "."},
		{"five parts, as a JWE has", good + "." + parts[0] + "." + parts[1]},
		{"dots alone", ".."},
		{"a dot alone", "."},
		{"many dots", strings.Repeat(".", 8000)},
		{"more than 8 KiB", i.token("x", strings.Repeat("x", 8<<10))},
		{"a dot in front", "." + good},
		{"the JSON form", `{"payload":"` + good + `"}`},
		{"in quotes", `"` + good + `"`},
		{"escaped", strings.ReplaceAll(good, ".", "%2e")},
	}
}

func TestTheCorpusOfForgedAccessTokensOpensNothing(t *testing.T) {
	w := newWorld(t)
	i := withClients(t, w)
	w.api.Upstreams[Live] = Upstream{Kind: "http", URL: startUpstream(t, echo)}
	g := openGate(t, w, nil)
	g.Use(i.snapshot(w))
	var asked atomic.Int64
	fetched := startUpstream(t, func(*fasthttp.RequestCtx) { asked.Add(1) })
	response, body := g.do(t, "GET", "/museum/tickets", i.token(), nil)
	require.Equal(t, 200, response.StatusCode, body)
	corpus := i.corpus(t, fetched)
	require.GreaterOrEqual(t, len(corpus), 60)
	for _, v := range corpus {
		response, body := g.do(t, "GET", "/museum/tickets", v.token, nil)
		require.Equal(t, http.StatusUnauthorized, response.StatusCode, "%s: %s", v.name, body)
		require.Contains(t, response.Header.Get("WWW-Authenticate"), `error="invalid_token"`, v.name)
		_, body = g.verify(t, "/v1/verify", g.verifier, VerifyRequest{Token: v.token, API: "museum", Method: "GET", Path: "/tickets"})
		require.Contains(t, body, `"valid":false`, v.name)
	}
	require.Zero(t, asked.Load(), "an address in a token was asked")
}
