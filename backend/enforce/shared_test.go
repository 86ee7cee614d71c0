package enforce

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
	"github.com/gatehouse-dev/gatehouse/backend/transport/transporttest"
)

// perDay gives one request back in nearly five minutes: on a busy machine a test may take long, and nothing of it comes back
// meanwhile.
var perDay = []Limit{{Name: "day", Requests: 300, Window: 24 * time.Hour}}

const perDayEach = 288 * time.Second

func TestNodesThatShareAWindowGiveItOnce(t *testing.T) {
	onEachServer(t, func(t *testing.T, r *redisServer) {
		f := newFleet(t, 2, SharedOptions{URL: "redis://" + r.addr})
		require.Equal(t, 300, f.spend(perDay, 700))
		s, ok := f[0].takeOnce("gnt_1", perDay, 1)
		require.False(t, ok)
		require.Zero(t, s.Remaining)
		require.Positive(t, s.Reset)
		require.LessOrEqual(t, s.Reset, perDayEach)
		_, ok = f[1].takeOnce("gnt_2", perDay, 300)
		require.True(t, ok, "another grant has its own window, and a call may cost all of it")
		_, ok = f[0].takeOnce("gnt_2", perDay, 1)
		require.False(t, ok)
		_, ok = f[0].takeOnce("gnt_3", perDay, 301)
		require.False(t, ok)
		require.Zero(t, f.alone())
	})
}

func TestAllSharedWindowsMustHaveRoomAndNoneIsChargedOtherwise(t *testing.T) {
	onEachServer(t, func(t *testing.T, r *redisServer) {
		f := newFleet(t, 2, SharedOptions{URL: "redis://" + r.addr})
		limits := []Limit{{Name: "day", Requests: 10, Window: 24 * time.Hour}, {Name: "mine", Requests: 2, Window: 24 * time.Hour, Pool: PoolToken}}
		require.Equal(t, 2, f.spend(limits, 6))
		_, ok := f[1].takeOnce("gnt_1", limits[:1], 8)
		require.True(t, ok, "refused calls took nothing from the first window")
		var out [2]Standing
		n, ok := f[0].takeWindows(Holder{Grant: f[0].keyOf("gnt_1"), Token: f[0].keyOf("tok_2")}, limits[1:], 0, true, out[:])
		require.True(t, ok)
		require.Equal(t, 1, n)
		require.EqualValues(t, 2, out[0].Remaining, "another token has the whole window")
	})
}

// Three nodes, twice the load that is allowed (S-LIM-02).
func TestThreeNodesGiveTheRateWithinAHundredth(t *testing.T) {
	onEachServer(t, func(t *testing.T, r *redisServer) {
		f := newFleet(t, 3, SharedOptions{URL: "redis://" + r.addr})
		limits := []Limit{{Name: "s", Requests: 200, Window: time.Second}}
		var allowed atomic.Int64
		var workers sync.WaitGroup
		started := clock.Monotonic()
		asked := make([][]int64, len(f)) // when; a busy machine's tickers come late, and in heaps
		for i, s := range f {
			workers.Go(func() {
				ticker := time.NewTicker(time.Second * 3 / 400)
				defer ticker.Stop()
				for clock.Monotonic()-started < int64(4*time.Second) {
					asked[i] = append(asked[i], clock.Monotonic())
					if _, ok := s.takeOnce("gnt_1", limits, 1); ok {
						allowed.Add(1)
					}
					<-ticker.C
				}
			})
		}
		workers.Wait()
		want := 200 + 200*float64(clock.Monotonic()-started)/1e9
		require.LessOrEqual(t, float64(allowed.Load()), want*1.01)
		require.GreaterOrEqual(t, float64(allowed.Load()), 0.95*admitted(slices.Concat(asked...), 200))
		require.Zero(t, f[0].Shared.State().Failures)
	})
}

