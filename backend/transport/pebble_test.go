package transport

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/dns/dnsmessage"

	"github.com/gatehouse-dev/gatehouse/backend/transport/transporttest"
)

// pebbleVersion is of the ACME service for tests that Let's Encrypt's own people keep.
const pebbleVersion = "github.com/letsencrypt/pebble/v2/cmd/pebble@v2.10.1"

// pebble is a running ACME service that looks for its answers on two ports of this machine.
type pebble struct {
	directory, ca, root string
	httpPort, tlsPort   string
}

func startPebble(t *testing.T) *pebble {
	t.Helper()
	bin := t.TempDir()
	build := exec.CommandContext(t.Context(), "go", "install", pebbleVersion)
	build.Dir, build.Env = bin, append(os.Environ(), "GOBIN="+bin, "GOFLAGS=-mod=mod")
	if out, err := build.CombinedOutput(); err != nil {
		t.Skipf("pebble can't be built here: %v: %s", err, out)
	}
	a := newAuthority(t)
	own := newPair(t)
	chain, key := a.issue(t, "localhost", time.Hour)
	own.write(t, chain, key)
	p := &pebble{ca: a.file, httpPort: transporttest.FreePort(t), tlsPort: transporttest.FreePort(t)}
	port, management := transporttest.FreePort(t), transporttest.FreePort(t)
	p.directory, p.root = "https://localhost:"+port+"/dir", "https://localhost:"+management+"/roots/0"
	config := fmt.Sprintf(`{"pebble":{"listenAddress":"127.0.0.1:%s","managementListenAddress":"127.0.0.1:%s","certificate":%q,"privateKey":%q,
		"httpPort":%s,"tlsPort":%s,"retryAfter":{"authz":1,"order":1},"profiles":{"default":{"description":"d","validityPeriod":7776000}}}}`,
		port, management, own.cert, own.key, p.httpPort, p.tlsPort)
	file := filepath.Join(bin, "config.json")
	require.NoError(t, os.WriteFile(file, []byte(config), 0o600))
	ctx, stop := context.WithCancel(context.Background())
	command := exec.CommandContext(ctx, filepath.Join(bin, "pebble"), "-config", file, "-dnsserver", serveNames(t))
	command.Env = append(os.Environ(), "PEBBLE_VA_NOSLEEP=1", "PEBBLE_WFE_NONCEREJECT=20")
	require.NoError(t, command.Start())
	t.Cleanup(func() { stop(); _ = command.Wait() })
	require.Eventually(t, func() bool {
		response, err := trusting(a).Get(p.directory)
		if err != nil {
			return false
		}
		return response.Body.Close() == nil
	}, time.Minute, 20*time.Millisecond)
	root, err := trusting(a).Get(p.root)
	require.NoError(t, err)
	defer root.Body.Close()
	text, err := io.ReadAll(root.Body)
	require.NoError(t, err)
	p.root = filepath.Join(bin, "root.pem")
	require.NoError(t, os.WriteFile(p.root, text, 0o600))
	return p
}

// serveNames answers every name with this machine's address, over TCP as pebble asks.
func serveNames(t *testing.T) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	done := make(chan struct{})
	t.Cleanup(func() { _ = ln.Close(); <-done })
	go func() {
		defer close(done)
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			go answerNames(conn)
		}
	}()
	return ln.Addr().String()
}

func answerNames(conn net.Conn) {
	defer conn.Close()
	for {
		length := make([]byte, 2)
		if _, err := io.ReadFull(conn, length); err != nil {
			return
		}
		question := make([]byte, binary.BigEndian.Uint16(length))
		var m dnsmessage.Message
		if _, err := io.ReadFull(conn, question); err != nil || m.Unpack(question) != nil || len(m.Questions) != 1 {
			return
		}
		m.Response, m.Additionals = true, nil
		if q := m.Questions[0]; q.Type == dnsmessage.TypeA {
			m.Answers = []dnsmessage.Resource{{
				Header: dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class, TTL: 1}, Body: &dnsmessage.AResource{A: [4]byte{127, 0, 0, 1}},
			}}
		}
		answer, err := m.Pack()
		if err != nil {
			return
		}
		if _, err := conn.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(answer))), answer...)); err != nil {
			return
		}
	}
}

func trusting(a *authority) *http.Client {
	return &http.Client{Transport: &http.Transport{TLSClientConfig: clientConfig(a, "localhost"), DisableKeepAlives: true}}
}

// site is a service with one door for portal.example whose certificate pebble issues.
type site struct {
	*Service
	log     log
	address string
	issuers *authority
}

