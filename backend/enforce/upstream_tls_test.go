package enforce

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/catalog"
)

// told keeps what people would hear.
type told struct{ words []string }

func (t *told) UpstreamDown(_ context.Context, api string, e catalog.Environment, _ string) error {
	t.words = append(t.words, "down "+api+" "+string(e))
	return nil
}

func (t *told) UpstreamUp(_ context.Context, api string, e catalog.Environment) error {
	t.words = append(t.words, "up "+api+" "+string(e))
	return nil
}

// identity makes a certificate that is its own authority, and answers it and its key as PEM.
func identity(t *testing.T, name string) (certificate, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	shape := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageServerAuth}}
	der, err := x509.CreateCertificate(rand.Reader, shape, shape, &private.PublicKey, private)
	require.NoError(t, err)
	text, err := x509.MarshalPKCS8PrivateKey(private)
	require.NoError(t, err)
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})), string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: text}))
}

func TestUpstreamsAreKnownByTheirCertificatesAndKnowTheGatewayByIts(t *testing.T) {
	certificate, key := identity(t, "tickets.internal")
	other, _ := identity(t, "tickets.internal")
	mine, myKey := identity(t, "gateway")
	pair, err := tls.X509KeyPair([]byte(certificate), []byte(key))
	require.NoError(t, err)
	clients := x509.NewCertPool()
	require.True(t, clients.AppendCertsFromPEM([]byte(mine)))
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte(r.TLS.ServerName + " " + r.TLS.PeerCertificates[0].Subject.CommonName))
	}))
	server.TLS = &tls.Config{Certificates: []tls.Certificate{pair}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: clients}
	server.StartTLS()
	t.Cleanup(server.Close)
	for name, row := range map[string]struct {
		tls    *catalog.UpstreamTLS
		status int
		words  string
	}{
		"as agreed":      {&catalog.UpstreamTLS{CA: certificate, ServerName: "tickets.internal", Certificate: mine, Key: myKey}, 200, "with TLS 1.3"},
		"unknown":        {nil, 502, "Its certificate is for another name."},
		"another CA":     {&catalog.UpstreamTLS{CA: other, ServerName: "tickets.internal", Certificate: mine, Key: myKey}, 502, "is not known here"},
		"another name":   {&catalog.UpstreamTLS{CA: certificate, ServerName: "else.internal", Certificate: mine, Key: myKey}, 502, "for another name"},
		"no certificate": {&catalog.UpstreamTLS{CA: certificate, ServerName: "tickets.internal"}, 502, "It refused the TLS connection"},
	} {
		t.Run(name, func(t *testing.T) {
			u := catalog.Upstream{Kind: catalog.HTTP, URL: server.URL, TLS: row.tls}
			g, w := openUpstream(t, u, nil)
			response, body := g.do(t, "GET", "/museum/hours", w.full, nil)
			require.Equal(t, row.status, response.StatusCode, body)
			if row.status == 200 {
				require.Equal(t, "tickets.internal gateway", body)
			}
			trial, err := g.TryUpstream(u)
			require.NoError(t, err)
			require.Equal(t, row.status == 200, trial.OK)
			text := ""
			for _, step := range trial.Targets[0].Steps {
				text += step.Message
			}
			require.Contains(t, text, row.words)
		})
	}
}
