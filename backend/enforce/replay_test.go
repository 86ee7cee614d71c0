package enforce

import (
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/tokens"
)

func TestARecordedCallIsRefusedByTheRuleAloneOrNotCounted(t *testing.T) {
	w := newWorld(t)
	w.token.Fence = &Fence{Networks: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}}
	w.token.Current.From = noon.UnixMicro() // rotated since the call
	g := openGate(t, w, nil)
	at := noon.Add(-time.Hour)
	call := tokens.RecordedCall{TokenID: w.token.ID, Generation: 1, At: at, API: "api_1", Version: "ver_1", Method: "GET", Route: "/tickets/{id}"}
	later := noon.Add(time.Hour)
	require.False(t, g.Refuses(call, tokens.As{ExpiresAt: later}))
	require.True(t, g.Refuses(call, tokens.As{ExpiresAt: later, Suspended: true}))
	require.True(t, g.Refuses(call, tokens.As{ExpiresAt: at}), "the end is the first instant at which it doesn't work")
	require.False(t, g.Refuses(call, tokens.As{ExpiresAt: at.Add(time.Microsecond)}))

	other := call
	other.Method, other.Route = "POST", "/tickets"
	require.False(t, g.Refuses(other, tokens.As{ExpiresAt: later, Suspended: true}), "its scope is missing, whatever the rule")
	other = call
	other.TokenID = "tok_0000000000000000"
	require.False(t, g.Refuses(other, tokens.As{Suspended: true}))
}
