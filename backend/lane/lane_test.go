//go:build linux

package lane_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/valyala/fasthttp"

	"github.com/gatehouse-dev/gatehouse/backend/lane"
)

const (
	long  = time.Minute // that nothing takes on a busy machine
	plain = "GET /a HTTP/1.1\r\nHost: x\r\n\r\n"
)

// side is a server with a lane in front of it; both say in their answers which of them made it.
type side struct {
	*lane.Server
	address      string
	lane, slowly atomic.Int64
}

func open(t *testing.T, settings lane.Settings, change func(net.Listener) net.Listener) *side {
	t.Helper()
	s := &side{}
	settings.Slow = &fasthttp.Server{NoDefaultServerHeader: true, Handler: func(ctx *fasthttp.RequestCtx) {
		s.slowly.Add(1)
		fmt.Fprintf(ctx, "slow %s %s", ctx.Path(), ctx.PostBody())
	}}
	if handler := settings.Handler; handler == nil {
		settings.Handler = func(x *lane.Exchange) lane.Next {
			s.lane.Add(1)
			fmt.Fprintf(x.Ctx, "lane %s %s", x.Ctx.Path(), x.Ctx.PostBody())
			return lane.Answered
		}
	}
	for _, d := range []*time.Duration{&settings.First, &settings.Idle, &settings.Write} {
		if *d == 0 {
			*d = long
		}
	}
	settings.Logger = slog.New(slog.DiscardHandler)
	s.Server = lane.New(settings)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	s.address = ln.Addr().String()
	if change != nil {
		ln = change(ln)
	}
	done := make(chan error, 1)
	go func() { done <- s.Serve(ln) }()
	t.Cleanup(func() {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		_ = s.Shutdown(ctx)
		require.NoError(t, <-done)
	})
	return s
}

// line is a caller's connection.
type line struct {
	net.Conn
	*bufio.Reader
}

func (s *side) dial(t *testing.T) line {
	t.Helper()
	conn, err := net.Dial("tcp", s.address)
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	require.NoError(t, conn.SetDeadline(time.Now().Add(long)))
	return line{conn, bufio.NewReader(conn)}
}

func (l line) send(t *testing.T, parts ...string) {
	t.Helper()
	for _, part := range parts {
		_, err := io.WriteString(l.Conn, part)
		require.NoError(t, err)
	}
}

func (l line) answer(t *testing.T) (body string, closes bool) {
	t.Helper()
	response, err := http.ReadResponse(l.Reader, nil)
	require.NoError(t, err)
	text, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return string(text), response.Close
}

func (l line) ends(t *testing.T) {
	t.Helper()
	_, err := l.ReadByte()
	require.Error(t, err)
	require.NotErrorIs(t, err, context.DeadlineExceeded)
}

func TestPlainCallsAreAnsweredOnTheLaneAndEverythingElseByTheLibrary(t *testing.T) {
	s := open(t, lane.Settings{}, nil)
	for name, row := range map[string]struct {
		raw    []string
		want   []string
		closes bool
	}{
		"plain":              {[]string{plain}, []string{"lane /a "}, false},
		"with a body":        {[]string{"POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi"}, []string{"lane /a hi"}, false},
		"POST of nothing":    {[]string{"POST /a HTTP/1.1\r\nHost: x\r\n\r\n"}, []string{"lane /a "}, false},
		"two at once":        {[]string{plain + plain}, []string{"slow /a ", "slow /a "}, false},
		"a body in chunks":   {[]string{"POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n"}, []string{"slow /a hi"}, false},
		"an expectation":     {[]string{"POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\nhi"}, []string{"", "slow /a hi"}, false},
		"an upgrade":         {[]string{"GET /a HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n"}, []string{"slow /a "}, false},
		"the last":           {[]string{"GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"}, []string{"slow /a "}, true},
		"HTTP/1.0":           {[]string{"GET /a HTTP/1.0\r\nHost: x\r\n\r\n"}, []string{"slow /a "}, true},
		"GET with a body":    {[]string{"GET /a HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi"}, []string{"slow /a hi"}, false},
		"a large head":       {[]string{"GET /a HTTP/1.1\r\nHost: x\r\nX: " + strings.Repeat("a", 3000) + "\r\n\r\n"}, []string{"lane /a "}, false},
		"more than the loop": {[]string{"POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 40000\r\n\r\n" + strings.Repeat("a", 40000)}, []string{"slow /a " + strings.Repeat("a", 40000)}, false},
	} {
		t.Run(name, func(t *testing.T) {
			l := s.dial(t)
			for range 2 { // what the library answered leaves the connection as it was
				l.send(t, row.raw...)
				closes := false
				for _, want := range row.want {
					var body string
					body, closes = l.answer(t)
					require.Equal(t, want, body)
				}
				if closes {
					require.True(t, row.closes)
					l.ends(t)
					return
				}
				l.send(t, plain)
				body, _ := l.answer(t)
				require.Equal(t, "lane /a ", body, "the connection is on the lane again")
			}
			require.False(t, row.closes)
		})
	}
}

