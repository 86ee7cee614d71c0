package app_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"math/big"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/apitest"
	"github.com/gatehouse-dev/gatehouse/backend/app"
	"github.com/gatehouse-dev/gatehouse/backend/config"
)

// certify writes a certificate for localhost that signs itself, and its key, and answers their paths.
func certify(t *testing.T) (cert, key string, pool *x509.CertPool) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), DNSNames: []string{"localhost"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(241 * time.Hour),
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth}, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	require.NoError(t, err)
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	require.NoError(t, err)
	dir := t.TempDir()
	cert, key, pool = filepath.Join(dir, "tls.crt"), filepath.Join(dir, "tls.key"), x509.NewCertPool()
	chain := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	require.True(t, pool.AppendCertsFromPEM(chain))
	require.NoError(t, os.WriteFile(cert, chain, 0o644))
	require.NoError(t, os.WriteFile(key, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}), 0o600))
	return cert, key, pool
}

func TestTheWholeJourneyRunsOverTheProductsOwnTLS(t *testing.T) {
	cert, key, pool := certify(t)
	pair, err := tls.LoadX509KeyPair(cert, key)
	require.NoError(t, err)
	portal := apitest.NewWith(t, t.TempDir(), func(c *config.Config, calls *http.Transport) {
		c.TLSCert, c.TLSKey, c.InternalTLSCert, c.InternalTLSKey, c.InternalCA, c.HTTPListen = cert, key, cert, key, cert, "127.0.0.1:0"
		c.TrustedProxies = []string{"127.0.0.0/8"}
		calls.TLSClientConfig = &tls.Config{RootCAs: pool, Certificates: []tls.Certificate{pair}}
	})
	require.True(t, strings.HasPrefix(portal.Gateway, "https://"))
	j := beginOn(t, portal)
	_, live := j.live(t)

	// The client's network is beyond this machine by the word of the proxy, which says nothing of https: the connection
	// itself is what counts (ENF-11).
	status, _, _ := j.call(t, "GET", j.Gateway+"/ferries/crossings", live, nil, "X-Forwarded-For", "203.0.113.9")
	require.Equal(t, 200, status)
	status, code, _ := j.call(t, "GET", j.Plain+"/ferries/crossings", live, nil)
	require.Equal(t, 403, status)
	require.Equal(t, "tls_required", code)

	get := func(address string) (*http.Response, string) {
		response, err := j.HTTP.Get(address)
		require.NoError(t, err)
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		require.NoError(t, err)
		return response, string(body)
	}
	response, _ := get(j.URL + "/healthz")
	require.Equal(t, "max-age=31536000; includeSubDomains", response.Header.Get("Strict-Transport-Security"))
	conn, err := tls.Dial("tcp", strings.TrimPrefix(j.URL, "https://"), &tls.Config{RootCAs: pool})
	require.NoError(t, err)
	defer conn.Close()
	_, err = io.WriteString(conn, "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n")
	require.NoError(t, err)
	unreadable, err := io.ReadAll(conn)
	require.NoError(t, err)
	require.Contains(t, string(unreadable), "400 Bad Request")
	require.Contains(t, string(unreadable), "Strict-Transport-Security: max-age=31536000")
	response, _ = get(j.Plain + "/guides?x=1")
	require.Equal(t, 308, response.StatusCode)
	require.Equal(t, j.URL+"/guides?x=1", response.Header.Get("Location"))
	_, text := get(j.Internal + "/healthz")
	require.Contains(t, text, "ok\ncertificate portal localhost: until ")
	_, text = get(j.Internal + "/metrics")
	require.Contains(t, text, `gatehouse_certificate_days_left{listener="gateway",name="localhost"} 10`)
	require.Contains(t, text, `gatehouse_certificate_ok{listener="internal",name="localhost"} 1`)

	internal := strings.TrimPrefix(j.Internal, "https://")
	done, err := app.Main([]string{"healthcheck", "--internal-listen", internal, "--internal-tls-cert", cert, "--internal-tls-key", key}, app.Carried{})
	require.NoError(t, err)
	require.Zero(t, done)
	done, err = app.Main([]string{"healthcheck", "--internal-listen", internal}, app.Carried{})
	require.Error(t, err)
	require.Equal(t, 1, done)
	other, otherKey, _ := certify(t)
	done, err = app.Main([]string{"healthcheck", "--internal-listen", internal, "--internal-tls-cert", other, "--internal-tls-key", otherKey}, app.Carried{})
	require.Error(t, err, "another server than ours")
	require.Equal(t, 1, done)
}

func TestCertificatesThatCantBeUsedStopServeWithOneLine(t *testing.T) {
	cert, key, _ := certify(t)
	require.NoError(t, os.Chmod(key, 0o644))
	data := filepath.Join(t.TempDir(), "data")
	arguments := []string{"serve", "--data", data, "--listen=127.0.0.1:0", "--gateway-listen=127.0.0.1:0", "--internal-listen=127.0.0.1:0",
		"--public-url=https://localhost:1", "--gateway-url=https://localhost:2", "--tls-cert", cert, "--tls-key", key}
	code, err := app.Main(arguments, app.Carried{})
	require.Equal(t, 2, code)
	require.ErrorContains(t, err, "give it mode 0600")
	require.NoDirExists(t, data, "nothing was begun")
	code, err = app.Main(append(arguments, "--acme"), app.Carried{})
	require.Equal(t, 2, code)
	require.ErrorContains(t, err, "acme-accept-terms")
	require.Equal(t, 2, bytes.Count([]byte(err.Error()), []byte("\n"))+1, "one line for each setting: %s", err)
}
