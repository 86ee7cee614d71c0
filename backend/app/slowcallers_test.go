package app_test

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// residentMax is what the server may hold in memory while thousands hold it up (F-NET-01). The ordinary run builds in the race
// detector, whose shadow makes a server that does nothing fill most of that.
func residentMax() int64 {
	if inFull() {
		return 256 << 20
	}
	return 512 << 20
}

// callers opens connections from addresses of their own, so that none holds too many, and writes the same first words to
// each.
func callers(t *testing.T, gateway string, n int, words string) []net.Conn {
	t.Helper()
	conns := make([]net.Conn, 0, n)
	t.Cleanup(func() {
		for _, conn := range conns {
			_ = conn.Close()
		}
	})
	address := strings.TrimPrefix(gateway, "http://")
	for i := range n {
		dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 1, byte(i/200), byte(1+i%200))}, Timeout: 30 * time.Second}
		conn, err := dialer.Dial("tcp", address)
		require.NoError(t, err)
		if tcp, ok := conn.(*net.TCPConn); ok {
			require.NoError(t, tcp.SetReadBuffer(4<<10)) // what isn't read stays with the server
		}
		conns = append(conns, conn)
		_, err = io.WriteString(conn, words)
		require.NoError(t, err)
	}
	return conns
}

// files answers how many of wanted connections this process may hold, with some room for the rest.
func files(t *testing.T, wanted int) int {
	t.Helper()
	var limit syscall.Rlimit
	require.NoError(t, syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit))
	return min(wanted, int(min(limit.Cur, 1<<20))-500) //nolint:gosec // bounded
}

// sockets counts the open connections of the server.
func (g *gated) sockets(t *testing.T) int {
	t.Helper()
	dir := fmt.Sprintf("/proc/%d/fd", g.command.Process.Pid)
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	n := 0
	for _, e := range entries {
		if to, err := os.Readlink(dir + "/" + e.Name()); err == nil && strings.HasPrefix(to, "socket:") {
			n++
		}
	}
	return n
}

// resident is how many bytes of memory the server holds.
func (g *gated) resident(t *testing.T) int64 {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", g.command.Process.Pid))
	require.NoError(t, err)
	_, rest, found := strings.Cut(string(text), "VmRSS:")
	require.True(t, found)
	kb, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
	require.NoError(t, err)
	return kb << 10
}

// goodTraffic calls at a steady pace until it is told to end, and answers how long calls took, sorted, and how many
// failed.
func (g *gated) goodTraffic(token string, end <-chan struct{}) (took []time.Duration, failed int) {
	pace := time.NewTicker(10 * time.Millisecond)
	defer pace.Stop()
	for {
		select {
		case <-end:
			slices.Sort(took)
			return took, failed
		case <-pace.C:
			began := time.Now()
			if g.call(token) != http.StatusOK {
				failed++
			}
			took = append(took, time.Since(began))
		}
	}
}

// slow is a way of holding up a server.
type slow struct {
	name, first string
	each        string        // what is written to each connection every second; empty = nothing
	within      time.Duration // when the last of them must be gone
	everyday    bool          // is cheap enough for the ordinary run
}

// TestThousandsOfSlowCallersAreSentAwayAndHoldUpNobody is F-NET-01. The ordinary run takes some hundred callers and the
// kind that is over soon, the full one ten thousand of each kind.
func TestThousandsOfSlowCallersAreSentAwayAndHoldUpNobody(t *testing.T) {
	large := bytes.Repeat([]byte("crossing "), 120_000)
	upstream := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Large") != "" {
			_, _ = w.Write(large)
		}
	}))
	t.Cleanup(upstream.Close)
	v := prepare(t)
	v.args = append(v.args, "--upstream-allow", "127.0.0.0/8")
	g := startGated(t, v, 0)
	g.must(t, 200, "PUT", "/apis/ferries/upstreams", map[string]any{"sandbox": map[string]any{"kind": "http", "url": upstream.URL}})
	other := g.must(t, 201, "POST", "/apps", map[string]any{"name": "Harbour", "purpose": "Calls while others hold up the server."})
	authorized := " /ferries/crossings HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + g.token + "\r\n"
	n := 300
	if inFull() {
		n = files(t, 10_000)
	}
	for _, s := range []slow{
		{"headers", "GET /ferries/crossings HTTP/1.1\r\nHost: a\r\n", "X", 6 * time.Second, true},
		{"bodies", "POST" + authorized + "Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n", "a", 31 * time.Second, false},
		{"readers", "GET" + authorized + "X-Large: 1\r\n\r\n", "", 61 * time.Second, false},
		{"idle", "GET" + authorized + "\r\n", "", 61 * time.Second, false},
	} {
		if s.everyday || inFull() {
			t.Run(s.name, func(t *testing.T) { g.holdUp(t, s, n, other["secret"].(string)) })
		}
	}
}

// holdUp lets n callers hold the server up while another app calls.
func (g *gated) holdUp(t *testing.T, s slow, n int, other string) {
	before := g.sockets(t)
	end := make(chan struct{})
	var took []time.Duration
	var failed int
	over := make(chan struct{})
	go func() {
		defer close(over)
		took, failed = g.goodTraffic(other, end)
	}()
	conns := callers(t, g.gateway, n, s.first)
	began := time.Now()
	var stopped atomic.Bool
	dripping := make(chan struct{})
	go func() {
		defer close(dripping)
		for !stopped.Load() && s.each != "" {
			for _, conn := range conns {
				_, _ = io.WriteString(conn, s.each)
			}
			<-time.After(time.Second)
		}
	}()
	var most int64
	// The machine may be busy with both ends of the connections and other tests.
	require.Eventually(t, func() bool {
		most = max(most, g.resident(t))
		return g.sockets(t) <= before+n/100
	}, s.within+time.Minute, 100*time.Millisecond, "they still hold their connections")
	last := time.Since(began)
	stopped.Store(true)
	close(end)
	<-over
	<-dripping
	t.Logf("%d slow %s: gone after %v, at most %d MiB, %d good calls, p50 %v, p99 %v", n, s.name, last.Round(100*time.Millisecond), most>>20,
		len(took), took[len(took)/2], took[len(took)*99/100])
	require.Zero(t, failed, "good calls failed")
	require.Less(t, most, residentMax())
}
