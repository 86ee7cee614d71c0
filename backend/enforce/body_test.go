package enforce

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/catalog"
)

// sink is an upstream that counts what bodies bring and answers how much it was, and what their heads say of their length.
type sink struct {
	url          string
	begun, whole atomic.Int64 // requests
	bytes        atomic.Int64
}

func openSink(t *testing.T) *sink {
	t.Helper()
	s := &sink{}
	s.url, _ = raw(t, func(conn net.Conn) {
		reader := bufio.NewReader(conn)
		for {
			request, err := http.ReadRequest(reader)
			if err != nil {
				return
			}
			s.begun.Add(1)
			n, err := io.Copy(countTo{&s.bytes}, request.Body)
			if err != nil {
				return
			}
			s.whole.Add(1)
			text := fmt.Sprint(n, " ", request.ContentLength)
			_, _ = fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(text), text)
		}
	})
	return s
}

type countTo struct{ n *atomic.Int64 }

func (c countTo) Write(p []byte) (int, error) { c.n.Add(int64(len(p))); return len(p), nil }

// openBodies is a gateway whose API takes bodies of so many bytes.
func openBodies(t *testing.T, most int, change func(*Deps)) (*gate, *world, *sink) {
	t.Helper()
	s := openSink(t)
	g, w := openUpstream(t, catalog.Upstream{URL: s.url, BodyBytesMax: most}, change)
	return g, w, s
}

// talker is a connection to the gateway.
type talker struct {
	net.Conn
	reader *bufio.Reader
}

func (g *gate) talk(t *testing.T) *talker {
	t.Helper()
	conn, err := net.Dial("tcp", g.gatewayAddr)
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	require.NoError(t, conn.SetDeadline(time.Now().Add(3*time.Minute)))
	return &talker{conn, bufio.NewReader(conn)}
}

func (c *talker) say(t *testing.T, format string, arguments ...any) {
	t.Helper()
	_, err := fmt.Fprintf(c, format, arguments...)
	require.NoError(t, err)
}

// answer reads one, interim ones too.
func (c *talker) answer(t *testing.T) (status int, body string) {
	t.Helper()
	response, err := http.ReadResponse(c.reader, nil)
	require.NoError(t, err)
	text, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return response.StatusCode, string(text)
}

// over says that the gateway ended the connection.
func (c *talker) over(t *testing.T) {
	t.Helper()
	_, err := c.reader.ReadByte()
	require.Error(t, err)
	var network net.Error
	require.False(t, errors.As(err, &network) && network.Timeout(), "the connection is still open")
}

// pour sends zeros, plain or in chunks of 64 KiB and an end.
func (c *talker) pour(n int, chunked bool) error {
	piece := make([]byte, 64<<10)
	for n > 0 {
		part := piece[:min(n, len(piece))]
		n -= len(part)
		if chunked {
			if _, err := fmt.Fprintf(c, "%x\r\n", len(part)); err != nil {
				return err
			}
		}
		if _, err := c.Write(part); err != nil {
			return err
		}
		if chunked {
			if _, err := io.WriteString(c, "\r\n"); err != nil {
				return err
			}
		}
	}
	if chunked {
		_, err := io.WriteString(c, "0\r\n\r\n")
		return err
	}
	return nil
}

const putHead = "PUT /museum/notes/1 HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer %s\r\n"

func TestBodiesUpToTheirBoundPassAndOneByteMoreIsA413(t *testing.T) {
	const most = 32 << 20
	g, w, upstream := openBodies(t, most, patient)
	for name, row := range map[string]struct {
		length  int
		chunked bool
		status  int
		seen    string
	}{
		"whole":                {1 << 20, false, 200, "1048576 1048576"},
		"whole in chunks":      {1 << 20, true, 200, "1048576 1048576"},
		"passing":              {1<<20 + 1, false, 200, "1048577 1048577"},
		"passing in chunks":    {1<<20 + 1, true, 200, "1048577 -1"},
		"largest":              {most, false, 200, "33554432 33554432"},
		"largest in chunks":    {most, true, 200, "33554432 -1"},
		"one more":             {most + 1, false, 413, "body_too_large"},
		"one more in chunks":   {most + 1, true, 413, "body_too_large"},
		"twice that in chunks": {2 * most, true, 413, "body_too_large"},
	} {
		t.Run(name, func(t *testing.T) {
			whole := upstream.whole.Load()
			c := g.talk(t)
			if row.chunked {
				c.say(t, putHead+"Transfer-Encoding: chunked\r\n\r\n", w.full)
			} else {
				c.say(t, putHead+"Content-Length: %d\r\n\r\n", w.full, row.length)
			}
			require.NoError(t, c.pour(row.length, row.chunked))
			status, body := c.answer(t)
			require.Equal(t, row.status, status, body)
			require.Contains(t, body, row.seen)
			e := g.event(t)
			require.Equal(t, row.status, e.Status)
			if row.status == 200 {
				require.Equal(t, int64(row.length), e.BytesIn)
			} else {
				require.Equal(t, whole, upstream.whole.Load(), "the upstream never sees an end of it")
			}
		})
	}
}

