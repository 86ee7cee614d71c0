package keys_test

import (
	"context"
	"crypto"
	"errors"
	"io"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/jws"
	"github.com/gatehouse-dev/gatehouse/backend/keys"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
)

// room is a service over a real database, with a clock that tests move.
type room struct {
	*keys.Service
	clock *clock.Fake
	store *store.Store
}

func open(t *testing.T, s *store.Store, driver keys.Driver) *room {
	t.Helper()
	fake := clock.NewFake(time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC))
	own, err := secret.OpenKeys(t.TempDir())
	require.NoError(t, err)
	if driver == nil {
		driver = keys.Software{Keys: own}
	}
	logger := slog.New(slog.DiscardHandler)
	log := audit.New(audit.Deps{Store: s, Clock: fake, Keys: own, Logger: logger})
	return &room{clock: fake, store: s, Service: keys.New(keys.Deps{Store: s, Audit: log, Clock: fake, Logger: logger, Drivers: []keys.Driver{driver}})}
}

// published answers the ids in the key set.
func (r *room) published(t *testing.T) map[string]bool {
	t.Helper()
	raw, err := r.Set(t.Context())
	require.NoError(t, err)
	for _, private := range []string{`"d"`, `"p"`, `"q"`, `"k"`} {
		require.NotContains(t, string(raw), private)
	}
	found, err := jws.ReadSet(raw)
	require.NoError(t, err)
	ids := map[string]bool{}
	for _, k := range found {
		thumb, err := jws.Thumbprint(k.Public)
		require.NoError(t, err)
		require.Equal(t, thumb, k.ID, "the kid can be computed from the key (RFC 7638)")
		ids[k.ID] = true
	}
	return ids
}

// signedBy answers the id of the key that signs now, and checks the signature with it.
func (r *room) signedBy(t *testing.T) string {
	t.Helper()
	token, err := r.Sign(t.Context(), jws.TypeAccess, map[string]string{"iss": "x"})
	require.NoError(t, err)
	parsed, err := jws.ParseAccess(token)
	require.NoError(t, err)
	key, err := r.Find(t.Context(), parsed.KeyID)
	require.NoError(t, err)
	require.NoError(t, parsed.Verify(key))
	return parsed.KeyID
}

func TestNoVerifierWithACachedKeySetEverMeetsAnUnknownKey(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := open(t, s, nil)
		require.NoError(t, r.Turn(t.Context()))
		cached, fetched, signers := r.published(t), r.clock.Now(), map[string]bool{}
		type issued struct {
			kid string
			at  time.Time
		}
		var tokens []issued
		for range 200 * 4 { // 200 days in steps of six hours
			r.clock.Advance(6 * time.Hour)
			require.NoError(t, r.Turn(t.Context()))
			kid := r.signedBy(t)
			require.True(t, cached[kid], "a verifier that fetched six hours ago knows the key")
			signers[kid] = true
			tokens = append(tokens, issued{kid, r.clock.Now()})
			now := r.published(t)
			for _, token := range tokens[max(0, len(tokens)-2):] {
				if r.clock.Now().Sub(token.at) <= keys.CacheFor+15*time.Minute {
					require.True(t, now[token.kid], "what was signed with a key is good while its tokens live")
				}
			}
			cached, fetched = now, r.clock.Now()
		}
		require.NotZero(t, fetched)
		require.Len(t, signers, 3, "a key signs for 90 days")
		found, err := r.List(t.Context())
		require.NoError(t, err)
		states := map[keys.State]int{}
		for _, k := range found {
			states[k.State]++
		}
		require.Equal(t, map[keys.State]int{keys.Active: 1, keys.Next: 1, keys.Removed: 2}, states)
	})
}

func TestARevokedKeyIsGoneAtOnceAndTheNextOneSigns(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := open(t, s, nil)
		require.NoError(t, r.Turn(t.Context()))
		old := r.signedBy(t)
		_, err := r.Revoke(t.Context(), old, "lost")
		require.NoError(t, err)
		_, err = r.Find(t.Context(), old)
		require.ErrorIs(t, err, keys.ErrNotFound)
		require.NotContains(t, r.published(t), old)
		require.NotEqual(t, old, r.signedBy(t))
		require.Len(t, r.published(t), 2, "there is a next key again")
		_, err = r.Revoke(t.Context(), old, "again")
		require.ErrorIs(t, err, keys.ErrState)
		_, err = r.Revoke(t.Context(), "nobody", "x")
		require.ErrorIs(t, err, keys.ErrNotFound)
	})
}

