package audit_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/reqinfo"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
)

type keys string

func (k keys) Derive(purpose string) []byte { return []byte(string(k) + purpose) }

func open(s *store.Store) *audit.Log {
	return audit.New(audit.Deps{Store: s, Keys: keys("k"), Logger: slog.New(slog.DiscardHandler)})
}

func acting(ctx context.Context, id string) context.Context {
	return reqinfo.With(ctx, reqinfo.Info{
		RequestID: "req_1", Address: netip.MustParseAddr("192.0.2.7"), UserAgent: "Firefox", SessionID: "ses_1",
		Actor: reqinfo.Actor{Kind: reqinfo.Person, ID: id},
	})
}

func record(t testing.TB, ctx context.Context, s *store.Store, l *audit.Log, entries ...audit.Entry) {
	t.Helper()
	for _, e := range entries {
		require.NoError(t, s.Tx(ctx, func(ctx context.Context) error { return l.Record(ctx, e) }))
	}
}

func fill(t testing.TB, s *store.Store, l *audit.Log, n int) {
	t.Helper()
	require.NoError(t, s.Tx(acting(t.Context(), "acc_1"), func(ctx context.Context) error {
		for i := range n {
			e := audit.Entry{Action: "tokens.create", Object: fmt.Sprintf("tok_%d", i), Details: map[string]any{"name": "CI"}}
			if err := l.Record(ctx, e); err != nil {
				return err
			}
		}
		return nil
	}))
}

func verify(t *testing.T, l *audit.Log, kept ...audit.Checkpoint) audit.Verification {
	t.Helper()
	v, err := l.Verify(t.Context(), kept...)
	require.NoError(t, err)
	return v
}

func TestEntryExistsExactlyWhenItsChangeDoes(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		l := open(s)
		require.ErrorIs(t, l.Record(t.Context(), audit.Entry{Action: "a.b"}), store.ErrNoTx)
		sentinel := errors.New("no")
		err := s.Tx(t.Context(), func(ctx context.Context) error {
			require.NoError(t, l.Record(ctx, audit.Entry{Action: "apps.create"}))
			return sentinel
		})
		require.ErrorIs(t, err, sentinel)
		n, err := l.Count(t.Context())
		require.NoError(t, err)
		require.Zero(t, n)
		record(t, t.Context(), s, l, audit.Entry{Action: "apps.create"})
		n, err = l.Count(t.Context())
		require.NoError(t, err)
		require.EqualValues(t, 1, n)
	})
}

func TestEntryTellsWhoDidWhatFromWhere(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		l := open(s)
		record(t, acting(t.Context(), "acc_1"), s, l, audit.Entry{
			Action: "tokens.create", Object: "tok_1", Outcome: audit.Denied,
			Details: map[string]any{"scopes": []string{"b", "a"}, "expiresAt": store.Time(1), "n": 5, "raw": []byte("secret"), "none": nil},
		})
		got, err := l.List(t.Context(), audit.Filter{}, page.Request{Limit: 10})
		require.NoError(t, err)
		require.Len(t, got.Items, 1)
		r := got.Items[0]
		require.Equal(t, "acc_1", r.ActorID)
		require.Equal(t, "person", r.ActorKind)
		require.Equal(t, "192.0.2.7", r.Address)
		require.Equal(t, "Firefox", r.UserAgent)
		require.Equal(t, "req_1", r.RequestID)
		require.Equal(t, audit.Denied, r.Outcome)
		require.Equal(t, map[string]any{
			"scopes": []any{"b", "a"}, "expiresAt": "1970-01-01T00:00:00.000001Z", "n": "5", "raw": "[6 bytes]", "none": nil,
		}, r.Details)
	})
}

