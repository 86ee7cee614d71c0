package enforce

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/secret"
)

// openStream is a gate in front of a net/http upstream, which is another implementation than ours.
func openStream(t *testing.T, long bool, handler http.HandlerFunc) (*world, *gate) {
	t.Helper()
	w := newWorld(t)
	server := &http.Server{Handler: handler, ReadHeaderTimeout: time.Minute}
	address := serve(t, server.Serve)
	t.Cleanup(func() { _ = server.Close() })
	w.api.Upstreams[Live] = Upstream{Kind: "http", URL: "http://" + address, LongLived: long}
	return w, openGate(t, w, nil)
}

func (g *gate) get(t *testing.T, path, token string) *http.Response {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), "GET", "http://"+g.gatewayAddr+path, nil)
	require.NoError(t, err)
	request.Header.Set("Authorization", "Bearer "+token)
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	t.Cleanup(func() { _ = response.Body.Close() })
	return response
}

func TestAnEventArrivesBeforeTheNextOneIsMade(t *testing.T) {
	next := make(chan string)
	w, g := openStream(t, true, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
		w.WriteHeader(200)
		_ = http.NewResponseController(w).Flush()
		for text := range next {
			_, _ = fmt.Fprintf(w, "data: %s\n\n", text)
			_ = http.NewResponseController(w).Flush()
		}
	})
	response := g.get(t, "/museum/hours", w.full)
	require.Equal(t, 200, response.StatusCode)
	lines := bufio.NewScanner(response.Body)
	for _, text := range []string{"one", "two"} {
		next <- text
		require.True(t, lines.Scan())
		require.Equal(t, "data: "+text, lines.Text())
		require.True(t, lines.Scan())
	}
	require.Empty(t, g.events, "the call is recorded when it is over")
	close(next)
	require.False(t, lines.Scan())
	require.NoError(t, lines.Err())
	e := g.event(t)
	require.Equal(t, 200, e.Status)
	require.EqualValues(t, len("data: one\n\ndata: two\n\n"), e.BytesOut)
}

func TestALongAnswerEndsWithItsToken(t *testing.T) {
	gone := make(chan struct{})
	w, g := openStream(t, true, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		_, _ = fmt.Fprint(w, "data: first\n\n")
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
		close(gone)
	})
	response := g.get(t, "/museum/hours", w.full)
	first := make([]byte, len("data: first\n\n"))
	_, err := io.ReadFull(response.Body, first)
	require.NoError(t, err)
	g.endRefused()
	w.token.Revoked = true
	g.Use(w.snapshot())
	g.endRefused()
	_, err = response.Body.Read(first)
	require.Error(t, err, "half an answer doesn't look like a whole one")
	<-gone
	require.Equal(t, "token_revoked", g.event(t).Code, "the log says who ended it")
	g.endRefused()
}

func TestAStoppingGateDoesNotWaitForAnswersWithoutEnd(t *testing.T) {
	w, g := openStream(t, true, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		_, _ = fmt.Fprint(w, "data: first\n\n")
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	})
	response := g.get(t, "/museum/hours", w.full)
	_, err := io.ReadFull(response.Body, make([]byte, len("data: first\n\n")))
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	require.NoError(t, g.Shutdown(ctx), "it ended before the deadline")
	require.NotEmpty(t, g.event(t).TokenID)
}

func TestLargeAnswersPassWholeAndInOrder(t *testing.T) {
	want := bytes.Repeat([]byte("0123456789abcdef"), 1<<18) // 4 MiB
	for name, chunked := range map[string]bool{"with a length": false, "of unknown length": true} {
		t.Run(name, func(t *testing.T) {
			w, g := openStream(t, false, func(w http.ResponseWriter, _ *http.Request) {
				if !chunked {
					w.Header().Set("Content-Length", fmt.Sprint(len(want)))
				}
				_, _ = w.Write(want)
			})
			for range 3 {
				response := g.get(t, "/museum/hours", w.full)
				if !chunked {
					require.EqualValues(t, len(want), response.ContentLength)
				}
				got, err := io.ReadAll(response.Body)
				require.NoError(t, err)
				require.True(t, bytes.Equal(want, got))
				require.EqualValues(t, len(want), g.event(t).BytesOut)
			}
		})
	}
}

