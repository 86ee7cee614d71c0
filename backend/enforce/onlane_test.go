//go:build linux

package enforce

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/valyala/fasthttp"

	"github.com/gatehouse-dev/gatehouse/backend/catalog"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
)

// inParts is an upstream that answers each path by parts of its own, with a moment between them.
type inParts map[string][]string

func (p inParts) serve(t *testing.T) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	return "http://" + answering(t, ln, p.talk)
}

func (p inParts) talk(conn net.Conn) {
	reader := bufio.NewReader(conn)
	for {
		request, err := http.ReadRequest(reader)
		if err != nil {
			return
		}
		for _, part := range p[strings.TrimPrefix(request.URL.Path, "/tickets/")] {
			_, _ = io.WriteString(conn, part)
			<-time.NewTimer(2 * time.Millisecond).C
		}
	}
}

func TestAnswersInPartsAreWholeOnTheLaneAndOffIt(t *testing.T) {
	long := strings.Repeat("0123456789abcdef", 4<<10-1) // nearly 64 KiB
	longer := strings.Repeat(long, 20)
	counted := func(body string) string {
		return fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n", len(body))
	}
	coded := "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
	hints := "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
	parts := inParts{
		"whole":         {counted("ok") + "ok"},
		"head, body":    {counted("ok"), "ok"},
		"half a head":   {"HTTP/1.1 200 OK\r\nConte", "nt-Length: 2\r\n\r\nok"},
		"drops":         {counted("ok"), "o", "k"},
		"long":          {counted(long) + long},
		"long, in two":  {counted(long) + long[:5000], long[5000:]},
		"longer":        {counted(longer) + longer[:70000], longer[70000:]},
		"chunks":        {coded + "1\r\no\r\n1\r\nk\r\n0\r\n\r\n"},
		"chunks later":  {coded + "1\r\no\r\n", "1\r\nk\r\n0\r\n\r\n"},
		"one chunk cut": {coded + "2\r\no", "k\r\n0\r", "\n\r\n"},
		"a hint":        {hints + counted("ok") + "ok"},
		"a hint before": {hints, counted("ok") + "ok"},
		"half a hint":   {hints[:30], hints[30:] + counted("ok"), "ok"},
		"events":        {"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"},
		"events later":  {"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n1\r\no\r\n", "1\r\nk\r\n0\r\n\r\n"},
		"nothing":       {"HTTP/1.1 204 No Content\r\n\r\n"},
	}
	w := newWorld(t)
	w.api.Upstreams[Live] = Upstream{Kind: "http", URL: parts.serve(t)}
	g := openGate(t, w, nil)
	want := map[string]string{"long": long, "long, in two": long, "longer": longer, "nothing": ""}
	var callers sync.WaitGroup
	for range 4 {
		callers.Go(func() {
			client := &http.Client{Transport: &http.Transport{}}
			defer client.CloseIdleConnections()
			for range 3 {
				for name := range parts {
					request, _ := http.NewRequest(http.MethodGet, "http://"+g.gatewayAddr+"/museum/tickets/"+strings.ReplaceAll(name, " ", "%20"), nil)
					request.Header.Set("Authorization", "Bearer "+w.full)
					response, err := client.Do(request)
					if !assertNoError(t, name, err) {
						return
					}
					body, err := io.ReadAll(response.Body)
					_ = response.Body.Close()
					expected, special := want[name]
					if !special {
						expected = "ok"
					}
					if !assertNoError(t, name, err) || string(body) != expected {
						t.Errorf("%s: %d with %d bytes", name, response.StatusCode, len(body))
						return
					}
				}
			}
		})
	}
	callers.Wait()
	require.Eventually(t, func() bool { return g.InFlight() == 0 }, time.Minute, time.Millisecond)
}

func assertNoError(t *testing.T, name string, err error) bool {
	t.Helper()
	if err != nil {
		t.Errorf("%s: %v", name, err)
	}
	return err == nil
}

func TestALateAnswerOnTheLaneIsATimeoutAndNobodyElsesAnswer(t *testing.T) {
	parts := inParts{"whole": {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"}, "never": nil, "half": {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\no"}}
	w := newWorld(t)
	w.api.Upstreams[Live] = Upstream{Kind: "http", URL: parts.serve(t)}
	g := openGate(t, w, func(d *Deps) { d.UpstreamTimeout = 200 * time.Millisecond })
	for range 3 {
		for _, path := range []string{"never", "half"} {
			for range 2 { // the second one finds a connection on the lane
				response, body := g.do(t, "GET", "/museum/tickets/whole", w.full, nil)
				if response.StatusCode == 504 { // on a busy machine
					continue
				}
				require.Equal(t, "ok", body)
			}
			response, _ := g.do(t, "GET", "/museum/tickets/"+path, w.full, nil)
			require.Contains(t, []int{503, 504}, response.StatusCode, path)
		}
		g.heal(t, w)
	}
}

// heal closes the breaker of the live upstream.
func (g *gate) heal(t *testing.T, w *world) {
	t.Helper()
	p, err := g.upstreams.pool(&w.api.Upstreams[Live])
	require.NoError(t, err)
	for _, target := range p.targets {
		target.recover()
	}
}

