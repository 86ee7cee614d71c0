package enforce

import (
	"context"
	"net/http"
	"net/netip"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// counting blocks everybody and notes which questions were real.
type counting struct{ real, others int }

func (c *counting) Reload(context.Context, string) error { return nil }
func (c *counting) Blocked(_ netip.Addr, counted bool) bool {
	if counted {
		c.real++
	} else {
		c.others++
	}
	return true
}

func TestOnlyRealCallsCountAsHitsOfABlock(t *testing.T) {
	w, hits := newWorld(t), &counting{}
	g := openGate(t, w, func(d *Deps) { d.Blocker = hits })
	q := VerifyRequest{Token: w.full, API: "museum", Method: "GET", Path: "/tickets", ClientAddress: "192.0.2.9", DryRun: true}
	_, body := g.verify(t, "/v1/verify", g.verifier, q)
	require.Contains(t, body, "network_blocked")
	_, err := g.Check(t.Context(), w.token.ID, TestCall{API: "museum", Method: "GET", Path: "/tickets"})
	require.NoError(t, err)
	require.Equal(t, counting{0, 2}, *hits)
	q.DryRun = false
	g.verify(t, "/v1/verify", g.verifier, q)
	g.do(t, "GET", "/museum/tickets", w.full, nil)
	require.Equal(t, 2, hits.real)
}

func TestACallWithoutAnUpstreamSaysWhoAddsOne(t *testing.T) {
	w := newWorld(t)
	w.api.Upstreams[Live] = Upstream{}
	g := openGate(t, w, nil)
	response, body := g.do(t, "GET", "/museum/tickets", w.full, nil)
	require.Equal(t, 503, response.StatusCode)
	require.Contains(t, body, `"code":"upstream_missing"`)
	require.Contains(t, body, "Upstreams")
	require.Equal(t, "upstream_missing", g.event(t).Code)
}

// oneNetwork blocks a network.
type oneNetwork netip.Prefix

func (n oneNetwork) Blocked(a netip.Addr, _ bool) bool    { return netip.Prefix(n).Contains(a.Unmap()) }
func (n oneNetwork) Reload(context.Context, string) error { return nil }

func TestEveryDoorRefusesABlockedNetworkBeforeItLooksAtTheToken(t *testing.T) {
	w := newWorld(t)
	w.api.Upstreams[Live] = Upstream{Kind: "mock"}
	g := openGate(t, w, func(d *Deps) {
		d.Blocker = oneNetwork(netip.MustParsePrefix("203.0.113.0/24"))
		d.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
	})
	for address, blocked := range map[string]bool{"203.0.113.9": true, "::ffff:203.0.113.9": true, "192.0.2.9": false} {
		for _, token := range []string{w.full, "nonsense", ""} {
			_, body := g.do(t, "GET", "/museum/tickets", token, func(r *http.Request) { r.Header.Set("X-Forwarded-For", address) })
			if blocked {
				require.Contains(t, body, `"code":"network_blocked"`)
				e := g.event(t)
				require.Equal(t, "network_blocked", e.Code)
				require.Empty(t, e.TokenID, "nobody looked")
			} else {
				require.NotContains(t, body, "network_blocked")
				g.event(t)
			}
		}
		headers := described("GET", "/museum/tickets")
		headers["X-Forwarded-For"] = address
		response, _ := g.forwardAuth(t, "/forward-auth", w.full, headers)
		require.Equal(t, blocked, response.StatusCode == 403, address)
		g.event(t)
		_, body := g.verify(t, "/v1/verify", g.verifier, VerifyRequest{Token: w.full, API: "museum", Method: "GET", Path: "/tickets", ClientAddress: address})
		require.Equal(t, blocked, strings.Contains(body, "network_blocked"), body)
		g.event(t)
	}
	_, body := g.verify(t, "/v1/verify", g.verifier, VerifyRequest{Token: w.full, API: "museum", Method: "GET", Path: "/tickets"})
	require.Contains(t, body, `"valid":true`, "no address is in no network")
}
