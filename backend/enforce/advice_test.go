package enforce

import (
	"context"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/usage"
)

func TestAdviceKeepsExactlyWhatRecordedCallsNeeded(t *testing.T) {
	w := newWorld(t)
	w.token.Scopes = &Scopes{Names: []string{"museum:tickets:read", "museum:tickets:write", "gone:all"}}
	near, far := netip.MustParsePrefix("192.0.2.7/32"), netip.MustParsePrefix("198.51.100.0/24")
	w.token.Fence = &Fence{Networks: []netip.Prefix{near, far}}
	operations, networks := map[usage.UsedOperation]int64{}, map[string]int64{}
	g := openGate(t, w, func(d *Deps) {
		d.UsedBy = func(_ context.Context, tokens []string, days int) (map[string]usage.Used, error) {
			require.Len(t, tokens, 1)
			require.Equal(t, 30, days)
			return map[string]usage.Used{w.token.ID: {Operations: operations, Networks: networks}}, nil
		}
	})
	ask := func() Advice {
		a, err := g.Advise(t.Context(), w.token.ID)
		require.NoError(t, err)
		require.Zero(t, a.Refused)
		return a
	}
	a := ask()
	require.Zero(t, a.Calls)
	require.Empty(t, a.Scopes)
	require.Equal(t, []string{near.String(), far.String()}, a.Networks, "without networks it would work from everywhere")

	operations[usage.UsedOperation{API: "api_1", Operation: "listTickets"}] = 7
	operations[usage.UsedOperation{API: "api_1", Operation: "getHours"}] = 2
	networks["192.0.2.0/24"] = 9
	a = ask()
	require.EqualValues(t, 9, a.Calls)
	require.Equal(t, []string{"museum:tickets:read"}, a.Scopes)
	require.Equal(t, []string{"museum:tickets:write", "gone:all"}, a.UnusedScopes)
	require.Equal(t, []string{near.String()}, a.Networks)
	require.Equal(t, []string{far.String()}, a.UnusedNetworks)

	networks[""] = 1
	require.Empty(t, ask().UnusedNetworks, "from nobody knows where")
	next := &Version{ID: "ver_2", Label: "2027", Routes: NewRoutes([]*Operation{
		{ID: "listTickets", Method: "GET", Template: "/tickets", Scopes: []string{"museum:tickets:read", "museum:tickets:write"}},
	})}
	w.api.Versions = append(w.api.Versions, next)
	require.Equal(t, []string{"museum:tickets:read", "museum:tickets:write"}, ask().Scopes, "another version needs more")

	narrow := Advice{Scopes: []string{}, Networks: []string{far.String()}, UnusedNetworks: []string{near.String()}}
	require.EqualValues(t, 7+9, narrow.replay(g.snapshot.Load(), w.token, operations, map[string]int64{"192.0.2.0/24": 9}), "the replay finds what would break")
	_, err := g.Advise(t.Context(), "tok_none")
	require.ErrorIs(t, err, ErrTokenNotFound)
}
