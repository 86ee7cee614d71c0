package transport

import (
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestAListenerSpeaksModernTLSOnly(t *testing.T) {
	a := newAuthority(t)
	_, _, address := openDoor(t, a, nil)
	for name, c := range map[string]struct {
		change func(*tls.Config)
		fits   bool
	}{
		"as it comes": {func(*tls.Config) {}, true},
		"1.2":         {func(c *tls.Config) { c.MaxVersion = tls.VersionTLS12 }, true},
		"1.1":         {func(c *tls.Config) { c.MinVersion, c.MaxVersion = tls.VersionTLS10, tls.VersionTLS11 }, false},
		"without authentication": {func(c *tls.Config) {
			c.MaxVersion, c.CipherSuites = tls.VersionTLS12, []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA}
		}, false},
		"without secrecy": {func(c *tls.Config) {
			c.MaxVersion, c.CipherSuites = tls.VersionTLS12, []uint16{tls.TLS_RSA_WITH_AES_128_GCM_SHA256}
		}, false},
		"only h2":      {func(c *tls.Config) { c.NextProtos = []string{"h2"} }, false},
		"a challenge":  {func(c *tls.Config) { c.NextProtos = []string{"acme-tls/1"} }, false},
		"h2 or 1.1":    {func(c *tls.Config) { c.NextProtos = []string{"h2", "http/1.1"} }, true},
		"another name": {func(c *tls.Config) { c.ServerName = "other.example" }, false},
	} {
		t.Run(name, func(t *testing.T) {
			config := &tls.Config{RootCAs: a.pool, ServerName: "portal.example", MinVersion: tls.VersionTLS10}
			c.change(config)
			conn, err := tls.Dial("tcp", address, config)
			if !c.fits {
				require.Error(t, err)
				return
			}
			require.NoError(t, err)
			state := conn.ConnectionState()
			require.GreaterOrEqual(t, state.Version, uint16(tls.VersionTLS12))
			if len(config.NextProtos) > 0 {
				require.Equal(t, "http/1.1", state.NegotiatedProtocol)
			}
			require.NoError(t, conn.Close())
		})
	}
}

func TestWhoSpeaksPlainHTTPToATLSListenerIsToldSo(t *testing.T) {
	_, _, address := openDoor(t, newAuthority(t), nil)
	response, err := http.Get("http://" + address + "/")
	require.NoError(t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.Equal(t, 400, response.StatusCode)
	require.Equal(t, "This address speaks HTTPS: begin with https://", string(body))
}

func TestTheInternalDoorAdmitsItsAuthoritiesClientsAndItself(t *testing.T) {
	a, strangers := newAuthority(t), newAuthority(t)
	_, own, address := openDoor(t, a, func(d *Deps) { d.Doors[0].ClientCA = a.file })
	_, late, _ := openDoor(t, strangers, nil)
	get := func(certs ...tls.Certificate) error {
		transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: a.pool, ServerName: "portal.example", Certificates: certs}, DisableKeepAlives: true}
		response, err := (&http.Client{Transport: transport}).Get("https://" + address)
		if err == nil {
			require.NoError(t, response.Body.Close())
		}
		return err
	}
	load := func(p pair) tls.Certificate {
		c, err := tls.LoadX509KeyPair(p.cert, p.key)
		require.NoError(t, err)
		return c
	}
	issued := func(a *authority, life time.Duration) tls.Certificate {
		c, err := tls.X509KeyPair(a.issue(t, "proxy.example", life))
		require.NoError(t, err)
		return c
	}
	require.NoError(t, get(issued(a, time.Hour)))
	require.NoError(t, get(load(own)), "the server asks itself whether it is well")
	require.Error(t, get())
	require.Error(t, get(issued(strangers, time.Hour)))
	require.Error(t, get(load(late)))
	require.Error(t, get(issued(a, -time.Minute)), "a client's certificate ends too")
}

