package enforce

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"fmt"
	rand2 "math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/dpop"
	"github.com/gatehouse-dev/gatehouse/backend/jws"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
)

// holder is a program with a key of its own and an access token that is bound to it.
type holder struct {
	key   *ecdsa.PrivateKey
	jwk   map[string]any
	token string
}

func newHolder(t testing.TB, i *issuer) *holder {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	thumbprint, err := jws.Thumbprint(&key.PublicKey)
	require.NoError(t, err)
	return &holder{key: key, jwk: publicJWK(t, key), token: i.token("cnf", map[string]any{"jkt": thumbprint})}
}

func publicJWK(t testing.TB, key *ecdsa.PrivateKey) map[string]any {
	t.Helper()
	raw, err := jws.Key{Public: &key.PublicKey}.JWK()
	require.NoError(t, err)
	var all, public map[string]any
	require.NoError(t, json.Unmarshal(raw, &all))
	public = map[string]any{"kty": all["kty"], "crv": all["crv"], "x": all["x"], "y": all["y"]}
	return public
}

func (h *holder) header() map[string]any {
	return map[string]any{"typ": "dpop+jwt", "alg": "ES256", "jwk": h.jwk}
}

func (h *holder) claims(method, target string) map[string]any {
	return map[string]any{"jti": secret.RandomText(22), "htm": method, "htu": target, "iat": noon.Unix(), "ath": dpop.Hash(h.token)}
}

// proof is a good one, with claims changed; nil takes one away.
func (h *holder) proof(method, target string, pairs ...any) string {
	return h.sign(h.header(), changed(h.claims(method, target), pairs...))
}

func (h *holder) sign(header, claims any) string {
	return signRaw(h.key, b64(mustJSON(header))+"."+b64(mustJSON(claims)))
}

const ticketsURL = accessGateway + "/museum/tickets"

// openBound is a gate that knows the clients, with an upstream, and a holder of a bound token.
func openBound(t testing.TB, change func(*Deps)) (*gate, *issuer, *holder) {
	t.Helper()
	w := newWorld(t)
	i := withClients(t, w)
	w.api.Upstreams[Live] = Upstream{Kind: "http", URL: startUpstream(t, echo)}
	keys, err := secret.OpenKeys(t.TempDir())
	require.NoError(t, err)
	g := openGate(t, w, func(d *Deps) {
		d.GatewayURL, d.Keys = accessGateway, keys
		if change != nil {
			change(d)
		}
	})
	s := i.snapshot(w)
	s.oauth.nonces = g.nonces
	g.Use(s)
	return g, i, newHolder(t, i)
}

func (g *gate) prove(t testing.TB, method, path, token string, proofs ...string) (*http.Response, string) {
	t.Helper()
	return g.do(t, method, path, "", func(r *http.Request) {
		r.Header.Set("Authorization", "DPoP "+token)
		for _, p := range proofs {
			r.Header.Add("DPoP", p)
		}
	})
}

func TestABoundTokenOpensForItsHolderAndTheUpstreamSeesNoProof(t *testing.T) {
	g, _, h := openBound(t, nil)
	proof := h.proof("GET", ticketsURL)
	response, body := g.prove(t, "GET", "/museum/tickets?from=today", h.token, proof)
	require.Equal(t, 200, response.StatusCode, body)
	require.NotContains(t, body, proof)
	require.NotContains(t, strings.ToLower(body), "dpop")
	require.Empty(t, response.Header.Get("DPoP-Nonce"), "its client asks for none")
	response, body = g.prove(t, "GET", "/museum/tickets", h.token, h.proof("GET", "HTTP://LOCALHOST:8081/museum/./%74ickets?x#y"))
	require.Equal(t, 200, response.StatusCode, "addresses are compared in normal form: %s", body)
}

