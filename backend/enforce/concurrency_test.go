package enforce

import (
	"net"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/valyala/fasthttp"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
)

// heldGate is a gate whose upstream answers when it is told to, with a second app beside the first.
type heldGate struct {
	*gate
	w       *world
	other   string // a token of the second app
	arrived chan struct{}
	answer  chan struct{}
	open    sync.WaitGroup
}

func openHeld(t *testing.T, bounds Concurrency, change func(*world)) *heldGate {
	t.Helper()
	c := &heldGate{w: newWorld(t), arrived: make(chan struct{}, 100), answer: make(chan struct{})}
	c.w.api.Upstreams[Live] = Upstream{Kind: "http", URL: startUpstream(t, func(ctx *fasthttp.RequestCtx) {
		c.arrived <- struct{}{}
		<-c.answer
		ctx.SetBodyString("ok")
	})}
	if change != nil {
		change(c.w)
	}
	full, token := c.w.mint(t, secret.Live, Live, &Scopes{Names: []string{"museum:tickets:read"}})
	token.AppID = "app_2"
	c.other = full
	c.gate = openGate(t, c.w, func(d *Deps) { d.Concurrency = bounds })
	grant := *c.w.grant
	grant.ID, grant.AppID = "gnt_other", "app_2"
	c.Use(c.w.snapshot().withApp("app_2", &App{ID: "app_2", Name: "Other"}).
		withGrant(grantKey{app: "app_2", api: "api_1", environment: Live}, &grant).withToken(token.key(), token))
	return c
}

// begin sends calls that stay in work until finish.
func (c *heldGate) begin(t *testing.T, token string, calls int) {
	t.Helper()
	for range calls {
		c.open.Go(func() {
			response, body := c.do(t, "GET", "/museum/tickets", token, nil)
			if response.StatusCode != http.StatusOK {
				t.Errorf("a call within the bounds was refused: %s", body)
			}
		})
		<-c.arrived
	}
}

// finish lets the calls in work end.
func (c *heldGate) finish(t *testing.T) {
	t.Helper()
	close(c.answer)
	c.open.Wait()
	require.Eventually(t, func() bool { return c.InFlight() == 0 }, time.Minute, time.Millisecond)
	for i := range c.inflight.shards {
		require.Empty(t, c.inflight.shards[i].calls, "nothing is kept of those who have nothing in work")
	}
}

func TestACallAboveABoundIsRefusedInWordsAndTheNextOneIsNot(t *testing.T) {
	for name, row := range map[string]struct {
		bounds Concurrency
		own    Concurrency
		code   string
		status int
		held   string
		spared bool // the other app may still call
	}{
		"of an app":                   {Concurrency{PerApp: 3}, Concurrency{}, "app_busy", 429, "at most 3 in work at once of the app", true},
		"of an app at the API":        {Concurrency{PerApp: 50}, Concurrency{PerApp: 3}, "app_busy", 429, "at most 3 in work at once of the app", true},
		"of the API":                  {Concurrency{PerAPI: 3}, Concurrency{}, "api_busy", 503, "at most 3 in work at once of the API", false},
		"of the API itself":           {Concurrency{PerAPI: 50}, Concurrency{Total: 3}, "api_busy", 503, "at most 3 in work at once of the API", false},
		"an API can't take more":      {Concurrency{PerAPI: 3}, Concurrency{Total: 50}, "api_busy", 503, "at most 3 in work at once of the API", false},
		"an app can't take more":      {Concurrency{PerApp: 3}, Concurrency{PerApp: 50}, "app_busy", 429, "at most 3 in work at once of the app", true},
		"of everybody at the gateway": {Concurrency{Total: 3}, Concurrency{}, "gateway_busy", 503, "at most 3 in work at once", false},
	} {
		t.Run(name, func(t *testing.T) {
			c := openHeld(t, row.bounds, func(w *world) { w.api.Concurrency = row.own })
			c.begin(t, c.w.full, 3)
			response, body := c.do(t, "GET", "/museum/tickets", c.w.full, nil)
			code, decision := problemCode(t, body)
			require.Equal(t, row.code, code)
			require.Equal(t, row.status, response.StatusCode)
			require.Equal(t, "1", response.Header.Get("Retry-After"))
			require.Contains(t, body, row.held)
			d := <-c.decisions
			require.Equal(t, decision, d.ID)
			require.Equal(t, "app_1", d.AppID)
			require.Equal(t, row.status, c.event(t).Status)
			for _, check := range d.Checks {
				if check.Name == stepBusy {
					require.False(t, check.Passed)
					require.Equal(t, row.held, check.Held)
				}
				require.True(t, check.Passed || check.Skipped || check.Name == stepBusy, check.Name)
			}
			if row.spared {
				c.begin(t, c.other, 1)
			}
			c.finish(t)
			response, body = c.do(t, "GET", "/museum/tickets", c.w.full, nil)
			require.Equal(t, 200, response.StatusCode, body)
		})
	}
}

