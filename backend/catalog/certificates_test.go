package catalog

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
)

func TestCertificatesAreReadWithoutBeingKept(t *testing.T) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	until := time.Date(2031, 5, 4, 3, 2, 1, 0, time.UTC)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Harbour Root"}, NotAfter: until, IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	require.NoError(t, err)
	text := string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
	keyDER, err := x509.MarshalECPrivateKey(key)
	require.NoError(t, err)
	private := string(pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: keyDER}))

	app := serve(t, open(storetest.New(t)))
	ask := func(text string) (int, string) {
		t.Helper()
		body, err := json.Marshal(map[string]string{"pem": text})
		require.NoError(t, err)
		answer, said := call(t, app, "POST", "/certificates/read", string(body))
		return answer.StatusCode, said
	}
	status, said := ask(text + "\n" + text)
	require.Equal(t, 200, status, said)
	var read struct{ Items []CertificateFacts }
	require.NoError(t, json.Unmarshal([]byte(said), &read))
	require.Len(t, read.Items, 2)
	require.Equal(t, "CN=Harbour Root", read.Items[0].Subject)
	require.Equal(t, "CN=Harbour Root", read.Items[0].Issuer)
	require.Equal(t, until, read.Items[0].NotAfter)
	require.True(t, read.Items[0].Authority)
	for name, wrong := range map[string]string{
		"nothing": " ", "a private key": private, "a private key beside": text + private, "no PEM": "hello", "PEM and more": text + "hello",
		"another kind": strings.ReplaceAll(text, "CERTIFICATE", "CERTIFICATE REQUEST"), "broken": "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
		"too long": strings.Repeat(text, 200),
	} {
		status, said := ask(wrong)
		require.Equal(t, 422, status, name+said)
		require.Contains(t, said, `"/pem"`, name)
		require.NotContains(t, said, "PRIVATE KEY-----", name)
	}
}