func TestABoundTokenIsNoBearerAndOthersNeedNoProof(t *testing.T) {
	g, i, h := openBound(t, nil)
	for name, row := range map[string]struct {
		authorization, proof, code string
	}{
		"a stolen token":               {"Bearer " + h.token, "", "token_bound"},
		"a bearer with a proof":        {"Bearer " + h.token, h.proof("GET", ticketsURL), "token_bound"},
		"a plain token as if bound":    {"DPoP " + i.token(), h.proof("GET", ticketsURL), "token_unbound"},
		"a token of an app":            {"DPoP gth_live_anything", h.proof("GET", ticketsURL), "token_unbound"},
		"a forged token with a proof":  {"DPoP " + i.token("iss", "https://evil.example"), h.proof("GET", ticketsURL), "token_unknown"},
		"a key that nobody can have":   {"DPoP " + i.token("cnf", map[string]any{"jkt": "short"}), h.proof("GET", ticketsURL), "token_unknown"},
		"a binding that we don't know": {"DPoP " + i.token("cnf", map[string]any{"x5t#S256": "x"}), h.proof("GET", ticketsURL), "token_malformed"},
	} {
		response, body := g.do(t, "GET", "/museum/tickets", "", func(r *http.Request) {
			r.Header.Set("Authorization", row.authorization)
			if row.proof != "" {
				r.Header.Set("DPoP", row.proof)
			}
		})
		require.Equal(t, 401, response.StatusCode, name)
		code, _ := problemCode(t, body)
		require.Equal(t, row.code, code, name)
		require.Contains(t, response.Header.Get("WWW-Authenticate"), `error="invalid_token"`, name)
		if strings.HasSuffix(row.code, "bound") {
			require.Contains(t, response.Header.Get("WWW-Authenticate"), "DPoP ", name)
			require.Contains(t, response.Header.Get("WWW-Authenticate"), `algs="ES256 EdDSA PS256"`, name)
		}
	}
	response, _ := g.do(t, "GET", "/museum/tickets", i.token(), func(r *http.Request) { r.Header.Set("DPoP", "whatever") })
	require.Equal(t, 200, response.StatusCode, "programs that always send proofs may use tokens that aren't bound")
	response, _ = g.do(t, "GET", "/museum/tickets", "", func(r *http.Request) {
		r.Header.Set("Authorization", "DPoP "+h.token)
		r.Header.Set("X-API-Key", h.token)
		r.Header.Set("DPoP", h.proof("GET", ticketsURL))
	})
	require.Equal(t, 400, response.StatusCode, "two credentials")
}

// mutants are proofs that are almost good (S-OAU-22).
func (h *holder) mutants(t testing.TB, i *issuer) map[string][]string {
	t.Helper()
	now, other := noon.Unix(), newHolder(t, i)
	good := func(pairs ...any) []string { return []string{h.proof("GET", ticketsURL, pairs...)} }
	head := func(pairs ...any) []string {
		return []string{h.sign(changed(h.header(), pairs...), h.claims("GET", ticketsURL))}
	}
	whole := h.proof("GET", ticketsURL)
	parts := strings.Split(whole, ".")
	private := changed(h.jwk, "d", h.jwk["x"])
	return map[string][]string{
		"none": {}, "empty": {""}, "two": {whole, h.proof("GET", ticketsURL)}, "two in one": {whole + ", " + whole},
		"another method": good("htm", "POST"), "the method in lower case": good("htm", "get"),
		"another path": good("htu", accessGateway+"/museum/hours"), "another host": good("htu", "http://evil.example/museum/tickets"),
		"another scheme": good("htu", strings.Replace(ticketsURL, "http", "https", 1)), "another port": good("htu", "http://localhost:8082/museum/tickets"),
		"a user in the address": good("htu", "http://me@localhost:8081/museum/tickets"), "a path alone": good("htu", "/museum/tickets"),
		"a slash more": good("htu", ticketsURL+"/"), "too old": good("iat", now-61), "of the future": good("iat", now+31),
		"a time in text": good("iat", fmt.Sprint(now)), "no time": good("iat", nil), "no jti": good("jti", nil), "a long jti": good("jti", strings.Repeat("x", 257)),
		"no htm": good("htm", nil), "no htu": good("htu", nil), "no ath": good("ath", nil), "the hash of another token": good("ath", dpop.Hash(other.token)),
		"the token itself as ath": good("ath", h.token), "claims that are no object": {h.sign(h.header(), "x")},
		"signed by another key": {signRaw(other.key, parts[0]+"."+parts[1])}, "of another key altogether": {other.sign(other.header(), h.claims("GET", ticketsURL))},
		"typ JWT": head("typ", "JWT"), "typ of access tokens": head("typ", "at+jwt"), "no typ": head("typ", nil), "alg none": head("alg", "none"), "alg HS256": head("alg", "HS256"),
		"alg RS256": head("alg", "RS256"), "alg of another key": head("alg", "EdDSA"), "no jwk": head("jwk", nil), "a private jwk": head("jwk", private),
		"jwk of a secret": head("jwk", map[string]any{"kty": "oct", "k": "AAAA"}), "an address for the key": head("jku", "https://evil.example/keys"), "crit": head("crit", []string{"x"}), "kid for jwk": head("jwk", nil, "kid", "x"),
		"no signature": {parts[0] + "." + parts[1] + "."}, "two parts": {parts[0] + "." + parts[1]}, "four parts": {whole + ".x"}, "too large": good("x", strings.Repeat("x", 8<<10)), "the access token": {h.token},
	}
}

