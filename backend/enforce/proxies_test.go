package enforce

import (
	"bufio"
	"cmp"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/valyala/fasthttp"

	"github.com/gatehouse-dev/gatehouse/backend/transport/transporttest"
)

// front is one of the proxies that deploy/ has a configuration for, really running it, with Gatehouse behind it.
type front struct {
	*wire
	name        string
	changes     []string // to the shipped configuration, in pairs
	dir         string
	port, plain string
	roots       *x509.CertPool
	patience    int  // seconds to wait for the end of an answer; 0 = 60
	harbourAuth bool // it asks Gatehouse about the calls of harbour.example.com
	repairs     bool // it asks about another path than was written, and forwards that one
	forwardCode func(Code) int
	mu          sync.Mutex
	harbour     []received
}

// fronts starts each proxy that the machine has and runs the proof for it.
func fronts(t *testing.T, proof func(t *testing.T, f *front)) {
	for _, name := range []string{"nginx", "caddy", "haproxy", "traefik"} {
		t.Run(name, func(t *testing.T) { proof(t, startFront(t, name)) })
	}
}

// startFront starts a proxy with changes to its configuration, or skips where the machine has none.
func startFront(t *testing.T, name string, changes ...string) *front {
	t.Helper()
	program, err := exec.LookPath(cmp.Or(os.Getenv("GATEHOUSE_"+strings.ToUpper(name)), name)) // a file or a name
	if err != nil {
		t.Skipf("%s is not installed; npm run test:gate makes this a proof", name)
	}
	f := &front{name: name, changes: changes, dir: t.TempDir(), harbourAuth: name != "haproxy", repairs: name == "traefik"}
	require.NoError(t, os.Chmod(filepath.Dir(f.dir), 0o755)) // nginx's workers are somebody else
	require.NoError(t, os.Chmod(f.dir, 0o755))
	f.open(t)
	f.start(t, program)
	return f
}

// open is the gate behind the proxy, the upstream behind the gate, and what the proxy serves itself.
func (f *front) open(t *testing.T) {
	t.Helper()
	f.wire = openWireWith(t, func(d *Deps) { d.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")} })
	certify(t, f)
}

func (f *front) start(t *testing.T, program string) {
	t.Helper()
	harbour := strings.TrimPrefix(startUpstream(t, func(ctx *fasthttp.RequestCtx) {
		echo(ctx)
		var r received
		_ = json.Unmarshal(ctx.Response.Body(), &r)
		f.mu.Lock()
		defer f.mu.Unlock()
		f.harbour = append(f.harbour, r)
	}), "http://")
	f.port, f.plain = transporttest.FreePort(t), transporttest.FreePort(t)
	at := func(name string) string { return filepath.Join(f.dir, name) }
	common := []string{"127.0.0.1:8081", f.gatewayAddr, "127.0.0.1:8082", f.internalAddr, "127.0.0.1:9000", harbour,
		"/etc/ssl/gatehouse/", f.dir + "/", "/forward-auth/harbour", "/forward-auth/museum"}
	var arguments, environment []string
	switch f.name {
	case "nginx":
		f.forwardCode = Code.Status
		f.config(t, "nginx.conf", append(common, "/etc/nginx/gatehouse-verifier.conf", at("verifier.conf"), "443 ssl", f.port+" ssl", "listen 80 ", "listen "+f.plain+" ",
			"http {\n", "http {\n access_log off; client_body_temp_path "+at("a")+"; proxy_temp_path "+at("b")+"; fastcgi_temp_path "+at("c")+"; uwsgi_temp_path "+at("d")+"; scgi_temp_path "+at("e")+";\n"))
		require.NoError(t, os.WriteFile(at("verifier.conf"), []byte(`proxy_set_header Gatehouse-Verifier "`+f.verifier+"\";\n"), 0o600))
		arguments = []string{"-p", f.dir, "-c", at("nginx.conf"), "-e", at("log"), "-g", "daemon off; pid " + at("pid") + ";"}
	case "caddy":
		f.forwardCode = func(c Code) int { return forwardAuthStatus(c, false) }
		f.config(t, "Caddyfile", append(common, ".example.com {\n", ".example.com {\n tls "+at("fullchain.pem")+" "+at("privkey.pem")+"\n"))
		text, err := os.ReadFile(at("Caddyfile"))
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(at("Caddyfile"), append([]byte("{\n admin off\n auto_https off\n https_port "+f.port+"\n http_port "+f.plain+"\n}\n"), text...), 0o600))
		arguments = []string{"run", "--adapter", "caddyfile", "--config", at("Caddyfile")}
		environment = []string{"GATEHOUSE_VERIFIER=" + f.verifier, "HOME=" + f.dir, "XDG_DATA_HOME=" + f.dir, "XDG_CONFIG_HOME=" + f.dir}
	case "haproxy":
		f.config(t, "haproxy.cfg", append(common, "bind :443", "bind :"+f.port, "bind :80", "bind :"+f.plain))
		arguments = []string{"-db", "-f", at("haproxy.cfg")}
	case "traefik": // what of it can be built (.ci/traefik)
		f.forwardCode = func(c Code) int { return forwardAuthStatus(c, false) }
		f.config(t, "traefik.yaml", append(common, "gth_op_…", f.verifier))
		f.config(t, "traefik.static.yaml", []string{`":443"`, `":` + f.port + `"`, `":80"`, `":` + f.plain + `"`, "/etc/traefik/", f.dir + "/"})
		arguments = []string{"--configFile=" + at("traefik.static.yaml")}
	}
	f.run(t, program, arguments, environment)
}

// config writes the shipped configuration with addresses and files of this run.
func (f *front) config(t *testing.T, name string, replacements []string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "deploy", name))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(f.dir, name), []byte(strings.NewReplacer(append(f.changes, replacements...)...).Replace(string(text))), 0o600))
}

