package enforce

import (
	"encoding/json"
	"net/http"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
)

const portalOrigin = "http://localhost:8080"

// console adds a console token to the world.
func (w *world) console(t testing.TB, environment Environment, b *Binding) (string, *Token) {
	t.Helper()
	full, token := w.mint(t, secret.Ephemeral, environment, nil)
	token.ID, token.rarely().Binding, token.Fence = consolePrefix+token.ID[4:], b, &Fence{Origins: []string{portalOrigin}}
	if b.Visitor {
		token.AppID, token.Fence.Networks = "", []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")}
	}
	w.more = append(w.more, token)
	return full, token
}

func (w *world) askFrom(full string) Request {
	r := w.ask()
	r.Credential, r.Origin, r.OwnSandbox = full, portalOrigin, true
	return r
}

func TestAConsoleTokenOpensItsOperationAndNothingMore(t *testing.T) {
	now := noon.UnixMicro()
	rows := []struct {
		name   string
		change func(w *world, token *Token, r *Request)
		want   Code
	}{
		{"its operation", func(*world, *Token, *Request) {}, Allowed},
		{"HEAD of it", func(_ *world, _ *Token, r *Request) { r.Method = "HEAD" }, Allowed},
		{"its version by label", func(_ *world, _ *Token, r *Request) { r.Version = "2026-11" }, Allowed},
		{"another operation", func(_ *world, _ *Token, r *Request) { r.Path = "/hours" }, OperationDenied},
		{"another method", func(_ *world, _ *Token, r *Request) { r.Method = "POST" }, OperationDenied},
		{"another API", func(_ *world, token *Token, _ *Request) { token.Binding().APIID = "api_2" }, OperationDenied},
		{"an API that doesn't exist, which it must not learn", func(_ *world, _ *Token, r *Request) { r.API = "secret" }, OperationDenied},
		{"another version", func(_ *world, token *Token, _ *Request) { token.Binding().VersionID = "ver_2" }, OperationDenied},
		{"no operation", func(_ *world, _ *Token, r *Request) { r.Path = "/none" }, OperationUnknown},
		{"another origin", func(_ *world, _ *Token, r *Request) { r.Origin = "https://evil.example" }, OriginDenied},
		{"no origin", func(_ *world, _ *Token, r *Request) { r.Origin = "" }, OriginDenied},
		{"its end", func(_ *world, token *Token, _ *Request) { token.ExpiresAt = now }, TokenExpired},
		{"one microsecond before", func(_ *world, token *Token, _ *Request) { token.ExpiresAt = now + 1 }, Allowed},
		{"its session ended", func(_ *world, token *Token, _ *Request) { token.Revoked = true }, TokenRevoked},
		{"its app was removed", func(_ *world, token *Token, _ *Request) { token.AppID = "app_2" }, TokenRevoked},
		{"its app is suspended", func(w *world, _ *Token, _ *Request) { w.app.Suspended = true }, AppSuspended},
		{"its app has no grant", func(w *world, _ *Token, _ *Request) { w.grant.AppID = "app_2" }, GrantMissing},
		{"its app's grant is paused", func(w *world, _ *Token, _ *Request) { w.grant.Active = false }, GrantMissing},
		{"its app's grant lacks the scope", func(w *world, _ *Token, _ *Request) { w.grant.Scopes = &Scopes{} }, ScopeMissing},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			w := newWorld(t)
			full, token := w.console(t, Live, &Binding{APIID: "api_1", VersionID: "ver_1", OperationID: "listTickets"})
			r := w.askFrom(full)
			row.change(w, token, &r)
			require.Equal(t, row.want.String(), Decide(w.snapshot(), &r, now).Code.String())
			r.OwnSandbox = false
			require.Equal(t, row.want.String(), Decide(w.snapshot(), &r, now).Code.String(), "every door says the same")
		})
	}
}

