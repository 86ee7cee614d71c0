package enforce

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/valyala/fasthttp"

	"github.com/gatehouse-dev/gatehouse/backend/catalog"
	"github.com/gatehouse-dev/gatehouse/backend/transport/transporttest"
)

// deaf is an address at which nothing listens.
func deaf(t *testing.T) string {
	t.Helper()
	return "http://" + net.JoinHostPort("127.0.0.1", transporttest.FreePort(t))
}

// raw runs a server that does with each connection what serve says, and counts them.
func raw(t *testing.T, serve func(net.Conn)) (address string, count *atomic.Int32) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = ln.Close() })
	count = &atomic.Int32{}
	go func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			count.Add(1)
			go func() {
				defer func() { _ = conn.Close() }()
				serve(conn)
			}()
		}
	}()
	return "http://" + ln.Addr().String(), count
}

// request reads until the end of a request's head.
func request(conn net.Conn) {
	buffer := make([]byte, 4096)
	_, _ = conn.Read(buffer)
}

// silent says nothing for a while, or until the other end is gone.
func silent(conn net.Conn, d time.Duration) {
	_ = conn.SetReadDeadline(time.Now().Add(d))
	_, _ = conn.Read(make([]byte, 1))
}

func openUpstream(t *testing.T, u catalog.Upstream, change func(*Deps)) (*gate, *world) {
	t.Helper()
	w := newWorld(t)
	u.Kind = catalog.HTTP
	w.api.Upstreams[Live] = Upstream{Kind: "http", URL: u.URL, Key: t.Name(), Config: &u}
	return openGate(t, w, change), w
}

func TestATargetThatDoesNotAnswerIsLeftAloneUntilAProbeSucceeds(t *testing.T) {
	const hasty, calm = 1000, 60_000 // milliseconds: who is busy is not silent
	for name, row := range map[string]struct {
		serve   func(net.Conn)
		status  int
		totalMS int
	}{
		"hangs up": {request, 502, calm},
		"reset":    {func(c net.Conn) { request(c); _ = c.(*net.TCPConn).SetLinger(0) }, 502, calm},
		"stalls":   {func(c net.Conn) { request(c); silent(c, time.Minute) }, 504, hasty},
		"half a body": {func(c net.Conn) {
			request(c)
			_, _ = c.Write([]byte("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"))
		}, 502, calm},
		"a byte a while": {func(c net.Conn) {
			request(c)
			_, _ = c.Write([]byte("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"))
			for range 1000 {
				silent(c, 50*time.Millisecond)
				if _, err := c.Write([]byte("a")); err != nil {
					return
				}
			}
		}, 504, hasty},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel() // some of them wait
			var well atomic.Bool
			address, count := raw(t, func(c net.Conn) {
				if well.Load() {
					request(c)
					_, _ = c.Write([]byte("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"))
					return
				}
				row.serve(c)
			})
			g, w := openUpstream(t, catalog.Upstream{URL: address, Timeouts: &catalog.Timeouts{TotalMS: row.totalMS}}, nil)
			g.upstreams.probeEvery = time.Hour
			for range breakerFailures {
				response, body := g.do(t, "GET", "/museum/hours", w.full, nil)
				require.Equal(t, row.status, response.StatusCode, body)
			}
			sent := count.Load()
			response, body := g.do(t, "GET", "/museum/hours", w.full, nil)
			require.Equal(t, 502, response.StatusCode, body)
			after, err := strconv.Atoi(response.Header.Get("Retry-After"))
			require.NoError(t, err)
			require.Greater(t, after, 3000, "what is left of the hour")
			require.LessOrEqual(t, after, 3600)
			require.Equal(t, sent, count.Load(), "an open breaker sends nothing")
			health := g.healthOf(&w.api.Upstreams[Live])
			require.Equal(t, "down", health.State)
			require.NotEmpty(t, health.Targets[0].Cause)

			well.Store(true)
			p, err := g.upstreams.pool(&w.api.Upstreams[Live])
			require.NoError(t, err)
			p.targets[0].probeAt.Store(1) // the hour is over
			response, body = g.do(t, "GET", "/museum/hours", w.full, nil)
			require.Equal(t, 200, response.StatusCode, body)
			require.Equal(t, sent+1, count.Load(), "one probe was enough, and there was one only")
			require.Equal(t, "healthy", g.healthOf(&w.api.Upstreams[Live]).State)
		})
	}
}