func TestEveryMutantOfAProofIsRefusedAtAllDoors(t *testing.T) {
	g, i, h := openBound(t, nil)
	all := h.mutants(t, i)
	require.GreaterOrEqual(t, len(all), 25)
	for name, proofs := range all {
		response, body := g.prove(t, "GET", "/museum/tickets", h.token, proofs...)
		require.Equal(t, 401, response.StatusCode, "%s: %s", name, body)
		code, _ := problemCode(t, body)
		require.Equal(t, "proof_invalid", code, name)
		require.Contains(t, response.Header.Get("WWW-Authenticate"), `DPoP realm="gatehouse", error="invalid_dpop_proof"`, name)
		d := <-g.decisions
		for d.Code != "proof_invalid" {
			d = <-g.decisions
		}
		said := mustJSON(d)
		for _, proof := range proofs {
			if len(proof) > 0 {
				require.NotContains(t, said, proof, "%s: proofs are not kept", name)
				require.NotContains(t, body, proof, name)
			}
		}
		require.Contains(t, said, "proof of possession", name)
		if len(proofs) == 1 {
			q := VerifyRequest{Token: h.token, API: "museum", Method: "GET", Path: "/tickets", DPoP: &VerifyProof{Proof: proofs[0], URL: ticketsURL}}
			_, body = g.verify(t, "/v1/verify", g.verifier, q)
			require.Contains(t, body, `"code":"proof_invalid"`, name)
		}
	}
}

func TestOfFiftyCallsWithOneProofOneGoesThrough(t *testing.T) {
	g, _, h := openBound(t, nil)
	proof := h.proof("GET", ticketsURL)
	var all sync.WaitGroup
	statuses := make(chan int, 50)
	for range 50 {
		all.Go(func() {
			r, err := http.NewRequestWithContext(t.Context(), "GET", "http://"+g.gatewayAddr+"/museum/tickets", http.NoBody)
			if err != nil {
				return
			}
			r.Header.Set("Authorization", "DPoP "+h.token)
			r.Header.Set("DPoP", proof)
			response, err := http.DefaultClient.Do(r)
			if err != nil {
				return
			}
			_ = response.Body.Close()
			statuses <- response.StatusCode
		})
	}
	all.Wait()
	close(statuses)
	count := map[int]int{}
	for status := range statuses {
		count[status]++
	}
	require.Equal(t, map[int]int{200: 1, 401: 49}, count)
	_, body := g.verify(t, "/v1/verify", g.verifier, VerifyRequest{Token: h.token, API: "museum", Method: "GET", Path: "/tickets", DPoP: &VerifyProof{Proof: proof, URL: ticketsURL}})
	require.Contains(t, body, `"code":"proof_invalid"`, "the doors remember together")
}