func TestACallerWhoCannotReadChunksGetsALength(t *testing.T) {
	want := bytes.Repeat([]byte("x"), 2*bufferedMax)
	w, g := openStream(t, false, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		_, _ = w.Write(want[:10])
		_ = http.NewResponseController(w).Flush()
		_, _ = w.Write(want[10:])
	})
	conn, err := net.Dial("tcp", g.gatewayAddr)
	require.NoError(t, err)
	defer func() { _ = conn.Close() }()
	_, err = fmt.Fprintf(conn, "GET /museum/hours HTTP/1.0\r\nHost: gate\r\nAuthorization: Bearer %s\r\n\r\n", w.full)
	require.NoError(t, err)
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	require.NoError(t, err)
	require.Empty(t, response.TransferEncoding)
	require.EqualValues(t, len(want), response.ContentLength)
	got, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.True(t, bytes.Equal(want, got))
}

func TestAnAnswerEndsWhenItsNetworkIsBlocked(t *testing.T) {
	w, g := openStream(t, true, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		_, _ = fmt.Fprint(w, "data: first\n\n")
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	})
	response := g.get(t, "/museum/hours", w.full)
	_, err := io.ReadFull(response.Body, make([]byte, len("data: first\n\n")))
	require.NoError(t, err)
	g.Blocker = oneNetwork(netip.MustParsePrefix("127.0.0.0/8"))
	g.endRefused()
	require.Equal(t, "network_blocked", g.event(t).Code)
}

func TestAnAnswerThatBreaksOffNeverLooksWhole(t *testing.T) {
	for _, size := range []int{100, 2 * bufferedMax} {
		for _, length := range []string{"Content-Length: 9000000\r\n\r\n" + strings.Repeat("x", size), fmt.Sprintf("Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n", size, strings.Repeat("x", size))} {
			w := newWorld(t)
			w.api.Upstreams[Live] = Upstream{Kind: "http", URL: "http://" + serve(t, func(ln net.Listener) error {
				for {
					conn, err := ln.Accept()
					if err != nil {
						return err
					}
					_, _ = conn.Read(make([]byte, 4096))
					_, _ = conn.Write([]byte("HTTP/1.1 200 OK\r\n" + length))
					_ = conn.Close()
				}
			})}
			g := openGate(t, w, nil)
			request, err := http.NewRequestWithContext(t.Context(), "GET", "http://"+g.gatewayAddr+"/museum/hours", nil)
			require.NoError(t, err)
			request.Header.Set("Authorization", "Bearer "+w.full)
			response, err := http.DefaultClient.Do(request)
			require.NoError(t, err)
			_, err = io.ReadAll(response.Body)
			_ = response.Body.Close()
			if response.StatusCode == 200 {
				require.Error(t, err)
			} else {
				require.Equal(t, 502, response.StatusCode)
			}
			require.Equal(t, "upstream_unreachable", g.event(t).Code)
		}
	}
}

// socket opens a WebSocket by hand and returns what the server said first.
func (g *gate) socket(t *testing.T, token, extra string) (net.Conn, *bufio.Reader, *http.Response) {
	t.Helper()
	conn, err := net.Dial("tcp", g.gatewayAddr)
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	require.NoError(t, conn.SetDeadline(time.Now().Add(time.Minute)))
	_, err = fmt.Fprintf(conn, "GET /museum/hours HTTP/1.1\r\nHost: gate\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"+
		"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n%sAuthorization: Bearer %s\r\n\r\n", extra, token)
	require.NoError(t, err)
	reader := bufio.NewReader(conn)
	response, err := http.ReadResponse(reader, nil)
	require.NoError(t, err)
	return conn, reader, response
}