func TestOnlyOneProbeIsSentWhileABreakerIsOpen(t *testing.T) {
	b := breaker{every: time.Hour}
	for range breakerFailures {
		require.True(t, b.usable())
		b.note(&connectError{net.ErrClosed})
	}
	require.False(t, b.usable())
	b.probeAt.Store(1)
	require.True(t, b.usable())
	require.False(t, b.usable(), "the probe's answer is not there yet")
	b.note(errConnsBusy)
	require.True(t, b.down())
	b.note(nil)
	require.True(t, b.usable())
}

func TestACallThatCouldNotBeSentGoesToAnotherTargetWhenItMayBeRepeated(t *testing.T) {
	live := startUpstream(t, echo)
	u := catalog.Upstream{Targets: []catalog.Target{{URL: deaf(t), Weight: 100}, {URL: live, Weight: 1}}}
	g, w := openUpstream(t, u, nil)
	w.token.Scopes = w.grant.Scopes
	for range 3 {
		response, body := g.do(t, "GET", "/museum/hours?a=b", w.full, nil)
		require.Equal(t, 200, response.StatusCode, body)
		var got received
		require.NoError(t, json.Unmarshal([]byte(body), &got))
		require.Equal(t, "/hours?a=b", got.URI)
		require.Equal(t, live, "http://"+got.Host)
	}
	response, body := g.do(t, "POST", "/museum/tickets", w.full, nil)
	require.Equal(t, 502, response.StatusCode, body)
}

func TestACallThatWasSentIsNeverRepeated(t *testing.T) {
	first, a := raw(t, request)
	second, b := raw(t, request)
	g, w := openUpstream(t, catalog.Upstream{Targets: []catalog.Target{{URL: first}, {URL: second}}}, nil)
	response, body := g.do(t, "GET", "/museum/hours", w.full, nil)
	require.Equal(t, 502, response.StatusCode, body)
	require.Equal(t, int32(1), a.Load()+b.Load())
}

func TestWeightsShareTheCalls(t *testing.T) {
	var small, large atomic.Int32
	count := func(n *atomic.Int32) string {
		return startUpstream(t, func(ctx *fasthttp.RequestCtx) { n.Add(1); ctx.SetBodyString("ok") })
	}
	g, w := openUpstream(t, catalog.Upstream{Targets: []catalog.Target{{URL: count(&large), Weight: 3}, {URL: count(&small), Weight: 1}}}, nil)
	for range 20 {
		response, _ := g.do(t, "GET", "/museum/hours", w.full, nil)
		require.Equal(t, 200, response.StatusCode)
	}
	require.Equal(t, []int32{15, 5}, []int32{large.Load(), small.Load()})
}

func TestTheUpstreamsOwnTimeoutsHold(t *testing.T) {
	slow, _ := raw(t, func(c net.Conn) { request(c); silent(c, time.Minute) })
	g, w := openUpstream(t, catalog.Upstream{URL: slow, Timeouts: &catalog.Timeouts{FirstByteMS: 150}}, nil)
	began := time.Now()
	response, body := g.do(t, "GET", "/museum/hours", w.full, nil)
	require.Equal(t, 504, response.StatusCode, body)
	require.Less(t, time.Since(began), 30*time.Second)
}

func TestHealthChecksTakeATargetOutAndBringItBack(t *testing.T) {
	var ill atomic.Bool
	address := startUpstream(t, func(ctx *fasthttp.RequestCtx) {
		if ill.Load() && string(ctx.Path()) == "/healthz" {
			ctx.SetStatusCode(503)
		}
	})
	g, w := openUpstream(t, catalog.Upstream{URL: address, Health: &catalog.HealthCheck{Path: "/healthz", IntervalSeconds: 1, UnhealthyAfter: 1, HealthyAfter: 1}}, nil)
	teller := &told{}
	g.Teller, g.upstreams.steady = teller, 0
	watch := newWatcher(g.Service)
	status := func() int {
		watch.turn(t.Context())
		response, _ := g.do(t, "GET", "/museum/hours", w.full, nil)
		return response.StatusCode
	}
	require.Equal(t, 200, status())
	ill.Store(true)
	require.Eventually(t, func() bool { return status() == 502 }, time.Minute, 50*time.Millisecond)
	require.Eventually(t, func() bool { return status() == 502 && len(teller.words) == 1 }, time.Minute, 20*time.Millisecond)
	ill.Store(false)
	require.Eventually(t, func() bool { return status() == 200 && len(teller.words) == 2 }, time.Minute, 50*time.Millisecond)
	watch.turn(t.Context())
	require.Equal(t, []string{"down api_1 live", "up api_1 live"}, teller.words, "once each")
}

