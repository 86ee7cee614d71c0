package app_test

import (
	"math/rand/v2"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// inFull says whether the proofs of the gate run in full (npm run test:gate).
func inFull() bool { return os.Getenv("GATEHOUSE_GATE") == "full" }

// quotaKills is how often the server is killed while it counts; each life begins by reading what is left.
func quotaKills() int {
	if inFull() {
		return 200
	}
	return 12
}

var quotaLeft = regexp.MustCompile(`"quota-month";r=(\d+)`)

// left asks for what remains of the quota with one call, which costs one itself.
func (g *gated) left(t *testing.T) int64 {
	t.Helper()
	r, err := http.NewRequest(http.MethodGet, g.gateway+"/ferries/crossings", nil)
	require.NoError(t, err)
	r.Header.Set("Authorization", "Bearer "+g.token)
	response, err := g.client.Do(r)
	require.NoError(t, err)
	defer response.Body.Close()
	require.Equal(t, 200, response.StatusCode)
	found := quotaLeft.FindStringSubmatch(response.Header.Get("RateLimit"))
	require.NotNil(t, found, "%v", response.Header)
	n, err := strconv.ParseInt(found[1], 10, 64)
	require.NoError(t, err)
	return n
}

// TestAKilledServerForgetsNothingOfItsQuotas is F-KILL-04: what a caller was told is counted, and beyond it at most what
// was reserved and the calls that the kill broke off.
func TestAKilledServerForgetsNothingOfItsQuotas(t *testing.T) {
	const quota = 1_000_000_000
	g := startGated(t, prepare(t), quota)
	month, spent := time.Now().UTC().Month(), quota-g.left(t)
	var calls int64
	for life := 0; life < quotaKills(); life++ {
		var answered atomic.Int64
		over := make(chan struct{})
		var callers sync.WaitGroup
		for range 16 {
			callers.Go(func() {
				for {
					select {
					case <-over:
						return
					default:
						if g.call(g.token) == 200 {
							answered.Add(1)
						}
					}
				}
			})
		}
		<-time.After(time.Duration(200+rand.IntN(600)) * time.Millisecond)
		require.NoError(t, g.command.Process.Kill())
		close(over)
		callers.Wait()
		_ = g.command.Wait()
		g.client.CloseIdleConnections()
		g.begin(t)
		after := quota - g.left(t)
		if now := time.Now().UTC().Month(); now != month { // the quota began anew: this life is lived again
			month, spent = now, quota-g.left(t)
			life--
			continue
		}
		require.GreaterOrEqual(t, after-spent, answered.Load(), "acknowledged calls were forgotten")
		require.LessOrEqual(t, after-spent, answered.Load()+1000+16+1, "more than a block was lost")
		calls += answered.Load()
		spent = after
	}
	require.Positive(t, calls)
	t.Logf("%d calls in %d lives", calls, quotaKills())
}