func TestANextKeyIsNotUsedBeforeVerifiersKnowIt(t *testing.T) {
	r := open(t, storetest.New(t), nil)
	require.NoError(t, r.Turn(t.Context()))
	first := r.signedBy(t)
	r.clock.Advance(keys.Lead - time.Microsecond)
	require.ErrorIs(t, r.Rotate(t.Context()), keys.ErrTooEarly)
	r.clock.Advance(time.Microsecond)
	require.NoError(t, r.Rotate(t.Context()))
	require.NotEqual(t, first, r.signedBy(t))
	_, err := r.Find(t.Context(), first)
	require.NoError(t, err, "what a retiring key signed counts")
	r.clock.Advance(keys.RetiredFor)
	require.NoError(t, r.Turn(t.Context()))
	_, err = r.Find(t.Context(), first)
	require.ErrorIs(t, err, keys.ErrNotFound)
}

func TestManyNodesThatStartAtOnceEndWithOneActiveKey(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := open(t, s, nil)
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() { require.NoError(t, r.Turn(context.Background())) })
		}
		all.Wait()
		require.Len(t, r.published(t), 2)
	})
}

func TestASealedKeyOpensInItsOwnPlaceOnly(t *testing.T) {
	own, err := secret.OpenKeys(t.TempDir())
	require.NoError(t, err)
	other, err := secret.OpenKeys(t.TempDir())
	require.NoError(t, err)
	driver := keys.Software{Keys: own}
	public, handle, err := driver.Generate(keys.AccessTokens)
	require.NoError(t, err)
	kid, err := jws.Thumbprint(public)
	require.NoError(t, err)
	_, handle2, err := driver.Generate(keys.AccessTokens)
	require.NoError(t, err)
	_, err = driver.Open(kid, keys.AccessTokens, handle)
	require.NoError(t, err)
	for name, try := range map[string]func() (crypto.Signer, error){
		"the key of another row": func() (crypto.Signer, error) { return driver.Open(kid, keys.AccessTokens, handle2) },
		"another purpose":        func() (crypto.Signer, error) { return driver.Open(kid, "audit", handle) },
		"another deployment": func() (crypto.Signer, error) {
			return keys.Software{Keys: other}.Open(kid, keys.AccessTokens, handle)
		},
		"a changed byte": func() (crypto.Signer, error) {
			changed := append([]byte{}, handle...)
			changed[len(changed)-1] ^= 1
			return driver.Open(kid, keys.AccessTokens, changed)
		},
	} {
		_, err := try()
		require.ErrorIs(t, err, secret.ErrSealed, name)
	}
}

// broken is a device that is away.
type broken struct{ keys.Driver }

type deaf struct{ crypto.Signer }

func (deaf) Sign(io.Reader, []byte, crypto.SignerOpts) ([]byte, error) {
	return nil, errors.New("CKR_DEVICE_REMOVED")
}

func (b broken) Open(kid, purpose string, handle []byte) (crypto.Signer, error) {
	signer, err := b.Driver.Open(kid, purpose, handle)
	return deaf{signer}, err
}

func TestASignerThatFailsIsUnavailableAndVerifyingGoesOn(t *testing.T) {
	own, err := secret.OpenKeys(t.TempDir())
	require.NoError(t, err)
	s := storetest.New(t)
	good := keys.Software{Keys: own}
	r := open(t, s, good)
	require.NoError(t, r.Turn(t.Context()))
	kid := r.signedBy(t)
	away := open(t, s, broken{good})
	_, err = away.Sign(t.Context(), jws.TypeAccess, map[string]string{})
	require.ErrorIs(t, err, keys.ErrSigner)
	_, err = away.Find(t.Context(), kid)
	require.NoError(t, err)
}

func TestDriversSignWhatEverybodyCanVerify(t *testing.T) {
	own, err := secret.OpenKeys(t.TempDir())
	require.NoError(t, err)
	contract(t, keys.Software{Keys: own})
}