// What a node knows of a window would grow by as much as a question is on its way, and be taken from everybody.
func TestAQuestionThatTakesLongTakesNothingMoreFromTheWindow(t *testing.T) {
	onEachServer(t, func(t *testing.T, r *redisServer) {
		f := newFleet(t, 1, SharedOptions{URL: "redis://" + r.addr})
		full := func() time.Time {
			keys, err := r.admin.Keys(t.Context(), "*").Result()
			require.NoError(t, err)
			value, err := r.admin.Get(t.Context(), keys[0]).Result()
			require.NoError(t, err)
			var second, nano int64
			_, err = fmt.Sscan(value, &second, &nano)
			require.NoError(t, err)
			return time.Unix(second, nano)
		}
		require.Equal(t, 10, f.spend(perDay, 10))
		before := full()
		r.signal(syscall.SIGSTOP)
		time.AfterFunc(time.Second, func() { r.signal(syscall.SIGCONT) })
		require.Equal(t, 1, f.spend(perDay, 1))
		require.Equal(t, perDayEach, full().Sub(before))
	})
}

// admitted is how many of the calls at these times a bucket takes that holds a second's worth.
func admitted(times []int64, perSecond float64) (count float64) {
	slices.Sort(times)
	level, last := perSecond, times[0]
	for _, at := range times {
		level, last = min(perSecond, level+perSecond*float64(at-last)/1e9), at
		if level >= 1 {
			level--
			count++
		}
	}
	return count
}

func TestKeysInRedisTellNobodyWhoseTheyAreAndEnd(t *testing.T) {
	onEachServer(t, func(t *testing.T, r *redisServer) {
		f := newFleet(t, 1, SharedOptions{URL: "redis://" + r.addr})
		_, ok := f[0].takeOnce("visitor 192.0.2.7", perDay, 1)
		require.True(t, ok)
		f.spend(perDay, 3)
		keys, err := r.admin.Keys(t.Context(), "*").Result()
		require.NoError(t, err)
		require.Len(t, keys, 2)
		for _, key := range keys {
			require.Regexp(t, `^gth:\{[0-9a-z]+\}:[0-9a-z]+:[0-9a-z]+$`, key)
			left, err := r.admin.PTTL(t.Context(), key).Result()
			require.NoError(t, err)
			require.Greater(t, left, time.Second)
			require.LessOrEqual(t, left, 3*perDayEach+time.Second, "of three requests")
		}
	})
}

func TestTheServersClockDecidesAndSettingItBackClosesNothingForLonger(t *testing.T) {
	onEachServer(t, func(t *testing.T, r *redisServer) {
		f := newFleet(t, 1, SharedOptions{URL: "redis://" + r.addr})
		before, err := r.admin.Time(t.Context()).Result()
		require.NoError(t, err)
		f.spend(perDay, 1)
		after, err := r.admin.Time(t.Context()).Result()
		require.NoError(t, err)
		keys, err := r.admin.Keys(t.Context(), "*").Result()
		require.NoError(t, err)
		value, err := r.admin.Get(t.Context(), keys[0]).Result()
		require.NoError(t, err)
		text, _, _ := strings.Cut(value, " ")
		second, err := strconv.ParseInt(text, 10, 64)
		require.NoError(t, err)
		require.GreaterOrEqual(t, second, before.Add(perDayEach).Unix())
		require.LessOrEqual(t, second, after.Add(perDayEach).Unix()+1)
		// As a value of a clock that was a day ahead.
		require.NoError(t, r.admin.Set(t.Context(), keys[0], "99999999999 0", 0).Err())
		s, ok := f[0].takeOnce("gnt_1", perDay, 1)
		require.False(t, ok)
		require.InDelta(t, perDayEach.Seconds(), s.Reset.Seconds(), 0.1, "the next request is not further away than one costs")
		for _, nonsense := range []string{"", "x", "1", "-1 -1", "1 2 3"} {
			require.NoError(t, r.admin.Set(t.Context(), keys[0], nonsense, 0).Err())
			f[0].takeOnce("gnt_1", perDay, 1)
			require.Zero(t, f[0].Shared.State().Failures, nonsense)
		}
	})
}

func TestAServerThatForgotEverythingIsToldWhereWindowsStand(t *testing.T) {
	onEachServer(t, func(t *testing.T, r *redisServer) {
		f := newFleet(t, 2, SharedOptions{URL: "redis://" + r.addr})
		require.Equal(t, 100, f.spend(perDay, 100))
		require.NoError(t, r.admin.ScriptFlush(t.Context()).Err())
		require.NoError(t, r.admin.FlushAll(t.Context()).Err())
		require.InDelta(t, 200, f.spend(perDay, 400), 2, "one call of each node may have come before it told")
		require.Zero(t, f[0].Shared.State().Failures, "the script is brought again within the call")
	})
}

