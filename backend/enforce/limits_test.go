package enforce

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestAWindowAdmitsItsBurstAndThenItsRate(t *testing.T) {
	l := NewLimits()
	limits := []Limit{{Name: "minute", Requests: 60, Window: time.Minute}}
	var out [2]Standing
	for i := range 60 {
		_, ok := l.Take(1, limits, 1, 0, false, out[:])
		require.True(t, ok)
		require.Equal(t, int64(59-i), out[0].Remaining)
	}
	_, ok := l.Take(1, limits, 1, 0, false, out[:])
	require.False(t, ok)
	require.Equal(t, time.Second, out[0].Reset)
	_, ok = l.Take(1, limits, 1, int64(time.Second)-1, false, out[:])
	require.False(t, ok, "one nanosecond too early")
	_, ok = l.Take(1, limits, 1, int64(time.Second), false, out[:])
	require.True(t, ok, "waiting for the reset is enough")
	_, ok = l.Take(2, limits, 1, 0, false, out[:])
	require.True(t, ok, "another grant has its own window")
}

func TestOverTenWindowsExactlyTheRatePassesBeyondTheBurst(t *testing.T) {
	l := NewLimits()
	limits := []Limit{{Name: "s", Requests: 100, Window: time.Second}}
	var out [1]Standing
	allowed := 0
	for now := int64(0); now < int64(10*time.Second); now += int64(5 * time.Millisecond) { // 200 % load
		if _, ok := l.Take(1, limits, 1, now, false, out[:]); ok {
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
		_, ok := l.Take(1, limits, 1, 0, false, out[:])
		require.True(t, ok)
	}
	n, ok := l.Take(1, limits, 1, 0, false, out[:])
	require.False(t, ok)
	require.Equal(t, 2, n)
	require.Equal(t, int64(7), out[0].Remaining, "what is left of the first window if the second had room")
	_, ok = l.Take(1, limits[:1], 8, 0, false, out[:])
	require.True(t, ok, "the refused call took nothing from the first window")
}

func TestCostLargerThanTheWindowIsNeverAdmitted(t *testing.T) {
	l := NewLimits()
	var out [1]Standing
	for _, limit := range []Limit{{Name: "a", Requests: 5, Window: time.Second}, {Name: "none", Window: time.Second}, {Name: "minus", Requests: -1, Window: time.Second}} {
		_, ok := l.Take(1, []Limit{limit}, 6, 0, false, out[:])
		require.False(t, ok, limit.Name)
	}
	_, ok := l.Take(1, []Limit{{Name: "a", Requests: 5, Window: time.Second}}, -1, 0, false, out[:])
	require.False(t, ok)
}

func TestLimiterForgetsWindowsThatAreFullAgain(t *testing.T) {
	l := NewLimits()
	limits := []Limit{{Name: "s", Requests: 1, Window: time.Second}}
	var out [1]Standing
	for grant := range uint64(shardKeysMax + 10) {
		l.Take(grant*limitShards, limits, 1, int64(grant)*int64(time.Second), false, out[:])
	}
	require.Less(t, len(l.shards[0].tats), 20)
}

func TestQuotasBeginAnewWithTheirPeriod(t *testing.T) {
	q := NewQuotas()
	day := Quota{Requests: 2, Period: "day"}
	now := noon.UnixMicro()
	for range 2 {
		_, ok := q.Take("gnt_1", day, 1, now, false)
		require.True(t, ok)
	}
	standing, ok := q.Take("gnt_1", day, 1, now, false)
	require.False(t, ok)
	require.Equal(t, 12*time.Hour, standing.Reset)
	_, ok = q.Take("gnt_2", day, 1, now, false)
	require.True(t, ok, "another grant has its own quota")
	midnight := noon.Add(12 * time.Hour).UnixMicro()
	_, ok = q.Take("gnt_1", day, 1, midnight-1, false)
	require.False(t, ok)
	_, ok = q.Take("gnt_1", day, 1, midnight, false)
	require.True(t, ok)
	start, end := periodAround("month", time.Date(2024, 2, 29, 23, 59, 59, 0, time.UTC).UnixMicro())
	require.Equal(t, time.Date(2024, 2, 1, 0, 0, 0, 0, time.UTC).UnixMicro(), start)
	require.Equal(t, time.Date(2024, 3, 1, 0, 0, 0, 0, time.UTC).UnixMicro(), end)
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

func TestAnExhaustedQuotaIsA429UntilThePeriodEnds(t *testing.T) {
	w := newWorld(t)
	w.plan.Quota = Quota{Requests: 1, Period: "month"}
	w.api.Upstreams[Live] = Upstream{Kind: "http", URL: startUpstream(t, echo)}
	g := openGate(t, w, nil)
	g.do(t, "GET", "/museum/tickets", w.full, nil)
	response, body := g.do(t, "GET", "/museum/tickets", w.full, func(r *http.Request) { r.Close = true })
	require.Equal(t, 429, response.StatusCode)
	code, _ := problemCode(t, body)
	require.Equal(t, "quota_exhausted", code)
	require.Equal(t, "561600", response.Header.Get("Retry-After"), "six and a half days to the first of December")
}

func TestLimitHeadersAreStructuredFieldsWhateverAPlanIsCalled(t *testing.T) {
	require.Equal(t, `"a_b_c_";q=1;w=1`, policyField([]Limit{{Name: "a\"b\\c\n", Requests: 1, Window: time.Second}}, Quota{}))
}
