package enforce

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestNodesThatShareRememberProofsTogetherAndAloneEachForItself(t *testing.T) {
	r := startRedis(t)
	f := newFleet(t, 2, SharedOptions{URL: "redis://" + r.addr})
	require.True(t, f[0].Shared.firstUse("a", time.Minute))
	require.False(t, f[1].Shared.firstUse("a", time.Minute))
	require.True(t, f[1].Shared.firstUse("b", time.Minute))
	names := r.admin.Keys(t.Context(), "gth:dpop:*").Val()
	require.Len(t, names, 2)
	life := r.admin.PTTL(t.Context(), names[0]).Val()
	require.Greater(t, life, time.Duration(0), "it forgets by itself")
	require.LessOrEqual(t, life, time.Minute)
	r.kill()
	require.True(t, f[0].Shared.firstUse("c", time.Minute), "calls go on while it is away")
}