func TestFilesThatCantBeUsedStopTheStart(t *testing.T) {
	a := newAuthority(t)
	chain, key := a.issue(t, "portal.example", time.Hour)
	_, other := a.issue(t, "portal.example", time.Hour)
	for name, c := range map[string]struct {
		chain, key []byte
		mode       os.FileMode
		want       string
	}{
		"fits":           {chain, key, 0o600, ""},
		"for its group":  {chain, key, 0o640, ""},
		"open to others": {chain, key, 0o644, "give it mode 0600"},
		"group writes":   {chain, key, 0o660, "give it mode 0600"},
		"another key":    {chain, other, 0o600, "private key does not match"},
		"no key":         {chain, []byte("x"), 0o600, "failed to find any PEM data"},
		"no certificate": {key, key, 0o600, "failed to find"},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPair(t)
			p.write(t, c.chain, c.key)
			require.NoError(t, os.Chmod(p.key, c.mode))
			_, err := New(Deps{Doors: []Door{{Name: "portal", Cert: p.cert, Key: p.key}}})
			if c.want == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, "the portal listener")
			require.ErrorContains(t, err, c.want)
		})
	}
	_, err := New(Deps{Doors: []Door{{Name: "portal", Cert: "/nowhere", Key: "/nowhere"}}})
	require.ErrorIs(t, err, os.ErrNotExist)
}

func TestANewCertificateIsShownWithoutARestart(t *testing.T) {
	a := newAuthority(t)
	var l log
	s, p, address := openDoor(t, a, func(d *Deps) { d.Logger = l.logger() })
	first := a.shown(t, address)
	s.reload()
	require.Equal(t, first.SerialNumber, a.shown(t, address).SerialNumber)
	require.Zero(t, l.count("took in"))

	open, err := tls.Dial("tcp", address, &tls.Config{RootCAs: a.pool, ServerName: "portal.example"})
	require.NoError(t, err)
	defer open.Close()
	chain, key := a.issue(t, "portal.example", 50*time.Hour)
	p.write(t, chain, key)
	s.reload()
	require.NotEqual(t, first.SerialNumber, a.shown(t, address).SerialNumber)
	require.Equal(t, 1, l.count("took in"))
	_, err = io.WriteString(open, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
	require.NoError(t, err)
	answer, err := io.ReadAll(open)
	require.NoError(t, err)
	require.Contains(t, string(answer), "hello", "connections go on")
}

func TestABrokenNewCertificateLeavesTheOldOneAndIsLoggedOnce(t *testing.T) {
	a := newAuthority(t)
	var l log
	s, p, address := openDoor(t, a, func(d *Deps) { d.Logger = l.logger() })
	first := a.shown(t, address)
	chain, key := a.issue(t, "portal.example", 50*time.Hour)
	require.NoError(t, os.WriteFile(p.cert, chain, 0o644)) // its key is not there yet
	for range 3 {
		s.reload()
	}
	require.Equal(t, first.SerialNumber, a.shown(t, address).SerialNumber)
	require.Equal(t, 1, l.count("can't be used"))
	require.Contains(t, s.States()[0].Problem, "private key does not match")
	p.write(t, chain, key)
	s.reload()
	require.Empty(t, s.States()[0].Problem)
	require.NotEqual(t, first.SerialNumber, a.shown(t, address).SerialNumber)
	require.NoError(t, os.Remove(p.key))
	s.reload()
	require.Contains(t, s.States()[0].Problem, "no such file")
	p.write(t, chain, key)
	s.reload()
	require.Empty(t, s.States()[0].Problem, "the same files as before are no problem any more")
}

func TestASignalHasFilesReadAtOnce(t *testing.T) {
	a := newAuthority(t)
	s, p, address := openDoor(t, a, nil)
	first := a.shown(t, address)
	signals, done := make(chan os.Signal), make(chan struct{})
	go func() { defer close(done); s.WatchFiles(t.Context(), signals) }()
	p.write(t, nil, nil)
	chain, key := a.issue(t, "portal.example", 50*time.Hour)
	p.write(t, chain, key)
	signals <- os.Interrupt
	signals <- os.Interrupt // taken only when the first was worked off
	require.NotEqual(t, first.SerialNumber, a.shown(t, address).SerialNumber)
	t.Cleanup(func() { <-done })
}

func TestStatesSayWhenACertificateEnds(t *testing.T) {
	a := newAuthority(t)
	var l log
	fake := now()
	s, _, _ := openDoor(t, a, func(d *Deps) { d.Clock, d.Logger, d.Doors[0].Host = fake, l.logger(), "gateway.example" })
	require.Equal(t, 1, l.count("not for the listener's own name"))
	state := s.States()[0]
	require.True(t, state.Issued)
	require.InDelta(t, 100.0/24, state.Days(fake.Now()), 0.01)
	fake.Advance(124 * time.Hour)
	require.InDelta(t, -1, state.Days(fake.Now()), 0.01)
	require.Nil(t, (*Service)(nil).States())
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer ln.Close()
	require.Equal(t, ln, (*Service)(nil).Listener("portal", ln), "without TLS a listener stays as it is")
	require.Equal(t, ln, s.Listener("internal", ln))
}
