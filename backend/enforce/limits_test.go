package enforce

import (
	"fmt"
	"os"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/secret"
)

func TestAWindowAdmitsItsBurstAndThenItsRate(t *testing.T) {
	l := NewLimits()
	limits := []Limit{{Name: "minute", Requests: 60, Window: time.Minute}}
	var out [2]Standing
	for i := range 60 {
		_, ok := l.Take(Holder{Grant: 1}, limits, 1, 0, false, out[:])
		require.True(t, ok)
		require.Equal(t, int64(59-i), out[0].Remaining)
	}
	_, ok := l.Take(Holder{Grant: 1}, limits, 1, 0, false, out[:])
	require.False(t, ok)
	require.Equal(t, time.Second, out[0].Reset)
	_, ok = l.Take(Holder{Grant: 1}, limits, 1, int64(time.Second)-1, false, out[:])
	require.False(t, ok, "one nanosecond too early")
	_, ok = l.Take(Holder{Grant: 1}, limits, 1, int64(time.Second), false, out[:])
	require.True(t, ok, "waiting for the reset is enough")
	_, ok = l.Take(Holder{Grant: 2}, limits, 1, 0, false, out[:])
	require.True(t, ok, "another grant has its own window")
}

func TestOverTenWindowsExactlyTheRatePassesBeyondTheBurst(t *testing.T) {
	l := NewLimits()
	limits := []Limit{{Name: "s", Requests: 100, Window: time.Second}}
	var out [1]Standing
	allowed := 0
	for now := int64(0); now < int64(10*time.Second); now += int64(5 * time.Millisecond) { // 200 % load
		if _, ok := l.Take(Holder{Grant: 1}, limits, 1, now, false, out[:]); ok {
			allowed++
		}
	}
	require.InDelta(t, 1000+100, allowed, 1, "ten windows and one burst")
}

func TestAllWindowsMustHaveRoomAndNoneIsChargedOtherwise(t *testing.T) {
	l := NewLimits()
	limits := []Limit{{Name: "minute", Requests: 10, Window: time.Minute}, {Name: "day", Requests: 2, Window: 24 * time.Hour}}
	var out [2]Standing
	for range 2 {
		_, ok := l.Take(Holder{Grant: 1}, limits, 1, 0, false, out[:])
		require.True(t, ok)
	}
	n, ok := l.Take(Holder{Grant: 1}, limits, 1, 0, false, out[:])
	require.False(t, ok)
	require.Equal(t, 2, n)
	require.Equal(t, int64(7), out[0].Remaining, "what is left of the first window if the second had room")
	_, ok = l.Take(Holder{Grant: 1}, limits[:1], 8, 0, false, out[:])
	require.True(t, ok, "the refused call took nothing from the first window")
}

func TestCostLargerThanTheWindowIsNeverAdmitted(t *testing.T) {
	l := NewLimits()
	var out [1]Standing
	for _, limit := range []Limit{{Name: "a", Requests: 5, Window: time.Second}, {Name: "none", Window: time.Second}, {Name: "minus", Requests: -1, Window: time.Second}} {
		_, ok := l.Take(Holder{Grant: 1}, []Limit{limit}, 6, 0, false, out[:])
		require.False(t, ok, limit.Name)
	}
	_, ok := l.Take(Holder{Grant: 1}, []Limit{{Name: "a", Requests: 5, Window: time.Second}}, -1, 0, false, out[:])
	require.False(t, ok)
}

func TestLimiterForgetsWindowsThatAreFullAgain(t *testing.T) {
	l := NewLimits()
	limits := []Limit{{Name: "s", Requests: 1, Window: time.Second}}
	var out [1]Standing
	for grant := range uint64(shardKeysSoft + 10) {
		l.Take(Holder{Grant: grant * limitShards}, limits, 1, int64(grant)*int64(time.Second), false, out[:])
	}
	require.Less(t, len(l.shards[0].tats), 20)
}

