package jobs_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/jobs"
	"github.com/gatehouse-dev/gatehouse/backend/reqinfo"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
)

type greeting struct {
	Name string `json:"name"`
}

func (greeting) Kind() string { return "test.greeting" }

func start(t *testing.T, r *jobs.Runner) {
	t.Helper()
	require.NoError(t, r.Start(t.Context()))
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		require.NoError(t, r.Stop(ctx))
	})
}

func within[T any](t *testing.T, c <-chan T) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(time.Minute):
		t.Fatal("nothing came within a minute")
		panic("unreachable")
	}
}

func TestJobRunsExactlyWhenItsTransactionCommits(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := jobs.New(jobs.Deps{Store: s})
		got := make(chan string, 10)
		jobs.Register(r, func(ctx context.Context, g greeting) error {
			require.Equal(t, reqinfo.System, reqinfo.From(ctx).Actor.Kind)
			got <- g.Name
			return nil
		})
		sentinel := errors.New("no")
		err := s.Tx(t.Context(), func(ctx context.Context) error {
			require.NoError(t, r.Enqueue(ctx, greeting{Name: "undone"}))
			return sentinel
		})
		require.ErrorIs(t, err, sentinel)
		require.NoError(t, s.Tx(t.Context(), func(ctx context.Context) error {
			return r.Enqueue(ctx, greeting{Name: "kept"})
		}))
		start(t, r)
		require.Equal(t, "kept", within(t, got))
		require.NoError(t, r.Enqueue(t.Context(), greeting{Name: "later"}))
		require.Equal(t, "later", within(t, got), "a job enqueued while running, without a transaction")
	})
}

func TestFailedJobIsTriedAgain(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := jobs.New(jobs.Deps{Store: s})
		var attempts atomic.Int64
		done := make(chan int64, 1)
		jobs.Register(r, func(context.Context, greeting) error {
			if attempts.Add(1) == 1 {
				panic("the first attempt fails")
			}
			done <- attempts.Load()
			return nil
		})
		start(t, r)
		require.NoError(t, r.Enqueue(t.Context(), greeting{}))
		require.EqualValues(t, 2, within(t, done))
	})
}

func TestPermanentFailureIsGivenUpAtOnce(t *testing.T) {
	s := storetest.New(t)
	r := jobs.New(jobs.Deps{Store: s})
	failed := make(chan struct{}, 10)
	jobs.Register(r, func(context.Context, greeting) error {
		failed <- struct{}{}
		return jobs.Permanent(errors.New("no such address"))
	})
	start(t, r)
	require.NoError(t, r.Enqueue(t.Context(), greeting{}))
	within(t, failed)
	require.Eventually(t, func() bool {
		var state string
		err := s.ReaderPool().QueryRowContext(t.Context(), "SELECT state FROM river_job WHERE kind = 'test.greeting'").Scan(&state)
		return err == nil && state == "cancelled"
	}, time.Minute, 20*time.Millisecond)
}

func TestPeriodicWorkRunsAtTheStart(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := jobs.New(jobs.Deps{Store: s})
		first, second := make(chan string, 100), make(chan string, 100)
		r.Every("sweep sessions", time.Hour, func(ctx context.Context) error {
			first <- reqinfo.From(ctx).Actor.ID
			return nil
		})
		r.Every("count", time.Second, func(context.Context) error {
			second <- "turn"
			return errors.New("a failed turn does not prevent the next")
		})
		start(t, r)
		require.Equal(t, "sweep sessions", within(t, first))
		within(t, second)
		within(t, second)
	})
}

func TestBackgroundWorkSurvivesAPanicAndEndsWithStop(t *testing.T) {
	r := jobs.New(jobs.Deps{Store: storetest.New(t)})
	var runs atomic.Int64
	again, ended := make(chan struct{}), make(chan struct{})
	r.Go("listener", func(ctx context.Context) {
		if runs.Add(1) == 1 {
			panic("boom")
		}
		close(again)
		<-ctx.Done()
		close(ended)
	})
	require.NoError(t, r.Start(t.Context()))
	within(t, again)
	require.NoError(t, r.Stop(t.Context()))
	within(t, ended)
}

func BenchmarkEnqueue(b *testing.B) {
	s := storetest.New(b)
	r := jobs.New(jobs.Deps{Store: s})
	b.SetParallelism(32)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if err := r.Enqueue(context.Background(), greeting{Name: "x"}); err != nil {
				b.Error(err)
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "jobs/s")
}

func TestWorkThatCannotBeUndoneIsLeftOutWhileTheClockIsNotTrusted(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := jobs.New(jobs.Deps{Store: s})
		var trusted, asked, early atomic.Bool
		r.OnTrust(func(context.Context) (bool, error) {
			asked.Store(true)
			return trusted.Load(), nil
		})
		done := make(chan bool, 10)
		r.EverySure("suspend everybody", time.Second, func(context.Context) error {
			early.CompareAndSwap(false, !trusted.Load())
			done <- true
			return nil
		})
		r.Every("count", time.Second, func(context.Context) error {
			if asked.Load() {
				trusted.Store(true)
			}
			return nil
		})
		start(t, r)
		within(t, done)
		require.False(t, early.Load())
	})
}

func TestWhatWasLeftOutHasItsTurnWhenTheClockIsTrustedAgain(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := jobs.New(jobs.Deps{Store: s})
		var trusted atomic.Bool
		asked, done := make(chan struct{}, 10), make(chan struct{}, 10)
		r.OnTrust(func(ctx context.Context) (bool, error) {
			if reqinfo.From(ctx).Actor.ID == "hourly" && !trusted.Load() {
				asked <- struct{}{}
				return false, nil
			}
			return trusted.Load(), nil
		})
		r.EverySure("hourly", time.Hour, func(context.Context) error {
			done <- struct{}{}
			return nil
		})
		r.EverySure("often", time.Second, func(context.Context) error { return nil })
		start(t, r)
		within(t, asked)
		trusted.Store(true)
		within(t, done)
		require.Empty(t, asked, "it was left out once, at the start")
	})
}
