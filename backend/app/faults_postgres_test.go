package app_test

import (
	"fmt"
	"math/rand/v2"
	"net"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
)

// wire stands between the server and PostgreSQL.
type wire struct {
	net.Listener
	to string

	mu     sync.Mutex
	change *sync.Cond
	silent bool          // takes bytes and passes nothing on, as a network that swallows packets
	delay  time.Duration // of every piece
	gone   bool          // refuses and resets
	open   map[net.Conn]bool
}

// through answers database's URL by way of a wire.
func through(t *testing.T, database string) (*wire, string) {
	t.Helper()
	u, err := url.Parse(database)
	require.NoError(t, err)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	w := &wire{Listener: ln, to: u.Host, open: map[net.Conn]bool{}}
	w.change = sync.NewCond(&w.mu)
	go w.accept()
	t.Cleanup(func() {
		w.set(func() { w.gone = true })
		_ = ln.Close()
	})
	u.Host = ln.Addr().String()
	return w, u.String()
}

func (w *wire) accept() {
	for {
		in, err := w.Accept()
		if err != nil {
			return
		}
		out, err := net.Dial("tcp", w.to)
		if err != nil || !w.keep(in, out) {
			_ = in.Close()
			continue
		}
		go w.pass(in, out)
		go w.pass(out, in)
	}
}

func (w *wire) keep(in, out net.Conn) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.gone {
		_ = out.Close()
		return false
	}
	w.open[in], w.open[out] = true, true
	return true
}

func (w *wire) pass(from, to net.Conn) {
	defer from.Close()
	defer to.Close()
	piece := make([]byte, 16<<10)
	for {
		n, err := from.Read(piece)
		w.mu.Lock()
		for w.silent && !w.gone {
			w.change.Wait()
		}
		delay := w.delay
		w.mu.Unlock()
		<-time.After(delay)
		if _, failed := to.Write(piece[:n]); err != nil || failed != nil {
			return
		}
	}
}

// set changes what the wire does; going away breaks what is open.
func (w *wire) set(change func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	change()
	if w.gone {
		for c := range w.open {
			_ = c.Close()
		}
		clear(w.open)
	}
	w.change.Broadcast()
}

// outOfReach is F-DB-03: calls with tokens that are known go on for the ten seconds for which a snapshot may be trusted,
// then every call is refused, and a token that was revoked before is refused throughout; afterwards all is well by itself.
func outOfReach(t *testing.T, g *gated, w *wire, away func(), back func()) {
	t.Helper()
	_, _, made, _ := g.makeToken("revoked-before")
	revoked, _ := made["secret"].(string)
	require.Equal(t, 200, g.call(revoked))
	g.must(t, 200, "POST", "/tokens/"+made["token"].(map[string]any)["id"].(string)+"/revoke", map[string]any{"reason": "test"})
	w.set(away)
	began := time.Now()
	served := 0
	for time.Since(began) < 13*time.Second {
		status := g.call(g.token)
		require.Contains(t, []int{401, 503}, g.call(revoked), "what was revoked stays revoked")
		switch since := time.Since(began); {
		case since < 8*time.Second:
			require.Equal(t, 200, status, "after %v", since)
			served++
		case since > 11*time.Second:
			require.Equal(t, 503, status, "after %v", since)
		}
		<-time.After(20 * time.Millisecond)
	}
	require.Positive(t, served)
	w.set(back)
	require.Eventually(t, func() bool { return g.call(g.token) == 200 }, time.Minute, 50*time.Millisecond, "calls are served again by themselves")
	require.Equal(t, 401, g.call(revoked))
	require.Eventually(t, func() bool {
		status, _, _, _ := g.makeToken("after")
		return status == 201
	}, time.Minute, 100*time.Millisecond, "and so are changes")
}

func TestAPostgreSQLOutOfReachEndsTrustAfterTenSeconds(t *testing.T) {
	database := storetest.Postgres(t)
	for name, fault := range map[string]struct{ away, back func(w *wire) }{
		"gone":   {func(w *wire) { w.gone = true }, func(w *wire) { w.gone = false }},
		"silent": {func(w *wire) { w.silent = true }, func(w *wire) { w.silent = false }},
	} {
		t.Run(name, func(t *testing.T) {
			w, address := through(t, database)
			g := startGated(t, prepareIn(t, t.TempDir(), address), 0)
			outOfReach(t, g, w, func() { fault.away(w) }, func() { fault.back(w) })
			g.stop(t)
		})
		database = storetest.Postgres(t)
	}
}

// TestASlowPostgreSQLHoldsUpNoCall is F-DB-02: the gate decides from memory, and writing takes as long as it takes.
func TestASlowPostgreSQLHoldsUpNoCall(t *testing.T) {
	w, address := through(t, storetest.Postgres(t))
	g := startGated(t, prepareIn(t, t.TempDir(), address), 0)
	for _, delay := range []time.Duration{50 * time.Millisecond, 500 * time.Millisecond} {
		w.set(func() { w.delay = delay })
		began := time.Now()
		for range 200 {
			require.Equal(t, 200, g.call(g.token))
		}
		require.Less(t, time.Since(began), 10*time.Second, "a call waited for the database")
	}
	w.set(func() { w.delay = 0 })
	status, _, answer, _ := g.makeToken("after")
	require.Equal(t, 201, status, "%v", answer)
	g.stop(t)
}

// TestWritesToAKilledPostgreSQLConnectionAreWholeOrAbsent is F-KILL-08 as far as one server allows: connections break while
// an app changes; what was acknowledged is there, and the chain is whole.
func TestWritesToAKilledPostgreSQLConnectionAreWholeOrAbsent(t *testing.T) {
	w, address := through(t, storetest.Postgres(t))
	g := startGated(t, prepareIn(t, t.TempDir(), address), 0)
	over := make(chan struct{})
	var breaking sync.WaitGroup
	breaking.Go(func() {
		for {
			select {
			case <-over:
				return
			case <-time.After(time.Duration(20+rand.IntN(200)) * time.Millisecond):
				w.set(func() { w.gone = true })
				w.set(func() { w.gone = false })
			}
		}
	})
	last, acknowledged, refused := 0, 0, 0
	for i := 1; acknowledged < 60 || refused < 10; i++ {
		require.Less(t, i, 2000, "%d acknowledged, %d refused", acknowledged, refused)
		status, answer := g.do("PATCH", "/apps/"+g.app, map[string]any{"purpose": fmt.Sprintf("Purpose number %d", i)})
		if status == 200 {
			last = i
			acknowledged++
			continue
		}
		require.Equal(t, 503, status, "%v", answer)
		refused++
	}
	close(over)
	breaking.Wait()
	require.Eventually(t, func() bool {
		status, app := g.do("GET", "/apps/"+g.app, nil)
		if status != 200 {
			return false
		}
		found := 0
		_, err := fmt.Sscanf(app["purpose"].(string), "Purpose number %d", &found)
		require.NoError(t, err)
		require.GreaterOrEqual(t, found, last, "an acknowledged change is gone")
		return g.call(g.token) == 200
	}, time.Minute, 50*time.Millisecond)
	answer := g.must(t, 200, "GET", "/audit/verify", nil)
	require.Equal(t, true, answer["ok"], "%v", answer)
	t.Logf("%d acknowledged, %d refused", acknowledged, refused)
	g.stop(t)
}