// The server dies in the middle of a window (S-LIM-02: at most 1.1 times the limit), and comes back empty.
func TestAfterTheServerDiesNodesGiveTheirPartAndNoMoreWhenItIsBack(t *testing.T) {
	onEachServer(t, func(t *testing.T, r *redisServer) {
		f := newFleet(t, 3, SharedOptions{URL: "redis://" + r.addr})
		f.watch(t)
		total := f.spend(perDay, 150)
		require.Equal(t, 150, total)
		r.kill()
		total += f.spend(perDay, 600)
		require.Equal(t, 3, f.alone())
		require.NotEmpty(t, f[0].Shared.State().Why)
		require.LessOrEqual(t, total, 330)
		require.GreaterOrEqual(t, total, 290, "what was left of the window was given, not refused")
		r.start()
		f.together(t)
		total += f.spend(perDay, 600)
		require.LessOrEqual(t, total, 330, "the empty server opened nothing")
		state := f[0].Shared.State()
		require.NotZero(t, state.Asked)
		require.NotZero(t, state.AloneCalls)
	})
}

func TestAHangingServerCostsAFewCallsTheirWaitAndNoMore(t *testing.T) {
	const patience = time.Second // a busy machine is no hanging server
	onEachServer(t, func(t *testing.T, r *redisServer) {
		f := newFleet(t, 1, SharedOptions{URL: "redis://" + r.addr, Timeout: patience})
		f.watch(t)
		f.spend(perDay, 10)
		r.signal(syscall.SIGSTOP)
		started := clock.Monotonic()
		require.Equal(t, 290, f.spend(perDay, 1000), "a node alone in the world has the whole window")
		took := time.Duration(clock.Monotonic() - started)
		require.GreaterOrEqual(t, took, 3*patience)
		require.Less(t, took, 10*patience, "three calls waited, the thousand others did not")
		require.Equal(t, "it does not answer in time", f[0].Shared.State().Why)
		r.signal(syscall.SIGCONT)
		f.together(t)
		_, ok := f[0].takeOnce("gnt_1", perDay, 1)
		require.False(t, ok)
		_, ok = f[0].takeOnce("gnt_2", perDay, 1)
		require.True(t, ok)
	})
}

func TestOneSlowAnswerMakesNobodyAlone(t *testing.T) {
	onEachServer(t, func(t *testing.T, r *redisServer) {
		f := newFleet(t, 1, SharedOptions{URL: "redis://" + r.addr})
		f.spend(perDay, 1)
		for range 5 {
			f[0].Shared.noteFailure(http.ErrHandlerTimeout)
			f[0].Shared.noteFailure(http.ErrHandlerTimeout)
			f.spend(perDay, 1)
		}
		require.Zero(t, f.alone())
	})
}

func TestTheOperatorsAreToldOnceThatANodeCountsAlone(t *testing.T) {
	onEachServer(t, func(t *testing.T, r *redisServer) {
		f := newFleet(t, 1, SharedOptions{URL: "redis://" + r.addr})
		told := make(chan string, 10)
		f[0].Alone = func(_ context.Context, why string) { told <- why }
		f.watch(t)
		for range 2 {
			r.kill()
			f.spend(perDay, 5)
			require.Equal(t, 1, f.alone())
			r.start()
			f.together(t)
		}
		require.NotEmpty(t, <-told)
		require.Empty(t, told)
	})
}

func TestTheStartNamesAServerThatRefusesAndOutlivesOneThatIsAway(t *testing.T) {
	onEachServer(t, func(t *testing.T, r *redisServer) {
		storetest.Each(t, func(t *testing.T, st *store.Store) {
			check := func(url string) (*Service, error) {
				s := newFleet(t, 1, SharedOptions{URL: url})[0]
				s.Store = st
				return s, s.CheckShared(t.Context())
			}
			_, err := check("redis://:correct-horse@" + r.addr)
			require.NoError(t, err)
			_, err = check("redis://:hunter2@" + r.addr)
			require.ErrorIs(t, err, ErrSharedRefused)
			require.ErrorContains(t, err, "WRONGPASS")
			require.NotContains(t, err.Error(), "hunter2")
			_, err = check("redis://" + r.addr)
			require.ErrorContains(t, err, "NOAUTH")
			web := httptest.NewServer(http.NotFoundHandler())
			defer web.Close()
			_, err = check("redis://" + strings.TrimPrefix(web.URL, "http://"))
			require.ErrorIs(t, err, ErrSharedRefused)
			s, err := check("redis://127.0.0.1:1")
			require.NoError(t, err)
			require.True(t, s.Shared.State().Alone)
			_, ok := s.takeOnce("gnt_1", perDay, 1)
			require.True(t, ok)
		})
	}, "--requirepass", "correct-horse")
}

