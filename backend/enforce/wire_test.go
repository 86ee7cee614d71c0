package enforce

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/valyala/fasthttp"
)

// wire is a gateway and an upstream that counts, both on real sockets.
type wire struct {
	*gate
	w  *world
	mu sync.Mutex
	at []received
}

func openWire(t *testing.T) *wire {
	t.Helper()
	return openWireWith(t, nil)
}

func openWireWith(t *testing.T, change func(*Deps)) *wire {
	t.Helper()
	x := &wire{w: newWorld(t)}
	x.w.api.Upstreams[Live] = Upstream{Kind: "http", URL: startUpstream(t, func(ctx *fasthttp.RequestCtx) {
		echo(ctx)
		var r received
		_ = json.Unmarshal(ctx.Response.Body(), &r)
		x.mu.Lock()
		defer x.mu.Unlock()
		x.at = append(x.at, r)
	})}
	x.gate = openGate(t, x.w, change)
	return x
}

// send writes raw bytes, closes its writing half and returns everything that comes back.
func (x *wire) send(t *testing.T, raw string) string {
	t.Helper()
	x.mu.Lock()
	x.at = nil
	x.mu.Unlock()
	conn, err := net.Dial("tcp", x.gatewayAddr)
	require.NoError(t, err)
	defer conn.Close()
	require.NoError(t, conn.SetDeadline(time.Now().Add(time.Minute)))
	_, err = conn.Write([]byte(raw))
	require.NoError(t, err)
	_ = conn.(*net.TCPConn).CloseWrite() // whoever refused may have closed already
	answer, _ := io.ReadAll(conn)
	return string(answer)
}

func (x *wire) upstream() []received {
	x.mu.Lock()
	defer x.mu.Unlock()
	return append([]received(nil), x.at...)
}

// statuses lists the status of each answer on a connection.
func statuses(t *testing.T, raw string) (list []int) {
	t.Helper()
	reader := bufio.NewReader(strings.NewReader(raw))
	for {
		response, err := http.ReadResponse(reader, nil)
		if err != nil {
			return list
		}
		_, _ = io.Copy(io.Discard, response.Body)
		list = append(list, response.StatusCode)
	}
}

func TestMalformedRequestsAreRefusedAndEndTheirConnection(t *testing.T) {
	x := openWire(t)
	all := families()
	maps.Copy(all, malformed)
	require.Greater(t, len(all), 280)
	for name, raw := range all {
		t.Run(name, func(t *testing.T) {
			answer := x.send(t, strings.ReplaceAll(raw, "TOKEN", x.w.full))
			list := statuses(t, answer)
			require.LessOrEqual(t, len(list), 1, "what follows a malformed request is never answered: %q", answer)
			if tolerated[name] {
				require.Equal(t, []int{200}, list, "%q", answer)
				require.Contains(t, answer, "Connection: close")
				require.Len(t, x.upstream(), 1)
				require.Equal(t, "PUT /notes/1 a", x.upstream()[0].Method+" "+x.upstream()[0].URI+" "+x.upstream()[0].Body)
				return
			}
			for _, status := range list {
				require.True(t, status >= 400 && status < 500 || status == 501, "%q", answer)
				require.Contains(t, answer, "Connection: close", "the connection ends: %q", answer)
			}
			require.Empty(t, x.upstream())
			require.NotContains(t, answer, x.w.full, "the credential is not echoed")
		})
	}
}

func TestWellFormedRequestsArriveOnceEach(t *testing.T) {
	x := openWire(t)
	for name, raw := range map[string]string{
		"plain":                "GET /museum/hours HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer TOKEN\r\n\r\n",
		"1.0":                  "GET /museum/hours HTTP/1.0\r\nHost: a\r\nAuthorization: Bearer TOKEN\r\n\r\n",
		"names in any case":    "GET /museum/hours HTTP/1.1\r\nHOST: a\r\nauTHorization: bearer TOKEN\r\n\r\n",
		"length":               "PUT /museum/notes/1 HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer TOKEN\r\nContent-Length: 3\r\n\r\nabc",
		"chunked":              "PUT /museum/notes/1 HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer TOKEN\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
		"upgrade is not taken": "GET /museum/hours HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer TOKEN\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			answer := x.send(t, strings.ReplaceAll(raw, "TOKEN", x.w.full))
			require.Equal(t, []int{200}, statuses(t, answer), "%q", answer)
			got := x.upstream()
			require.Len(t, got, 1)
			for _, gone := range []string{"upgrade", "http2-settings", "te", "authorization"} {
				require.NotContains(t, got[0].Headers, gone)
			}
			if got[0].Method == "PUT" {
				require.Equal(t, "abc", got[0].Body)
			}
		})
	}
}

func TestPipelinedRequestsKeepTheirOrderAndTheirTokens(t *testing.T) {
	x := openWire(t)
	one := "GET /museum/tickets/1 HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer TOKEN\r\n\r\n"
	other := "GET /museum/tickets/2 HTTP/1.1\r\nHost: a\r\n\r\n"
	answer := x.send(t, strings.ReplaceAll(one+other+one, "TOKEN", x.w.full))
	require.Equal(t, []int{200, 401, 200}, statuses(t, answer))
	require.Len(t, x.upstream(), 2)
}