func TestHostileTextCannotForgeLinesOrCarryTokens(t *testing.T) {
	s := storetest.New(t)
	l := open(s)
	token := "gth_live_" + strings.Repeat("a", 16) + "_" + strings.Repeat("B", 49)
	ctx := reqinfo.With(t.Context(), reqinfo.Info{UserAgent: strings.Repeat("x\r\n", 1<<18)})
	record(t, ctx, s, l, audit.Entry{Action: "tokens.create", Object: "a\r\nb", Details: map[string]any{
		"ansi": "\x1b[31mred\u202e\u2028", "token": "it was " + token, "nested": map[string]any{token: []any{token}},
		"long": strings.Repeat("ä", 100_000), "invalid": "\xff", "nfd": "u\u0308", "quote": `"\`,
	}})
	var raw string
	require.NoError(t, s.Read(t.Context()).Raw("SELECT record FROM audit_records").Scan(&raw).Error)
	require.NotContains(t, raw, "BBBB")
	require.NotRegexp(t, `[\x00-\x1f\x7f\x{2028}\x{202e}]`, raw)
	require.Less(t, len(raw), 8<<10)
	got, err := l.List(t.Context(), audit.Filter{}, page.Request{Limit: 10})
	require.NoError(t, err)
	details := got.Items[0].Details
	require.Equal(t, `\u001b[31mred\u202e\u2028`, details["ansi"])
	require.Equal(t, "ü", details["nfd"])
	require.Equal(t, `"\`, details["quote"])
	require.Less(t, len(got.Items[0].UserAgent), 2000)
	require.True(t, verify(t, l).OK)
}

func TestOversizedDetailsAreOmittedAndTheEntryStays(t *testing.T) {
	s := storetest.New(t)
	l := open(s)
	big := map[string]any{}
	for i := range 90 {
		big[fmt.Sprint(i)] = strings.Repeat("x", 1000)
	}
	record(t, t.Context(), s, l, audit.Entry{Action: "apis.import", Details: big})
	got, err := l.List(t.Context(), audit.Filter{}, page.Request{Limit: 1})
	require.NoError(t, err)
	require.Equal(t, map[string]any{"omitted": "the details were too long"}, got.Items[0].Details)
}

func TestListFiltersAndPagesNewestFirst(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		l := open(s)
		record(t, acting(t.Context(), "acc_1"), s, l,
			audit.Entry{Action: "tokens.create", Object: "tok_1"}, audit.Entry{Action: "tokens.revoke", Object: "tok_1"})
		record(t, acting(t.Context(), "acc_2"), s, l, audit.Entry{Action: "tokensets.create", Object: "x"})
		list := func(f audit.Filter, r page.Request) page.Page[audit.Record] {
			p, err := l.List(t.Context(), f, r)
			require.NoError(t, err)
			return p
		}
		require.Len(t, list(audit.Filter{Action: "tokens"}, page.Request{Limit: 9}).Items, 2)
		require.Len(t, list(audit.Filter{Action: "tokens.revoke"}, page.Request{Limit: 9}).Items, 1)
		require.Len(t, list(audit.Filter{Actor: "acc_2"}, page.Request{Limit: 9}).Items, 1)
		require.Len(t, list(audit.Filter{Object: "tok_1"}, page.Request{Limit: 9}).Items, 2)
		require.Len(t, list(audit.Filter{From: time.Now().Add(-time.Hour)}, page.Request{Limit: 9}).Items, 3)
		require.Empty(t, list(audit.Filter{To: time.Now().Add(-time.Hour)}, page.Request{Limit: 9}).Items)
		first := list(audit.Filter{}, page.Request{Limit: 2})
		require.EqualValues(t, 3, first.Items[0].Seq)
		second := list(audit.Filter{}, page.Request{Limit: 2, Cursor: first.Next})
		require.Len(t, second.Items, 1)
		require.EqualValues(t, 1, second.Items[0].Seq)
		require.Empty(t, second.Next)
		_, err := l.List(t.Context(), audit.Filter{}, page.Request{Limit: 2, Cursor: "forged"})
		require.ErrorIs(t, err, page.ErrCursor)
	})
}

func TestDatabaseRefusesToChangeTheLog(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		l := open(s)
		fill(t, s, l, 2)
		require.NoError(t, l.Checkpoint(t.Context()))
		for _, statement := range []string{
			"UPDATE audit_records SET actor_id = 'x'", "DELETE FROM audit_records", "DELETE FROM audit_head",
			"UPDATE audit_head SET seq = 1", "UPDATE audit_origins SET address = 'x'",
			"DELETE FROM audit_checkpoints", "UPDATE audit_checkpoints SET count = 1",
		} {
			_, err := s.WriterPool().ExecContext(t.Context(), statement)
			require.Error(t, err, statement)
		}
		require.True(t, verify(t, l).OK)
	})
}