func TestACallThatFindsNoRoomTakesNothingFromItsPlan(t *testing.T) {
	c := openHeld(t, Concurrency{PerApp: 1}, func(w *world) { w.plan.Limits = []Limit{{Name: "minute", Requests: 10, Window: time.Minute}} })
	c.begin(t, c.w.full, 1)
	for range 20 {
		response, body := c.do(t, "GET", "/museum/tickets", c.w.full, nil)
		require.Equal(t, 429, response.StatusCode)
		code, _ := problemCode(t, body)
		require.Equal(t, "app_busy", code)
	}
	c.finish(t)
	response, _ := c.do(t, "GET", "/museum/tickets", c.w.full, nil)
	require.Equal(t, 200, response.StatusCode)
	require.Contains(t, response.Header.Get("Ratelimit"), "r=8", "two calls were made")
}

func TestEveryWayInWhichACallEndsGivesItsPlaceBack(t *testing.T) {
	w := newWorld(t)
	w.plan.Limits = []Limit{{Name: "minute", Requests: 5, Window: time.Minute}}
	w.api.Upstreams[Live] = Upstream{Kind: "http", URL: startUpstream(t, func(ctx *fasthttp.RequestCtx) {
		switch string(ctx.Path()) {
		case "/tickets/large":
			ctx.SetBody(make([]byte, 2*bufferedMax))
		case "/tickets/broken":
			ctx.SetConnectionClose()
			ctx.HijackSetNoResponse(true)
			ctx.Hijack(func(conn net.Conn) { _ = conn.Close() })
		}
	})}
	g := openGate(t, w, nil)
	for _, path := range []string{"/tickets/1", "/tickets/large", "/tickets/broken", "/nothing", "/tickets//", "/tickets/1", "/tickets/1", "/tickets/1"} {
		_, _ = g.do(t, "GET", "/museum"+path, w.full, nil) // the last of them find the window used up
	}
	_, _ = g.do(t, "GET", "/museum/tickets", w.testKey, nil)
	require.Eventually(t, func() bool { return g.InFlight() == 0 }, time.Minute, time.Millisecond)
	for i := range g.inflight.shards {
		require.Empty(t, g.inflight.shards[i].calls)
	}
}

func TestBoundsOfAnAPIAreRead(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		r, s := storedWorld(t, st)
		require.NoError(t, s.Load(t.Context()))
		var api *API
		for _, api = range s.Snapshot().apis {
			break
		}
		require.Zero(t, api.Concurrency)
		r.exec(store.KindAPI, api.ID, `INSERT INTO api_concurrency (api_id, calls, calls_per_app) VALUES (?, 40, 4)`, api.ID)
		require.Equal(t, Concurrency{Total: 40, PerApp: 4}, s.Snapshot().API(api.ID).Concurrency)
		again := New(Deps{Store: st, Clock: clock.NewFake(noon), Keys: r.keys})
		require.NoError(t, again.Load(t.Context()))
		require.Equal(t, Concurrency{Total: 40, PerApp: 4}, again.Snapshot().API(api.ID).Concurrency)
	})
}

func TestCountersOfTenantsThatWentAreUsedAgain(t *testing.T) {
	shard := &newInflight().shards[0]
	first := shard.take(tenant{app: "a"}, 2)
	require.Same(t, first, shard.take(tenant{app: "a"}, 2))
	require.Nil(t, shard.take(tenant{app: "a"}, 2), "no third one")
	require.Nil(t, shard.take(tenant{app: "b"}, 0), "nor any where none is allowed")
	first.give()
	first.give()
	require.Empty(t, shard.calls)
	require.Same(t, first, shard.take(tenant{app: "b"}, 1))
	require.Nil(t, shard.take(tenant{app: "b"}, 1))
	require.NotSame(t, first, shard.take(tenant{app: "a"}, 1), "it is another one's now")
}
