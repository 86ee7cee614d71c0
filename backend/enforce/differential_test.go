package enforce

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/secret"
)

// TestTheThreeDoorsAgree asks the same random calls at all doors (S-FWD-08).
func TestTheThreeDoorsAgree(t *testing.T) {
	w := newWorld(t)
	w.api.Upstreams[Live] = Upstream{Kind: "http", URL: startUpstream(t, echo)}
	w.token.Fence = &Fence{Networks: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}}
	g := openGate(t, w, nil)
	for _, op := range []string{"listTickets", "getTicket", "getHours", "putNote", "root", "buyTicket"} {
		require.NoError(t, g.UseOperation("ver_1", op, []byte(`{"responses":{"204":{"description":"done"}}}`)))
	}
	suspendedKey, suspended := w.mint(t, secret.Live, Live, w.token.Scopes)
	suspended.Suspended = true
	g.Use(g.Snapshot().withToken(suspended.key(), suspended))
	i := withClients(t, w)
	b := &Builder{s: g.Snapshot()}
	b.Issue(accessIssuer, accessGateway, i.public)
	b.AddClient(i.client)
	b.AddClient(i.sandbox)
	b.AddAPI(&API{ID: "api_2", Slug: "zoo", Name: "Zoo"})
	access, elsewhere, expired := i.token(), i.token("aud", accessGateway+"/zoo"), i.token("exp", noon.Unix()-1, "iat", noon.Unix()-9)
	ended := *i.client
	ended.ID, ended.Revoked = "ocl_ended00000000000", true
	b.AddClient(&ended)
	endedToken := i.token("sub", ended.ID, "client_id", ended.ID)
	g.Use(b.Snapshot())
	heldKey, held := w.mint(t, secret.Live, Live, w.token.Scopes)
	held.rarely().Quarantine = &Quarantine{Hold: HoldWrites, Until: noon.UnixMicro() + hour}
	g.Use(g.Snapshot().withToken(held.key(), held))
	awayKey, away := w.mint(t, secret.Live, Live, w.token.Scopes)
	away.rarely().Quarantine = &Quarantine{Hold: HoldNetworks, Until: noon.UnixMicro() + hour, Networks: []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")}}
	g.Use(g.Snapshot().withToken(away.key(), away))
	random := rand.New(rand.NewPCG(3, 4))
	for n := range 2500 {
		method := pick(random, "GET", "GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS")
		api := pick(random, "museum", "museum", "museum", "api_1", "zoo", "")
		path := pick(random, "/tickets", "/tickets/1", "/hours", "/notes/2", "/none", "/", "/tickets/a%2fb", "/tickets/%61", "/a;b", "/tickets/caf%C3%A9")
		token := pick(random, w.full, w.full, w.testKey, suspendedKey, heldKey, heldKey, awayKey, w.full[:60], "", w.full+"x",
			access, access, i.token("sub", i.sandbox.ID, "client_id", i.sandbox.ID), elsewhere, expired, endedToken, access[:len(access)-3], access+"A")
		version := pick(random, "", "", "2026-11", "2025-01", "9")

		response, body := g.do(t, method, "/"+api+path, token, func(r *http.Request) { r.Header.Set("Gatehouse-Version", version) })
		gateway := "allowed"
		if response.Header.Get("Content-Type") == problemType {
			gateway, _ = problemCode(t, body)
		}
		headers := described(method, "/"+api+path)
		headers["Gatehouse-Version"], headers["X-Forwarded-For"] = version, "127.0.0.1"
		response, body = g.forwardAuth(t, "/forward-auth", token, headers)
		forward := "allowed"
		if response.StatusCode != 200 {
			forward, _ = problemCode(t, body)
		}
		_, body = g.verify(t, "/v1/verify", g.verifier, VerifyRequest{Token: token, API: api, Version: version, Method: method, Path: path, ClientAddress: "127.0.0.1"})
		var a VerifyAnswer
		require.NoError(t, json.Unmarshal([]byte(body), &a))
		what := fmt.Sprintf("%d: %s /%s%s %.12s %s", n, method, api, path, token, version)
		require.Equal(t, gateway, forward, what)
		if api != "" { // an empty API is an empty path segment at the other doors
			require.Equal(t, gateway, a.Code, what)
		}
	}
}
