package app

import (
	"log/slog"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/campaigns"
	"github.com/gatehouse-dev/gatehouse/backend/config"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/embed"
)

func TestTheDemoHasTokensThatHoldMoreThanTheirCallsNeeded(t *testing.T) {
	settings, err := config.Config{
		Data: t.TempDir(), Listen: "127.0.0.1:0", GatewayListen: "127.0.0.1:0", InternalListen: "127.0.0.1:0", PublicURL: "http://localhost:8080",
		GatewayURL: "http://localhost:8081", SignUp: "open", UsageDays: 30, UpstreamTimeout: time.Minute, ServeCachedUpTo: 10 * time.Second,
		Concurrency: config.Concurrency{ConcurrencyTotal: 4096, ConcurrencyPerAPI: 1024, ConcurrencyPerApp: 256, Connections: 1024, ConnsPerAddress: 256},
	}.Check()
	require.NoError(t, err)
	a, err := New(t.Context(), Options{
		Settings: settings, Demo: true, Logger: slog.New(slog.DiscardHandler),
		Carried: Carried{Web: carried.Web, Mail: embed.Mail(), Guides: fstest.MapFS{}, Seed: embed.Seed()},
	})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, a.Close(t.Context())) })
	require.NoError(t, a.fillDemo(t.Context()))
	require.NoError(t, a.fillDemo(t.Context()), "a second start leaves it alone")
	require.NoError(t, a.Enforce.Load(t.Context()))

	require.NoError(t, a.Campaigns.Look(t.Context()))

	board, err := a.Campaigns.Board(t.Context(), campaigns.Filter{}, page.Request{Limit: 10})
	require.NoError(t, err)
	unused := map[string][]string{}
	for _, ask := range board.Items {
		token, err := a.Tokens.Any(t.Context(), ask.Advised.TokenID)
		require.NoError(t, err)
		unused[token.Name] = append(ask.Advised.Scopes, ask.Advised.Networks...)
	}
	require.Equal(t, map[string][]string{
		"planner-production": {"harbour:vessels:read", "harbour:vessels:write"},
		"nightly-import":     {"ledger:transfers:read", "192.0.2.0/24"},
	}, unused)
}
