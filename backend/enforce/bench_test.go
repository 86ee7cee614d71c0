package enforce

import (
	"crypto/rand"
	"fmt"
	"net/netip"
	"runtime"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/secret"
)

// crowd is a snapshot of many tokens and APIs, with one call that is allowed.
func crowd(b *testing.B, tokens, apis int) (*Snapshot, Request) {
	b.Helper()
	w := newWorld(b)
	builder := NewBuilder(w.key)
	builder.AddApp(w.app)
	builder.AddGrant(w.grant)
	builder.AddAPI(w.api)
	w.token.Fence = &Fence{Networks: []netip.Prefix{netip.MustParsePrefix("198.51.100.0/24"), netip.MustParsePrefix("192.0.2.0/24")}}
	builder.AddToken(w.token)
	for i := range apis {
		operations := make([]*Operation, 20)
		for j := range operations {
			operations[j] = &Operation{ID: fmt.Sprint("op", j), Method: "GET", Template: fmt.Sprintf("/things%d/{id}", j)}
		}
		version := &Version{ID: fmt.Sprint("v", i), Label: "1", Routes: NewRoutes(operations)}
		builder.AddAPI(&API{ID: fmt.Sprint("api_x", i), Slug: fmt.Sprint("x", i), Current: version, Versions: []*Version{version}})
	}
	for range tokens {
		id := secret.RandomText(16)
		builder.AddToken(&Token{ID: "tok_" + id, Name: "Key", AppID: "app_1", Environment: Live, Scopes: w.token.Scopes, ExpiresAt: w.token.ExpiresAt, Current: w.token.Current})
	}
	ask := w.ask()
	ask.Path = "/tickets/42"
	return builder.Snapshot(), ask
}

func BenchmarkDecide(b *testing.B) {
	for _, size := range []struct{ tokens, apis int }{{10, 1}, {100_000, 1}, {100_000, 1000}, {1_000_000, 1}} {
		b.Run(fmt.Sprintf("tokens=%d/apis=%d", size.tokens, size.apis), func(b *testing.B) {
			s, ask := crowd(b, size.tokens, size.apis)
			now := noon.UnixMicro()
			b.ReportAllocs()
			for b.Loop() {
				if d := Decide(s, &ask, now); d.Code != Allowed {
					b.Fatal(d.Code)
				}
			}
		})
	}
}

func BenchmarkDecideMalformed(b *testing.B) {
	s, ask := crowd(b, 1000, 1)
	ask.Credential = ask.Credential[:len(ask.Credential)-1] + "0"
	b.ReportAllocs()
	for b.Loop() {
		Decide(s, &ask, noon.UnixMicro())
	}
}

func BenchmarkLimits(b *testing.B) {
	l := NewLimits()
	limits := []Limit{{Name: "minute", Requests: 1 << 40, Window: time.Minute}}
	var out [limitsPlanMax]Standing
	b.ReportAllocs()
	for b.Loop() {
		l.Take(7, limits, 1, 1, false, out[:])
	}
}

func BenchmarkFraming(b *testing.B) {
	raw := []byte("Host: api.example.com\r\nUser-Agent: curl/8.5.0\r\nAccept: */*\r\nAuthorization: Bearer gth_live_0123456789ABCDEF_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ2BPw7z\r\nAccept-Encoding: gzip\r\nX-Custom: value\r\n\r\n")
	method, protocol := []byte("GET"), []byte("HTTP/1.1")
	b.ReportAllocs()
	for b.Loop() {
		if _, ok := checkFraming(method, protocol, raw); !ok {
			b.Fatal("refused")
		}
	}
}

// BenchmarkSnapshotMemory reports the bytes that a token costs.
func BenchmarkSnapshotMemory(b *testing.B) {
	const tokens = 200_000
	for b.Loop() {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		builder := NewBuilder(make([]byte, 32))
		shared := &Scopes{Names: []string{"museum:tickets:read"}}
		for range tokens {
			var id [8]byte
			_, _ = rand.Read(id[:])
			builder.AddToken(&Token{ID: fmt.Sprintf("tok_%x", id), Name: "Key", AppID: "app_1", Environment: Live, Scopes: shared})
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/tokens, "bytes/token")
		runtime.KeepAlive(builder)
	}
}