func TestAHeadInPartsIsWaitedForByTheLibrary(t *testing.T) {
	s := open(t, lane.Settings{}, nil)
	l := s.dial(t)
	l.send(t, "GET /a HT")
	require.Eventually(t, func() bool { return s.Visits() == 1 }, long, time.Millisecond)
	l.send(t, "TP/1.1\r\nHost: x\r\n\r\n")
	body, _ := l.answer(t)
	require.Equal(t, "slow /a ", body)
	require.Zero(t, s.lane.Load())
}

func TestTheLibraryRefusesWhatItsParserRefuses(t *testing.T) {
	s := open(t, lane.Settings{}, nil)
	for _, raw := range []string{"GET /a HTTP/1.1\r\nHost : x\r\n\r\n", "\r\n\r\n\r\n\r\n", "GET /a HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", "NONSENSE\r\n\r\n"} {
		l := s.dial(t)
		l.send(t, raw)
		_ = l.Conn.(*net.TCPConn).CloseWrite()
		_, _ = io.ReadAll(l.Reader)
	}
	require.Zero(t, s.lane.Load())
}

func TestALongAnswerReachesASlowReaderAndTheNextCallGoesOn(t *testing.T) {
	text := strings.Repeat("0123456789abcdef", 1<<19) // 8 MiB
	s := open(t, lane.Settings{Handler: func(x *lane.Exchange) lane.Next {
		x.Ctx.SetBodyString(text)
		return lane.Answered
	}}, nil)
	l := s.dial(t)
	for range 2 {
		l.send(t, plain)
		body, _ := l.answer(t)
		require.True(t, body == text, "as it was written")
	}
}

func TestWorkInAGoroutineAndStreamsEndInTheSameWay(t *testing.T) {
	s := open(t, lane.Settings{Handler: func(x *lane.Exchange) lane.Next {
		switch string(x.Ctx.Path()) {
		case "/work":
			x.Go(func() { x.Ctx.SetBodyString("worked") })
			return lane.Later
		case "/stream":
			x.Ctx.SetBodyStream(strings.NewReader("streamed"), -1)
		case "/last":
			x.Ctx.SetConnectionClose()
		case "/panic":
			panic("on the loop")
		case "/broken":
			x.Go(func() { panic("in a goroutine") })
			return lane.Later
		}
		return lane.Answered
	}}, nil)
	l := s.dial(t)
	for path, want := range map[string]string{"/work": "worked", "/stream": "streamed"} {
		l.send(t, "GET "+path+" HTTP/1.1\r\nHost: x\r\n\r\n")
		body, closes := l.answer(t)
		require.Equal(t, want, body)
		require.False(t, closes)
	}
	l.send(t, "HEAD /stream HTTP/1.1\r\nHost: x\r\n\r\n")
	response, err := http.ReadResponse(l.Reader, &http.Request{Method: http.MethodHead})
	require.NoError(t, err)
	require.Equal(t, 200, response.StatusCode)
	for _, path := range []string{"/panic", "/broken"} {
		broken := s.dial(t)
		broken.send(t, "GET "+path+" HTTP/1.1\r\nHost: x\r\n\r\n")
		broken.ends(t)
	}
	l.send(t, "GET /last HTTP/1.1\r\nHost: x\r\n\r\n")
	_, closes := l.answer(t)
	require.True(t, closes)
	l.ends(t)
}