func (p *pebble) site(t *testing.T, dir string, change func(*Deps)) *site {
	t.Helper()
	x := &site{}
	deps := Deps{
		Doors: []Door{{Name: "portal", Host: "portal.example"}, {Name: "gateway", Host: "portal.example"}}, Dir: dir, Clock: now(), Logger: x.log.logger(),
		ACME: ACME{Directory: p.directory, Email: "ops@portal.example", CA: p.ca},
	}
	if change != nil {
		change(&deps)
	}
	s, err := New(deps)
	require.NoError(t, err)
	pool, err := readAuthorities(p.root)
	require.NoError(t, err)
	x.Service, x.issuers = s, &authority{pool: pool}
	return x
}

// listen serves the door on the port that pebble's handshakes go to, or another one.
func (x *site) listen(t *testing.T, port string) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:"+port)
	require.NoError(t, err)
	x.address = serveOn(t, x.Service, ln)
}

func TestACMECertificatesAreObtainedInTheHandshakeKeptAndRenewed(t *testing.T) {
	p := startPebble(t)
	dir := filepath.Join(t.TempDir(), "acme")
	x := p.site(t, dir, nil)
	x.listen(t, p.tlsPort)
	require.False(t, x.States()[0].Issued)
	x.issuer.turn(t.Context())
	require.Empty(t, x.States()[0].Problem)
	first := x.issuers.shown(t, x.address)
	require.Equal(t, []string{"portal.example"}, first.DNSNames)
	require.Equal(t, 1, x.log.count("obtained"), "doors of one name share their certificate")
	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, files, 2, "key of the account, and key with chain")
	for _, f := range files {
		info, err := f.Info()
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o600), info.Mode().Perm(), f.Name())
	}

	x.issuer.turn(t.Context())
	require.Equal(t, 1, x.log.count("obtained"), "nothing is due")
	again := p.site(t, dir, nil)
	require.True(t, again.States()[1].Issued, "a restart asks for nothing")
	require.Equal(t, first.SerialNumber, again.doors[0].source.current().Leaf.SerialNumber)

	life := first.NotAfter.Sub(first.NotBefore)
	x.Clock.(interface{ Set(time.Time) }).Set(first.NotAfter.Add(-life/3 - time.Hour))
	x.issuer.turn(t.Context())
	require.Equal(t, 1, x.log.count("obtained"))
	x.Clock.(interface{ Advance(time.Duration) }).Advance(time.Hour + time.Second)
	x.issuer.turn(t.Context())
	require.Equal(t, 2, x.log.count("obtained"), "a third of its life is left")
	require.NotEqual(t, first.SerialNumber, x.issuers.shown(t, x.address).SerialNumber)
}

func TestACMECertificatesAreObtainedOverThePlainListener(t *testing.T) {
	p := startPebble(t)
	x := p.site(t, t.TempDir(), func(d *Deps) { d.Plain = true })
	x.listen(t, "0") // nobody answers pebble's handshakes
	place, err := url.Parse("https://portal.example")
	require.NoError(t, err)
	ln, err := net.Listen("tcp", "127.0.0.1:"+p.httpPort)
	require.NoError(t, err)
	plain := NewPlain(PlainDeps{Service: x.Service, Places: []*url.URL{place}, Refuse: http.NotFound, Logger: slog.New(slog.DiscardHandler)})
	done := make(chan error, 1)
	go func() { done <- plain.Serve(ln) }()
	t.Cleanup(func() { require.NoError(t, plain.Shutdown(context.Background())); require.NoError(t, <-done) })
	x.issuer.turn(t.Context())
	require.Empty(t, x.States()[0].Problem)
	require.Equal(t, []string{"portal.example"}, x.issuers.shown(t, x.address).DNSNames)
	require.Empty(t, x.issuer.challenges.tokens)
	require.Empty(t, x.issuer.challenges.certs)
}

func TestAnACMEServiceThatFailsIsShownAndAskedLessAndLessOften(t *testing.T) {
	fake := now()
	asked := 0
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked++
		w.Header().Set("Content-Type", "application/problem+json")
		w.WriteHeader(http.StatusForbidden)
		_ = json.NewEncoder(w).Encode(map[string]any{"type": "urn:ietf:params:acme:error:unauthorized", "detail": "not for you"})
	})}
	done := make(chan struct{})
	go func() { defer close(done); _ = server.Serve(ln) }()
	t.Cleanup(func() { _ = server.Close(); <-done })
	var l log
	s, err := New(Deps{Doors: []Door{{Name: "portal", Host: "portal.example"}}, Dir: t.TempDir(), Clock: fake, Logger: l.logger(), ACME: ACME{Directory: "http://" + ln.Addr().String()}})
	require.NoError(t, err)
	for _, wait := range patience {
		s.issuer.turn(t.Context())
		before := asked
		fake.Advance(wait - time.Second)
		s.issuer.turn(t.Context())
		require.Equal(t, before, asked, "it is not time yet")
		fake.Advance(time.Second)
	}
	state := s.States()[0]
	require.False(t, state.Issued)
	require.True(t, strings.Contains(state.Problem, "not for you"), state.Problem)
	require.Equal(t, len(patience), l.count("could not obtain"))
}