func TestAClientThatAsksForItGetsNoncesAndOldOnesEnd(t *testing.T) {
	g, i, h := openBound(t, nil)
	client := *i.client
	client.rarely().Access = &Access{Binding: BoundWithNonce}
	g.Use(g.Snapshot().withClient(&client))
	response, body := g.prove(t, "GET", "/museum/tickets", h.token, h.proof("GET", ticketsURL))
	code, _ := problemCode(t, body)
	require.Equal(t, "proof_nonce", code)
	require.Contains(t, response.Header.Get("WWW-Authenticate"), `error="use_dpop_nonce"`)
	nonce := response.Header.Get("DPoP-Nonce")
	require.NotEmpty(t, nonce)
	response, body = g.prove(t, "GET", "/museum/tickets", h.token, h.proof("GET", ticketsURL, "nonce", nonce))
	require.Equal(t, 200, response.StatusCode, body)
	require.Equal(t, nonce, response.Header.Get("DPoP-Nonce"))
	for _, wrong := range []string{"x", nonce + "x", g.nonces.At(noon.Unix() - 121), g.nonces.At(noon.Unix() + 121)} {
		_, body = g.prove(t, "GET", "/museum/tickets", h.token, h.proof("GET", ticketsURL, "nonce", wrong))
		code, _ = problemCode(t, body)
		require.Equal(t, "proof_nonce", code)
	}
	_, body = g.verify(t, "/v1/verify", g.verifier, VerifyRequest{Token: h.token, API: "museum", Method: "GET", Path: "/tickets", DPoP: &VerifyProof{Proof: h.proof("GET", ticketsURL), URL: ticketsURL}})
	require.Contains(t, body, `"dpopNonce":"`+nonce+`"`)
	response, body = g.do(t, "GET", "/museum/tickets", i.token(), nil)
	code, _ = problemCode(t, body)
	require.Equal(t, "token_unbound", code, "what was issued before the client asked for bound tokens ends with it")
	require.Equal(t, 401, response.StatusCode)
	client.Revoked = true
	g.Use(g.Snapshot().withClient(&client))
	for authorization, want := range map[string]string{"Bearer " + i.token(): "token_revoked", "Bearer " + h.token: "token_bound"} {
		_, body = g.do(t, "GET", "/museum/tickets", "", func(r *http.Request) { r.Header.Set("Authorization", authorization) })
		code, _ = problemCode(t, body)
		require.Equal(t, want, code, "the state of a token is told to its holder")
	}
}

func TestTheDoorsAgreeAboutProofs(t *testing.T) {
	g, i, h := openBound(t, nil)
	other := newHolder(t, i)
	random := rand2.New(rand2.NewPCG(5, 6))
	for n := range 300 {
		method, path := pick(random, "GET", "GET", "PUT"), pick(random, "/tickets", "/hours", "/none")
		token := pick(random, h.token, h.token, other.token, i.token())
		make := func() string {
			switch n % 6 {
			case 0:
				return h.proof("GET", ticketsURL, "ath", dpop.Hash(token))
			case 1:
				return h.proof(method, accessGateway+"/museum"+path, "ath", dpop.Hash(token), "iat", noon.Unix()-61)
			case 2:
				return "nonsense"
			}
			return h.proof(method, accessGateway+"/museum"+path, "ath", dpop.Hash(token))
		}
		response, body := g.prove(t, method, "/museum"+path, token, make())
		gateway := "allowed"
		if response.Header.Get("Content-Type") == problemType {
			gateway, _ = problemCode(t, body)
		}
		headers := described(method, "/museum"+path)
		headers["X-Forwarded-Host"], headers["X-Forwarded-Proto"], headers["X-Forwarded-For"] = "localhost:8081", "http", "127.0.0.1"
		headers["Authorization"], headers["DPoP"] = "DPoP "+token, make()
		response, body = g.forwardAuth(t, "/forward-auth", "", headers)
		forward := "allowed"
		if response.StatusCode != 200 {
			forward, _ = problemCode(t, body)
		}
		q := VerifyRequest{Token: token, API: "museum", Method: method, Path: path, ClientAddress: "127.0.0.1", DPoP: &VerifyProof{Proof: make(), URL: accessGateway + "/museum" + path + "?x=1"}}
		_, body = g.verify(t, "/v1/verify", g.verifier, q)
		var a VerifyAnswer
		require.NoError(t, json.Unmarshal([]byte(body), &a))
		what := fmt.Sprintf("%d: %s %s", n, method, path)
		require.Equal(t, gateway, forward, what)
		require.Equal(t, gateway, a.Code, what)
		require.Zero(t, a.CacheSeconds, "an answer about a proof is for one call")
	}
	_, body := g.verify(t, "/v1/verify", g.verifier, VerifyRequest{Token: h.token, API: "museum", Method: "GET", Path: "/tickets"})
	require.Contains(t, body, `"code":"token_bound"`, "a resource server that knows no proofs is told so")
}