func TestCredentialsReplaceWhatTheCallerSent(t *testing.T) {
	for name, row := range map[string]struct {
		credential    catalog.UpstreamCredential
		header, value string
	}{
		"header": {catalog.UpstreamCredential{Kind: "header", Name: "X-Partner-Key", Secret: "s3cret"}, "x-partner-key", "s3cret"},
		"basic":  {catalog.UpstreamCredential{Kind: "basic", User: "gate", Secret: "pass"}, "authorization", "Basic Z2F0ZTpwYXNz"},
	} {
		t.Run(name, func(t *testing.T) {
			g, w := openUpstream(t, catalog.Upstream{URL: startUpstream(t, echo), Credential: &row.credential}, nil)
			_, body := g.do(t, "GET", "/museum/hours", w.full, func(r *http.Request) {
				r.Header["X-Partner-Key"], r.Header["X_Partner_Key"] = []string{"mine"}, []string{"mine too"}
			})
			var got received
			require.NoError(t, json.Unmarshal([]byte(body), &got))
			require.Equal(t, []string{row.value}, got.Headers[row.header])
			if name == "header" {
				require.NotContains(t, got.Headers, "x_partner_key")
			}
		})
	}
}

func TestOAuthTokensAreFetchedOnceAndFailuresAre502(t *testing.T) {
	var asked atomic.Int32
	var broken atomic.Bool
	login := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		user, password, _ := r.BasicAuth()
		if broken.Load() || user != "gate" || password != "s3cret" || r.FormValue("grant_type") != "client_credentials" || r.FormValue("scope") != "read" {
			w.WriteHeader(400)
			return
		}
		_, _ = w.Write([]byte(`{"access_token":"abc","token_type":"Bearer","expires_in":3600}`))
	}))
	t.Cleanup(login.Close)
	u := catalog.Upstream{URL: startUpstream(t, echo), Credential: &catalog.UpstreamCredential{Kind: "oauth", TokenURL: login.URL, ClientID: "gate", Secret: "s3cret", Scope: "read"}}
	g, w := openUpstream(t, u, nil)
	done := make(chan string, 8)
	for range cap(done) {
		go func() { _, body := g.do(t, "GET", "/museum/hours", w.full, nil); done <- body }()
	}
	for range cap(done) {
		require.Contains(t, <-done, "Bearer abc")
	}
	require.Equal(t, int32(1), asked.Load(), "all wait for one token")

	broken.Store(true)
	u.Credential.Secret = "wrong"
	g, w = openUpstream(t, u, nil)
	response, body := g.do(t, "GET", "/museum/hours", w.full, nil)
	require.Equal(t, 502, response.StatusCode, body)
	require.NotContains(t, body, "wrong")
}

func TestAServerThatStallsInTLSIsLeftForAnotherInTime(t *testing.T) {
	hole, _ := raw(t, func(c net.Conn) { request(c); silent(c, time.Minute) })
	live := startUpstream(t, echo)
	stalls := "https" + hole[len("http"):]
	u := catalog.Upstream{Targets: []catalog.Target{{URL: stalls, Weight: 100}, {URL: live}}, Timeouts: &catalog.Timeouts{DialMS: 1500}}
	g, w := openUpstream(t, u, nil)
	began := time.Now()
	response, body := g.do(t, "GET", "/museum/hours", w.full, nil)
	require.Equal(t, 200, response.StatusCode, body)
	require.Less(t, time.Since(began), 30*time.Second)
	require.Equal(t, "It could not be connected in time.", g.healthOf(&w.api.Upstreams[Live]).Targets[0].Cause)
}

