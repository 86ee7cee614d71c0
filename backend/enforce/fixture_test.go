package enforce

import (
	"context"
	"crypto/rand"
	"net"
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/valyala/fasthttp"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/usage"
)

// noon is the instant at which the tests' world stands.
var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

const hour = int64(time.Hour / time.Microsecond)

// world is a small portal in memory: the API museum with a live upstream, one app with grants, and one token for each
// environment.
type world struct {
	key     []byte
	api     *API
	app     *App
	grant   *Grant // live
	token   *Token // live, museum:tickets:read
	full    string
	test    *Token // sandbox
	testKey string
	plan    *Plan
	more    []*Token
}

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{key: secret.RandomBytes(32), app: &App{ID: "app_1", Name: "Tickets on the wall"}}
	w.plan = &Plan{ID: "pln_1", Name: "Free"}
	version := &Version{ID: "ver_1", Label: "2026-11", Routes: NewRoutes([]*Operation{
		{ID: "listTickets", Method: "GET", Template: "/tickets", Scopes: []string{"museum:tickets:read"}},
		{ID: "buyTicket", Method: "POST", Template: "/tickets", Scopes: []string{"museum:tickets:write"}},
		{ID: "getTicket", Method: "GET", Template: "/tickets/{id}", Scopes: []string{"museum:tickets:read"}},
		{ID: "getHours", Method: "GET", Template: "/hours"},
		{ID: "putNote", Method: "PUT", Template: "/notes/{id}"},
		{ID: "root", Method: "GET", Template: "/"},
	})}
	old := &Version{ID: "ver_0", Label: "2025-01", Retired: true, Routes: NewRoutes(nil)}
	w.api = &API{ID: "api_1", Slug: "museum", Name: "Museum", Current: version, Versions: []*Version{version, old}, Plans: map[string]*Plan{w.plan.ID: w.plan}}
	w.api.Upstreams[Sandbox] = Upstream{Kind: "mock"}
	scopes := &Scopes{Names: []string{"museum:tickets:read"}}
	w.grant = &Grant{ID: "gnt_1", AppID: "app_1", APIID: "api_1", PlanID: "pln_1", Environment: Live, Active: true,
		Scopes: &Scopes{Names: []string{"museum:tickets:read", "museum:tickets:write"}}}
	w.full, w.token = w.mint(t, secret.Live, Live, scopes)
	w.testKey, w.test = w.mint(t, secret.Test, Sandbox, scopes)
	return w
}

func (w *world) mint(t testing.TB, kind secret.Kind, environment Environment, scopes *Scopes) (string, *Token) {
	t.Helper()
	made, err := secret.Generate("gth", kind, rand.Reader)
	require.NoError(t, err)
	return made.Full, &Token{ID: "tok_" + made.ID, Name: "Key", AppID: "app_1", Environment: environment, Scopes: scopes,
		ExpiresAt: noon.UnixMicro() + hour, Current: w.secret(made.Full, 1)}
}

func (w *world) secret(full string, generation int32) Secret {
	key := w.key // tests renew the world's
	return Secret{MAC: secret.MAC(key, secret.DomainToken, full), Key: &key, Generation: generation}
}

func (w *world) snapshot() *Snapshot {
	b := NewBuilder(w.key)
	b.AddApp(w.app)
	b.AddAPI(w.api)
	b.AddGrant(w.grant)
	sandboxGrant := *w.grant
	sandboxGrant.ID, sandboxGrant.Environment = "gnt_2", Sandbox
	b.AddGrant(&sandboxGrant)
	b.AddToken(w.token)
	b.AddToken(w.test)
	for _, token := range w.more {
		b.AddToken(token)
	}
	return b.Snapshot()
}

// ask is a call that is allowed as it stands.
func (w *world) ask() Request {
	return Request{Brand: "gth", Credential: w.full, API: "museum", Method: "GET", Path: "/tickets", Address: netip.MustParseAddr("192.0.2.7")}
}

// memory keeps what the doors record.
type memory struct {
	events    chan usage.Event
	decisions chan usage.Decision
}

func newMemory() *memory {
	return &memory{events: make(chan usage.Event, 100_000), decisions: make(chan usage.Decision, 100_000)}
}

func (m *memory) Record(e usage.Event)  { m.events <- e }
func (m *memory) Keep(d usage.Decision) { m.decisions <- d }

// gate is a running service with its three doors on real sockets.
type gate struct {
	*Service
	*memory
	gatewayAddr, internalAddr string
	verifier                  string
}

func openGate(t testing.TB, w *world, change func(*Deps)) *gate {
	t.Helper()
	verifier, err := secret.Generate("gth", secret.Operator, rand.Reader)
	require.NoError(t, err)
	g := &gate{memory: newMemory(), verifier: verifier.Full}
	deps := Deps{
		Clock: clock.NewFake(noon), Recorder: g.memory, Sink: g.memory, PublicURL: "http://localhost:8080",
		UpstreamAllow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, Verifier: verifyOnly(verifier.Full),
		HeaderTimeout: time.Minute, // a busy machine is no slow client
	}
	if change != nil {
		change(&deps)
	}
	g.Service = New(deps)
	g.Use(w.snapshot())
	g.gatewayAddr = serve(t, g.ServeGateway)
	g.internalAddr = serve(t, g.ServeInternal)
	return g
}

func serve(t testing.TB, run func(net.Listener) error) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	done := make(chan error, 1)
	go func() { done <- run(ln) }()
	t.Cleanup(func() {
		_ = ln.Close()
		<-done
	})
	return ln.Addr().String()
}

// startUpstream runs a real server and returns its URL.
func startUpstream(t testing.TB, handler fasthttp.RequestHandler) string {
	t.Helper()
	server := &fasthttp.Server{Handler: handler, NoDefaultServerHeader: true, ReadBufferSize: 64 << 10}
	return "http://" + serve(t, server.Serve)
}

// answering lets talk speak over every connection that comes to ln, closes it afterwards, and answers where that is.
func answering(t *testing.T, ln net.Listener, talk func(net.Conn)) string {
	t.Helper()
	t.Cleanup(func() { _ = ln.Close() })
	go func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			go func() {
				defer func() { _ = conn.Close() }()
				talk(conn)
			}()
		}
	}()
	return ln.Addr().String()
}

// verifyOnly knows one verifier.
func verifyOnly(token string) VerifierAuth {
	return func(_ context.Context, asked string) bool { return asked == token }
}