func TestAnAPIOnItsOwnHostHasItsOwnAddressInProofs(t *testing.T) {
	g, _, h := openBound(t, nil)
	b := &Builder{s: g.Snapshot()}
	api := *g.Snapshot().API("museum")
	api.Host = "museum.example.com"
	b.AddAPI(&api)
	g.Use(b.Snapshot())
	call := func(host, path, target string) int {
		response, _ := g.do(t, "GET", path, "", func(r *http.Request) {
			r.Host = host
			r.Header.Set("Authorization", "DPoP "+h.token)
			r.Header.Set("DPoP", h.proof("GET", target))
		})
		return response.StatusCode
	}
	require.Equal(t, 200, call("Museum.example.com:8081", "/tickets", "http://museum.example.com:8081/tickets"))
	require.Equal(t, 401, call("museum.example.com", "/tickets", ticketsURL))
	require.Equal(t, 401, call("evil.example", "/museum/tickets", "http://evil.example/museum/tickets"), "the name that a call gives us proves nothing")
	require.Equal(t, 200, call("evil.example", "/museum/tickets", ticketsURL))
}

func TestAFullMemoryOfProofsRefusesInsteadOfForgetting(t *testing.T) {
	p := newSpentProofs()
	now, refused := int64(1_000_000), 0
	for n := range spentShards*spentMax + 5000 {
		if _, room := p.use(fmt.Sprint(n), now, now+60, false); !room {
			refused++
		}
	}
	require.GreaterOrEqual(t, refused, 5000)
	fresh, room := p.use("0", now, now+60, false)
	require.False(t, fresh)
	require.True(t, room)
	fresh, room = p.use("later", now+60, now+120, false)
	require.True(t, fresh && room, "what ended makes room")
}

// TestWhoSendsNoProofPaysNothingForThem holds the way of every other call to what it was.
func TestWhoSendsNoProofPaysNothingForThem(t *testing.T) {
	w := newWorld(t)
	i := withClients(t, w)
	s := i.snapshot(w)
	for _, token := range []string{w.full, i.token()} {
		ask := w.ask()
		ask.Credential = token
		require.Equal(t, Allowed, Decide(s, &ask, noon.UnixMicro()).Code)
		require.Zero(t, testing.AllocsPerRun(200, func() { Decide(s, &ask, noon.UnixMicro()) }))
	}
	raw := []byte("Host: localhost\r\nAuthorization: Bearer " + w.full + "\r\nAccept: */*\r\n\r\n")
	require.Zero(t, testing.AllocsPerRun(200, func() {
		in, ok := checkFraming([]byte("GET"), []byte("HTTP/1.1"), raw)
		if !ok || in.proven() || in.proofs != 0 {
			t.Fail()
		}
	}))
}
