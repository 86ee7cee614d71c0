package enforce

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
)

func TestQuotasBeginAnewWithTheirPeriod(t *testing.T) {
	q := NewQuotas()
	day := Quota{Requests: 2, Period: "day"}
	now := noon.UnixMicro()
	for range 2 {
		_, code := q.Take("gnt_1", day, 1, now, false)
		require.Equal(t, Allowed, code)
	}
	standing, code := q.Take("gnt_1", day, 1, now, false)
	require.Equal(t, QuotaExhausted, code)
	require.Equal(t, 12*time.Hour, standing.Reset)
	_, code = q.Take("gnt_2", day, 1, now, false)
	require.Equal(t, Allowed, code, "another grant has its own quota")
	midnight := noon.Add(12 * time.Hour).UnixMicro()
	_, code = q.Take("gnt_1", day, 1, midnight-1, false)
	require.Equal(t, QuotaExhausted, code)
	_, code = q.Take("gnt_1", day, 1, midnight, false)
	require.Equal(t, Allowed, code)
}

func TestAQuotaTurnsBackWithAClockThatWasWrongAhead(t *testing.T) {
	st := storetest.New(t)
	s := oneNode(st)
	month := Quota{Requests: 100, Period: "month"}
	used := func(now time.Time) int64 {
		standing, code := s.quotas.Take("gnt_1", month, 40, now.UnixMicro(), false)
		require.Equal(t, Allowed, code)
		require.LessOrEqual(t, standing.Reset, 31*24*time.Hour)
		return month.Requests - standing.Remaining
	}
	require.EqualValues(t, 40, used(noon))
	require.EqualValues(t, 40, used(noon.AddDate(1, 0, 0)), "another year is another period")
	require.EqualValues(t, 80, used(noon), "and this one goes on where it was")
	_, code := s.quotas.Take("gnt_1", month, 40, noon.UnixMicro(), false)
	require.Equal(t, QuotaExhausted, code)
}

func TestQuotaPeriodsAreCalendarDaysAndMonthsInUTC(t *testing.T) {
	for _, c := range []struct{ period, at, start, end string }{
		{"month", "2024-02-29T23:59:59.999999Z", "2024-02-01T00:00:00Z", "2024-03-01T00:00:00Z"},
		{"month", "2026-12-31T23:59:59Z", "2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z"},
		{"month", "2027-01-01T00:00:00Z", "2027-01-01T00:00:00Z", "2027-02-01T00:00:00Z"},
		{"day", "2026-03-29T02:30:00+02:00", "2026-03-29T00:00:00Z", "2026-03-30T00:00:00Z"}, // a clock change somewhere
		{"day", "2026-11-24T01:00:00+02:00", "2026-11-23T00:00:00Z", "2026-11-24T00:00:00Z"},
		{"day", "2024-02-28T23:59:59.999999Z", "2024-02-28T00:00:00Z", "2024-02-29T00:00:00Z"},
	} {
		at, err := time.Parse(time.RFC3339Nano, c.at)
		require.NoError(t, err)
		start, end := periodAround(c.period, at.UnixMicro())
		require.Equal(t, c.start, time.UnixMicro(start).UTC().Format(time.RFC3339), c.at)
		require.Equal(t, c.end, time.UnixMicro(end).UTC().Format(time.RFC3339), c.at)
	}
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

// oneNode is one process of several over one database.
func oneNode(st *store.Store) *Service {
	return New(Deps{Store: st, Clock: clock.NewFake(noon)})
}

func stored(t *testing.T, st *store.Store) (used int64) {
	t.Helper()
	require.NoError(t, st.Read(t.Context()).Raw(`SELECT COALESCE(SUM(used), 0) FROM quota_counters`).Scan(&used).Error)
	return used
}

func TestWhatIsUsedOfAQuotaIsStoredBeforeItIsUsedAndTheRestComesBack(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		first, quota := oneNode(st), Quota{Requests: 5000, Period: "day"}
		for used := range int64(120) {
			s, code := first.quotas.Take("gnt_1", quota, 1, noon.UnixMicro(), false)
			require.Equal(t, Allowed, code)
			require.Equal(t, 5000-used-1, s.Remaining)
			require.GreaterOrEqual(t, stored(t, st), used+1)
			require.LessOrEqual(t, stored(t, st), used+quotaBlock(quota))
		}
		require.NoError(t, first.Shutdown(t.Context()))
		require.EqualValues(t, 120, stored(t, st))
		next := oneNode(st)
		require.NoError(t, next.loadQuotas(t.Context()))
		s, code := next.quotas.Take("gnt_1", quota, 0, noon.UnixMicro(), true)
		require.Equal(t, Allowed, code)
		require.EqualValues(t, 4880, s.Remaining)
		next.Clock.(*clock.Fake).Advance(100 * 24 * time.Hour)
		require.NoError(t, next.forgetQuotas(t.Context()))
		require.Zero(t, stored(t, st))
	})
}

