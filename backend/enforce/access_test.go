package enforce

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/jws"
)

func decideAccess(s *Snapshot, token string, at time.Time, change ...func(*Request)) Decision {
	r := Request{Brand: "gth", Credential: token, API: "museum", Method: "GET", Path: "/tickets", Address: netip.MustParseAddr("192.0.2.7")}
	for _, c := range change {
		c(&r)
	}
	return Decide(s, &r, at.UnixMicro())
}

func TestAnAccessTokenOpensWhatItsClientStillMay(t *testing.T) {
	w := newWorld(t)
	i := withClients(t, w)
	s, token := i.snapshot(w), i.token()
	d := decideAccess(s, token, noon)
	require.Equal(t, Allowed, d.Code)
	require.Equal(t, i.client.ID, d.Token.ID, "usage counts for the client")
	require.Equal(t, "app_1", d.Token.AppID)
	require.Equal(t, Live, d.Token.Environment)
	require.Equal(t, ScopeMissing, decideAccess(s, token, noon, func(r *Request) { r.Method = "POST" }).Code, "the client has the scope, the token doesn't")
	wide := i.token("scope", "museum:tickets:read museum:tickets:write museum:admin")
	require.Equal(t, Allowed, decideAccess(s, wide, noon, func(r *Request) { r.Method = "POST" }).Code)
	require.Equal(t, []string{"museum:tickets:read", "museum:tickets:write"}, decideAccess(s, wide, noon).Token.Scopes.Names)
	require.Equal(t, ScopeMissing, decideAccess(s, i.token("scope", nil), noon).Code)
	require.Equal(t, Allowed, decideAccess(s, i.token("scope", nil), noon, func(r *Request) { r.Path = "/hours" }).Code)
	require.Equal(t, WrongAudience, decideAccess(s, token, noon, func(r *Request) { r.API = "zoo" }).Code, "and it doesn't tell whether there is a zoo")
	require.Equal(t, TLSRequired, decideAccess(s, token, noon, func(r *Request) { r.Plain = true }).Code)
}

func TestAnAccessTokenEndsToTheMicrosecond(t *testing.T) {
	w := newWorld(t)
	i := withClients(t, w)
	s, token := i.snapshot(w), i.token()
	end := noon.Add(300 * time.Second)
	require.Equal(t, Allowed, decideAccess(s, token, end.Add(-time.Microsecond)).Code)
	require.Equal(t, TokenExpired, decideAccess(s, token, end).Code)
	require.Equal(t, TokenExpired, decideAccess(s, i.token(), end).Code, "also when it was never seen before")
	require.Equal(t, Allowed, decideAccess(s, token, noon.Add(-30*time.Second)).Code, "clocks may differ by 30 seconds")
	require.Equal(t, TokenNotYetValid, decideAccess(s, token, noon.Add(-30*time.Second-time.Microsecond)).Code)
}

func TestASuspendedClientsTokensWorkAgainWhileTheyLive(t *testing.T) {
	w := newWorld(t)
	i := withClients(t, w)
	s, token := i.snapshot(w), i.token()
	client := *i.client
	client.Suspended = true
	held := s.withClient(&client)
	d := decideAccess(held, token, noon)
	require.Equal(t, TokenSuspended, d.Code)
	require.Equal(t, "suspended with its OAuth client", tokenState(&d))
	again := *i.client
	resumed := held.withClient(&again)
	require.Equal(t, Allowed, decideAccess(resumed, token, noon.Add(299*time.Second)).Code)
	require.Equal(t, TokenExpired, decideAccess(resumed, token, noon.Add(300*time.Second)).Code)
}