func TestConnectionsToATargetAreBoundedAndACallThatFindsNoneIsNotItsFault(t *testing.T) {
	let, busy := make(chan struct{}), make(chan struct{}, 1)
	address := startUpstream(t, func(ctx *fasthttp.RequestCtx) {
		busy <- struct{}{}
		<-let
	})
	g, w := openUpstream(t, catalog.Upstream{URL: address, Connections: 1}, nil)
	done := make(chan int, 1)
	go func() { response, _ := g.do(t, "GET", "/museum/hours", w.full, nil); done <- response.StatusCode }()
	<-busy
	for range breakerFailures + 1 {
		response, body := g.do(t, "GET", "/museum/hours", w.full, nil)
		require.Equal(t, 503, response.StatusCode, body)
	}
	close(let)
	require.Equal(t, 200, <-done)
	require.Equal(t, "healthy", g.healthOf(&w.api.Upstreams[Live]).State)
}

func TestAHealthCheckAsksForItsStatusAndReadsNoEndlessAnswer(t *testing.T) {
	address := startUpstream(t, func(ctx *fasthttp.RequestCtx) {
		ctx.SetStatusCode(204)
		if string(ctx.Path()) == "/endless" {
			ctx.SetStatusCode(200)
			ctx.SetBodyStreamWriter(func(out *bufio.Writer) {
				for {
					if _, err := out.Write(make([]byte, 4096)); err != nil || out.Flush() != nil {
						return
					}
				}
			})
		}
	})
	g, _ := openUpstream(t, catalog.Upstream{URL: address}, nil)
	p, err := g.upstreams.open(&Upstream{Kind: "http", URL: address})
	require.NoError(t, err)
	ask := func(path string, status int) error {
		return p.targets[0].ask(catalog.HealthCheck{Path: path, Status: status}, time.Minute)
	}
	require.NoError(t, ask("/", 0))
	require.NoError(t, ask("/", 204))
	require.NoError(t, ask("/endless", 0))
	require.Equal(t, "It answered 204 to the health check, which asks for 200.", wordsOf(ask("/", 200)))
}

func TestAnUpstreamsCredentialFollowsNoRedirectAndComesBackInNoAnswerOfOurs(t *testing.T) {
	var strayed atomic.Int32
	elsewhere := startUpstream(t, func(*fasthttp.RequestCtx) { strayed.Add(1) })
	address := startUpstream(t, func(ctx *fasthttp.RequestCtx) {
		ctx.Response.Header.Set("Location", elsewhere+"/stolen")
		ctx.SetStatusCode(302)
	})
	u := catalog.Upstream{Kind: catalog.HTTP, URL: address, Credential: &catalog.UpstreamCredential{Kind: "header", Name: "X-Partner-Key", Secret: "swordfish"}}
	g, w := openUpstream(t, u, nil)
	response, _ := g.do(t, "GET", "/museum/hours", w.full, nil)
	require.Equal(t, 302, response.StatusCode)
	require.NotContains(t, fmt.Sprint(response.Header), "swordfish")
	trial, err := g.TryUpstream(u)
	require.NoError(t, err)
	text, err := json.Marshal([]any{trial, g.healthOf(&w.api.Upstreams[Live])})
	require.NoError(t, err)
	require.NotContains(t, string(text), "swordfish")
	require.Zero(t, strayed.Load())
}

func TestAPrivateAddressOutsideTheAllowListIsRefusedWhereverItIsDialled(t *testing.T) {
	address := startUpstream(t, echo)
	u := catalog.Upstream{Kind: catalog.HTTP, URL: address, Health: &catalog.HealthCheck{Path: "/"},
		Credential: &catalog.UpstreamCredential{Kind: "oauth", TokenURL: address, ClientID: "gate", Secret: "s3cret"}}
	g, _ := openUpstream(t, u, nil)
	g.upstreams.allow = nil
	p, err := g.upstreams.open(&Upstream{Kind: "http", URL: address, Config: &u})
	require.NoError(t, err)
	require.ErrorIs(t, p.targets[0].ask(*u.Health, time.Second), ErrUpstreamForbidden)
	_, err = p.targets[0].open(time.Second)
	require.ErrorIs(t, err, ErrUpstreamForbidden)
	_, err = p.show()
	require.Equal(t, "The authorization server has an address that the operator does not allow.", wordsOf(err))
}
