package enforce

import (
	"context"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestATestOfATokenDecidesWithoutItsSecret(t *testing.T) {
	w := newWorld(t)
	w.plan.Quota = Quota{Requests: 1, Period: "day"}
	w.token.Fence = &Fence{Networks: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}}
	g := openGate(t, w, nil)
	for range 3 {
		result, err := g.Check(context.Background(), w.token.ID, TestCall{API: "museum", Method: "GET", Path: "/tickets"})
		require.NoError(t, err)
		require.True(t, result.Allowed, result)
	}
	result, err := g.Check(context.Background(), w.token.ID, TestCall{API: "museum", Method: "GET", Path: "/tickets", ClientAddress: "192.0.2.1"})
	require.NoError(t, err)
	require.Equal(t, "network_denied", result.Code)
	require.Equal(t, 403, result.Status)
	result, err = g.Check(context.Background(), w.token.ID, TestCall{API: "museum", Method: "POST", Path: "/tickets"})
	require.NoError(t, err)
	require.Equal(t, "scope_missing", result.Code)
	_, err = g.Check(context.Background(), "tok_0000000000000000", TestCall{})
	require.ErrorIs(t, err, ErrTokenNotFound)
	require.Empty(t, g.events)
}
