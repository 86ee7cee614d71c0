package terms_test

import (
	"bytes"
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
	"github.com/gatehouse-dev/gatehouse/backend/terms"
)

func newService(t *testing.T, s *store.Store) *terms.Service {
	t.Helper()
	keys, err := secret.OpenKeys(t.TempDir())
	require.NoError(t, err)
	c := clock.NewFake(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC))
	same := func(markdown string) (string, error) { return "<p>" + markdown + "</p>", nil }
	return terms.New(terms.Deps{
		Store: s, Clock: c, Audit: audit.New(audit.Deps{Store: s, Clock: c, Keys: keys}), Render: same, Preview: same,
		Names: func(context.Context, []string) (map[string]string, error) {
			return map[string]string{"acc_ada": "=cmd()", "acc_bob": "Bob"}, nil
		},
		People:  func(context.Context) (int64, error) { return 3, nil },
		Cursors: page.Codec{Key: keys.Derive(secret.PurposeCursor)},
	})
}

func publish(t *testing.T, s *terms.Service, text string, asks bool) terms.Text {
	t.Helper()
	made, err := s.Publish(t.Context(), 0, true, terms.Text{Markdown: text, Summary: "Something changed.", Asks: asks})
	require.NoError(t, err)
	return made
}

func due(t *testing.T, s *terms.Service, account string) int64 {
	t.Helper()
	version, err := s.Due(t.Context(), account)
	require.NoError(t, err)
	return version
}

func TestPeopleAreAskedAgainOnlyByVersionsThatAsk(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		s := newService(t, st)
		require.NoError(t, s.Check(t.Context(), "acc_ada"), "nothing is published")
		require.NoError(t, s.AcceptAtSignUp(t.Context(), "acc_ada", 0))

		first := publish(t, s, "Be kind.", false)

		require.True(t, first.Asks, "the first version asks everybody")
		require.EqualValues(t, 1, due(t, s, "acc_ada"))
		require.ErrorIs(t, s.Check(t.Context(), "acc_ada"), terms.ErrRequired)
		require.NoError(t, s.Accept(t.Context(), "acc_ada", 1, terms.InPortal))
		require.NoError(t, s.Accept(t.Context(), "acc_ada", 1, terms.InPortal), "a second click changes nothing")
		require.Zero(t, due(t, s, "acc_ada"))
		publish(t, s, "Be kind!", false)
		require.Zero(t, due(t, s, "acc_ada"), "a correction asks nobody")
		require.EqualValues(t, 2, due(t, s, "acc_bob"), "who accepted nothing accepts the newest")
		publish(t, s, "Be kind and careful.", true)
		require.EqualValues(t, 3, due(t, s, "acc_ada"))
		require.ErrorIs(t, s.Accept(t.Context(), "acc_ada", 2, terms.InPortal), terms.ErrStale, "only what was read is accepted")
		require.NoError(t, s.Accept(t.Context(), "acc_ada", 3, terms.InPortal))
		require.Zero(t, due(t, s, "acc_ada"))
	})
}

func TestNobodySignsUpWithoutTheNewestVersion(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		s := newService(t, st)
		publish(t, s, "One.", true)
		publish(t, s, "Two.", false)

		require.ErrorIs(t, s.AcceptAtSignUp(t.Context(), "acc_ada", 0), terms.ErrRequired)
		require.ErrorIs(t, s.AcceptAtSignUp(t.Context(), "acc_ada", 1), terms.ErrStale)
		require.NoError(t, s.AcceptAtSignUp(t.Context(), "acc_ada", 2))

		found, err := s.Acceptances(t.Context(), page.Request{Limit: 10})
		require.NoError(t, err)
		require.Equal(t, terms.AtSignUp, found.Items[0].Place)
	})
}

func TestTwoWhoPublishAtOnceDontOverwriteEachOther(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		s := newService(t, st)
		var done atomic.Int64
		var writers sync.WaitGroup
		for range 8 {
			writers.Go(func() {
				if _, err := s.Publish(context.Background(), 0, false, terms.Text{Markdown: "x"}); err == nil {
					done.Add(1)
				}
			})
		}
		writers.Wait()

		require.EqualValues(t, 1, done.Load())
		_, err := s.Publish(t.Context(), 0, false, terms.Text{Markdown: "y", Summary: "z"})
		require.ErrorIs(t, err, terms.ErrStale)
		_, err = s.Publish(t.Context(), 1, false, terms.Text{Markdown: "y"})
		require.ErrorIs(t, err, fault.ErrInvalid, "a change says what it is")
		_, err = s.Publish(t.Context(), 1, false, terms.Text{Markdown: " ", Summary: "z"})
		require.ErrorIs(t, err, fault.ErrInvalid)
	})
}

func TestEvidenceIsListedAndExported(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		s := newService(t, st)
		first := publish(t, s, "One.", true)
		for _, account := range []string{"acc_ada", "acc_bob"} {
			require.NoError(t, s.Accept(t.Context(), account, 1, terms.InPortal))
		}
		publish(t, s, "Two.", true)
		require.NoError(t, s.Accept(t.Context(), "acc_bob", 2, terms.InPortal))
		seen := []string{}
		for cursor := ""; ; {
			found, err := s.Acceptances(t.Context(), page.Request{Limit: 1, Cursor: cursor})
			require.NoError(t, err)
			seen = append(seen, found.Items[0].Account)
			if cursor = found.Next; cursor == "" {
				break
			}
		}
		require.Equal(t, []string{"acc_bob", "acc_bob", "acc_ada"}, seen)
		standing, err := s.Standing(t.Context())
		require.NoError(t, err)
		require.Equal(t, terms.Standing{Accepted: 1, People: 3}, standing)
		var out bytes.Buffer

		require.NoError(t, s.ExportCSV(t.Context(), &out))

		lines := strings.Split(strings.TrimSpace(out.String()), "\n")
		require.Len(t, lines, 4)
		require.Contains(t, lines[3], "acc_ada,'=cmd(),1,2026-01-02T03:04:05Z,portal,")
		require.Contains(t, lines[3], first.SHA256)
	})
}
