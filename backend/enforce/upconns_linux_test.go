package enforce

import (
	"net"
	"net/http"
	"runtime"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/valyala/fasthttp"

	"github.com/gatehouse-dev/gatehouse/backend/catalog"
)

// Callers of all loops, one call at a time: each loop makes one connection and keeps to it, however the first ones were spread,
// unless the upstream may have no more.
func TestEachLoopHasConnectionsOfItsOwnAsFarAsThereIsRoom(t *testing.T) {
	for room, want := range map[int]int{0: runtime.GOMAXPROCS(0), 1: 1} {
		var mu sync.Mutex
		connections := map[string]int{}
		address := startUpstream(t, func(ctx *fasthttp.RequestCtx) {
			mu.Lock()
			defer mu.Unlock()
			connections[ctx.RemoteAddr().String()]++
		})
		g, w := openUpstream(t, catalog.Upstream{URL: address, Connections: room}, nil)
		g.callFromAllLoops(t, w)
		require.Len(t, connections, want, "%v", connections)
	}
}

// An upstream that refuses a second connection is asked over the one that it took, whichever loop has it.
func TestAnUpstreamThatRefusesMoreConnectionsIsAskedOverWhatThereIs(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	served := make(chan error, 1)
	go func() {
		conn, err := ln.Accept()
		if err == nil {
			err = ln.Close()
			_ = fasthttp.ServeConn(conn, func(ctx *fasthttp.RequestCtx) { ctx.SetBodyString("ok") })
		}
		served <- err
	}()
	g, w := openUpstream(t, catalog.Upstream{URL: "http://" + ln.Addr().String()}, nil)
	g.callFromAllLoops(t, w)
	g.upstreams.keepOnly(nil)
	require.NoError(t, <-served)
}

// callFromAllLoops makes calls one at a time, from several callers of each loop, and expects them to succeed.
func (g *gate) callFromAllLoops(t *testing.T, w *world) {
	t.Helper()
	var callers []*http.Client
	for range 4 * runtime.GOMAXPROCS(0) {
		transport := &http.Transport{}
		t.Cleanup(transport.CloseIdleConnections)
		callers = append(callers, &http.Client{Transport: transport})
	}
	for range 3 {
		for _, caller := range callers {
			request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+g.gatewayAddr+"/museum/hours", nil)
			require.NoError(t, err)
			request.Header.Set("Authorization", "Bearer "+w.full)
			response, err := caller.Do(request)
			require.NoError(t, err)
			require.NoError(t, response.Body.Close())
			require.Equal(t, 200, response.StatusCode)
		}
	}
}