func TestThreeNodesNeverGiveMoreThanAQuota(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		const quotaSize, nodes = 10_000, 3
		quota := Quota{Requests: quotaSize, Period: "month"}
		var given [nodes]atomic.Int64
		var all [nodes]*Service
		var workers sync.WaitGroup
		for i := range nodes {
			all[i] = oneNode(st)
			for range 4 {
				workers.Go(func() {
					for {
						_, code := all[i].quotas.Take("gnt_1", quota, 1, noon.UnixMicro(), false)
						if code == QuotaExhausted {
							return
						}
						if code == Allowed {
							given[i].Add(1)
						}
					}
				})
			}
		}
		workers.Wait()
		total := int64(0)
		for i := range nodes {
			total += given[i].Load()
		}
		require.LessOrEqual(t, total, int64(quotaSize))
		require.Greater(t, total, int64(quotaSize)-nodes*quotaBlock(quota), "at most a block stays with each node")
		for _, s := range all {
			require.NoError(t, s.Shutdown(t.Context()))
		}
		require.Equal(t, total, stored(t, st))
	})
}

func TestANodeThatIsKilledLosesItsBlockAndGivesNothingTwice(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		quota := Quota{Requests: 20_000, Period: "day"}
		given := int64(0)
		kills := int64(0)
		for exhausted := false; !exhausted; kills++ {
			victim := oneNode(st) // and nobody tells it to stop
			for range 1 + 37*kills%450 {
				_, code := victim.quotas.Take("gnt_1", quota, 1, noon.UnixMicro(), false)
				if exhausted = code == QuotaExhausted; exhausted {
					break
				}
				require.Equal(t, Allowed, code)
				given++
			}
			require.GreaterOrEqual(t, stored(t, st), given, "what was acknowledged is counted")
		}
		require.Greater(t, kills, int64(50))
		require.LessOrEqual(t, given, quota.Requests)
		require.GreaterOrEqual(t, given, quota.Requests-kills*quotaBlock(quota))
	})
}

func TestCallsAtOnceOfASmallQuotaAllGetTheirUnit(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		s, quota := oneNode(st), Quota{Requests: 300, Period: "day"}
		var given, refused atomic.Int64
		var workers sync.WaitGroup
		for range 400 {
			workers.Go(func() {
				switch _, code := s.quotas.Take("gnt_1", quota, 1, noon.UnixMicro(), false); code {
				case Allowed:
					given.Add(1)
				case QuotaExhausted:
					refused.Add(1)
				}
			})
		}
		workers.Wait()
		require.EqualValues(t, 300, given.Load())
		require.EqualValues(t, 100, refused.Load())
	})
}

