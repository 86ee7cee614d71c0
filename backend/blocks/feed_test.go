package blocks

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/jobs"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
)

type keys string

func (k keys) Derive(purpose string) []byte { return []byte(string(k) + purpose) }

func open(t *testing.T, s *store.Store) (*Service, *clock.Fake) {
	t.Helper()
	now := clock.NewFake(time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC))
	b := New(Deps{
		Store: s, Clock: now, Audit: audit.New(audit.Deps{Store: s, Keys: keys("k")}), Jobs: jobs.New(jobs.Deps{Store: s}),
		CheckURL: func(string) error { return nil },
	})
	require.NoError(t, b.Reload(t.Context(), ""))
	return b, now
}

// feed is a real server of a list, whose next answer a test chooses.
func feed(t *testing.T, b *Service) (url string, answer *atomic.Value) {
	t.Helper()
	answer = &atomic.Value{}
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, _ := answer.Load().(string)
		if text == "" {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		tag := `"` + hashOf([]byte(text)) + `"`
		if r.Header.Get("If-None-Match") == tag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Header().Set("ETag", tag)
		_, _ = w.Write([]byte(text))
	}))
	t.Cleanup(server.Close)
	b.Fetch = server.Client()
	return server.URL, answer
}

func TestAFeedThatFailsKeepsTheNetworksThatItGaveBefore(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		b, now := open(t, s)
		url, answer := feed(t, b)
		made, err := b.AddList(t.Context(), NewList{Settings: Settings{Name: "Feed", Enabled: true, URL: url, Schedule: "hourly"}})
		require.NoError(t, err)
		look := func(text string) List {
			answer.Store(text)
			require.NoError(t, b.refresh(t.Context(), made.ID))
			require.NoError(t, b.Reload(t.Context(), made.ID))
			l, err := b.repo.list(t.Context(), made.ID)
			require.NoError(t, err)
			return l
		}
		held := netip.MustParseAddr("198.51.100.7")
		require.Equal(t, "changed", look("198.51.100.0/24\nnonsense").Outcome)
		require.True(t, b.Blocked(held, true))
		require.Equal(t, "unchanged", look("198.51.100.0/24\nnonsense").Outcome)
		for text, why := range map[string]failure{
			"": failureBroken, "# nothing": failureEmpty, "<html>\n<p>": failureNoNetworks, "0.0.0.0/0": failureTooWide,
			strings.Repeat("#\n", TextBytesMax/2+1):                                        failureTooLarge,
			"198.51.100.0/24\n# " + strings.Repeat("x", lineBytesMax) + "\n203.0.113.0/24": failureNoNetworks, // not the half of it
		} {
			l := look(text)
			require.Equal(t, string(why), l.Failure)
			require.EqualValues(t, 1, l.Networks)
			require.True(t, b.Blocked(held, true), "the networks of before hold after %s", why)
		}
		require.EqualValues(t, 6, look("").Failures-1)
		l := look("203.0.113.0/24")
		require.Empty(t, l.Failure)
		require.Equal(t, now.Now().Add(time.Hour), *l.DueAt)
		require.False(t, b.Blocked(held, true))
		require.NoError(t, b.RemoveList(t.Context(), made.ID))
		require.NoError(t, b.refresh(t.Context(), made.ID), "a job of a list that is gone has nothing to do")
	})
}

func TestASingleNetworkEndsByItselfAndItsHitsAreCounted(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		b, now := open(t, s)
		ends := now.Now().Add(time.Hour)
		n, err := b.AddNetwork(t.Context(), NewNetwork{Network: "198.51.100.0/24", Effect: Block, Reason: "A test.", EndsAt: &ends})
		require.NoError(t, err)
		require.NoError(t, b.Reload(t.Context(), n.ID))
		held := netip.MustParseAddr("::ffff:198.51.100.7")
		require.True(t, b.Blocked(held, true))
		require.True(t, b.Blocked(held, true))
		require.NoError(t, b.flush(t.Context()))
		n, err = b.repo.network(t.Context(), n.ID)
		require.NoError(t, err)
		require.EqualValues(t, 2, n.Hits)
		now.Advance(time.Hour - time.Microsecond)
		require.NoError(t, b.dropEnded(t.Context()))
		require.True(t, b.Blocked(held, true))
		now.Advance(time.Microsecond)
		require.NoError(t, b.dropEnded(t.Context()))
		require.False(t, b.Blocked(held, true))
		_, err = b.AddNetwork(t.Context(), NewNetwork{Network: "198.51.100.0/24", Effect: Block, Reason: "Again."})
		require.NoError(t, err, "an ended network doesn't stand in the way")
	})
}

func TestBlockedAllocatesNothing(t *testing.T) {
	b, _ := open(t, storetest.New(t))
	a := netip.MustParseAddr("198.51.100.7")
	require.Zero(t, testing.AllocsPerRun(100, func() { b.Blocked(a, true) }))
}