// echoSocket agrees to a handshake and sends back what it gets, but reads as bytes: frames are the ends' own business.
func echoSocket(accept string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Upgrade") == "" {
			w.WriteHeader(http.StatusUpgradeRequired)
			return
		}
		conn, buffered, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return
		}
		defer func() { _ = conn.Close() }()
		_, _ = fmt.Fprintf(buffered, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: %s\r\nX-Token: %s\r\n\r\n",
			accept, r.Header.Get("Gatehouse-Token-Id")+r.Header.Get("Authorization"))
		_ = buffered.Flush()
		_, _ = io.Copy(conn, buffered)
	}
}

const sampleAccept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" // RFC 6455 section 1.3

func TestAHandshakeThatIsNoneIsRefusedBeforeTheUpstream(t *testing.T) {
	reached := false
	w, g := openStream(t, true, func(http.ResponseWriter, *http.Request) { reached = true })
	const version, key = "Sec-WebSocket-Version: 13\r\n", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
	for lines, want := range map[string]string{
		key: "websocket_version", version + version + key: "websocket_version", "Sec-WebSocket-Version: 8\r\n" + key: "websocket_version",
		"Sec-WebSocket-Version: 13, 8\r\n" + key: "websocket_version",
		version:                                  "websocket_malformed", version + key + key: "websocket_malformed", version + "Sec-WebSocket-Key: abc\r\n": "websocket_malformed",
	} {
		conn, err := net.Dial("tcp", g.gatewayAddr)
		require.NoError(t, err)
		require.NoError(t, conn.SetDeadline(time.Now().Add(time.Minute)))
		_, err = fmt.Fprintf(conn, "GET /museum/hours HTTP/1.1\r\nHost: gate\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n%sAuthorization: Bearer %s\r\n\r\n", lines, w.full)
		require.NoError(t, err)
		response, err := http.ReadResponse(bufio.NewReader(conn), nil)
		require.NoError(t, err)
		require.Equal(t, want, g.event(t).Code, lines)
		if want == "websocket_version" {
			require.Equal(t, 426, response.StatusCode)
			require.Equal(t, "13", response.Header.Get("Sec-Websocket-Version"))
		} else {
			require.Equal(t, 400, response.StatusCode)
		}
		require.NoError(t, response.Body.Close())
		require.NoError(t, conn.Close())
	}
	require.False(t, reached)
}

func TestAWebSocketIsTunnelledUntilItsTokenEnds(t *testing.T) {
	w, g := openStream(t, true, echoSocket(sampleAccept))
	conn, reader, response := g.socket(t, w.full, "")
	require.Equal(t, 101, response.StatusCode)
	require.Equal(t, sampleAccept, response.Header.Get("Sec-Websocket-Accept"))
	require.Equal(t, w.token.ID, response.Header.Get("X-Token"), "the upstream learns who calls and never the secret")
	frame := append([]byte{0x81, 0x85, 1, 2, 3, 4}, "hello"...)
	for range 3 {
		_, err := conn.Write(frame)
		require.NoError(t, err)
		back := make([]byte, len(frame))
		_, err = io.ReadFull(reader, back)
		require.NoError(t, err)
		require.Equal(t, frame, back)
	}
	g.endRefused()
	w.token.Revoked = true
	g.Use(w.snapshot())
	g.endRefused()
	_, err := reader.ReadByte()
	require.Error(t, err)
	e := g.event(t)
	require.Equal(t, 101, e.Status)
	require.Equal(t, "token_revoked", e.Code)
	require.EqualValues(t, 3*len(frame), e.BytesIn)
	require.EqualValues(t, 3*len(frame), e.BytesOut)
}