func TestKeysThatCallersChooseDontGrowTheLimiterAndDontOpenAUsedWindow(t *testing.T) {
	l := NewLimits()
	limits := []Limit{{Name: "h", Requests: 100, Window: time.Hour}}
	var out [1]Standing
	victim := Holder{Grant: 5 * limitShards}
	_, ok := l.Take(victim, limits, 100, 0, false, out[:])
	require.True(t, ok)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.GC() // pools keep what they hold until the second
	runtime.ReadMemStats(&before)
	keys, step := int64(300_000), int64(limitShards/4) // four shards get all of them
	if os.Getenv("GATEHOUSE_GATE") == "full" {
		keys, step = 10_000_000, 1
	}
	for i := range keys {
		l.Take(Holder{Grant: uint64(i*step) + 1<<40}, limits, 1, i, false, out[:])
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	held := 0
	for i := range l.shards {
		require.LessOrEqual(t, len(l.shards[i].tats), shardKeysMax)
		held += len(l.shards[i].tats)
	}
	require.Less(t, float64(int64(after.HeapAlloc)-int64(before.HeapAlloc))/float64(held), 100.0, "bytes for each key")
	_, ok = l.Take(victim, limits, 1, keys, false, out[:])
	require.False(t, ok, "a flood of other keys opens nobody's window")
	runtime.KeepAlive(l)
}

func TestAShareOfAWindowIsItsPartAndNeverNothing(t *testing.T) {
	const nodes = 3
	count := func(limit Limit, cost int64, seconds int) (allowed int64) {
		for range nodes {
			l := NewLimits()
			var out [1]Standing
			for ms := range seconds * 1000 {
				if _, ok := l.takeShare(Holder{Grant: 1}, []Limit{limit}, nodes, cost, int64(ms)*1e6, false, out[:]); ok {
					allowed += cost
				}
			}
		}
		return allowed
	}
	require.InDelta(t, 11*90, count(Limit{Name: "s", Requests: 90, Window: time.Second}, 1, 10), nodes, "the limit in ten windows and a burst")
	require.InDelta(t, 2*10+nodes, count(Limit{Name: "few", Requests: 2, Window: time.Second}, 1, 10), nodes, "one call at once for each node, then the rate")
	require.InDelta(t, 90*10+nodes*60, count(Limit{Name: "dear", Requests: 90, Window: time.Second}, 60, 10), 60*nodes, "a call that is larger than the part passes alone")
	require.Zero(t, count(Limit{Name: "over", Requests: 90, Window: time.Second}, 91, 2))
}

func TestTheGatewaySaysWhereACallerStands(t *testing.T) {
	w := newWorld(t)
	w.plan.Limits = []Limit{{Name: "minute", Requests: 2, Window: time.Minute}}
	w.plan.Quota = Quota{Requests: 1000, Period: "day"}
	w.api.Upstreams[Live] = Upstream{Kind: "http", URL: startUpstream(t, echo)}
	g := openGate(t, w, nil)
	response, _ := g.do(t, "GET", "/museum/tickets", w.full, nil)
	require.Equal(t, 200, response.StatusCode)
	require.Equal(t, `"minute";q=2;w=60, "quota-day";q=1000;w=86400`, response.Header.Get("RateLimit-Policy"))
	require.Equal(t, `"minute";r=1;t=30, "quota-day";r=999;t=43200`, response.Header.Get("RateLimit"))
	g.do(t, "GET", "/museum/tickets", w.full, nil)
	response, body := g.do(t, "GET", "/museum/tickets", w.full, nil)
	require.Equal(t, 429, response.StatusCode)
	code, _ := problemCode(t, body)
	require.Equal(t, "rate_limited", code)
	require.Equal(t, "30", response.Header.Get("Retry-After"))
	require.Contains(t, response.Header.Get("RateLimit"), `"minute";r=0;t=30`)

	response, _ = g.do(t, "POST", "/museum/tickets", w.full, nil)
	require.Equal(t, 403, response.StatusCode)
	require.Empty(t, response.Header.Get("RateLimit"), "a forbidden call is not counted")
	standing, _ := g.quotas.Take("gnt_1", w.plan.Quota, 0, noon.UnixMicro(), true)
	require.Equal(t, int64(998), standing.Remaining, "refused calls cost no quota")
}

func TestLimitHeadersAreStructuredFieldsWhateverAPlanIsCalled(t *testing.T) {
	require.Equal(t, `"a_b_c_";q=1;w=1`, policyField([]Limit{{Name: "a\"b\\c\n", Requests: 1, Window: time.Second}}, Quota{}))
}

func TestAWindowPerTokenIsNobodyElses(t *testing.T) {
	w := newWorld(t)
	w.plan.Limits = []Limit{{Name: "mine", Requests: 2, Window: time.Minute, Pool: PoolToken}, {Name: "ours", Requests: 3, Window: time.Hour}}
	w.api.Upstreams[Live] = Upstream{Kind: "http", URL: startUpstream(t, echo)}
	otherKey, other := w.mint(t, secret.Live, Live, w.token.Scopes)
	w.more = append(w.more, other)
	g := openGate(t, w, nil)
	call := func(token, want string) {
		t.Helper()
		response, body := g.do(t, "GET", "/museum/tickets", token, nil)
		code := "allowed"
		if response.StatusCode != 200 {
			code, _ = problemCode(t, body)
		}
		require.Equal(t, want, code)
	}
	call(w.full, "allowed")
	call(w.full, "allowed")
	call(w.full, "rate_limited")
	call(otherKey, "allowed")
	call(otherKey, "rate_limited") // its own window has room, the app's has none
	room := g.Headroom("app_1")
	require.Len(t, room, 2)
	for _, h := range room {
		require.Equal(t, "museum", h.API)
		require.Equal(t, PoolToken, h.Standings[0].Pool)
		require.EqualValues(t, 2, h.Standings[0].Remaining)
		if h.Environment == Live {
			require.EqualValues(t, 0, h.Standings[1].Remaining)
		}
	}
	require.ElementsMatch(t, names(room), names(g.Headroom("app_1")), "looking takes nothing")
	require.Empty(t, g.Headroom("app_other"))
}

// names is what of the headroom doesn't move with the clock.
func names(all []Headroom) (out []string) {
	for _, h := range all {
		for _, st := range h.Standings {
			out = append(out, fmt.Sprint(h.API, h.Environment, st.Name, st.Remaining))
		}
	}
	return out
}
