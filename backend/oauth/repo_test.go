package oauth

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
)

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

func example(id string) Client {
	return Client{
		ID: id, AppID: "app_1", Environment: "live", Method: Basic, Scopes: []string{"museum:read"}, Networks: []string{"192.0.2.0/24"}, Binding: ByKey, CreatedBy: "u:acc_1",
		CreatedAt: noon, UpdatedAt: noon, Version: 1,
		Secrets: []Secret{{Number: 1, MAC: [32]byte{1}, PepperKID: "p", Last4: "abcd", CreatedAt: noon, ExpiresAt: noon.Add(time.Hour)}},
	}
}

func TestClientsAreStoredWholeAndOnceForEachEnvironment(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := repo{s}
		write := func(work func(context.Context) error) error { return s.Tx(t.Context(), work) }
		c := example("ocl_1")
		require.NoError(t, write(func(ctx context.Context) error { return r.insert(ctx, c) }))
		found, err := r.find(t.Context(), c.ID)
		require.NoError(t, err)
		require.Equal(t, c, found)
		require.ErrorIs(t, write(func(ctx context.Context) error { return r.insert(ctx, example("ocl_2")) }), ErrTaken)

		end := noon.Add(time.Minute)
		c.Scopes, c.NotBefore, c.Secrets[0].RevokedAt, c.RevokedAt, c.RevokedReason, c.Binding = []string{"a:b"}, noon, &end, &end, "gone", ByKeyOnce
		require.NoError(t, write(func(ctx context.Context) error { return r.update(ctx, c) }))
		require.ErrorIs(t, write(func(ctx context.Context) error { return r.update(ctx, c) }), ErrStale)
		c.Version++
		found, err = r.find(t.Context(), c.ID)
		require.NoError(t, err)
		require.Equal(t, c, found)
		require.NoError(t, write(func(ctx context.Context) error { return r.insert(ctx, example("ocl_2")) }), "a revoked one makes room")
		all, err := r.ofApp(t.Context(), "app_1")
		require.NoError(t, err)
		require.Len(t, all, 2)
		_, err = r.find(t.Context(), "ocl_3")
		require.ErrorIs(t, err, ErrNotFound)
	})
}

func TestOneOfManyUsesAnAssertion(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := repo{s}
		var all sync.WaitGroup
		var fresh atomic.Int64
		for range 50 {
			all.Go(func() {
				mine := false
				err := s.Tx(t.Context(), func(ctx context.Context) error {
					var err error
					mine, err = r.spend(ctx, "ocl_1", "hash", noon)
					return err
				})
				if err != nil {
					t.Errorf("spend: %v", err)
				}
				if mine {
					fresh.Add(1)
				}
			})
		}
		all.Wait()
		require.EqualValues(t, 1, fresh.Load())
	})
}

func TestWhatExpiredIsForgottenAndNothingElse(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := repo{s}
		require.NoError(t, s.Tx(t.Context(), func(ctx context.Context) error {
			for i := range 5 {
				if _, err := r.deny(ctx, fmt.Sprint("jti", i), "ocl_1", noon.Add(time.Duration(i)*time.Minute), noon); err != nil {
					return err
				}
				if _, err := r.spend(ctx, "ocl_1", fmt.Sprint("hash", i), noon.Add(time.Duration(i)*time.Minute)); err != nil {
					return err
				}
			}
			again, err := r.deny(ctx, "jti0", "ocl_1", noon, noon)
			require.False(t, again)
			return err
		}))
		gone, err := r.overdue(t.Context(), noon.Add(2*time.Minute), 10)
		require.NoError(t, err)
		require.Equal(t, []string{"jti0", "jti1"}, gone)
		require.NoError(t, s.Tx(t.Context(), func(ctx context.Context) error {
			if err := r.forget(ctx, gone); err != nil {
				return err
			}
			return r.forgetAssertions(ctx, noon.Add(2*time.Minute))
		}))
		gone, err = r.overdue(t.Context(), noon.Add(time.Hour), 10)
		require.NoError(t, err)
		require.Len(t, gone, 3)
		fresh := false
		require.NoError(t, s.Tx(t.Context(), func(ctx context.Context) error {
			fresh, err = r.spend(ctx, "ocl_1", "hash2", noon)
			return err
		}))
		require.False(t, fresh, "it is still known")
	})
}

func TestTheEndOfAllTokensIsOneRow(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := repo{s}
		at, err := r.realm(t.Context())
		require.NoError(t, err)
		require.Zero(t, at)
		for i := range 3 {
			require.NoError(t, s.Tx(t.Context(), func(ctx context.Context) error { return r.setRealm(ctx, noon.Add(time.Duration(i)*time.Second)) }))
		}
		at, err = r.realm(t.Context())
		require.NoError(t, err)
		require.Equal(t, noon.Add(2*time.Second).UnixMicro(), at)
	})
}