// Who can't wait decides as who can, once nothing is left to wait for.
func TestPromptDecisionsAreThoseOfPatientOnes(t *testing.T) {
	w := newWorld(t)
	w.plan.Limits = []Limit{{Name: "minute", Requests: 40, Window: time.Minute}}
	w.plan.Quota = Quota{Requests: 300, Period: "day"}
	services := [2]*Service{}
	moving := clock.NewFake(noon)
	for i := range services {
		services[i] = New(Deps{Clock: moving})
		services[i].Use(w.snapshot())
		services[i].quotas.reserve = func(_ context.Context, all []*want) error {
			for _, w := range all {
				w.got = min(w.units, w.requests-w.counter.taken)
				w.taken = w.counter.taken + w.got
			}
			return nil
		}
	}
	late := 0
	for i := range 3000 {
		r := w.ask()
		if i%7 == 0 {
			r.Path = "/nothing"
		}
		var patient, prompt verdict
		dry := i%5 == 0
		require.True(t, services[0].decide(&r, 1, dry, &patient))
		prompt.prompt = true
		if !services[1].decide(&r, 1, dry, &prompt) {
			late++
			prompt = verdict{}
			require.True(t, services[1].decide(&r, 1, dry, &prompt))
		}
		require.Equal(t, patient.Code, prompt.Code, "call %d", i)
		require.Equal(t, patient.counted, prompt.counted)
		for n := range patient.counted {
			require.Equal(t, patient.standings[n].Remaining, prompt.standings[n].Remaining, "call %d", i)
			require.Equal(t, patient.standings[n].Refused, prompt.standings[n].Refused, "call %d", i)
		}
		if i%3 == 0 {
			moving.Advance(time.Second)
		}
	}
	require.Positive(t, late)
	require.Less(t, late, 3000)
}

// A question that somebody has to wait for is decided again, and counts once all the same.
func TestLateQuestionsCountOnceForTheirVerifier(t *testing.T) {
	const questions = 6
	g, _, h := openBound(t, func(d *Deps) { d.VerifyPerMinute = questions })
	for i := range questions {
		q := VerifyRequest{Token: h.token, API: "museum", Method: "GET", Path: "/tickets", DPoP: &VerifyProof{Proof: h.proof("GET", ticketsURL), URL: ticketsURL}}
		response, body := g.verify(t, "/v1/verify", g.verifier, q)
		require.Equal(t, 200, response.StatusCode, "question %d: %v", i, body)
	}
	response, _ := g.verify(t, "/v1/verify", g.verifier, VerifyRequest{Token: h.token, API: "museum", Method: "GET", Path: "/tickets"})
	require.Equal(t, 429, response.StatusCode)
}

// stuck is a log that takes nothing until it is told to go on.
type stuck struct {
	slog.Handler
	came, goes chan struct{}
}

func (h stuck) Handle(context.Context, slog.Record) error {
	h.came <- struct{}{}
	<-h.goes
	return nil
}

func TestALogThatMakesWaitHoldsNobodyElsesCallUp(t *testing.T) {
	parts := inParts{"whole": {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"}, "broken": {"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n"},
		"broken later": {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n\r\n"}}
	w := newWorld(t)
	w.api.Upstreams[Live] = Upstream{Kind: "http", URL: parts.serve(t)}
	log := stuck{slog.NewTextHandler(io.Discard, nil), make(chan struct{}, 100), make(chan struct{})}
	g := openGate(t, w, func(d *Deps) { d.Logger = slog.New(log) })
	var callers []*http.Client
	for range 2 * runtime.GOMAXPROCS(0) { // some of each loop
		callers = append(callers, &http.Client{Transport: &http.Transport{}, Timeout: time.Minute})
	}
	call := func(client *http.Client, path string) (int, error) {
		request, _ := http.NewRequest(http.MethodGet, "http://"+g.gatewayAddr+"/museum/tickets/"+path, nil)
		request.Header.Set("Authorization", "Bearer "+w.full)
		response, err := client.Do(request)
		if err != nil {
			return 0, err
		}
		defer response.Body.Close()
		_, err = io.Copy(io.Discard, response.Body)
		return response.StatusCode, err
	}
	everybody := func() {
		for _, client := range callers {
			status, err := call(client, "whole")
			require.NoError(t, err)
			require.Equal(t, 200, status)
		}
	}
	everybody()
	everybody() // over connections of the loops
	failed := make(chan int, 2)
	for i, path := range []string{"broken", "broken%20later"} {
		go func() {
			status, _ := call(callers[i], path)
			failed <- status
		}()
		<-log.came
	}
	callers = callers[2:]
	everybody()
	close(log.goes)
	require.Equal(t, 502, <-failed)
	require.Equal(t, 502, <-failed)
}

// A call that is looked at on the loop and sent by a goroutine takes one turn, not two.
func TestTargetsHaveTheirTurnWhoeverSendsTheCall(t *testing.T) {
	var calls [2]atomic.Int32
	var targets []catalog.Target
	for i := range calls {
		targets = append(targets, catalog.Target{URL: startUpstream(t, func(ctx *fasthttp.RequestCtx) { calls[i].Add(1) })})
	}
	g, w := openUpstream(t, catalog.Upstream{Targets: targets}, nil)
	client := &http.Client{Transport: &http.Transport{}} // with one connection
	defer client.CloseIdleConnections()
	for range 20 {
		request, _ := http.NewRequest(http.MethodGet, "http://"+g.gatewayAddr+"/museum/hours", nil)
		request.Header.Set("Authorization", "Bearer "+w.full)
		response, err := client.Do(request)
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		require.Equal(t, 200, response.StatusCode)
	}
	require.Equal(t, []int32{10, 10}, []int32{calls[0].Load(), calls[1].Load()})
}
