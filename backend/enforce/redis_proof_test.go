package enforce

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
)

func TestNodesThatShareRememberProofsTogetherAndAloneEachForItself(t *testing.T) {
	onEachServer(t, func(t *testing.T, r *redisServer) {
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
	})
}

func TestNodesShareWindowsInAServerStartedAsInTheExample(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "deploy", "compose.valkey.yaml"))
	require.NoError(t, err)
	var compose struct {
		Services map[string]struct{ Command []string }
	}
	require.NoError(t, yaml.Unmarshal(text, &compose))
	command := compose.Services["valkey"].Command
	require.Equal(t, "valkey-server", command[0])
	if _, err := exec.LookPath(command[0]); err != nil {
		t.Skip("there is no valkey-server")
	}
	r := startServer(t, command[0], command[1:]...)
	require.Equal(t, 300, newFleet(t, 2, SharedOptions{URL: "redis://" + r.addr}).spend(perDay, 700))
}