// impatient gives a body a short time.
func impatient(d *Deps) { d.BodyTimeout = 1500 * time.Millisecond }

// patient takes a body that a busy machine sends slowly.
func patient(d *Deps) { d.BodyTimeout = 3 * time.Minute }

func TestLargeBodiesTakeNoMemory(t *testing.T) {
	g, w, upstream := openBodies(t, 32<<20, patient)
	runtime.GC()
	var before, during runtime.MemStats
	runtime.ReadMemStats(&before)
	const callers, each = 4, 16 << 20
	open := make([]*talker, callers)
	for i := range open {
		open[i] = g.talk(t)
		open[i].say(t, putHead+"Content-Length: %d\r\n\r\n", w.full, each)
		require.NoError(t, open[i].pour(each-1, false))
	}
	require.Eventually(t, func() bool { return upstream.bytes.Load() > callers*(each-1<<20) }, 2*time.Minute, 10*time.Millisecond)
	runtime.GC()
	runtime.ReadMemStats(&during)
	require.Less(t, int64(during.HeapInuse)-int64(before.HeapInuse), int64(8<<20), "%d bodies of 16 MiB are open", callers)
	for _, c := range open {
		c.say(t, "x")
		status, body := c.answer(t)
		require.Equal(t, 200, status, body)
	}
}

func TestABodyIsNotWaitedForWhereTheHeadSaysNo(t *testing.T) {
	g, w, upstream := openBodies(t, 8<<20, nil)
	for name, row := range map[string]struct {
		token  string
		length int
		status int
	}{
		"stranger":        {"nonsense", 100, 401},
		"stranger, large": {"nonsense", 1 << 30, 401},
		"too large":       {w.full, 8<<20 + 1, 413},
	} {
		t.Run(name, func(t *testing.T) {
			c := g.talk(t)
			c.say(t, putHead+"Expect: 100-continue\r\nContent-Length: %d\r\n\r\n", row.token, row.length)
			status, body := c.answer(t)
			require.Equal(t, row.status, status, body)
			require.Equal(t, row.status, g.event(t).Status)
			c.over(t)
			c = g.talk(t)
			c.say(t, putHead+"Content-Length: %d\r\n\r\nx", row.token, row.length)
			status, body = c.answer(t)
			require.Equal(t, row.status, status, body)
			require.Equal(t, row.status, g.event(t).Status)
		})
	}
	require.Zero(t, upstream.begun.Load())
}

func TestWhoeverWaitsToBeToldToGoOnIsToldWhenTheCallIsAllowed(t *testing.T) {
	g, w, _ := openBodies(t, 8<<20, patient)
	for _, length := range []int{1, 1 << 20, 5 << 20} {
		c := g.talk(t)
		c.say(t, putHead+"Expect: 100-continue\r\nContent-Length: %d\r\n\r\n", w.full, length)
		status, _ := c.answer(t)
		require.Equal(t, 100, status)
		require.NoError(t, c.pour(length, false))
		status, body := c.answer(t)
		require.Equal(t, 200, status, body)
		require.Equal(t, fmt.Sprint(length, " ", length), body)
		require.Equal(t, int64(length), g.event(t).BytesIn, "one event for one call")
	}
	g, w, _ = openBodies(t, 8<<20, impatient)
	c := g.talk(t)
	c.say(t, putHead+"Expect: 100-continue\r\nContent-Length: 10\r\n\r\n", w.full)
	status, _ := c.answer(t)
	require.Equal(t, 100, status)
	status, body := c.answer(t) // it says nothing
	require.Equal(t, 408, status, body)
	require.Equal(t, "request_timeout", g.event(t).Code)
}

