package usage

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
)

var benchBegin = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// benchEvents are calls of 1,000 tokens, a few of which make most of them, to 20 operations.
func benchEvents(n int) []Event {
	random := rand.New(rand.NewPCG(1, 2))
	zipf := rand.NewZipf(random, 1.1, 5, 999)
	events := make([]Event, n)
	texts := map[string][]string{}
	for i := range 1000 {
		texts["token"] = append(texts["token"], fmt.Sprintf("tok_%020d", i))
		texts["app"] = append(texts["app"], fmt.Sprintf("app_%020d", i/3))
		texts["network"] = append(texts["network"], fmt.Sprintf("192.0.%d.0/24", i%200))
		texts["operation"] = append(texts["operation"], fmt.Sprintf("operation%d", i%20))
	}
	for i := range events {
		token, operation := zipf.Uint64(), random.IntN(20)
		latency := int64(300 + random.ExpFloat64()*4000)
		events[i] = Event{
			TokenID: texts["token"][token], AppID: texts["app"][token], APIID: "api_museum", VersionID: "ver_1", Operation: texts["operation"][operation],
			Method: "GET", Route: "/tickets/{id}", Status: 200, LatencyUS: latency, UpstreamUS: latency - 90, BytesOut: 400 + random.Int64N(4000),
			Network: texts["network"][token], Agent: "go", Environment: "live", Door: "gateway",
		}
		if random.IntN(50) == 0 {
			events[i].Status, events[i].Code, events[i].DecisionID = 403, "scope_missing", fmt.Sprintf("dec_%020d", i)
		}
	}
	return events
}

func benchService(b *testing.B, dir string) *Service {
	b.Helper()
	s, err := New(b.Context(), Deps{Dir: dir, Clock: clock.NewFake(benchBegin), Logger: slog.New(slog.DiscardHandler)})
	require.NoError(b, err)
	b.Cleanup(func() { require.NoError(b, s.Stop(context.Background())) })
	return s
}

// BenchmarkIngest is P-USE-1: from the door's Record to the disk and the rollups, with everything that is due on the way.
func BenchmarkIngest(b *testing.B) {
	dir := b.TempDir()
	s := benchService(b, dir)
	events := benchEvents(50_000)
	at, count := benchBegin.UnixMicro(), 0
	for b.Loop() {
		for i := range events {
			events[i].At = at
			at += 10
			s.Recorder.Record(events[i])
			if i%2_000 == 1_999 { // about as often as a busy recorder asks for it
				s.Flush(b.Context())
			}
		}
		count += len(events)
	}
	b.StopTimer()
	require.Zero(b, s.Recorder.Dropped())
	s.foldNew(b.Context())
	b.ReportMetric(float64(count)/b.Elapsed().Seconds(), "events/s")
	var data int64
	require.NoError(b, s.repo.read.QueryRowContext(b.Context(), "SELECT SUM(LENGTH(data) + LENGTH(filter)) FROM usage_blocks").Scan(&data))
	b.ReportMetric(float64(data)/float64(count), "bytes/event")
}

// BenchmarkCallLog is P-USE-2's second half over 2,000,000 calls; GATEHOUSE_BENCH_CALLS asks for more.
func BenchmarkCallLog(b *testing.B) {
	calls := 2_000_000
	if text := os.Getenv("GATEHOUSE_BENCH_CALLS"); text != "" {
		_, err := fmt.Sscan(text, &calls)
		require.NoError(b, err)
	}
	dir := b.TempDir()
	s := benchService(b, dir)
	events, at := benchEvents(50_000), benchBegin.UnixMicro()
	for range calls / len(events) {
		for i := range events {
			events[i].At = at
			at += 1000
			s.Recorder.Record(events[i])
			if i%2_000 == 1_999 { // about as often as a busy recorder asks for it
				s.Flush(b.Context())
			}
		}
	}
	s.Recorder.Record(Event{At: benchBegin.UnixMicro(), TokenID: "tok_rare", AppID: "app_rare", Status: 502})
	s.Flush(b.Context())
	require.NoError(b, s.Compact(b.Context()))
	size, err := os.Stat(filepath.Join(dir, "usage.db"))
	require.NoError(b, err)
	b.Logf("%d calls, usage.db %d MB", calls, size.Size()>>20)
	all := question{from: benchBegin.UnixMicro(), to: at}
	for name, q := range map[string]question{
		"newest": all, "rare": with(all, func(q *question) { q.token = "tok_rare" }),
		"token":  with(all, func(q *question) { q.token = events[9].TokenID }),
		"denied": with(all, func(q *question) { q.code = "scope_missing" }),
		"never meets": with(all, func(q *question) {
			q.token, q.code, q.operation = "tok_00000000000000000950", "scope_missing", "operation3"
		}),
		"status 5xx": with(all, func(q *question) { q.statusFrom, q.statusTo = 500, 600 }),
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				_, err := s.repo.calls(b.Context(), q, 0, 51)
				require.NoError(b, err)
			}
		})
	}
}

func with(q question, change func(*question)) question {
	change(&q)
	return q
}