func TestAClusterKeepsTheWindowsOfACallTogether(t *testing.T) {
	onEachServer(t, func(t *testing.T, r *redisServer) {
		require.NoError(t, r.admin.Do(t.Context(), "CLUSTER", "ADDSLOTSRANGE", 0, 16383).Err())
		require.Eventually(t, func() bool {
			info, _ := r.admin.ClusterInfo(t.Context()).Result()
			return strings.Contains(info, "cluster_state:ok")
		}, 30*time.Second, 10*time.Millisecond)
		f := newFleet(t, 2, SharedOptions{URL: "redis://" + r.addr + "?addr=" + r.addr})
		limits := []Limit{{Name: "a", Requests: 10, Window: 24 * time.Hour}, {Name: "b", Requests: 20, Window: 24 * time.Hour, Pool: PoolToken}}
		require.Equal(t, 10, f.spend(limits, 30))
		require.Zero(t, f[0].Shared.State().Failures)
	}, "--cluster-enabled", "yes", "--cluster-port", transporttest.FreePort(t)) // else the port and 10000, which may be too high
}

func TestNodesAreCountedByTheirBeatsAndByNobodysClock(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		f := newFleet(t, 3, SharedOptions{URL: "redis://127.0.0.1:1"})
		for i, s := range f {
			s.Store = st
			require.NoError(t, s.beat(t.Context()))
			require.EqualValues(t, i+1, s.Shared.State().Nodes)
		}
		require.NoError(t, f[0].beat(t.Context()))
		require.EqualValues(t, 3, f[0].Shared.State().Nodes)
		require.NoError(t, f[2].leaveNodes(t.Context()))
		require.NoError(t, f[0].beat(t.Context()))
		require.EqualValues(t, 2, f[0].Shared.State().Nodes)
	})
	n, beats := newNodes(), map[string]beat{"nod_other": {count: 7}}
	alive, _, _ := n.look(beats, "ours", 1)
	require.EqualValues(t, 2, alive)
	alive, _, gone := n.look(beats, "ours", int64(nodeAlive))
	require.EqualValues(t, 2, alive)
	require.Empty(t, gone)
	alive, _, gone = n.look(beats, "ours", int64(nodeAlive)+1)
	require.EqualValues(t, 1, alive, "silent for long enough")
	require.Empty(t, gone)
	beats["nod_other"] = beat{count: 8}
	alive, _, _ = n.look(beats, "ours", int64(time.Minute))
	require.EqualValues(t, 2, alive, "and it is back")
	_, _, gone = n.look(beats, "ours", int64(time.Minute+nodeForgot)+1)
	require.Equal(t, []string{"nod_other"}, gone)
}

func TestNodesWithAnotherKeyFileAreSeen(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		same, other := newFleet(t, 2, SharedOptions{URL: "redis://127.0.0.1:1"}), newFleet(t, 1, SharedOptions{URL: "redis://127.0.0.1:1"})
		for range 2 {
			for _, s := range append(same, other...) {
				s.Store = st
				require.NoError(t, s.beat(t.Context()))
			}
		}
		require.EqualValues(t, 1, same[0].Shared.State().Strange)
		require.EqualValues(t, 2, other[0].Shared.State().Strange)
		require.NoError(t, other[0].leaveNodes(t.Context()))
		require.NoError(t, same[0].beat(t.Context()))
		require.Zero(t, same[0].Shared.State().Strange, "once it is gone")
	})
}

func BenchmarkSharedWindows(b *testing.B) {
	r := startRedis(b)
	f := newFleet(b, 1, SharedOptions{URL: "redis://" + r.addr})
	limits := []Limit{{Name: "minute", Requests: 1 << 30, Window: time.Minute}, {Name: "day", Requests: 1 << 33, Window: 24 * time.Hour}}
	b.ReportAllocs()
	for b.Loop() {
		f[0].takeOnce("gnt_1", limits, 1)
	}
}