func TestBodiesThatComeTooSlowlyAreNoWholeRequests(t *testing.T) {
	unwhole(t, impatient, map[string]unwholeBody{
		"long":   {"Content-Length: 4000000\r\n\r\n", strings.Repeat("x", 3<<20), false, "request_timeout"},
		"short":  {"Content-Length: 4000\r\n\r\n", "x", false, "request_timeout"},
		"chunks": {"Transfer-Encoding: chunked\r\n\r\n", "200000\r\n" + strings.Repeat("x", 2<<20) + "\r\n", false, "request_timeout"},
	})
}

func TestBodiesThatEndTooSoonOrWronglyAreNoWholeRequests(t *testing.T) {
	const chunks, trailer = "Transfer-Encoding: chunked\r\n\r\n", "0\r\nGatehouse-Token-Id: tok_other\r\n\r\n"
	long := "200000\r\n" + strings.Repeat("x", 2<<20) + "\r\n"
	unwhole(t, patient, map[string]unwholeBody{
		"gone":             {"Content-Length: 4000000\r\n\r\n", strings.Repeat("x", 3<<20), true, "framing_invalid"},
		"gone in chunks":   {chunks, long, true, "framing_invalid"},
		"broken chunk":     {chunks, long + "nonsense\r\n", false, "framing_invalid"},
		"trailer":          {chunks, long + trailer, false, "framing_invalid"},
		"trailer, short":   {chunks, "1\r\nx\r\n" + trailer, false, "framing_invalid"},
		"broken and short": {chunks, "1\r\nxnonsense", false, "framing_invalid"},
	})
}

type unwholeBody struct {
	head, body string
	leave      bool // the caller closes its connection
	code       string
}

func unwhole(t *testing.T, change func(*Deps), rows map[string]unwholeBody) {
	t.Helper()
	g, w, upstream := openBodies(t, 8<<20, change)
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			c := g.talk(t)
			_, _ = fmt.Fprintf(c, putHead+"%s%s", w.full, row.head, row.body)
			if row.leave {
				require.NoError(t, c.Close())
			} else {
				_, body := c.answer(t)
				code, _ := problemCode(t, body)
				require.Equal(t, row.code, code)
				c.over(t)
			}
			require.Equal(t, row.code, g.event(t).Code)
		})
	}
	require.Zero(t, upstream.whole.Load())
	require.Equal(t, "healthy", g.healthOf(&w.api.Upstreams[Live]).State, "it is not the upstream's fault")
}

func TestTheNextCallOnAConnectionIsReadWhereARefusedBodyEnds(t *testing.T) {
	g, w, upstream := openBodies(t, 4<<20, nil)
	const smuggled = "PUT /museum/notes/2 HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"
	for name, length := range map[string]int{"short": 100, "long": 3 << 20} {
		t.Run(name, func(t *testing.T) {
			before := upstream.begun.Load()
			c := g.talk(t)
			body := strings.Repeat(smuggled, length/len(smuggled)+1)
			c.say(t, putHead+"Content-Length: %d\r\n\r\n%s", "nonsense", len(body), body)
			c.say(t, putHead+"Content-Length: 5\r\n\r\nhello", w.full)
			status, _ := c.answer(t)
			require.Equal(t, 401, status)
			status, text := c.answer(t)
			require.Equal(t, 200, status)
			require.Equal(t, "5 5", text)
			require.Equal(t, before+1, upstream.begun.Load())
		})
	}
	c := g.talk(t)
	c.say(t, putHead+"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n%s", "nonsense", smuggled)
	status, _ := c.answer(t)
	require.Equal(t, 401, status)
	c.over(t)
}

func TestAnUpstreamMayAnswerBeforeItTookTheWholeBody(t *testing.T) {
	address, count := raw(t, func(conn net.Conn) {
		_, _ = http.ReadRequest(bufio.NewReader(conn))
		_, _ = io.WriteString(conn, "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno")
		_ = conn.(*net.TCPConn).CloseWrite()
		silent(conn, time.Second)
		_ = conn.(*net.TCPConn).SetLinger(0)
	})
	g, w := openUpstream(t, catalog.Upstream{URL: address, BodyBytesMax: 32 << 20}, nil)
	c := g.talk(t)
	c.say(t, putHead+"Content-Length: %d\r\n\r\n", w.full, 32<<20)
	require.NoError(t, c.pour(32<<20, false))
	status, body := c.answer(t)
	require.Contains(t, []int{403, 502}, status, body) // a reset may have come first
	require.Equal(t, int32(1), count.Load(), "nothing is sent twice")
}