func TestErasureKeepsTheChainValid(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		l := open(s)
		fill(t, s, l, 3)
		record(t, acting(t.Context(), "acc_2"), s, l, audit.Entry{Action: "apps.create"})
		require.NoError(t, s.Tx(t.Context(), func(ctx context.Context) error { return l.EraseOrigins(ctx, "acc_1") }))
		require.True(t, verify(t, l).OK)
		got, err := l.List(t.Context(), audit.Filter{Actor: "acc_1"}, page.Request{Limit: 10})
		require.NoError(t, err)
		require.Len(t, got.Items, 3)
		for _, r := range got.Items {
			require.Empty(t, r.Address+r.UserAgent)
		}
		got, err = l.List(t.Context(), audit.Filter{Actor: "acc_2"}, page.Request{Limit: 10})
		require.NoError(t, err)
		require.Equal(t, "192.0.2.7", got.Items[0].Address)
	})
}

func TestExportsNeutraliseFormulasAndKeepOrder(t *testing.T) {
	s := storetest.New(t)
	l := open(s)
	fill(t, s, l, 3)
	record(t, t.Context(), s, l, audit.Entry{Action: "apps.create", Object: `=HYPERLINK("http://x")`})
	var lines bytes.Buffer
	require.NoError(t, l.ExportJSONL(t.Context(), &lines, audit.Filter{}))
	decoder := json.NewDecoder(&lines)
	for want := 1; want <= 4; want++ {
		var x struct{ Seq int }
		require.NoError(t, decoder.Decode(&x))
		require.Equal(t, want, x.Seq)
	}
	var table bytes.Buffer
	require.NoError(t, l.ExportCSV(t.Context(), &table, audit.Filter{}))
	rows, err := csv.NewReader(&table).ReadAll()
	require.NoError(t, err)
	require.Len(t, rows, 5)
	require.Equal(t, `'=HYPERLINK("http://x")`, rows[4][5])
}

func TestConcurrentWritersMakeOneChain(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		l := open(s)
		var all sync.WaitGroup
		for i := range 16 {
			all.Go(func() {
				for range 20 {
					err := s.Tx(acting(context.Background(), fmt.Sprint("acc_", i)), func(ctx context.Context) error {
						if err := s.Changed(ctx, store.KindToken, "tok_1"); err != nil {
							return err
						}
						return l.Record(ctx, audit.Entry{Action: "tokens.create"})
					})
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		require.Equal(t, audit.Verification{OK: true, Records: 320, Message: "320 entries are intact, to the last."}, verify(t, l))
	})
}

func BenchmarkAuditedWrite(b *testing.B) {
	s := storetest.New(b)
	l := open(s)
	ctx := acting(context.Background(), "acc_1")
	b.SetParallelism(32)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			err := s.Tx(ctx, func(ctx context.Context) error {
				if err := s.Changed(ctx, store.KindToken, "tok_1"); err != nil {
					return err
				}
				return l.Record(ctx, audit.Entry{Action: "tokens.create", Object: "tok_1", Details: map[string]any{"name": "CI"}})
			})
			if err != nil {
				b.Error(err)
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "acks/s")
}

func BenchmarkVerify(b *testing.B) {
	s := storetest.New(b)
	l := open(s)
	fill(b, s, l, 10_000)
	for b.Loop() {
		v, err := l.Verify(b.Context())
		require.NoError(b, err)
		require.True(b, v.OK)
	}
	b.ReportMetric(10_000*float64(b.N)/b.Elapsed().Seconds(), "records/s")
}