func TestWebSocketsNeedAnUpstreamThatIsKnownForThem(t *testing.T) {
	w, g := openStream(t, false, echoSocket(sampleAccept))
	_, _, response := g.socket(t, w.full, "")
	require.Equal(t, http.StatusUpgradeRequired, response.StatusCode, "without the setting it is a plain call")

	w, g = openStream(t, true, echoSocket(""))
	_, _, response = g.socket(t, w.full, "")
	require.Equal(t, 502, response.StatusCode, "the upstream speaks another protocol")

	w, g = openStream(t, true, func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "not today", http.StatusTeapot) })
	_, _, response = g.socket(t, w.full, "")
	require.Equal(t, http.StatusTeapot, response.StatusCode)
	said, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.Equal(t, "not today\n", string(said))

	for range endlessPerApp {
		require.True(t, g.lives.add(&live{app: "app_1", endless: true, end: func(Code) {}}))
	}
	_, _, response = g.socket(t, w.full, "")
	require.Equal(t, http.StatusTeapot, response.StatusCode, "a refusal holds nothing open")
	w, g = openStream(t, true, echoSocket(sampleAccept))
	for range endlessPerApp {
		require.True(t, g.lives.add(&live{app: "app_1", endless: true, end: func(Code) {}}))
	}
	_, _, response = g.socket(t, w.full, "")
	require.Equal(t, 503, response.StatusCode, "an app can't hold everything")
	g.endAll()
	require.Empty(t, g.lives.byApp)
	require.False(t, g.lives.add(&live{app: "app_1", endless: true}), "the gate is about to stop")

	stranger, err := secret.Renew("gth", secret.Live, w.token.ID[4:], fixedRandom{9})
	require.NoError(t, err)
	_, _, response = g.socket(t, stranger.Full, "")
	require.Equal(t, 401, response.StatusCode)
}

func TestAChunkedCallEndsItsConnectionHoweverLongTheAnswerIs(t *testing.T) {
	for _, size := range []int{10, 4 * bufferedMax} {
		w, g := openStream(t, false, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(make([]byte, size)) })
		conn, err := net.Dial("tcp", g.gatewayAddr)
		require.NoError(t, err)
		require.NoError(t, conn.SetDeadline(time.Now().Add(time.Minute)))
		_, err = fmt.Fprintf(conn, "PUT /museum/notes/1 HTTP/1.1\r\nHost: gate\r\nAuthorization: Bearer %s\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n", w.full)
		require.NoError(t, err)
		response, err := http.ReadResponse(bufio.NewReader(conn), nil)
		require.NoError(t, err)
		require.Equal(t, 200, response.StatusCode)
		require.True(t, response.Close, size)
		_ = conn.Close()
	}
}

func TestALongLivedUpstreamsPartsArriveWhateverTheyAre(t *testing.T) {
	next := make(chan struct{})
	w, g := openStream(t, true, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		_, _ = fmt.Fprintln(w, "first")
		_ = http.NewResponseController(w).Flush()
		<-next
	})
	defer close(next)
	lines := bufio.NewScanner(g.get(t, "/museum/hours", w.full).Body)
	require.True(t, lines.Scan())
	require.Equal(t, "first", lines.Text())
}

func TestFramesAreBoundedHoweverTheyArrive(t *testing.T) {
	small := append([]byte{0x82, 0x7e, 0x01, 0x00}, make([]byte, 256)...)
	small = append(small, append([]byte{0x82, 0xfe, 0x00, 0x03, 9, 9, 9, 9}, 1, 2, 3)...)
	exact := append([]byte{0x82, 0x7f, 0, 0, 0, 0, 0, 0x10, 0, 0}, make([]byte, tunnelFrameMax)...)
	large := []byte{0x82, 0x7f, 0, 0, 0, 0, 0, 0x10, 0, 1}
	huge := []byte{0x82, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4}
	for _, step := range []int{1, 3, 7, 4096} {
		for name, c := range map[string]struct {
			bytes []byte
			ok    bool
		}{"small": {small, true}, "exact": {append(exact, small...), true}, "large": {append(bytes.Clone(small), large...), false}, "huge": {huge, false}} {
			var meter frameMeter
			ok := true
			for at := 0; at < len(c.bytes) && ok; at += step {
				ok = meter.pass(c.bytes[at:min(at+step, len(c.bytes))])
			}
			require.Equal(t, c.ok, ok, "%s by %d", name, step)
		}
	}
}