func TestWhatANodeHoldsAndDoesNotUseComesToTheOthers(t *testing.T) {
	st := storetest.New(t)
	idle, busy, quota := oneNode(st), oneNode(st), Quota{Requests: 1000, Period: "day"}
	_, code := idle.quotas.Take("gnt_1", quota, 1, noon.UnixMicro(), false)
	require.Equal(t, Allowed, code)
	for range 990 {
		_, code = busy.quotas.Take("gnt_1", quota, 1, noon.UnixMicro(), false)
		require.Equal(t, Allowed, code)
	}
	_, code = busy.quotas.Take("gnt_1", quota, 1, noon.UnixMicro(), false)
	require.Equal(t, QuotaExhausted, code, "the idle node holds nine")
	require.NoError(t, idle.returnQuotas(t.Context(), int64(time.Hour)), "not idle long enough")
	require.EqualValues(t, 1000, stored(t, st))
	require.NoError(t, idle.returnQuotas(t.Context(), 0))
	require.EqualValues(t, 991, stored(t, st))
	busy.quotas.counter(quotaKey{"gnt_1", "day"}).asked = 1 // a second later
	for range 9 {
		_, code = busy.quotas.Take("gnt_1", quota, 1, noon.UnixMicro(), false)
		require.Equal(t, Allowed, code)
	}
	_, code = busy.quotas.Take("gnt_1", quota, 1, noon.UnixMicro(), false)
	require.Equal(t, QuotaExhausted, code)
	idle.quotas.counter(quotaKey{"gnt_1", "day"}).asked = 1
	s, _ := idle.quotas.Take("gnt_1", quota, 0, noon.UnixMicro(), true)
	require.Zero(t, s.Remaining, "looking asks the database, too")
}

func TestCallsWithACostTakeItWholeOrNotAtAll(t *testing.T) {
	st := storetest.New(t)
	s, quota := oneNode(st), Quota{Requests: 100, Period: "day"}
	for _, c := range []struct {
		cost int64
		code Code
		left int64
	}{{60, Allowed, 40}, {41, QuotaExhausted, 40}, {101, QuotaExhausted, 40}, {-1, QuotaExhausted, 40}, {0, Allowed, 40}, {40, Allowed, 0}, {1, QuotaExhausted, 0}} {
		standing, code := s.quotas.Take("gnt_1", quota, c.cost, noon.UnixMicro(), false)
		require.Equal(t, c.code.String(), code.String(), c.cost)
		require.Equal(t, c.left, standing.Remaining, c.cost)
	}
	standing, code := s.quotas.Take("gnt_1", Quota{Requests: 150, Period: "day"}, 50, noon.UnixMicro(), false)
	require.Equal(t, Allowed, code, "a larger quota counts what was used")
	require.Zero(t, standing.Remaining)
	_, code = s.quotas.Take("gnt_1", Quota{Requests: 90, Period: "day"}, 1, noon.UnixMicro(), false)
	require.Equal(t, QuotaExhausted, code)
}

func TestWithoutItsDatabaseANodeGivesWhatIsReservedAndNoMore(t *testing.T) {
	q := NewQuotas()
	broken := errors.New("away")
	var down atomic.Bool
	q.reserve = func(_ context.Context, all []*want) error {
		if down.Load() {
			return broken
		}
		for _, w := range all {
			w.got, w.taken = w.units, w.taken+w.units
		}
		return nil
	}
	quota := Quota{Requests: 1000, Period: "day"}
	_, code := q.Take("gnt_1", quota, 1, noon.UnixMicro(), false)
	require.Equal(t, Allowed, code)
	down.Store(true)
	for range 9 {
		_, code = q.Take("gnt_1", quota, 1, noon.UnixMicro(), false)
		require.Equal(t, Allowed, code)
	}
	_, code = q.Take("gnt_1", quota, 1, noon.UnixMicro(), false)
	require.Equal(t, "unavailable", code.String())
	down.Store(false)
	_, code = q.Take("gnt_1", quota, 1, noon.UnixMicro(), false)
	require.Equal(t, Allowed, code)
}

// BenchmarkQuota takes from a quota with the reservations of a real database in the background.
func BenchmarkQuota(b *testing.B) {
	for _, requests := range []int64{100_000, 1 << 50} {
		b.Run(fmt.Sprint(requests), func(b *testing.B) {
			s := oneNode(storetest.New(b))
			quota := Quota{Requests: requests, Period: "day"}
			b.ReportAllocs()
			for b.Loop() {
				s.quotas.Take("gnt_1", quota, 1, noon.UnixMicro(), false)
			}
		})
	}
}
