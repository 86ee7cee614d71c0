package enforce

import (
	"net/netip"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/usage"
)

func TestZeroValuesAreRefused(t *testing.T) {
	w := newWorld(t)
	d := Decide(w.snapshot(), &Request{}, noon.UnixMicro())
	require.Equal(t, TokenMissing, d.Code)
	var zero Decision
	require.Equal(t, 503, zero.Code.Status())
	require.Equal(t, "unavailable", Code(200).String())
	empty := NewBuilder(w.key).Snapshot()
	ask := w.ask()
	d = Decide(empty, &ask, noon.UnixMicro())
	require.Equal(t, TokenUnknown, d.Code)
}

func TestDecideTable(t *testing.T) {
	now := noon.UnixMicro()
	rows := []struct {
		name   string
		change func(w *world, r *Request)
		want   Code
	}{
		{"as it stands", func(*world, *Request) {}, Allowed},
		{"parameter in the path", func(_ *world, r *Request) { r.Path = "/tickets/42" }, Allowed},
		{"operation without scopes", func(_ *world, r *Request) { r.Path = "/hours" }, Allowed},
		{"HEAD by GET's operation", func(_ *world, r *Request) { r.Method = "HEAD" }, Allowed},
		{"api by id", func(_ *world, r *Request) { r.API = "api_1" }, Allowed},
		{"version by label", func(_ *world, r *Request) { r.Version = "2026-11" }, Allowed},
		{"version by id", func(_ *world, r *Request) { r.Version = "ver_1" }, Allowed},
		{"one microsecond before its end", func(w *world, _ *Request) { w.token.ExpiresAt = now + 1 }, Allowed},
		{"not before now", func(w *world, _ *Request) { w.token.NotBefore = now }, Allowed},
		{"network that contains the address", func(w *world, _ *Request) {
			w.token.Fence = &Fence{Networks: []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")}}
		}, Allowed},
		{"IPv4 in an IPv6 form", func(w *world, r *Request) {
			w.token.Fence = &Fence{Networks: []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")}}
			r.Address = netip.MustParseAddr("::ffff:192.0.2.7")
		}, Allowed},
		{"named origin", func(w *world, r *Request) {
			w.token.Fence = &Fence{Origins: []string{"https://a.example", "https://b.example"}}
			r.Origin = "https://b.example"
		}, Allowed},
		{"proven by the door", func(w *world, r *Request) { r.Credential, r.Proven = "", w.token }, Allowed},

		{"what the door found wins", func(_ *world, r *Request) { r.Problem = PathInvalid }, PathInvalid},
		{"no credential", func(_ *world, r *Request) { r.Credential = "" }, TokenMissing},
		{"malformed", func(w *world, r *Request) { r.Credential = w.full[:len(w.full)-1] }, TokenMalformed},
		{"another brand", func(_ *world, r *Request) { r.Brand = "acme" }, TokenMalformed},
		{"unknown id", func(w *world, r *Request) { r.Credential, _ = w.mint(t, secret.Live, Live, nil) }, TokenUnknown},
		{"known id, wrong secret", func(w *world, _ *Request) { w.token.Current.MAC[0] ^= 1 }, TokenUnknown},
		{"pepper is gone", func(w *world, _ *Request) { w.token.Current.Key = nil }, TokenUnknown},
		{"wrong secret of a revoked token says nothing of it", func(w *world, _ *Request) { w.token.Current.MAC[0] ^= 1; w.token.Revoked = true }, TokenUnknown},
		{"revoked", func(w *world, _ *Request) { w.token.Revoked = true }, TokenRevoked},
		{"app removed", func(w *world, _ *Request) { w.token.AppID = "app_gone" }, TokenRevoked},
		{"suspended", func(w *world, _ *Request) { w.token.Suspended = true }, TokenSuspended},
		{"before its time", func(w *world, _ *Request) { w.token.NotBefore = now + 1 }, TokenNotYetValid},
		{"secret before its time", func(w *world, _ *Request) { w.token.Current.From = now + 1 }, TokenNotYetValid},
		{"at its end", func(w *world, _ *Request) { w.token.ExpiresAt = now }, TokenExpired},
		{"without an end", func(w *world, _ *Request) { w.token.ExpiresAt = 0 }, TokenExpired},
		{"app suspended", func(w *world, _ *Request) { w.app.Suspended = true }, AppSuspended},
		{"without environment", func(w *world, _ *Request) { w.token.Environment = Nowhere }, Undecided},
		{"another network", func(w *world, _ *Request) {
			w.token.Fence = &Fence{Networks: []netip.Prefix{netip.MustParsePrefix("198.51.100.0/24")}}
		}, NetworkDenied},
		{"no address where one is needed", func(w *world, r *Request) {
			w.token.Fence = &Fence{Networks: []netip.Prefix{netip.MustParsePrefix("0.0.0.0/0"), netip.MustParsePrefix("::/0")}}
			r.Address = netip.Addr{}
		}, NetworkDenied},
		{"another origin", func(w *world, r *Request) {
			w.token.Fence, r.Origin = &Fence{Origins: []string{"https://a.example"}}, "https://b.example"
		}, OriginDenied},
		{"no origin where one is needed", func(w *world, _ *Request) { w.token.Fence = &Fence{Origins: []string{"", "https://a.example"}} }, OriginDenied},
		{"quarantine that lets reading through", func(w *world, _ *Request) {
			w.token.rarely().Quarantine = &Quarantine{Hold: HoldWrites, Until: now + 1}
		}, Allowed},
		{"OPTIONS reads", func(w *world, r *Request) {
			w.token.rarely().Quarantine, r.Method = &Quarantine{Hold: HoldWrites, Until: now + 1}, "OPTIONS"
		}, MethodNotAllowed},
		{"HEAD reads", func(w *world, r *Request) {
			w.token.rarely().Quarantine, r.Method = &Quarantine{Hold: HoldWrites, Until: now + 1}, "HEAD"
		}, Allowed},
		{"quarantine that holds writing back", func(w *world, r *Request) {
			w.token.rarely().Quarantine, r.Method, r.Path = &Quarantine{Hold: HoldWrites, Until: now + 1}, "PUT", "/notes/1"
		}, TokenQuarantined},
		{"a socket is no reading", func(w *world, r *Request) {
			w.token.rarely().Quarantine, r.Upgrade = &Quarantine{Hold: HoldWrites, Until: now + 1}, true
		}, TokenQuarantined},
		{"quarantine at its end", func(w *world, r *Request) {
			w.token.rarely().Quarantine, r.Method, r.Path = &Quarantine{Hold: HoldWrites, Until: now}, "PUT", "/notes/1"
		}, Allowed},
		{"quarantine to known networks, from one", func(w *world, _ *Request) {
			w.token.rarely().Quarantine = &Quarantine{Hold: HoldNetworks, Until: now + 1, Networks: []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")}}
		}, Allowed},
		{"quarantine to known networks, from another", func(w *world, _ *Request) {
			w.token.rarely().Quarantine = &Quarantine{Hold: HoldNetworks, Until: now + 1, Networks: []netip.Prefix{netip.MustParsePrefix("198.51.100.0/24")}}
		}, TokenQuarantined},
		{"quarantine doesn't open the fence", func(w *world, _ *Request) {
			w.token.Fence = &Fence{Networks: []netip.Prefix{netip.MustParsePrefix("198.51.100.0/24")}}
			w.token.rarely().Quarantine = &Quarantine{Hold: HoldNetworks, Until: now + 1, Networks: []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")}}
		}, NetworkDenied},
		{"quarantine to a pace, which the decision doesn't count", func(w *world, _ *Request) { w.token.rarely().Quarantine = &Quarantine{Hold: HoldPace, Until: now + 1} }, Allowed},
		{"quarantine that nobody understands", func(w *world, _ *Request) { w.token.rarely().Quarantine = &Quarantine{Until: now + 1} }, TokenQuarantined},
		{"revoked in quarantine", func(w *world, _ *Request) {
			w.token.rarely().Quarantine, w.token.Revoked = &Quarantine{Hold: HoldAll, Until: now + 1}, true
		}, TokenRevoked},
		{"unknown api", func(_ *world, r *Request) { r.API = "zoo" }, OperationUnknown},
		{"no api", func(_ *world, r *Request) { r.API = "" }, OperationUnknown},
		{"unknown path", func(_ *world, r *Request) { r.Path = "/tickets/1/2" }, OperationUnknown},
		{"empty parameter", func(_ *world, r *Request) { r.Path = "/tickets/" }, OperationUnknown},
		{"no path", func(_ *world, r *Request) { r.Path = "" }, OperationUnknown},
		{"unknown version", func(_ *world, r *Request) { r.Version = "9" }, OperationUnknown},
		{"nothing published", func(w *world, _ *Request) { w.api.Current = nil }, OperationUnknown},
		{"retired version", func(_ *world, r *Request) { r.Version = "2025-01" }, VersionRetired},
		{"retired api", func(w *world, _ *Request) { w.api.Retired = true }, VersionRetired},
		{"retired api without a current version", func(w *world, _ *Request) { w.api.Retired = true; w.api.Current = nil }, VersionRetired},
		{"other method", func(_ *world, r *Request) { r.Method = "DELETE" }, MethodNotAllowed},
		{"HEAD where there is no GET", func(_ *world, r *Request) { r.Method, r.Path = "HEAD", "/notes/1" }, MethodNotAllowed},
		{"no grant", func(w *world, _ *Request) { w.grant.AppID = "app_2" }, GrantMissing},
		{"grant in another environment", func(w *world, _ *Request) { w.grant.Environment = Nowhere }, GrantMissing},
		{"paused grant", func(w *world, _ *Request) { w.grant.Active = false }, GrantMissing},
		{"grant at its end", func(w *world, _ *Request) { w.grant.EndsAt = now }, GrantMissing},
		{"plan is gone", func(w *world, _ *Request) { w.grant.PlanID = "pln_9" }, GrantMissing},
		{"scope that the token lacks", func(_ *world, r *Request) { r.Method = "POST" }, ScopeMissing},
		{"scope that the grant lacks", func(w *world, _ *Request) { w.grant.Scopes = &Scopes{Names: []string{"museum:tickets:write"}} }, ScopeMissing},
		{"no scopes at all", func(w *world, _ *Request) { w.token.Scopes = nil }, ScopeMissing},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			w := newWorld(t)
			r := w.ask()
			row.change(w, &r)
			d := Decide(w.snapshot(), &r, now)
			require.Equal(t, row.want.String(), d.Code.String())
			checks := Explain(&d, &r)
			failed := 0
			for _, c := range checks {
				require.NotContains(t, c.Asked+c.Held+c.Message, w.full)
				if !c.Passed && !c.Skipped {
					failed++
				}
			}
			if d.Code == GrantMissing {
				scope := checks[slices.IndexFunc(checks, func(c usage.Check) bool { return c.Name == stepScope })]
				require.True(t, scope.Skipped)
				require.Equal(t, "museum:tickets:read", scope.Asked, "what the form for access ticks")
			}
			require.Equal(t, row.want != Allowed, failed == 1, "exactly the failing check is marked: %+v", checks)
		})
	}
}

func TestRotationKeepsTheOldSecretUntilItsEnd(t *testing.T) {
	now := noon.UnixMicro()
	w := newWorld(t)
	renewed, err := secret.Renew("gth", secret.Live, w.token.ID[4:], fixedRandom{7})
	require.NoError(t, err)
	old := w.token.Current
	old.Until = now + 10
	w.token.rarely().Previous, w.token.Current = &old, w.secret(renewed.Full, 2)
	s, oldAsk, newAsk := w.snapshot(), w.ask(), w.ask()
	newAsk.Credential = renewed.Full

	require.Equal(t, Allowed, code(Decide(s, &newAsk, now)))
	require.Equal(t, Allowed, code(Decide(s, &oldAsk, now+9)))
	require.Equal(t, TokenRotated, code(Decide(s, &oldAsk, now+10)))
	require.Equal(t, Allowed, code(Decide(s, &newAsk, now+10)))

	w.token.Revoked = true
	require.Equal(t, TokenRevoked, code(Decide(s, &oldAsk, now+10)), "revoked outweighs rotated")
}

func TestRotationAcrossTwoPeppersVerifiesBoth(t *testing.T) {
	w := newWorld(t)
	renewed, err := secret.Renew("gth", secret.Live, w.token.ID[4:], fixedRandom{9})
	require.NoError(t, err)
	old := w.token.Current
	w.key = secret.RandomBytes(32)
	w.token.rarely().Previous, w.token.Current = &old, w.secret(renewed.Full, 2)
	s, oldAsk, newAsk := w.snapshot(), w.ask(), w.ask()
	newAsk.Credential = renewed.Full
	require.Equal(t, Allowed, code(Decide(s, &oldAsk, noon.UnixMicro())))
	require.Equal(t, Allowed, code(Decide(s, &newAsk, noon.UnixMicro())))
}

func TestASandboxTokenDecidesInTheSandboxOnly(t *testing.T) {
	w := newWorld(t)
	r := w.ask()
	r.Credential = w.testKey
	d := Decide(w.snapshot(), &r, noon.UnixMicro())
	require.Equal(t, Allowed, d.Code)
	require.Equal(t, Sandbox, d.Grant.Environment)
}

func TestAllowingAllocatesNothing(t *testing.T) {
	w := newWorld(t)
	s, r := w.snapshot(), w.ask()
	require.Zero(t, testing.AllocsPerRun(200, func() {
		if d := Decide(s, &r, noon.UnixMicro()); d.Code != Allowed {
			t.Error(d.Code)
		}
	}))
}

func TestAllowingAQuarantinedTokenAllocatesNothing(t *testing.T) {
	w := newWorld(t)
	w.token.rarely().Quarantine = &Quarantine{Hold: HoldNetworks, Until: noon.UnixMicro() + 1, Networks: []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")}}
	s, r := w.snapshot(), w.ask()
	require.Zero(t, testing.AllocsPerRun(200, func() {
		if d := Decide(s, &r, noon.UnixMicro()); d.Code != Allowed {
			t.Error(d.Code)
		}
	}))
}

func TestChangesLeaveOlderSnapshotsAlone(t *testing.T) {
	w := newWorld(t)
	before, r := w.snapshot(), w.ask()
	revoked := *w.token
	revoked.Revoked = true
	after := before.withToken(w.token.key(), &revoked)
	require.Equal(t, Allowed, code(Decide(before, &r, noon.UnixMicro())))
	require.Equal(t, TokenRevoked, code(Decide(after, &r, noon.UnixMicro())))
	require.Equal(t, TokenUnknown, code(Decide(after.withToken(w.token.key(), nil), &r, noon.UnixMicro())))
	require.Equal(t, GrantMissing, code(Decide(before.withGrant(w.grant.key(), nil), &r, noon.UnixMicro())))
	require.Equal(t, OperationUnknown, code(Decide(before.withAPI("api_1", nil), &r, noon.UnixMicro())))
	require.Equal(t, TokenRevoked, code(Decide(before.withApp("app_1", nil), &r, noon.UnixMicro())))
	require.Equal(t, 2, before.TokenCount())
}

func code(d Decision) Code { return d.Code }

// fixedRandom is a source that repeats one byte.
type fixedRandom struct{ b byte }

func (f fixedRandom) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = f.b
	}
	return len(p), nil
}
