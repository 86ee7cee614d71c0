package enforce

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/secret"
)

// drip writes one byte after the other until the other end has had enough, and answers how long that took and what it
// said.
func drip(t *testing.T, address, first, rest string) (time.Duration, string) {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	require.NoError(t, err)
	defer conn.Close()
	require.NoError(t, conn.SetDeadline(time.Now().Add(time.Minute)))
	_, err = io.WriteString(conn, first)
	require.NoError(t, err)
	started := time.Now()
	said := make(chan string, 1)
	go func() {
		answer, _ := io.ReadAll(conn)
		said <- string(answer)
	}()
	pace := time.NewTicker(10 * time.Millisecond)
	defer pace.Stop()
	for i := 0; ; i++ {
		select {
		case answer := <-said:
			return time.Since(started), answer
		case <-pace.C:
			_, _ = io.WriteString(conn, rest[i%len(rest):i%len(rest)+1])
		}
	}
}

func TestSlowCallersAreCutOffAtTheirDeadlines(t *testing.T) {
	const header, body, slack = 500 * time.Millisecond, 1500 * time.Millisecond, 15 * time.Second // the machine may be busy
	x := openWireWith(t, func(d *Deps) { d.HeaderTimeout, d.BodyTimeout = header, body })
	whole := strings.ReplaceAll(getLine, "TOKEN", x.w.full) + "\r\n"
	for name, row := range map[string]struct {
		first, rest string
		least, most time.Duration
		arrived     int
	}{
		"headers":                    {"GET /museum/hours HTTP/1.1\r\nHost: a\r\n", "X-A: b\r\n", header / 2, body, 0},
		"request line":               {"G", "E", header / 2, body, 0},
		"headers of the second call": {whole + "GET /museum/hours HTTP/1.1\r\n", "X-A: b\r\n", header / 2, body, 1},
		"body":                       {strings.ReplaceAll(putLine, "TOKEN", x.w.full) + "Content-Length: 1000000\r\n\r\n", "a", body / 2, 3 * body, 0},
		"chunks":                     {strings.ReplaceAll(chunked, "TOKEN", x.w.full), "1\r\na\r\n", body / 2, 3 * body, 0},
		"body of a GET":              {strings.ReplaceAll(getLine, "TOKEN", x.w.full) + "Content-Length: 1000000\r\n\r\n", "a", header / 2, 3 * body, 0},
	} {
		t.Run(name, func(t *testing.T) {
			x.mu.Lock()
			x.at = nil
			x.mu.Unlock()
			took, answer := drip(t, x.gatewayAddr, row.first, row.rest)
			require.Greater(t, took, row.least, answer)
			require.Less(t, took, row.most+slack, answer)
			require.Len(t, x.upstream(), row.arrived)
		})
	}
}

func TestOneOverEachLimitIsRefusedAndTheLimitItselfIsNot(t *testing.T) {
	x := openWireWith(t, func(d *Deps) { d.BodyBytesMax = 1000 })
	get := "GET /museum/tickets/%s HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + x.w.full + "\r\n%s\r\n"
	put := strings.ReplaceAll(putLine, "TOKEN", x.w.full)
	room := pathBytesMax - len("/museum/tickets/")
	for name, row := range map[string]struct {
		raw  string
		want int
	}{
		"target":              {fmt.Sprintf(get, strings.Repeat("a", room), ""), 200},
		"target and one":      {fmt.Sprintf(get, strings.Repeat("a", room+1), ""), 431},
		"query":               {fmt.Sprintf(get, "1?"+strings.Repeat("a", room-2), ""), 200},
		"query and one":       {fmt.Sprintf(get, "1?"+strings.Repeat("a", room-1), ""), 431},
		"headers":             {fmt.Sprintf(get, "1", strings.Repeat("X: y\r\n", headersMax-2)), 200},
		"headers and one":     {fmt.Sprintf(get, "1", strings.Repeat("X: y\r\n", headersMax-1)), 431},
		"header block over":   {fmt.Sprintf(get, "1", "X: "+strings.Repeat("y", headerBytesMax)+"\r\n"), 431},
		"header block half":   {fmt.Sprintf(get, "1", "X: "+strings.Repeat("y", headerBytesMax/2)+"\r\n"), 200},
		"segments":            {fmt.Sprintf(get, strings.Repeat("a/", pathSegmentsMax)+"a", ""), 400},
		"body":                {put + "Content-Length: 1000\r\n\r\n" + strings.Repeat("a", 1000), 200},
		"body and one":        {put + "Content-Length: 1001\r\n\r\n" + strings.Repeat("a", 1001), 413},
		"chunked body":        {put + "Transfer-Encoding: chunked\r\n\r\n3e8\r\n" + strings.Repeat("a", 1000) + "\r\n0\r\n\r\n", 200},
		"chunked body, one":   {put + "Transfer-Encoding: chunked\r\n\r\n3e9\r\n" + strings.Repeat("a", 1001) + "\r\n0\r\n\r\n", 413},
		"many small chunks":   {put + "Transfer-Encoding: chunked\r\n\r\n" + strings.Repeat("1\r\na\r\n", 1001) + "0\r\n\r\n", 413},
		"length beyond limit": {put + "Content-Length: 999999999999\r\n\r\na", 413},
	} {
		t.Run(name, func(t *testing.T) {
			answer := x.send(t, row.raw)
			require.Equal(t, []int{row.want}, statuses(t, answer), "%.300q", answer)
			require.Len(t, x.upstream(), map[bool]int{true: 1, false: 0}[row.want == 200])
		})
	}
}

func TestAFloodOfBadTokensCostsNoLookIntoTheDatabase(t *testing.T) {
	var asked atomic.Int64
	w := newWorld(t)
	g := openGate(t, w, func(d *Deps) {
		d.Verifier = func(context.Context, string) bool { asked.Add(1); return false }
	})
	stranger, err := secret.Generate("gth", secret.Operator, rand.Reader)
	require.NoError(t, err)
	for i := range runs(200, 50_000) {
		bad := stranger.Full[:len(stranger.Full)-6] + fmt.Sprintf("%06d", i) // the checksum is wrong
		response, _ := g.verify(t, "/v1/verify", bad, VerifyRequest{})
		require.Equal(t, http.StatusUnauthorized, response.StatusCode)
		response, _ = g.do(t, "GET", "/museum/tickets", w.full[:len(w.full)-6]+fmt.Sprintf("%06d", i), nil)
		require.Equal(t, http.StatusUnauthorized, response.StatusCode)
	}
	require.Zero(t, asked.Load())
	started := time.Now()
	for range runs(200, 20_000) {
		response, _ := g.verify(t, "/v1/verify", stranger.Full, VerifyRequest{})
		require.Equal(t, http.StatusUnauthorized, response.StatusCode)
	}
	require.LessOrEqual(t, asked.Load(), 1+int64(time.Since(started)/verifierDoubt), "one well-formed stranger is asked about once a second")
}
