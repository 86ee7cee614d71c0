package enforce

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
)

func TestIdsInUnknownPathsBecomePlaceholders(t *testing.T) {
	for path, want := range map[string]string{
		"/":                 "/",
		"/berths":           "/berths",
		"/v1/oauth2/tokens": "/v1/oauth2/tokens",
		"/berths/17/log":    "/berths/{id}/log",
		"/berths/3fa85f64-5717-4562-b3fc-2c963f66afa6": "/berths/{id}",
		"/berths/ber_7kQ2":                   "/berths/{id}",
		"/commits/9f86d081884c7d65":          "/commits/{id}",
		"/days/2026-11-24":                   "/days/{id}",
		"/people/grete%40example.com":        "/people/{id}",
		"/people/01jd8y7k5ve1kv3a0t9rkzv6qk": "/people/{id}",
		"/a/b/c/d/e/f/g/h/i/j/k/l/m/n":       "/a/b/c/d/e/f/g/h/i/j/k/l/…",
		"/api.json":                          "/api.json",
	} {
		require.Equal(t, want, templateOf(path), path)
	}
}

func TestASnippetNamesParametersAfterWhatTheyBelongTo(t *testing.T) {
	text := unknownKey{"", "GET", "/berths/{id}/berths/{id}"}.snippet()
	require.Contains(t, text, "  /berths/{berthId}/berths/{berthId2}:\n    get:\n")
	require.Contains(t, text, "- { name: berthId, in: path, required: true, schema: { type: string } }")
	require.NotContains(t, unknownKey{"", "GET", "/x"}.snippet(), "parameters")
}

func TestOnlyCallersWithATokenAreDiscovered(t *testing.T) {
	w := newWorld(t)
	g := openGate(t, w, nil)
	g.do(t, "GET", "/museum/nothing/17", "", nil)
	g.do(t, "GET", "/museum/nothing/17", w.full[:70], nil)
	g.do(t, "GET", "/zoo/nothing", w.full, nil)
	require.Empty(t, g.tallies.unknown)
	g.do(t, "GET", "/museum/nothing/17", w.full, nil)
	g.do(t, "GET", "/museum/nothing/18", w.full, nil)
	g.do(t, "DELETE", "/museum/tickets", w.full, nil)
	found := map[string]int64{}
	for key, sum := range g.tallies.unknown {
		found[fmt.Sprint(key.method, " ", key.template, " ", sum.status)] = sum.calls
		require.Equal(t, []string{"app_1"}, sum.apps)
	}
	require.Equal(t, map[string]int64{"GET /nothing/{id} 404": 2, "DELETE /tickets 405": 1}, found)
}

func TestDiscoveryComparesCallsWithTheCurrentDocument(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		_, s := storedWorld(t, st)
		require.NoError(t, s.Load(t.Context()))
		all := s.Snapshot().API("museum").Current.Routes.all()
		s.Called = func(context.Context, string, int) (map[string]int64, error) {
			return map[string]int64{all[0].ID: 1}, nil
		}
		add := func(method, template string, at int64) {
			s.tallies.addUnknown(unknownKey{"api_1", method, template}, unknownTally{calls: 1, firstAt: at, lastAt: at, status: 404, apps: []string{"app_1"}})
		}
		now := noon.UnixMicro()
		add("GET", "/old/{id}", now-40*dayUS)
		for range 2 {
			add("GET", "/new/{id}", now)
			require.NoError(t, s.flushTallies(t.Context()))
		}
		add(all[0].Method, all[0].Template, now) // documented by now
		add("GET", "=cmd()", now)
		_, d, err := s.Discover(t.Context(), "museum", 30)
		require.NoError(t, err)
		require.Len(t, d.Unknown, 2)
		require.Equal(t, int64(2), d.Unknown[0].Calls)
		require.Len(t, d.Uncalled, len(all)-1)
		table, err := d.csv()
		require.NoError(t, err)
		require.Contains(t, string(table), "unknown,GET,/new/{id},,2,404,")
		require.Contains(t, string(table), ",'=cmd(),")
		require.NoError(t, s.forgetTallies(t.Context()))
		_, d, err = s.Discover(t.Context(), "museum", 90)
		require.NoError(t, err)
		require.Len(t, d.Unknown, 3, "forty days are kept")
	})
}

func TestAnAttackerCannotFillTheListOfUnknownOperations(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		_, s := storedWorld(t, st)
		require.NoError(t, s.Load(t.Context()))
		s.Called = func(context.Context, string, int) (map[string]int64, error) { return nil, nil }
		for i := range unknownMax + 100 {
			s.tallies.addUnknown(unknownKey{"api_1", "GET", fmt.Sprintf("/x%c%c", 'a'+i/26, 'a'+i%26)}, unknownTally{calls: 1, firstAt: 1, lastAt: noon.UnixMicro()})
		}
		_, d, err := s.Discover(t.Context(), "museum", 30)
		require.NoError(t, err)
		require.Len(t, d.Unknown, unknownMax)
		require.Equal(t, int64(100), d.Other)
	})
}