func TestAVisitorsTokenOpensTheBuiltInSandboxAndNothingMore(t *testing.T) {
	now := noon.UnixMicro()
	rows := []struct {
		name   string
		change func(w *world, token *Token, r *Request)
		want   Code
	}{
		{"its operation, whose scope nobody granted", func(*world, *Token, *Request) {}, Allowed},
		{"another operation", func(_ *world, _ *Token, r *Request) { r.Path = "/hours" }, OperationDenied},
		{"a door behind which a server stands", func(_ *world, _ *Token, r *Request) { r.OwnSandbox = false }, VisitorDenied},
		{"a sandbox that is a server", func(w *world, _ *Token, _ *Request) { w.api.Upstreams[Sandbox] = Upstream{Kind: "http"} }, VisitorDenied},
		{"no sandbox", func(w *world, _ *Token, _ *Request) { w.api.Upstreams[Sandbox] = Upstream{} }, VisitorDenied},
		{"an API that is not public any more", func(w *world, _ *Token, _ *Request) { w.api.Public = false }, VisitorDenied},
		{"live, however it came to be", func(_ *world, token *Token, _ *Request) { token.Environment = Live }, VisitorDenied},
		{"another network", func(_ *world, _ *Token, r *Request) { r.Address = netip.MustParseAddr("198.51.100.7") }, NetworkDenied},
		{"a neighbour's address", func(_ *world, _ *Token, r *Request) { r.Address = netip.MustParseAddr("192.0.2.99") }, Allowed},
		{"its end", func(_ *world, token *Token, _ *Request) { token.ExpiresAt = now }, TokenExpired},
		{"a retired version", func(w *world, _ *Token, _ *Request) { w.api.Retired = true }, VersionRetired},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			w := newWorld(t)
			w.api.Public = true
			full, token := w.console(t, Sandbox, &Binding{APIID: "api_1", VersionID: "ver_1", OperationID: "listTickets", Visitor: true})
			r := w.askFrom(full)
			row.change(w, token, &r)
			d := Decide(w.snapshot(), &r, now)
			require.Equal(t, row.want.String(), d.Code.String())
			require.NotEmpty(t, Explain(&d, &r))
		})
	}
}

func TestAllowingTheConsoleAllocatesNothing(t *testing.T) {
	w := newWorld(t)
	w.api.Public = true
	bound := Binding{APIID: "api_1", VersionID: "ver_1", OperationID: "listTickets"}
	visiting := bound
	visiting.Visitor = true
	mine, _ := w.console(t, Live, &bound)
	theirs, _ := w.console(t, Sandbox, &visiting)
	s := w.snapshot()
	for _, full := range []string{mine, theirs} {
		r := w.askFrom(full)
		require.Zero(t, testing.AllocsPerRun(200, func() {
			if Decide(s, &r, noon.UnixMicro()).Code != Allowed {
				panic("refused")
			}
		}))
	}
}

func TestVerifyAndForwardAuthAgreeOnConsoleTokens(t *testing.T) {
	w := newWorld(t)
	w.api.Public = true
	bound := Binding{APIID: "api_1", VersionID: "ver_1", OperationID: "listTickets"}
	visiting := bound
	visiting.Visitor = true
	mine, _ := w.console(t, Live, &bound)
	theirs, token := w.console(t, Sandbox, &visiting)
	token.Fence.Networks = nil
	g := openGate(t, w, nil)
	for _, row := range []struct{ token, path, want string }{
		{mine, "/tickets", "allowed"}, {mine, "/hours", "operation_denied"}, {mine, "/none", "operation_unknown"},
		{theirs, "/tickets", "visitor_denied"}, {theirs, "/hours", "operation_denied"},
	} {
		_, body := g.verify(t, "/v1/verify", g.verifier, VerifyRequest{Token: row.token, API: "museum", Method: "GET", Path: row.path, Origin: portalOrigin})
		var a VerifyAnswer
		require.NoError(t, json.Unmarshal([]byte(body), &a))
		require.Equal(t, row.want, a.Code, "%+v", row)
		headers := described("GET", "/museum"+row.path)
		headers["Origin"] = portalOrigin
		response, body := g.forwardAuth(t, "/forward-auth", row.token, headers)
		require.Equal(t, row.want == "allowed", response.StatusCode == 200, "%+v: %s", row, body)
		if row.want == "allowed" {
			require.Equal(t, "museum:tickets:read", response.Header.Get("Gatehouse-Scopes"), "the scopes of its operation, no others of the grant")
		}
	}
}

