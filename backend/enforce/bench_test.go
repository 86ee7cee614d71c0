package enforce

import (
	"crypto/rand"
	"fmt"
	"net"
	"net/netip"
	"runtime"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/valyala/fasthttp"

	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/usage"
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
		l.Take(Holder{Grant: 7}, limits, 1, 1, false, out[:])
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

// nobody takes what the doors record and forgets it.
type nobody struct{}

func (nobody) Record(usage.Event)  {}
func (nobody) Keep(usage.Decision) {}

// BenchmarkDoors sends calls over one connection to each door. The allocations are those of both ends and, for the
// gateway, of the upstream; the client's and the upstream's are none.
func BenchmarkDoors(b *testing.B) {
	w := newWorld(b)
	w.plan.Limits = []Limit{{Name: "minute", Requests: 1 << 33, Window: time.Minute}}
	w.plan.Quota = Quota{Requests: 1 << 50, Period: "month"}
	w.api.Upstreams[Live] = Upstream{Kind: "http", URL: startUpstream(b, func(ctx *fasthttp.RequestCtx) { ctx.SetBodyString("ok") })}
	keys, err := secret.OpenKeys(b.TempDir())
	require.NoError(b, err)
	g := openGate(b, w, func(d *Deps) { d.Keys, d.Recorder, d.Sink, d.VerifyPerMinute = keys, nobody{}, nobody{}, 1<<32 })
	verify := `{"token":"` + w.full + `","api":"museum","method":"GET","path":"/tickets","clientAddress":"127.0.0.1"}`
	for name, door := range map[string]struct{ address, request string }{
		"gateway": {g.gatewayAddr, "GET /museum/tickets HTTP/1.1\r\nHost: gate\r\nUser-Agent: curl/8\r\nAccept: */*\r\nAuthorization: Bearer " + w.full + "\r\n\r\n"},
		"forwardAuth": {g.internalAddr, "GET /forward-auth HTTP/1.1\r\nHost: gate\r\nAuthorization: Bearer " + w.full + "\r\nGatehouse-Verifier: " + g.verifier +
			"\r\nX-Forwarded-Method: GET\r\nX-Forwarded-Host: api.example.com\r\nX-Forwarded-Uri: /museum/tickets\r\nX-Forwarded-Proto: https\r\nX-Forwarded-For: 127.0.0.1\r\n\r\n"},
		"verify": {g.internalAddr, "POST /v1/verify HTTP/1.1\r\nHost: gate\r\nContent-Type: application/json\r\nAuthorization: Bearer " + g.verifier +
			"\r\nContent-Length: " + strconv.Itoa(len(verify)) + "\r\n\r\n" + verify},
		"malformed": {g.gatewayAddr, "GET /museum/tickets HTTP/1.1\r\nHost: gate\r\nAuthorization: Bearer " + w.full[:60] + "\r\n\r\n"},
	} {
		b.Run(name, func(b *testing.B) {
			conn, err := net.Dial("tcp", door.address)
			require.NoError(b, err)
			defer func() { _ = conn.Close() }()
			buffer, request := make([]byte, 64<<10), []byte(door.request)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := conn.Write(request); err != nil {
					b.Fatal(err)
				}
				if n, err := conn.Read(buffer); err != nil || n < 20 {
					b.Fatal(n, err)
				}
			}
		})
	}
}