// TestWhatIsTakenAwayEndsKnownAccessTokens changes one thing after a token was proved and remembered.
func TestWhatIsTakenAwayEndsKnownAccessTokens(t *testing.T) {
	second := int64(1e6)
	for name, c := range map[string]struct {
		change func(*Snapshot, *world, *issuer, string) *Snapshot
		want   Code
	}{
		"the client is revoked": {func(s *Snapshot, _ *world, i *issuer, _ string) *Snapshot {
			client := *i.client
			client.Revoked = true
			return s.withClient(&client)
		}, TokenRevoked},
		"the client is suspended": {func(s *Snapshot, _ *world, i *issuer, _ string) *Snapshot {
			client := *i.client
			client.Suspended = true
			return s.withClient(&client)
		}, TokenSuspended},
		"the client is gone": {func(s *Snapshot, _ *world, i *issuer, _ string) *Snapshot {
			next := *s
			next.oauth.clients = s.oauth.clients.without(i.client.ID)
			return &next
		}, TokenUnknown},
		"the client lost the scope": {func(s *Snapshot, _ *world, i *issuer, _ string) *Snapshot {
			client := *i.client
			client.Scopes = &Scopes{Names: []string{"museum:tickets:write"}}
			return s.withClient(&client)
		}, ScopeMissing},
		"the client got networks": {func(s *Snapshot, _ *world, i *issuer, _ string) *Snapshot {
			client := *i.client
			client.Fence = &Fence{Networks: []netip.Prefix{netip.MustParsePrefix("198.51.100.0/24")}}
			return s.withClient(&client)
		}, NetworkDenied},
		"the key is revoked": {func(s *Snapshot, _ *world, _ *issuer, _ string) *Snapshot {
			next := *s
			next.oauth.keys = map[string]jws.Key{}
			return &next
		}, TokenUnknown},
		"the token is revoked": {func(s *Snapshot, _ *world, _ *issuer, jti string) *Snapshot {
			next := *s
			next.oauth.denied = s.oauth.denied.with(jti, 0)
			return &next
		}, TokenRevoked},
		"all tokens end, the client's mark is older": {func(s *Snapshot, _ *world, i *issuer, _ string) *Snapshot {
			client := *i.client
			client.rarely().Access = &Access{IssuedFrom: noon.UnixMicro() - 60*second}
			next := *s.withClient(&client)
			next.oauth.notBefore = noon.UnixMicro() + 1
			return &next
		}, TokenRevoked},
		"the client's tokens end, the mark for all is older": {func(s *Snapshot, _ *world, i *issuer, _ string) *Snapshot {
			client := *i.client
			client.rarely().Access = &Access{IssuedFrom: noon.UnixMicro() + 1}
			next := *s.withClient(&client)
			next.oauth.notBefore = noon.UnixMicro() - 60*second
			return &next
		}, TokenRevoked},
		"the app is suspended": {func(s *Snapshot, w *world, _ *issuer, _ string) *Snapshot {
			app := *w.app
			app.Suspended = true
			return s.withApp(app.ID, &app)
		}, AppSuspended},
		"the app is gone": {func(s *Snapshot, w *world, _ *issuer, _ string) *Snapshot { return s.withApp(w.app.ID, nil) }, TokenRevoked},
		"the grant is paused": {func(s *Snapshot, w *world, _ *issuer, _ string) *Snapshot {
			grant := *w.grant
			grant.Active = false
			return s.withGrant(grant.key(), &grant)
		}, GrantMissing},
		"the grant lost the scope": {func(s *Snapshot, w *world, _ *issuer, _ string) *Snapshot {
			grant := *w.grant
			grant.Scopes = &Scopes{}
			return s.withGrant(grant.key(), &grant)
		}, ScopeMissing},
		"nothing": {func(s *Snapshot, _ *world, _ *issuer, _ string) *Snapshot { return s }, Allowed},
		"both marks are older": {func(s *Snapshot, _ *world, i *issuer, _ string) *Snapshot {
			client := *i.client
			client.rarely().Access = &Access{IssuedFrom: noon.UnixMicro()}
			next := *s.withClient(&client)
			next.oauth.notBefore = noon.UnixMicro() - 1
			return &next
		}, Allowed},
	} {
		w := newWorld(t)
		i := withClients(t, w)
		jti := strings.Repeat("j", 22)
		s, token := i.snapshot(w), i.token("jti", jti)
		require.Equal(t, Allowed, decideAccess(s, token, noon).Code, name)
		require.Equal(t, c.want, decideAccess(c.change(s, w, i, jti), token, noon).Code, name)
		if c.want != TokenUnknown {
			continue
		}
		require.Nil(t, decideAccess(c.change(s, w, i, jti), token, noon).Token, name)
	}
}

func (s *Snapshot) withClient(client *Token) *Snapshot {
	next := *s
	next.oauth.clients = s.oauth.clients.with(client.ID, client)
	return &next
}

func TestASecretOfAClientIsNoToken(t *testing.T) {
	w := newWorld(t)
	i := withClients(t, w)
	full, token := w.mint(t, "cs", Live, w.token.Scopes)
	i.client.ID, i.client.Current = "ocl_"+token.ID[4:], w.secret(full, 1)
	require.Equal(t, TokenUnknown, decideAccess(i.snapshot(w), full, noon).Code)
}

func TestAKnownAccessTokenCostsNoAllocation(t *testing.T) {
	w := newWorld(t)
	i := withClients(t, w)
	s, token := i.snapshot(w), i.token()
	r := Request{Brand: "gth", Credential: token, API: "museum", Method: "GET", Path: "/tickets"}
	now := noon.UnixMicro()
	require.Zero(t, testing.AllocsPerRun(1000, func() {
		if d := Decide(s, &r, now); d.Code != Allowed {
			t.Fatal(d.Code)
		}
	}))
}

func TestWhatIsRememberedOfAccessTokensIsBounded(t *testing.T) {
	w := newWorld(t)
	i := withClients(t, w)
	s := i.snapshot(w)
	shard := &s.oauth.proofs[0]
	for n := range 3 * proofsMax {
		shard.keep([32]byte{1, byte(n), byte(n >> 8), byte(n >> 16)}, &proof{claims: jws.Access{Expires: noon.Unix() + 300}}, noon.UnixMicro())
		require.LessOrEqual(t, len(shard.known), proofsMax)
	}
	require.Equal(t, TokenUnknown, decideAccess(s, i.token("iss", "x"), noon).Code)
	for n := range s.oauth.proofs[1:] {
		require.Empty(t, s.oauth.proofs[n+1].known, "forgeries are not remembered")
	}
}

func TestManyDotsCostNothing(t *testing.T) {
	s := newWorld(t).snapshot()
	dots := strings.Repeat(".", 1<<20)
	require.LessOrEqual(t, testing.AllocsPerRun(10, func() { decideAccess(s, dots, noon) }), 4.0)
}

func BenchmarkDecideAccessToken(b *testing.B) {
	w := newWorld(b)
	i := withClients(b, w)
	s, now := i.snapshot(w), noon.UnixMicro()
	for name, token := range map[string]string{"opaque": w.full, "jwt": i.token()} {
		r := Request{Brand: "gth", Credential: token, API: "museum", Method: "GET", Path: "/tickets"}
		b.Run(fmt.Sprintf("warm/%s", name), func(b *testing.B) {
			for b.Loop() {
				Decide(s, &r, now)
			}
		})
	}
}
