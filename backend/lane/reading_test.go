//go:build linux

package lane_test

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"net"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/valyala/fasthttp"

	"github.com/gatehouse-dev/gatehouse/backend/lane"
)

var varying = regexp.MustCompile(`Date: [^\r]*\r\n`)

// Whatever comes in one piece is answered to the byte as the library alone does, whoever answers it.
func TestTheLaneReadsAsTheLibraryDoes(t *testing.T) {
	tell := func(ctx *fasthttp.RequestCtx) {
		fmt.Fprintf(ctx, "%s|%s|%s|%s|%d|%q|%q", ctx.Method(), ctx.RequestURI(), ctx.Request.Header.Host(), ctx.Path(), ctx.Request.Header.ContentLength(), ctx.PostBody(), ctx.Request.Header.RawHeaders())
		if code := ctx.QueryArgs().GetUintOrZero("code"); code > 0 {
			ctx.SetStatusCode(code)
		}
	}
	alone, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	quiet := slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	library := &fasthttp.Server{NoDefaultServerHeader: true, Handler: tell, Logger: quiet}
	go func() { _ = library.Serve(alone) }()
	t.Cleanup(func() { _ = alone.Close() })
	var read atomic.Int64
	front, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	s := lane.New(lane.Settings{
		Slow:   &fasthttp.Server{NoDefaultServerHeader: true, Handler: tell, Logger: quiet},
		Logger: slog.New(slog.DiscardHandler), First: long, Idle: long, Write: long,
		Handler: func(x *lane.Exchange) lane.Next {
			read.Add(1)
			tell(x.Ctx)
			return lane.Answered
		},
	})
	go func() { _ = s.Serve(front) }()
	t.Cleanup(func() { _ = front.Close() })
	answer := func(address, raw string) string {
		conn, err := net.Dial("tcp", address)
		require.NoError(t, err)
		defer func() { _ = conn.Close() }()
		require.NoError(t, conn.SetDeadline(time.Now().Add(long)))
		_, err = io.WriteString(conn, raw)
		require.NoError(t, err)
		require.NoError(t, conn.(*net.TCPConn).CloseWrite())
		got, _ := io.ReadAll(conn)
		return string(varying.ReplaceAll(got, nil))
	}
	all := readings()
	for _, raw := range all {
		require.Equal(t, answer(alone.Addr().String(), raw), answer(front.Addr().String(), raw), "%q", raw)
	}
	require.Positive(t, s.Visits())
	require.Greater(t, read.Load(), int64(50), "on the lane")
}

// readings are requests with every pair of oddities.
func readings() (all []string) {
	lines := []string{"GET /a HTTP/1.1", "POST /a HTTP/1.1", "HEAD /a HTTP/1.1", "PUT /a?code=204 HTTP/1.1", "GET /a?code=304 HTTP/1.1", "OPTIONS * HTTP/1.1", "CONNECT x:1 HTTP/1.1", "GET http://y/b HTTP/1.1",
		"GET //a/../b?x#y HTTP/1.1", "GET /a HTTP/1.0", "GET /a", "GET  /a HTTP/1.1", "get /a HTTP/1.1", "BREW /a HTTP/1.1", "GET /a HTTP/1.2", "GET /%zz HTTP/1.1", "GET http://[::1/ HTTP/1.1"}
	fields := []string{"", "Content-Length: 0", "Content-Length: 2", "Content-Length: 3", "Content-Length: +2", "Content-Length: 2, 2", "content-length: 2\r\nContent-Length: 2", "Content-Length : 2", "Content-Length:",
		"Transfer-Encoding: chunked", "Transfer-Encoding: identity", "Transfer-Encoding:", "Transfer-Encoding: gzip, chunked", "Transfer-Encoding: chunked\r\nContent-Length: 2", "Connection: close", "Connection: keep-alive, close",
		"Connection: Keep-Alive", "Expect: 100-continue", "Expect: tea", "Upgrade: x", "Trailer: X", "X: a\r\n b", "X: a\n", "X: a\r", "X\x00: a", ": a", "X: \x01", "Host: z", "X: a\nY: b\n\nGET /s HTTP/1.1"}
	bodies := []string{"", "hi", "\r\n", "2\r\nhi\r\n0\r\n\r\n", "GET /s HTTP/1.1\r\nHost: x\r\n\r\n", "hiGET /s HTTP/1.1\r\nHost: x\r\n\r\n"}
	for _, line := range lines {
		for _, field := range fields {
			for _, body := range bodies {
				var b bytes.Buffer
				b.WriteString(line + "\r\nHost: x\r\n")
				if field != "" {
					b.WriteString(field + "\r\n")
				}
				b.WriteString("\r\n" + body)
				all = append(all, b.String())
			}
		}
	}
	return append(all, "\r\n"+all[0], "\n"+all[0], " "+all[0], all[0]+all[0]+all[0], strings.ReplaceAll(all[0], "\r\n", "\n"), "GET /a HTTP/1.1\r\n\r\n", "GET /a HTTP/1.1\r\nHost:\r\n\r\n")
}