func TestVisitorsAreCountedByAddressNotByToken(t *testing.T) {
	w := newWorld(t)
	w.api.Public = true
	visiting := Binding{APIID: "api_1", VersionID: "ver_1", OperationID: "listTickets", Visitor: true}
	var tokens []string
	for range 13 {
		full, token := w.console(t, Sandbox, &visiting)
		token.Fence.Networks = nil
		tokens = append(tokens, full)
	}
	g := openGate(t, w, nil)
	require.NoError(t, g.UseOperation("ver_1", "listTickets", []byte(tickets)))
	call := func(full string) (*http.Response, string) {
		return g.do(t, "GET", "/museum/tickets", full, func(r *http.Request) { r.Header.Set("Origin", portalOrigin) })
	}
	for _, full := range tokens[:12] {
		response, body := call(full)
		require.Equal(t, 200, response.StatusCode, body)
		e := g.event(t)
		require.Empty(t, e.AppID)
		require.True(t, e.Console())
	}
	response, body := call(tokens[12])
	require.Equal(t, 429, response.StatusCode, body)
	require.NotEmpty(t, response.Header.Get("Retry-After"))
	require.Equal(t, visitorKey(netip.MustParseAddr("2001:db8:1:2:3::4")), visitorKey(netip.MustParseAddr("2001:db8:1:2:ffff::1")))
	require.NotEqual(t, visitorKey(netip.MustParseAddr("192.0.2.1")), visitorKey(netip.MustParseAddr("192.0.2.2")))
}

func TestConsoleTokensAreLoadedAndFollowTheirRows(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		r, s := storedWorld(t, st)
		s.origin = portalOrigin
		made, err := secret.Generate("gth", secret.Ephemeral, fixedRandom{7})
		require.NoError(t, err)
		kid, pepper := r.keys.Pepper()
		mac := secret.MAC(pepper, secret.DomainToken, made.Full)
		id := consolePrefix + made.ID
		r.exec(store.KindToken, id, `INSERT INTO console_tokens (id, app_id, session_id, api_id, version_id, operation_id, environment, mac, pepper_kid, created_at, expires_at) VALUES (?, 'app_1', 'ses_1', 'api_1', 'ver_1', 'listTickets', 'sandbox', ?, ?, 0, ?)`, id, mac[:], kid, noon.UnixMicro()+hour)
		require.NoError(t, s.Load(t.Context()))
		decide := func() string {
			var v verdict
			s.decide(&Request{Brand: "gth", Credential: made.Full, API: "museum", Method: "GET", Path: "/tickets", Origin: portalOrigin, OwnSandbox: true}, 1, false, &v)
			return v.Code.String()
		}
		require.Equal(t, "allowed", decide())
		r.exec(store.KindToken, id, `UPDATE console_tokens SET revoked_at = 1 WHERE id = ?`, id)
		require.Equal(t, "token_revoked", decide())
		r.exec(store.KindToken, id, `UPDATE console_tokens SET revoked_at = NULL, app_id = '', network = 'odd' WHERE id = ?`, id)
		require.NotEqual(t, "allowed", decide(), "a restriction that can't be read is none that is met")
		r.exec(store.KindToken, id, `UPDATE console_tokens SET network = '0.0.0.0/0' WHERE id = ?`, id)
		require.Equal(t, "network_denied", decide(), "without an address no network is met")
		r.exec(store.KindToken, id, `DELETE FROM console_tokens WHERE id = ?`, id)
		require.Equal(t, "token_unknown", decide())
		require.Equal(t, "allowed", r.decide(s, r.full), "other tokens are as they were")
	})
}