func (f *front) run(t *testing.T, program string, arguments, environment []string) {
	t.Helper()
	command := exec.Command(program, arguments...)
	command.Env = append(os.Environ(), environment...)
	var log strings.Builder
	command.Stdout, command.Stderr = &log, &log
	require.NoError(t, command.Start())
	ended := make(chan struct{})
	go func() {
		_ = command.Wait()
		close(ended)
	}()
	t.Cleanup(func() {
		_ = command.Process.Signal(os.Interrupt)
		<-ended
	})
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for {
		if conn, err := net.Dial("tcp", "127.0.0.1:"+f.port); err == nil {
			_ = conn.Close()
			return
		}
		select {
		case <-ended:
			t.Fatalf("%s ended: %s", f.name, log.String())
		case <-again.C:
		}
	}
}

// certify makes a certificate for the three names.
func certify(t *testing.T, f *front) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: noon.AddDate(-9, 0, 0), NotAfter: noon.AddDate(50, 0, 0), IsCA: true,
		BasicConstraintsValid: true, DNSNames: []string{"developers.example.com", "gateway.example.com", "harbour.example.com"}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	require.NoError(t, err)
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(t, err)
	chain := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	private := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret})
	for name, text := range map[string][]byte{"fullchain.pem": chain, "privkey.pem": private, "combined.pem": append(chain[:len(chain):len(chain)], private...)} {
		require.NoError(t, os.WriteFile(filepath.Join(f.dir, name), text, 0o600))
	}
	f.roots = x509.NewCertPool()
	f.roots.AppendCertsFromPEM(chain)
}

// ask sends one request, its header lines as they are, to one of the proxy's names. from is the caller's own address.
func (f *front) ask(t *testing.T, from, host, method, target string, lines ...string) (*http.Response, string) {
	t.Helper()
	raw := method + " " + target + " HTTP/1.1\r\nHost: " + host + ".example.com\r\n"
	for _, line := range append(lines[:len(lines):len(lines)], "Connection: close") {
		raw += line + "\r\n"
	}
	response, err := http.ReadResponse(bufio.NewReader(strings.NewReader(f.raw(t, from, host, raw+"\r\n"))), &http.Request{Method: method})
	require.NoError(t, err, target)
	body, _ := io.ReadAll(response.Body)
	return response, string(body)
}

// raw sends bytes over TLS, and gives back all that comes.
func (f *front) raw(t *testing.T, from, host, raw string) string {
	t.Helper()
	f.wire.mu.Lock()
	f.at = nil
	f.wire.mu.Unlock()
	f.mu.Lock()
	f.harbour = nil
	f.mu.Unlock()
	dialer := &net.Dialer{}
	if from != "127.0.0.1" {
		dialer.LocalAddr = &net.TCPAddr{IP: net.ParseIP(from)}
	}
	conn, err := tls.DialWithDialer(dialer, "tcp", net.JoinHostPort(from, f.port), &tls.Config{RootCAs: f.roots, ServerName: host + ".example.com", MinVersion: tls.VersionTLS12, NextProtos: []string{"http/1.1"}})
	require.NoError(t, err)
	defer conn.Close()
	require.NoError(t, conn.SetDeadline(time.Now().Add(time.Duration(cmp.Or(f.patience, 60))*time.Second)))
	_, _ = io.WriteString(conn, raw)
	answer, _ := io.ReadAll(conn)
	return string(answer)
}

// arrived is what came out behind the proxy for one of its names.
func (f *front) arrived(host string) []received {
	if host == "gateway" {
		return f.upstream()
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]received(nil), f.harbour...)
}

// doors are the names behind which Gatehouse decides, with the prefix that its API has there.
func (f *front) doors() map[string]string {
	if !f.harbourAuth {
		return map[string]string{"gateway": "/museum"}
	}
	return map[string]string{"gateway": "/museum", "harbour": ""}
}