func TestACallersIdentityHeadersNeverArriveInAnySpelling(t *testing.T) {
	x := openWire(t)
	for _, header := range []string{
		"Gatehouse-Token-Id: spoof", "gatehouse-token-id: spoof", "GATEHOUSE-TOKEN-ID: spoof", "Gatehouse_Token_Id: spoof", "Gatehouse.Token.Id: spoof",
		"gatehouse~token~id: spoof", "Gatehouse-App-Id: spoof", "gatehouse_app_id: spoof", "Gatehouse-Scopes: spoof", "Gatehouse.Scopes: spoof",
		"Gatehouse-Environment: spoof", "Gatehouse-Context: spoof", "gatehouse_context: spoof", "Gatehouse-Anything: spoof", "X-Forwarded-For: 6.6.6.6",
		"X_Forwarded_For: 6.6.6.6", "X-Forwarded-Host: spoof", "X-Forwarded-Proto: https", "X_Forwarded_Anything: spoof", "Forwarded: for=6.6.6.6", "X-Real-IP: 6.6.6.6", "X_Real_IP: 6.6.6.6",
		"Via: spoof", "X-Original-URL: /spoof", "X-Rewrite-URL: /spoof", "X-HTTP-Method-Override: spoof", "X_HTTP_Method_Override: spoof",
		"Connection: Gatehouse-Token-Id", "Connection: gatehouse-scopes, X-Forwarded-For", "Proxy-Authorization: spoof", "TE: trailers",
	} {
		t.Run(header, func(t *testing.T) {
			raw := "GET /museum/tickets HTTP/1.1\r\nHost: a\r\n" + header + "\r\nAuthorization: Bearer " + x.w.full + "\r\n" + header[:strings.Index(header, ":")] + "2: fine\r\n\r\n"
			answer := x.send(t, raw)
			require.Equal(t, []int{200}, statuses(t, answer), "%q", answer)
			got := x.upstream()
			require.Len(t, got, 1)
			require.Equal(t, []string{x.w.token.ID}, got[0].Headers["gatehouse-token-id"])
			require.Equal(t, []string{"museum:tickets:read"}, got[0].Headers["gatehouse-scopes"])
			require.Equal(t, []string{"127.0.0.1"}, got[0].Headers["x-forwarded-for"])
			for name, values := range got[0].Headers {
				for _, value := range values {
					require.NotContains(t, value, "spoof", name)
					require.NotContains(t, value, "6.6.6.6", name)
				}
			}
		})
	}
}

func TestAMaliciousUpstreamNeverMixesAnswersUp(t *testing.T) {
	for name, raw := range map[string]string{
		"two lengths":              "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 20\r\n\r\nok",
		"length too long":          "HTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\nok",
		"bad length":               "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nok",
		"switching protocols":      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
		"junk":                     "garbage\r\n\r\n",
		"nothing":                  "",
		"endless header":           "HTTP/1.1 200 OK\r\nX: " + strings.Repeat("a", 64<<10) + "\r\n\r\n",
		"bad chunk":                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n+1\r\na\r\n0\r\n\r\n",
		"second answer behind it":  "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nsmugg",
		"answer to an older call ": "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlate",
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.api.Upstreams[Live] = Upstream{Kind: "http", URL: "http://" + rawUpstream(t, raw)}
			g := openGate(t, w, func(d *Deps) { d.UpstreamTimeout = time.Second })
			first, body := g.do(t, "GET", "/museum/tickets", w.full, nil)
			require.True(t, first.StatusCode == 502 || first.StatusCode == 504 || body == "ok", "%d %q", first.StatusCode, body)
			second, body := g.do(t, "GET", "/museum/tickets/1", w.full, nil)
			require.True(t, second.StatusCode >= 502 || body == "ok", "%d %q", second.StatusCode, body)
			require.NotContains(t, body, "smugg")
			require.NotContains(t, body, "late")
		})
	}
}

// rawUpstream answers every request on a connection with the same bytes and closes it.
func rawUpstream(t *testing.T, answer string) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	return answering(t, ln, func(conn net.Conn) {
		reader := bufio.NewReader(conn)
		for {
			request, err := http.ReadRequest(reader)
			if err != nil {
				return
			}
			_, _ = io.Copy(io.Discard, request.Body)
			if _, err := conn.Write([]byte(answer)); err != nil || !strings.Contains(answer, "smugg") && !strings.Contains(answer, "late") {
				return
			}
		}
	})
}

func TestEveryCallerGetsItsOwnAnswer(t *testing.T) {
	w := newWorld(t)
	w.api.Upstreams[Live] = Upstream{Kind: "http", URL: startUpstream(t, echo)}
	g := openGate(t, w, nil)
	var wait sync.WaitGroup
	for worker := range 16 {
		wait.Go(func() {
			conn, err := net.Dial("tcp", g.gatewayAddr)
			if err != nil {
				t.Error(err)
				return
			}
			defer conn.Close()
			reader := bufio.NewReader(conn)
			for i := range 60 {
				canary := fmt.Sprintf("canary-%d-%d-", worker, i)
				body := strings.Repeat(canary, 1+i*worker%40)
				_, _ = fmt.Fprintf(conn, "PUT /museum/notes/%s HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer %s\r\nX-Canary: %s\r\nContent-Length: %d\r\n\r\n%s", canary, w.full, canary, len(body), body)
				response, err := http.ReadResponse(reader, nil)
				if err != nil {
					t.Error(err)
					return
				}
				text, _ := io.ReadAll(response.Body)
				var got received
				if json.Unmarshal(text, &got) != nil || got.Body != body || got.URI != "/notes/"+canary || got.Headers["x-canary"][0] != canary {
					t.Errorf("%s got %s", canary, bytes.TrimSpace(text))
				}
			}
		})
	}
	wait.Wait()
}
