package store_test

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
)

// busy starts a transaction that holds the store until release is called.
func busy(t *testing.T, s *store.Store) (release func()) {
	t.Helper()
	entered, leave, over := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		over <- s.Tx(context.Background(), func(context.Context) error {
			close(entered)
			<-leave
			return nil
		})
	}()
	<-entered
	return func() {
		close(leave)
		require.NoError(t, <-over)
	}
}

func TestWaitingForTheTurnObeysTheContext(t *testing.T) {
	s := storetest.New(t)
	release := busy(t, s)
	defer release()
	ctx, cancel := context.WithCancel(t.Context())
	got := make(chan error, 1)
	go func() {
		got <- s.Tx(ctx, func(context.Context) error { return errors.New("must not run") })
	}()
	cancel()
	require.ErrorIs(t, <-got, context.Canceled)
}

func TestCancellingTheRequestDoesNotUndoWorkThatHasBegun(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx, cancel := context.WithCancel(t.Context())
		require.NoError(t, s.Tx(ctx, func(ctx context.Context) error {
			cancel()
			require.NoError(t, ctx.Err())
			return put(ctx, s, "a")
		}))
		require.EqualValues(t, 1, count(t, s))
	})
}

func TestMembersOfOneCommitFailAlone(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		sentinel := errors.New("no")
		var good, bad, panicked, gone atomic.Int64
		var all sync.WaitGroup
		for i := range 400 {
			all.Go(func() {
				name := string(rune('a'+i%26)) + time.Duration(i).String()
				ctx, cancel := context.WithCancel(context.Background())
				defer cancel()
				defer func() {
					if recover() != nil {
						panicked.Add(1)
					}
				}()
				if i%4 == 3 {
					// The goroutine ends inside the closure, as a failed require does in a test.
					defer gone.Add(1)
				}
				err := s.Tx(ctx, func(ctx context.Context) error {
					if err := put(ctx, s, name); err != nil {
						return err
					}
					switch i % 4 {
					case 1:
						return sentinel
					case 2:
						panic("boom")
					case 3:
						runtime.Goexit()
					}
					return nil
				})
				if errors.Is(err, sentinel) {
					bad.Add(1)
				} else if err == nil {
					good.Add(1)
				}
			})
		}
		all.Wait()
		require.EqualValues(t, 100, good.Load())
		require.EqualValues(t, 100, bad.Load())
		require.EqualValues(t, 100, panicked.Load())
		require.EqualValues(t, 100, gone.Load())
		require.EqualValues(t, 100, count(t, s))
	})
}

func TestFullDiskIsToldToEverybodyAndStoresNothing(t *testing.T) {
	s := storetest.New(t)
	_, err := s.WriterPool().ExecContext(t.Context(), "PRAGMA max_page_count = 1")
	require.NoError(t, err)
	err = s.Tx(t.Context(), func(ctx context.Context) error {
		return s.Write(ctx).Create(&keyRow{Name: "a", Value: "v", Answer: make([]byte, 1<<20)}).Error
	})
	require.ErrorIs(t, err, store.ErrStorageFull)
	_, err = s.WriterPool().ExecContext(t.Context(), "PRAGMA max_page_count = 1073741823")
	require.NoError(t, err)
	require.NoError(t, s.Tx(t.Context(), func(ctx context.Context) error { return put(ctx, s, "b") }))
	require.EqualValues(t, 1, count(t, s))
}
